"""The storm, with all that follows HR's word: letters that are ticked and sent, procedures, erasures, answers typed in.

Beside what `test_review_storm.py` asks, whatever comes: whoever is erased never comes back and nothing of her stays;
no cell of 返信 that is HR's is ever written, nor any of 手入力; of a kind of letter one at most waits for a person, and
none invites whom HR does not approve; a row of 返信 or 登録者 shows only what belongs to its key.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.factory_firm import Firm
from tests.factory_registrations import QUESTIONS, answer
from tests.sheets_emulator.cells import typed
from tests.sheets_emulator.server import World
from tests.workflows.spreadsheets import test_review_storm as calm
from workflows import columns, ledger, revisions
from workflows.columns import (
    CLERK,
    COMPARED,
    CONFIRMED,
    CONFIRMER,
    JUDGEMENT,
    KEY,
    NUMBER,
    PROCEDURE,
    REASON,
    SEND,
    SENT,
    TO,
    Procedure,
)
from workflows.ledger import ReplyState, State
from workflows.replies import Kind
from workflows.spreadsheets.review_lines import member_values, reply_values

HR = (
    *["judge"] * 5, "comment", "confirm", *["erase"] * 3, "procedure", *["tick"] * 2, *["send"] * 3, "type", "sort",
    "sort-letters", "delete-row", "delete-letter", "insert-row", "copy-row", "insert-column", "insert-letter-column",
)  # fmt: skip
RESPONDENTS = ("answer", *["edit"] * 4, "withdraw")
ACTION = st.tuples(st.sampled_from((*HR, *RESPONDENTS)), st.integers(0, 10**6))
TROUBLE = st.tuples(st.sampled_from((*HR, *RESPONDENTS, *calm.LINE)), st.integers(0, 10**6))
SCRIPT = st.lists(st.lists(TROUBLE, max_size=3), min_size=4, max_size=8)
STORM = int(os.environ.get("ALUMNI_STORM", "0"))


class MembersStorm(calm.Storm):
    """A firm whose HR also sends letters, carries out procedures and types answers in."""

    def __init__(self) -> None:
        super().__init__()
        self.letter_words: Counter[Any] = self.letter_hand()
        self.typed_words = self.typed_hand()
        self.typed_in: list[Any] = []
        self.emails: dict[str, str] = {}
        """Of whom HR wanted to erase: the e-mail address, by 受付番号."""
        self.mailed: list[tuple[str, str, str]] = []
        """Letters sent: number, to whom, text."""

    @rule(action=ACTION)
    def someone(self, action: calm.Act) -> None:
        self.act(*action)

    @rule(script=SCRIPT)
    def run(self, script: list[list[calm.Act]]) -> None:
        self.go(script, minutes=180)

    def act(self, name: str, chance: int) -> None:
        super().act(name, chance)
        self.letter_words, self.typed_words = self.letter_hand(), self.typed_hand()

    # -- HR's hands

    def some_row(self, chance: int) -> tuple[int, dict[str, Any]] | None:
        rows = self.rows()
        return rows[chance % len(rows)] if rows else None

    def hr_comment(self, chance: int) -> None:
        self.sent += 1
        if found := self.some_row(chance):
            self.put(found[0], REASON, f"記録なし（{self.sent}）")

    def hr_confirm(self, chance: int) -> None:
        if found := self.some_row(chance):
            self.put(found[0], CONFIRMED, "名簿の電話")

    def hr_erase(self, chance: int) -> None:
        if found := self.some_row(chance):
            at, row = found
            for title, text in ((PROCEDURE, Procedure.ERASE), (CLERK, "山田"), (CONFIRMER, "鈴木")):
                self.put(at, title, text)
            email = next((one["email"] for one in self.everybody() if f"　{one['email']}" in row[COMPARED]), "")
            if email:
                self.emails[row[KEY]] = str(email)

    def hr_procedure(self, chance: int) -> None:
        if found := self.some_row(chance):
            others = [one for one in Procedure if one is not Procedure.ERASE]
            self.put(found[0], PROCEDURE, [*others, ""][chance // 7 % (len(others) + 1)])

    def hr_type(self, chance: int) -> None:
        if len(self.typed_in) < 3:
            self.sent += 1
            one = answer(40 + len(self.typed_in), message=f"お電話で{self.sent}", timestamp="2026/04/01 10:00")
            tab = self.tab(columns.TYPED_TAB)
            fields = {text: field for field, text in QUESTIONS.items()}
            for column, cell in enumerate(tab.cells[0]):
                field = fields.get(cell.entered.get("stringValue", ""), "")
                tab.cell(1 + len(self.typed_in), column).entered = typed(one.get(field, "")).entered
            self.typed_in.append(one)

    def hr_tick(self, chance: int) -> None:
        letters = [(at, row) for at, row in self.letters() if row[columns.STATE] == ReplyState.READY]
        if letters:
            self.put_letter(letters[chance % len(letters)][0], SEND, {"boolValue": bool(chance % 5)})

    def hr_send(self, chance: int) -> None:
        """As the script of the spreadsheet does: what is ticked, may go out and has no time yet."""
        for at, row in self.letters():
            if row[SEND] is True and row[columns.STATE] == ReplyState.READY and row[TO] and not row[SENT]:
                self.put_letter(at, SENT, typed(f"{self.clock:%Y/%m/%d %H:%M}").entered)
                self.mailed.append((str(row[NUMBER]), str(row[TO]), str(row[columns.BODY])))

    def hr_sort_letters(self, chance: int) -> None:
        tab = self.tab(columns.REPLIES_TAB)
        spec = {"dimensionIndex": chance // 2 % 6, "sortOrder": ("ASCENDING", "DESCENDING")[chance % 2]}
        self.batch({"sortRange": {"range": {"sheetId": tab.sheet_id, "startRowIndex": 1}, "sortSpecs": [spec]}})

    def hr_delete_letter(self, chance: int) -> None:
        if letters := [at for at, row in self.letters() if not row[SENT]]:
            at = letters[chance % len(letters)]
            span = {"sheetId": self.tab(columns.REPLIES_TAB).sheet_id, "dimension": "ROWS"}
            self.batch({"deleteDimension": {"range": {**span, "startIndex": at, "endIndex": at + 1}}})

    def hr_insert_letter_column(self, chance: int) -> None:
        tab = self.tab(columns.REPLIES_TAB)
        if len(tab.cells[0]) < len(columns.REPLY_COLUMNS) + 2:
            at = chance % 4
            span = {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
            self.batch({"insertDimension": {"range": span}})

    def tab(self, title: str) -> Any:
        found = self.firm.book.titled(title)
        assert found
        return found

    def letters(self) -> list[tuple[int, dict[str, Any]]]:
        """Rows of 返信 with a number, and where they stand."""
        return [(at, row) for at, row in enumerate(self.firm.shown(columns.REPLIES_TAB), 1) if row[NUMBER]]

    def put_letter(self, row: int, title: str, entered: dict[str, Any]) -> None:
        tab = self.tab(columns.REPLIES_TAB)
        titles = [cell.entered.get("stringValue", "") for cell in tab.cells[0]]
        tab.cell(row, titles.index(title)).entered = entered

    # -- what must hold

    def letter_hand(self) -> Counter[Any]:
        """HR's cells of 返信, by 返信番号, where she has worked in them."""
        tab = self.tab(columns.REPLIES_TAB)
        titles = [cell.entered.get("stringValue", "") for cell in tab.cells[0]]
        found: Counter[Any] = Counter()
        for at, row in self.letters():
            # What was entered, not what is shown: a row that stands askew shows texts of its own here for a moment.
            words = [tab.entered(at, titles.index(title)) for title in (SEND, SENT)]
            typed_in = [None if "formulaValue" in one else next(iter(one.values()), None) for one in words]
            if any(typed_in):
                found[row[NUMBER], *typed_in] += 1
        return found

    def typed_hand(self) -> list[list[Any]]:
        return [[cell.entered for cell in line] for line in self.tab(columns.TYPED_TAB).cells]

    def check_hand(self) -> None:
        assert self.letter_hand() == self.letter_words, "no run writes what HR noted of a letter"
        assert self.typed_hand() == self.typed_words, "no run writes into 手入力"
        gone = revisions.erased(self.log().log).keys
        now, before = self.hand(), self.written
        assert {row for row in now.elements() if row[0] not in gone} == {
            row for row in before.elements() if row[0] not in gone
        }, "only HR changes what HR wrote"
        for key, *words in now:
            if key in gone:
                whole = [row[1:] for row in before if row[0] == key]
                assert any(all(a in (b, "") for a, b in zip(words, row, strict=True)) for row in whole), "or blanks it"

    @invariant()
    def letters_and_members_show_what_belongs_to_their_key(self) -> None:
        book = self.log()
        letters: dict[str, set[str]] = {}
        for reply in book.replies:
            letters.setdefault(reply.number, set()).update(map(str, reply_values(reply).values()))
        for _, row in self.letters():
            shown = {str(row[title]) for title in columns.REPLY_TITLES if row[title]}
            assert shown <= letters.get(str(row[NUMBER]), set())
        members: dict[str, set[str]] = {}
        for standing in book.ledger:
            members.setdefault(standing.key, set()).update(map(str, member_values(standing).values()))
        for row in self.firm.shown(columns.MEMBERS_TAB):
            shown = {str(row[title]) for title in columns.MEMBER_TITLES if row[title]}
            assert shown <= members.get(str(row[KEY]), set())

    def everybody(self) -> list[Any]:
        return [*self.firm.answers, *self.typed_in]

    def is_gone(self, one: Any) -> bool:
        gone = revisions.erased(self.log().log).keys
        return str(one["email"]) in {email for key, email in self.emails.items() if key in gone}

    def settle(self) -> None:
        super().settle()
        book = self.log()
        gone = revisions.erased(book.log)
        assert not gone.unfinished or any(row[KEY] in gone.unfinished for row in self.firm.shown()), (
            "all is carried out"
        )
        reach = [tab for tab in self.firm.book.tabs if tab.title != columns.TYPED_TAB]
        everything = "\n".join(str(cell.entered) for tab in reach for line in tab.cells for cell in line)
        for key in gone.keys & self.emails.keys():
            assert self.emails[key] not in everything, "nothing of whom was erased stays"
        assert len({number for number, *_ in self.mailed}) == len(self.mailed), "no letter goes out twice"
        state = {key: its.state for key, its in ledger.standings(book.ledger).items()}
        waiting: Counter[Any] = Counter()
        noted = {row[NUMBER] for _, row in self.letters() if row[SENT]}
        for number, reply in ledger.letters_of(book.replies).items():
            if reply.state in (ReplyState.READY, ReplyState.ADDRESS) and reply.body and number not in noted:
                waiting[reply.key, reply.kind] += 1
                assert reply.kind != Kind.APPROVED or state[reply.key] is State.MEMBER, "nobody else is invited"
        assert all(count == 1 for count in waiting.values()), "one letter of a kind waits for a person"
        kinds = {reply.number: reply.kind for reply in book.replies}
        invited = Counter(number.rsplit("-", 1)[0] for number, *_ in self.mailed if kinds[number] == Kind.APPROVED)
        for key, count in invited.items():
            states = [line.state for line in book.ledger if line.key == key]
            began = sum(
                a is State.MEMBER and b is not State.MEMBER for a, b in zip(states, [None, *states], strict=False)
            )
            assert count <= began, "one invitation a registration"


