"""People and runs in each other's way: between any two calls HR sorts, types and deletes, respondents write, runs die.

Whatever comes, no word of HR's is changed, every response has one 受付番号, a row shows what belongs to its 受付番号,
and no approval covers an answer that HR had not before her. `ALUMNI_STORM=5000` asks for so many examples, anew each
time; hypothesis prints how to repeat one that fails.
"""

from __future__ import annotations

import copy
import os
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.factory_firm import REVIEW, Firm, opened
from tests.factory_registrations import AT, answer
from tests.sheets_emulator.server import World
from workflows import columns, review, revisions
from workflows.columns import (
    COLUMNS,
    COMPARED,
    JUDGEMENT,
    KEY,
    MACHINE_COLUMNS,
    MESSAGE,
    OUTCOME,
    OUTCOMES,
    REASON,
    WAITING,
)
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_sheet import READ
from workflows.spreadsheets.review_tabs import book_of
from workflows.stopped import Stopped

HR = (*["judge"] * 8, "comment", "sort", "filter", "delete-row", "insert-row", "copy-row", "insert-column", "rename")
RESPONDENTS = ("answer", *["edit"] * 8, "withdraw")
"""What matters most is drawn most: a judgement and an edit that cross."""
LINE = (
    "die",
    "late-1",
    "late-2",
    "commit-503",
    "commit-reset",
    "503",
    "reset",
    "429",
    "another-run",
    "another-run-later",
)
ACTION = st.tuples(st.sampled_from((*HR, *RESPONDENTS)), st.integers(0, 10**6))
TROUBLE = st.tuples(st.sampled_from((*HR, *RESPONDENTS, *LINE)), st.integers(0, 10**6))
SCRIPT = st.lists(st.lists(TROUBLE, max_size=3), min_size=6, max_size=10)
"""What happens before each call of a run."""

Act = tuple[str, int]
STORM = int(os.environ.get("ALUMNI_STORM", "0"))


class Died(BaseException):
    """A run's end without any goodbye."""


