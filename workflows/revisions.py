"""The machine's log of revisions as values: what a line records, and what all lines add up to.

Knows responses by key and revision, what each judgement was made on, tombstones, and what HR had before her. Must not
know HR's rows (`review`), files or how a cell looks. Lines are appended; what holds is what the newest of them say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from workflows.columns import OUTCOME
from workflows.keys import Marks

LAYOUT: Final = 2
"""The book's layout; a book of a newer one is not touched."""


class Kind(StrEnum):
    """What an entry of the log records."""

    RESPONSE = "回答"  # a new revision of a response
    CHECK = "照合"  # the same revision, seen differently: the roster, or a note, changed
    JUDGEMENT = "判断"  # what HR judged, and on which revision
    OVERWRITTEN = "書き込み"  # what someone typed into a machine column, kept before it is put right
    ERASED = "削除"  # a tombstone: the marks by which an erased response is known, and never taken in again


@dataclass(frozen=True)
class Entry:
    """One line of the append-only log."""

    key: str
    revision: int
    kind: Kind
    at: datetime
    run: int
    marks: Marks = field(default_factory=lambda: Marks("", "", ""))
    judgement: str = ""
    findings: str = ""
    """What the response and its linkage say in 注意, without the notes on HR's own cells."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The machine columns, by title."""


@dataclass(frozen=True)
class Run:
    """What a run leaves of itself: sizes to compare the next one with, counts, and the book's salt."""

    number: int
    at: datetime
    responses: int
    roster: int
    counts: Mapping[str, int]
    salt: str
    proof: str
    layout: int = LAYOUT
    tabs: Mapping[str, str] = field(default_factory=dict)
    """The tabs in which `responses` and `roster` were found, so that the next run looks there first."""


@dataclass(frozen=True)
class Erasure:
    """One person to be erased: `marks` of all revisions, of which row and sending alone stay, as tombstones."""

    key: str
    marks: tuple[Marks, ...]


@dataclass(frozen=True)
class Judged:
    """A judgement as it was made: HR's word, the revision she saw, and what the machine said then."""

    judgement: str
    revision: int
    outcome: str


@dataclass(frozen=True)
class Known:
    """What the log knows of one key."""

    revision: int
    marks: Marks
    findings: str
    values: Mapping[str, str]
    revisions: tuple[Marks, ...]
    """The marks of each revision, oldest first."""
    judged: Judged = Judged("", 0, "")
    overwritten: Mapping[str, str] = field(default_factory=dict)
    """What someone typed over machine cells, by title: kept, and told once."""

    @property
    def to_reconfirm(self) -> bool:
        """Whether HR judged a revision that has been edited since."""
        return bool(self.judged.judgement) and self.judged.revision < self.revision


UNFINISHED: Final = "消し残し"
"""What a tombstone says while words of HR's own still stand in the person's row."""


@dataclass(frozen=True)
class Erased:
    """All that stays of erased people: their keys, and the marks by which what they sent is known and left out."""

    keys: frozenset[str]
    rows: Mapping[str, str]
    """Whose each mark of a row is."""
    sendings: Mapping[str, str]
    """Whose each mark of a sending is."""
    unfinished: frozenset[str]
    """Keys in whose rows words of HR's own still stood when a run last looked."""

    def whose(self, marks: Marks) -> str:
        """The key of the erased person whose response this is, by the same row or the same sending; blank if none."""
        return self.rows.get(marks.row, "") or (self.sendings.get(marks.sent, "") if marks.sent else "")


def erased(log: Iterable[Entry]) -> Erased:
    """The tombstones of a log."""
    stones = [entry for entry in log if entry.kind is Kind.ERASED]
    newest = {stone.key: stone for stone in stones}
    return Erased(
        frozenset(newest),
        {stone.marks.row: stone.key for stone in stones if stone.marks.row},
        {stone.marks.sent: stone.key for stone in stones if stone.marks.sent},
        frozenset(key for key, stone in newest.items() if stone.findings == UNFINISHED),
    )


def recall(log: Iterable[Entry]) -> dict[str, Known]:
    """The log, reduced to what holds now, in the order in which keys were given. Of the erased nothing holds."""
    lines = list(log)
    gone = erased(lines).keys
    known: dict[str, Known] = {}
    for entry in lines:
        if entry.key in gone:
            continue
        before = known.get(entry.key)
        if entry.kind is Kind.RESPONSE:
            its = before or Known(0, entry.marks, "", {}, ())
            known[entry.key] = replace(
                its,
                revision=entry.revision,
                marks=entry.marks,
                findings=entry.findings,
                values=entry.values,
                revisions=(*its.revisions, entry.marks),
            )
        elif before is None:
            continue
        elif entry.kind is Kind.CHECK:
            known[entry.key] = replace(before, findings=entry.findings, values=entry.values)
        elif entry.kind is Kind.JUDGEMENT:
            judged = Judged(entry.judgement, entry.revision, entry.values.get(OUTCOME, ""))
            known[entry.key] = replace(before, judged=judged)
        elif entry.kind is Kind.OVERWRITTEN:
            known[entry.key] = replace(before, overwritten={**before.overwritten, **entry.values})
    return known


def surely_seen(log: Sequence[Entry], runs: Sequence[Run]) -> dict[str, Known]:
    """What HR had before her when she judged, for each key: what finished runs showed.

    A run that died after it had appended left no record of itself: when its lines came on the screen is not known, so
    a judgement is held to be of what stood there before them, and HR is asked once more rather than once too seldom.
    """
    finished = runs[-1].number if runs else 0
    gone = erased(log).keys
    seen = recall(entry for entry in log if entry.run <= finished)
    for entry in log:
        if entry.key not in seen and entry.key not in gone and entry.kind is Kind.RESPONSE:
            seen |= recall([entry])
    return seen
