"""A desk in memory: people answer, HR writes, runs follow one another, without a file.

Knows how HR's cells, the form and the book hang together, as `workflows.spreadsheets` does it on disk. Linkage is one
rule: an employee id that the roster holds; `department` may ask for an alarm, or for somebody still employed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from promises.sender import Sender
from promises.terms import Retention
from tests.factory_registrations import FORM, TODAY, answer, roster_sheet, sheet
from workflows import erasure, keys, registration, replies, responses, revisions, roster
from workflows.columns import HR_COLUMNS, KEY, MACHINE_COLUMNS
from workflows.header import find_table
from workflows.ledger import Reply, State, letters_of, standings
from workflows.linkage.tables import Candidate, Evidence, Linked, Mark, Outcome
from workflows.procedures import Order
from workflows.responses import Response
from workflows.review import Book
from workflows.roster import Roster
from workflows.settings import ROOT, RosterColumns, RosterSource
from workflows.shell import JAPAN
from workflows.spreadsheets.cells import Cell
from workflows.spreadsheets.places import Sheet

SENDER = Sender(
    company="架空商事",
    network="架空の会",
    desk="事務局",
    email="desk@example.com",
    hours="",
    site_url="https://alumni.example",
    change_url="https://alumni.example/change",
)
SECRET = b"a secret of the tests"
ALARM, EMPLOYED, UNSURE = "警報", "在籍中", "食い違い"
"""Departments that ask linkage for an alarm, for a person still employed, for an outcome that is no full match."""
RETENTION = Retention()
LETTERS = replies.load(ROOT / "letters", SENDER, reply_within=5, retention=RETENTION)
ROSTER = roster.parse(
    [Sheet("名簿", roster_sheet(range(30)))], RosterSource(lawful_basis="同意書", columns=RosterColumns()), place="名簿"
)


def link(some: Sequence[Response], the_roster: Roster) -> list[Linked]:
    """Linkage of one rule."""
    ids = set(the_roster.stints["roster_id"].to_pylist())
    evidence = (Evidence("employee_id", Mark.AGREES), Evidence("name", Mark.AGREES))
    found = []
    for one in some:
        its_id, asked = one["employee_id"], one["department"]
        if its_id not in ids:
            found.append(Linked(one.number, Outcome.NO_MATCH))
            continue
        candidate = Candidate(its_id, 20.0, evidence, employed_now=asked == EMPLOYED)
        unsure = asked in (ALARM, UNSURE, EMPLOYED)
        found.append(
            Linked(one.number, Outcome.REVIEW, candidates=(candidate,), alarm=asked == ALARM)
            if unsure
            else Linked(one.number, Outcome.VERIFIED, its_id, 20.0, (candidate,))
        )
    return found


LATER = FORM.present.model_copy(
    update={"version": "2037-01", "since": FORM.present.since.replace(2037), "consent": "新しい同意", "aliases": ()}
)
"""Purposes of use that come after those of the form."""


class Desk:
    """A book, its form and its clerk."""

    def __init__(self, seed: int = 1, today: date = TODAY) -> None:
        self.rng = random.Random(seed)
        self.today = today
        self.answers: list[dict[str, Cell]] = []
        self.book = Book()
        self.cells: dict[str, dict[str, str]] = {}
        """HR's cells by 受付番号; a key that is missing is a row that HR deleted."""
        self.sent: dict[str, tuple[bool, str]] = {}
        self.keys: dict[int, str] = {}
        """The 受付番号 of the first response of each leaver."""
        self.purposes = FORM.purposes
        """The purposes of use in all their versions."""

    def answer(self, number: int, **changed: Cell) -> None:
        """Leaver `number` answers the form, or answers it anew."""
        given = answer(number, **changed) | {"number": number}
        old = [index for index, one in enumerate(self.answers) if one["timestamp"] == given["timestamp"]]
        if old:
            self.answers[old[0]] = given
        else:
            self.answers.append(given)

    def run(self, *, days: int = 0, dying: bool = False, typed: Sequence[Response] = ()) -> registration.Changes:
        """One run `days` later; one that is `dying` writes its lines but leaves no record of itself."""
        self.today += timedelta(days=days)
        table = find_table([Sheet("回答", sheet(self.answers))], FORM.wanted, place="回答")
        rows = responses.parse(table, self.terms.form, id_width=8)
        changes = registration.run(rows, ROSTER, self._read(), self.terms, link, typed)
        self._write(changes, dying=dying)
        sent = {line.marks.sent: line.key for line in self.book.log if line.marks.sent}
        for response, given in zip(rows, self.answers, strict=True):
            key = sent.get(keys.marks(response, SECRET).sent)
            if key:
                self.keys.setdefault(int(str(given["number"])), key)
        return changes

    def order(self, key: str, order: Order) -> registration.Changes:
        """One procedure by command."""
        changes = registration.carry_out({key: order}, self._read(), self.terms)
        self._write(changes, dying=False)
        return changes

    @property
    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, 30, tzinfo=JAPAN)

    @property
    def terms(self) -> registration.Terms:
        form = FORM.model_copy(update={"purposes": self.purposes})
        return registration.Terms(
            form, self.today, self.now, SECRET, "salt", self._draw, letters=LETTERS, allow_shrink=True
        )

    def _draw(self) -> str:
        return "K" + "".join(self.rng.choice(keys.ALPHABET) for _ in range(keys.LENGTH - 1))

    def _read(self) -> Book:
        known = revisions.recall(self.book.log)
        rows: list[tuple[Cell, ...]] = []
        for key, cells in self.cells.items():
            shown = known[key].values if key in known else {}
            rows.append((key, *(cells.get(t, "") for t in HR_COLUMNS), *(shown.get(t, "") for t in MACHINE_COLUMNS)))
        return replace(self.book, header=(KEY, *HR_COLUMNS, *MACHINE_COLUMNS), rows=tuple(rows), sent=dict(self.sent))

    def _write(self, changes: registration.Changes, *, dying: bool) -> None:
        kept = erasure.may_be_written(changes)
        stones = [
            stone for one in changes.erased for stone in erasure.tombstones(one, at=self.now, run=changes.run.number)
        ]
        gone = {one.key for one in changes.erased}
        self.book = replace(
            self.book,
            log=(
                *(erasure.blank(line) if line.key in gone else line for line in (*self.book.log, *kept.entries)),
                *stones,
            ),
            ledger=tuple(
                erasure.blank(line) if line.key in gone else line for line in (*self.book.ledger, *kept.standings)
            ),
            replies=tuple(
                erasure.blank(line) if line.key in gone else line for line in (*self.book.replies, *kept.replies)
            ),
            audit=(*self.book.audit, *kept.audit),
            runs=self.book.runs if dying else (*self.book.runs, changes.run),
        )  # fmt: skip
        for key in kept.new_keys:
            self.cells.setdefault(key, {})
        for key in gone:
            self.cells.pop(key, None)

    # -- what people see

    def shown(self, key: str) -> Mapping[str, str]:
        """The machine columns of a row."""
        return revisions.recall(self.book.log)[key].values

    def state(self, key: str) -> State:
        """Where somebody stands."""
        found = standings(self.book.ledger).get(key)
        return found.state if found else State.RECEIVED

    def letters(self, key: str) -> list[Reply]:
        """Somebody's letters, as they stand."""
        return [line for line in letters_of(self.book.replies).values() if line.key == key]

    def send(self, key: str, kind: str) -> None:
        """HR sends the newest letter of a kind."""
        number = [line.number for line in self.letters(key) if line.kind == kind][-1]
        self.sent[number] = (True, self.today.isoformat())