class Storm(RuleBasedStateMachine):
    """A firm, its people and its runs."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.firm: Firm = self.stack.enter_context(opened())
        self.firm.init()
        self.firm.world.between = self.before_call
        self.clock = AT
        self.script: list[list[Act]] = []
        self.written: Counter[Any] = Counter()
        self.approved: dict[str, set[str]] = {}
        self.sent = 0
        self.running = 0
        self.deleted: set[str] = set()
        self.firm.answers = []

    def teardown(self) -> None:
        try:
            self.settle()
        finally:
            self.stack.close()

    # -- what happens

    @initialize()
    def first(self) -> None:
        for _ in range(2):
            self.act("answer", 0)
        self.firm.run(self.clock)

    @rule(action=ACTION)
    def someone(self, action: Act) -> None:
        self.act(*action)

    @rule(script=SCRIPT)
    def run(self, script: list[list[Act]]) -> None:
        if not self.named():  # the run before has told HR so
            self.act("rename", 0)
        self.go(script, minutes=180)

    def go(self, script: list[list[Act]], *, minutes: int) -> None:
        self.clock += timedelta(minutes=minutes)
        outer, self.script = self.script, list(script)
        self.running += 1
        try:
            self.firm.run(self.clock)
        except (Stopped, Died):
            pass
        finally:
            self.script = outer
            self.running -= 1
            self.firm.world.faults = []
        self.check_hand()

    def before_call(self, world: World, method: str) -> None:
        for name, chance in self.script.pop(0) if self.script else []:
            if name == "die":
                raise Died
            if name.startswith("another-run"):
                if self.running == 1:
                    self.go([], minutes=1 if name == "another-run" else 45)
            elif name in LINE:
                world.faults = [name]  # type: ignore[list-item]
            else:
                self.act(name, chance)

    def act(self, name: str, chance: int) -> None:
        if name in RESPONDENTS:
            self.respond(name, chance)
            self.firm.save()
            return
        self.check_hand()
        getattr(self, f"hr_{name.replace('-', '_')}")(chance)
        self.written = self.hand()

    def respond(self, name: str, chance: int) -> None:
        answers = self.firm.answers
        self.sent += 1
        if name == "answer" and len(answers) < 5 and self.sent < 29:
            answers.append(answer(self.sent, message=f"ひとこと{self.sent}"))
        elif name == "edit" and answers:
            at = chance % len(answers)
            answers[at] = {**answers[at], "message": f"直し{self.sent}"}
        elif name == "withdraw" and len(answers) > 3:
            del answers[chance % len(answers)]

    # -- HR's hands

    def rows(self) -> list[tuple[int, dict[str, Any]]]:
        """Rows that look right to HR, with where they stand."""
        if KEY not in self.titles():
            return []
        return [
            (n, row) for n, row in enumerate(self.firm.shown(), 1) if row[KEY] and row[OUTCOME] in OUTCOMES.values()
        ]

    def titles(self) -> list[str]:
        return [str(cell.entered.get("stringValue", "")) for cell in self.desk.cells[0]]

    @property
    def desk(self) -> Any:
        return next(tab for tab in self.firm.book.tabs if tab.title.startswith(columns.REVIEW_TAB))

    def put(self, row: int, title: str, text: str) -> None:
        self.desk.cell(row, self.titles().index(title)).entered = {"stringValue": text} if text else {}

    def hr_judge(self, chance: int) -> None:
        if rows := self.named() and self.rows():
            at, row = rows[chance % len(rows)]
            word = ("承認", "承認", "見送り", "")[chance % 4]
            self.put(at, JUDGEMENT, word)
            if word == "承認":
                self.approved.setdefault(row[KEY], set()).add(row[MESSAGE])

    def hr_comment(self, chance: int) -> None:
        if rows := self.named() and self.rows():
            self.put(rows[chance % len(rows)][0], REASON, f"コメント{chance}")

    def hr_sort(self, chance: int) -> None:
        order = ("ASCENDING", "DESCENDING")[chance % 2]
        spec = {"dimensionIndex": chance // 2 % len(self.titles()), "sortOrder": order}
        self.batch({"sortRange": {"range": {"sheetId": self.desk.sheet_id, "startRowIndex": 1}, "sortSpecs": [spec]}})

    def hr_filter(self, chance: int) -> None:
        self.batch({"setBasicFilter": {"filter": {"range": {"sheetId": self.desk.sheet_id}}}})

    def hr_delete_row(self, chance: int) -> None:
        if rows := self.named() and self.rows():
            at, row = rows[chance % len(rows)]
            self.batch({"deleteDimension": {"range": self.span("ROWS", at)}})
            self.deleted.add(row[KEY])

    def hr_insert_row(self, chance: int) -> None:
        self.batch({"insertDimension": {"range": self.span("ROWS", 1 + chance % (self.desk.last_row() + 1))}})

    def hr_copy_row(self, chance: int) -> None:
        if rows := self.named() and self.rows():
            at = rows[chance % len(rows)][0]
            while len(self.desk.cells) < self.desk.last_row():
                self.desk.cells.append([])
            self.desk.cells.insert(self.desk.last_row(), copy.deepcopy(self.desk.cells[at]))

    def hr_insert_column(self, chance: int) -> None:
        if len(self.titles()) < len(COLUMNS) + 3:
            self.batch({"insertDimension": {"range": self.span("COLUMNS", chance % 6)}})

    def hr_rename(self, chance: int) -> None:
        self.desk.title = columns.REVIEW_TAB if self.desk.title != columns.REVIEW_TAB else f"{columns.REVIEW_TAB}（旧）"

    def named(self) -> bool:
        return bool(self.desk.title == columns.REVIEW_TAB)

    def span(self, dimension: str, at: int) -> dict[str, Any]:
        return {"sheetId": self.desk.sheet_id, "dimension": dimension, "startIndex": at, "endIndex": at + 1}

    def batch(self, request: dict[str, Any]) -> None:
        self.firm.book.batch_update([request])

    # -- what must hold

    def hand(self) -> Counter[Any]:
        """HR's words: of every row with any, its 受付番号 and what stands in her columns."""
        titles = self.titles()
        found: Counter[Any] = Counter()
        for line in self.desk.cells[1:]:
            cells = {title: cell.entered.get("stringValue", "") for title, cell in zip(titles, line, strict=False)}
            words = [cells.get(title, "") for title in columns.HR_COLUMNS]
            if any(words):
                found[cells.get(KEY, ""), *words] += 1
        return found

    def check_hand(self) -> None:
        assert self.hand() == self.written, "only HR changes what HR wrote"

    def log(self) -> review.Book:
        """The book as a run would read it."""
        sheets = []
        for name in READ:
            tab = self.firm.book.titled(name)
            if name == columns.REVIEW_TAB or tab is None:
                continue
            values = [[cell.entered.get("stringValue", "") for cell in line] for line in tab.cells]
            width = max(map(len, values), default=0)
            sheets.append(Sheet(name, [[*line, *[""] * (width - len(line))] for line in values]))
        return book_of([Sheet(columns.REVIEW_TAB, [[*columns.HR_COLUMNS, KEY]]), *sheets], REVIEW)

    @invariant()
    def rows_show_what_belongs_to_their_key(self) -> None:
        said: dict[str, set[str]] = {}
        book = self.log()
        for entry in book.log:
            said.setdefault(entry.key, set()).update(entry.values.values())
        if not self.named():
            return
        for row in self.firm.shown():
            if row.get(KEY):
                # Numbers are days of waiting, of a row that stands askew until the next run.
                texts = {row[title] for title in MACHINE_COLUMNS if row.get(title) and isinstance(row[title], str)}
                assert texts <= said.get(row[KEY], set())

    @invariant()
    def approvals_are_of_what_hr_saw(self) -> None:
        for key, its in revisions.recall(self.log().log).items():
            if its.judged.judgement == "承認" and not its.to_reconfirm:
                assert its.values.get(MESSAGE) in self.approved[key]

    def everybody(self) -> list[Any]:
        """All that answered and have not withdrawn."""
        return list(self.firm.answers)

    def is_gone(self, one: Any) -> bool:
        """Whether a response was erased."""
        return False

    def settle(self) -> None:
        """Calm: two runs undisturbed, after whatever died has become stale."""
        self.script = []
        if not self.named():
            self.act("rename", 0)
        if not self.firm.answers:
            return
        for _ in range(2):
            self.clock += timedelta(minutes=45)
            self.firm.run(self.clock, allow_shrink=True)
        self.check_hand()
        self.rows_show_what_belongs_to_their_key()
        self.approvals_are_of_what_hr_saw()
        known = revisions.recall(self.log().log)
        rows = Counter(row[KEY] for _, row in self.rows())
        for one in self.everybody():
            keys = [key for key, its in known.items() if f"　{one['email']}" in its.values[COMPARED]]
            if self.is_gone(one):
                assert not keys, "who is erased never comes back"
                continue
            assert len(keys) == 1, "one response, one 受付番号"
            assert rows[keys[0]] or keys[0] in self.deleted, "nobody is lost"
            if rows[keys[0]] == 1:
                (row,) = [row for _, row in self.rows() if row[KEY] == keys[0]]
                assert row[MESSAGE] == one["message"]
                assert row[WAITING] != "#NAME?"
        assert self.firm.book.titled("_lock") is None


Storm.TestCase.settings = settings(
    max_examples=STORM or 20,
    stateful_step_count=12,
    deadline=None,
    derandomize=not STORM,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
TestStorm = Storm.TestCase
