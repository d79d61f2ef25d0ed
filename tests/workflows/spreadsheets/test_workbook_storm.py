"""People and runs in each other's way, on the workbook: HR saves at any time, the disk fills, the power goes.

Whatever comes, there is a whole book; no word of HR's is changed; every response has one 受付番号 and one row, unless
HR deleted it; and of whom was erased nothing stays, in the book or in the copy beside it. `ALUMNI_STORM=5000` asks for
so many examples, anew each time.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.factory_deaths import PowerCut, cutting
from tests.factory_firm import read_letters
from tests.factory_registrations import Office, answer
from workflows import sources
from workflows.columns import (
    CLERK,
    COMPARED,
    CONFIRMER,
    HR_COLUMNS,
    JUDGEMENT,
    KEY,
    MESSAGE,
    PROCEDURE,
    REASON,
    Procedure,
)
from workflows.spreadsheets import review_book, safely
from workflows.spreadsheets.cells import as_text
from workflows.stopped import Stopped

STORM = int(os.environ.get("ALUMNI_STORM", "0"))
HR = (
    *["judge"] * 4, "comment", "sort", "delete-row", "insert-row", "copy-row", "insert-column", *["erase"] * 2,
)  # fmt: skip
RESPONDENTS = ("answer", "edit", "edit", "withdraw")
FAULTS = ("none", "cut-0", "cut-1", "cut-2", "cut-3", "full", "open", "changed", "other-run", "stale")
ACTION = st.tuples(st.sampled_from((*HR, *RESPONDENTS)), st.integers(0, 10**6))

Rows = list[list[Any]]


class BookStorm(RuleBasedStateMachine):
    """An office, its people, and runs of which some end badly."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="storm-"))
        self.office = Office(self.folder, [])
        self.sent = 0
        self.deleted: set[str] = set()
        self.erased: dict[str, str] = {}
        """Whom HR wanted to erase: the e-mail address, by 受付番号."""
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(sources, "letters", read_letters)

    def teardown(self) -> None:
        try:
            self.settle()
        finally:
            self.patch.undo()
            shutil.rmtree(self.folder)

    @initialize()
    def first(self) -> None:
        for _ in range(2):
            self.act("answer", 0)
        self.office.run()

    @rule(action=ACTION)
    def someone(self, action: tuple[str, int]) -> None:
        self.act(*action)

    @rule(actions=st.lists(ACTION, max_size=3), fault=st.sampled_from(FAULTS))
    def run(self, actions: list[tuple[str, int]], fault: str) -> None:
        for action in actions:
            self.act(*action)
        self.go(fault)

    def go(self, fault: str = "none") -> None:
        before = self.hand()

        def watch(stage: str) -> None:
            nonlocal before
            if fault == "changed" and stage == "linking":
                self.act("comment", 1)
                before = self.hand()

        with self.failing(fault), suppress(Stopped, PowerCut):
            self.office.run(stage=watch, allow_shrink=True)
        gone = self.gone()
        left = Counter({row: count for row, count in before.items() if row[0] not in gone})
        now = Counter({row: count for row, count in self.hand().items() if row[0] not in gone})
        assert now == left, "only HR changes what HR wrote"

    @contextmanager
    def failing(self, fault: str) -> Iterator[None]:
        """What goes wrong while a run works."""
        lock = self.office.book.with_name(f".~lock.{self.office.book.name}#")
        with pytest.MonkeyPatch.context() as patch:
            if fault.startswith("cut"):
                patch.setattr(Path, "replace", cutting(int(fault[-1])))
            elif fault == "full":
                patch.setattr(os, "fsync", full)
            elif fault == "open":
                lock.touch()
            elif fault == "stale":
                # What a run that died left lying there.
                self.office.book.with_name(".review.new.xlsx").write_bytes(b"PK\x03\x04")
            with safely.alone(self.office.book) if fault == "other-run" else nullcontext():
                yield
        lock.unlink(missing_ok=True)

    # -- people

    def act(self, name: str, chance: int) -> None:
        answers = self.office.answers
        if name == "answer":
            if len(answers) < 5 and self.sent < 11:
                self.sent += 1
                answers.append(answer(self.sent, message=f"ひとこと{self.sent}"))
        elif name == "edit" and answers:
            self.sent += 1
            at = chance % len(answers)
            answers[at] = {**answers[at], "message": f"直し{self.sent}-{chance}"}
        elif name == "withdraw" and len(answers) > 3:
            del answers[chance % len(answers)]
        elif name in HR:
            self.office.edit(lambda rows: self.work(name, chance, rows))

    def work(self, name: str, chance: int, rows: Rows) -> None:
        """HR's hand in 審査, header first."""
        place = {title: index for index, title in enumerate(rows[0]) if title}
        there = [row for row in rows[1:] if row[place[KEY]]]
        row = there[chance % len(there)] if there else None
        if name == "sort":
            body = rows[1:]
            random.Random(chance).shuffle(body)
            rows[1:] = body
        elif name == "insert-row":
            rows.insert(1 + chance % len(rows), [None] * len(rows[0]))
        elif name == "insert-column":
            if sum(not title for title in rows[0]) < 3:
                for line in rows:
                    line.insert(chance % 5, None)
        elif row is None:
            return
        elif name == "judge":
            row[place[JUDGEMENT]] = ("承認", "見送り", "保留", None)[chance % 4]
        elif name == "comment":
            self.sent += 100
            row[place[REASON]] = f"コメント{self.sent}"
        elif name == "delete-row":
            rows.remove(row)
            self.deleted.add(row[place[KEY]])
        elif name == "copy-row":
            rows.append(list(row))
        elif name == "erase":
            row[place[PROCEDURE]], row[place[CLERK]], row[place[CONFIRMER]] = Procedure.ERASE.value, "山田", "鈴木"
            compared = str(row[place[COMPARED]])
            for one in self.office.answers:
                if f"　{one['email']}" in compared:
                    self.erased[row[place[KEY]]] = str(one["email"])

    # -- what must hold

    def hand(self) -> Counter[Any]:
        found: Counter[Any] = Counter()
        for row in self.office.rows():
            words = [as_text(row.get(title)) for title in HR_COLUMNS]
            if any(words):
                found[as_text(row[KEY]), *words] += 1
        return found

    def gone(self) -> frozenset[str]:
        from workflows import revisions

        return revisions.erased(review_book.read(self.office.book).log).keys

    def settle(self) -> None:
        if not self.office.answers:
            return
        for _ in range(2):
            self.go()
        gone = self.gone()
        rows = Counter(as_text(row[KEY]) for row in self.office.rows())
        shown = {as_text(row[KEY]): row for row in self.office.rows()}
        emails = {email for key, email in self.erased.items() if key in gone}
        for one in self.office.answers:
            keys = [key for key, row in shown.items() if key and f"　{one['email']}" in as_text(row[COMPARED])]
            if one["email"] in emails:
                assert not keys, "who is erased never comes back"
            elif keys:
                assert len(keys) == 1, "one response, one 受付番号"
                assert rows[keys[0]] > 1 or shown[keys[0]][MESSAGE] == one["message"]
            else:
                assert self.deleted, "nobody is lost"
        for path in (self.office.book, safely.backup_of(self.office.book)):
            with zipfile.ZipFile(path) as archive:
                everything = b"".join(archive.read(name) for name in archive.namelist())
            assert not [email for email in emails if email.encode() in everything], "nothing of whom was erased stays"
        ours = {"review.xlsx", "review.bak.xlsx", "responses.xlsx", "roster.xlsx"}
        assert {path.name for path in self.folder.iterdir()} <= ours, "nothing is left lying about"


def full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


BookStorm.TestCase.settings = settings(
    max_examples=STORM or 6,
    stateful_step_count=10,
    deadline=None,
    derandomize=not STORM,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
TestBookStorm = BookStorm.TestCase
