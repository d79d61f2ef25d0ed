"""HR and respondents act in any order between runs: what she wrote survives, every response is there exactly once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.factory_registrations import FORM, answer, by_id, roster_sheet, sheet
from workflows import registration, responses, review, revisions
from workflows.columns import HR_COLUMNS, JUDGEMENT, KEY, MACHINE_COLUMNS, MESSAGE, PROCEDURE, REVIEW_TAB, Judgement
from workflows.header import find_table
from workflows.registration import Terms
from workflows.review import Book
from workflows.roster import Roster, parse
from workflows.settings import RosterSource
from workflows.shell import JAPAN
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_book import following

ROSTER: Roster = parse([Sheet("名簿", roster_sheet(range(30)))], RosterSource(), place="名簿")
START = datetime(2026, 4, 15, 9, tzinfo=JAPAN)


class Desk(RuleBasedStateMachine):
    """The book as values; each response carries a word of its own in ひとこと by which it is known."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.answers: list[dict[str, Any]] = []
        self.sent = 0
        self.runs = 0
        self.drawn = 0
        self.written: dict[str, dict[str, str]] = {}
        self.deleted: set[str] = set()
        self.own_column = False
        self.judgements: dict[str, str] = {}
        self.judged_on: dict[str, str] = {}
        self.shown: dict[str, str] = {}

    def _draw(self) -> str:
        self.drawn += 1
        return f"{self.drawn:08d}"

    @initialize()
    def first_responses(self) -> None:
        for _ in range(2):
            self.respond()
        self.run()

    @rule()
    def respond(self) -> None:
        self.answers.append(
            answer(self.sent % 30, message=f"word{self.sent}", timestamp=f"2026/04/01 9:{self.sent:02d}:00")
        )
        self.sent += 1

    @rule(data=st.data(), then_run=st.booleans())
    def edit(self, data: st.DataObject, then_run: bool) -> None:
        if self.answers:
            one = data.draw(st.sampled_from(self.answers))
            one["department"] = f"{one['department']}x"
        if then_run:
            self.run()

    @rule(data=st.data())
    def withdraw_an_answer(self, data: st.DataObject) -> None:
        if len(self.answers) > 1:
            self.answers.remove(data.draw(st.sampled_from(self.answers)))

    @rule(data=st.data())
    def sort_answers(self, data: st.DataObject) -> None:
        self.answers = data.draw(st.permutations(self.answers))

    @rule(data=st.data(), word=st.sampled_from(["", *Judgement, "はい"]), title=st.sampled_from(HR_COLUMNS))
    def write(self, data: st.DataObject, word: str, title: str) -> None:
        if not self.book.rows:
            return
        number = data.draw(st.integers(0, len(self.book.rows) - 1))
        row = list(self.book.rows[number])
        row[self.book.header.index(title)] = word
        self._set(number, row)
        self.written.setdefault(str(row[self.book.header.index(KEY)]), {})[title] = word

    @rule(data=st.data(), word=st.sampled_from(Judgement), then_run=st.booleans())
    def judge(self, data: st.DataObject, word: str, then_run: bool) -> None:
        self.write(data, word, JUDGEMENT)
        if then_run:
            self.run()

    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        known = revisions.recall(self.book.log)
        title = self.book.header.index
        due = [n for n, row in enumerate(self.book.rows) if known[str(row[title(KEY)])].to_reconfirm]
        if due:
            number = data.draw(st.sampled_from(due))
            row = list(self.book.rows[number])
            row[title(PROCEDURE)] = review.confirmation(known[str(row[title(KEY)])].revision)
            self.written.setdefault(str(row[title(KEY)]), {})[PROCEDURE] = row[title(PROCEDURE)]
            self._set(number, row)
            self.run()

    @rule(data=st.data())
    def sort_rows(self, data: st.DataObject) -> None:
        self.book = replace(self.book, rows=tuple(data.draw(st.permutations(self.book.rows))))

    @rule(data=st.data())
    def delete_a_row(self, data: st.DataObject) -> None:
        if self.book.rows:
            number = data.draw(st.integers(0, len(self.book.rows) - 1))
            self.deleted.add(str(self.book.rows[number][self.book.header.index(KEY)]))
            self.book = replace(self.book, rows=(*self.book.rows[:number], *self.book.rows[number + 1 :]))

    @rule(data=st.data())
    def scribble_on_a_machine_cell(self, data: st.DataObject) -> None:
        if self.book.rows:
            number = data.draw(st.integers(0, len(self.book.rows) - 1))
            row = list(self.book.rows[number])
            row[self.book.header.index(data.draw(st.sampled_from(MACHINE_COLUMNS)))] = "落書き"
            self._set(number, row)

    @rule()
    def add_a_column(self) -> None:
        if self.book.rows and not self.own_column:
            self.own_column = True
            header = ("メモ", *self.book.header)
            rows = tuple((f"memo {row[self.book.header.index(KEY)]}", *row) for row in self.book.rows)
            self.book = replace(self.book, header=header, rows=rows)

    @rule()
    def run(self) -> None:
        self.runs += 1
        rows = sheet(self.answers)
        found = responses.parse(find_table([Sheet("回答", rows)], FORM.wanted, place="回答"), FORM)
        moment = START + timedelta(hours=self.runs)
        terms = Terms(FORM, date(2026, 4, 15), moment, b"key", "salt", self._draw, allow_shrink=True)
        book = self.book
        for row in book.rows:
            key, word = str(row[book.header.index(KEY)]), str(row[book.header.index(JUDGEMENT)] or "")
            before = revisions.recall(book.log)[key]
            procedure = str(row[book.header.index(PROCEDURE)] or "")
            confirmed = before.to_reconfirm and procedure == review.confirmation(before.revision)
            if word != self.judgements.get(key, "") or confirmed:
                self.judgements[key], self.judged_on[key] = word, self.shown[key]
        changes = registration.run(found, ROSTER, book, terms, by_id)
        header, after = following(book, changes).rows[REVIEW_TAB]
        # Rows stay where HR put them, and new ones go below.
        assert [row[header.index(KEY)] for row in after[: len(book.rows)]] == [
            row[book.header.index(KEY)] for row in book.rows
        ]
        self.book = replace(
            book,
            header=header,
            rows=tuple(map(tuple, after)),
            log=(*book.log, *changes.entries),
            runs=(*book.runs, changes.run),
        )
        self._hold(found)
        again = registration.run(found, ROSTER, self.book, terms, by_id)
        assert again.entries == ()
        assert again.new_keys == ()

    def _hold(self, found: list[responses.Response]) -> None:
        header = self.book.header
        shown = Counter(str(row[header.index(MESSAGE)]) for row in self.book.rows)
        assert all(count == 1 for count in shown.values())
        by_word = {known.values[MESSAGE]: key for key, known in revisions.recall(self.book.log).items()}
        for response in found:
            key = by_word[response["message"]]
            assert (shown[response["message"]] == 1) is (key not in self.deleted)
            self.shown[key] = response["department"]
        # A judgement is of what HR saw: an edit since then, and nothing else, asks her to confirm.
        for row in self.book.rows:
            key, word = str(row[header.index(KEY)]), str(row[header.index(JUDGEMENT)] or "")
            known = revisions.recall(self.book.log)[key]
            assert known.judged.judgement == word
            assert known.to_reconfirm is bool(word and self.judged_on[key] != self.shown[key])

    def _set(self, number: int, row: list[Any]) -> None:
        self.book = replace(self.book, rows=(*self.book.rows[:number], tuple(row), *self.book.rows[number + 1 :]))

    @invariant()
    def what_hr_wrote_stands(self) -> None:
        for row in self.book.rows:
            key = str(row[self.book.header.index(KEY)])
            for title, word in self.written.get(key, {}).items():
                assert (row[self.book.header.index(title)] or "") == word
            if JUDGEMENT not in self.written.get(key, {}):
                assert not row[self.book.header.index(JUDGEMENT)]
            if self.own_column and row[0]:
                assert row[0] == f"memo {key}"


Desk.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestDesk = Desk.TestCase