MembersStorm.TestCase.settings = settings(
    max_examples=STORM or 10,
    stateful_step_count=12,
    deadline=None,
    derandomize=not STORM,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
TestMembersStorm = MembersStorm.TestCase


def test_the_storm_reaches_letters_and_erasures() -> None:
    """A storm that never erased or sent would prove nothing of it."""
    storm = MembersStorm()
    try:
        storm.first()
        rows = storm.rows()
        storm.put(rows[0][0], JUDGEMENT, "承認")
        storm.approved[rows[0][1][KEY]] = {rows[0][1][columns.MESSAGE]}
        storm.written = storm.hand()
        storm.go([], minutes=60)
        for name in ("tick", "send"):
            for chance in range(1, 5):
                storm.act(name, chance)
        assert storm.mailed
        storm.act("erase", 1)
        storm.act("type", 0)
        storm.go([], minutes=60)
        assert revisions.erased(storm.log().log).keys
        assert storm.is_gone(storm.everybody()[0]) or storm.is_gone(storm.everybody()[1])
    finally:
        storm.teardown()
    assert storm.clock > calm.AT + timedelta(hours=2)


@pytest.mark.parametrize("dying", [False, True])
@pytest.mark.parametrize("many", [1, 2, 3])
def test_a_column_put_into_the_letters_while_one_is_appended_marks_none_as_sent(
    ready: Firm, many: int, *, dying: bool
) -> None:
    """The new row's texts spill into 送信日時: they are no word of HR's, and the row is set again."""
    ready.run()
    ready.judge(ready.shown()[0][KEY], "承認")
    writes = []

    class Dead(BaseException):
        pass

    def put_in(world: World, method: str) -> None:
        writes.append(method)
        if method.endswith("batchUpdate") and writes.count(method) == 2:
            span = {"sheetId": tab(ready).sheet_id, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 2 + many}
            ready.book.batch_update([{"insertDimension": {"range": span}}])
        elif dying and writes.count("sheets.spreadsheets.batchUpdate") >= 2:
            raise Dead

    ready.world.between = put_in
    with pytest.raises(Dead) if dying else nullcontext():
        ready.run(calm.AT + timedelta(hours=1))
    ready.world.between = None
    ready.run(calm.AT + timedelta(hours=2))
    (letter,) = [row for row in ready.shown(columns.REPLIES_TAB) if row[NUMBER]]
    assert letter[columns.STATE] == ReplyState.READY
    assert letter[SENT] == ""
    assert str(letter[TO]).endswith("@example.com")


def test_a_row_of_a_run_that_died_keeps_its_number_when_the_next_run_erases_its_person(ready: Firm) -> None:
    """It is young, and shows something else than its answers: that is the erasure, and no sign of moved columns."""

    class Dead(BaseException):
        pass

    writes = []

    def die(world: World, method: str) -> None:
        writes.append(method)
        if writes.count("sheets.spreadsheets.batchUpdate") == 3:
            raise Dead

    ready.world.between = die
    with pytest.raises(Dead):
        ready.run()
    ready.world.between = None
    key = ready.shown()[0][KEY]
    words = {PROCEDURE: Procedure.ERASE.value, CLERK: "山田", CONFIRMER: "鈴木"}
    ready.write(key, words)
    for hours in (1, 2):
        ready.run(calm.AT + timedelta(hours=hours))
    rows = [row for row in ready.shown() if row[KEY] == key or row[PROCEDURE]]
    assert [{title: row[title] for title in (KEY, *words)} for row in rows] == [{KEY: key, **words}]
    assert "削除しました" in rows[0][columns.RESULT]


def tab(firm: Firm) -> Any:
    found = firm.book.titled(columns.REPLIES_TAB)
    assert found
    return found
