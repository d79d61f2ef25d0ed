"""The review book as values: HR's rows beside the machine's log, and what she did in them since the last run.

Knows whose column is whose, what a judgement was made on, and which rows may be touched. Must not know files, links or
how a cell looks. What HR wrote is carried as it is; what the machine says is appended to the log and shown from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from messages import say
from workflows import guards
from workflows.columns import (
    ATTENTION,
    HR_COLUMNS,
    JUDGEMENT,
    KEY,
    MACHINE_COLUMNS,
    OUTCOME,
    PROCEDURE,
    RECHECK,
    Judgement,
)
from workflows.keys import changed_fields, normal_key
from workflows.ledger import Audited, Reply, Standing
from workflows.revisions import Entry, Kind, Known, Run, erased
from workflows.spreadsheets.cells import Cell, as_day_text, as_text
from workflows.spreadsheets.places import Sheet

BLOCKED: Final = "#REF!"
"""What a spreadsheet shows where a row cannot be filled because someone typed into it."""


@dataclass(frozen=True)
class Book:
    """The review book as read. `rows` have the width of `header`; `tabs` are HR's own."""

    header: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    log: tuple[Entry, ...] = ()
    runs: tuple[Run, ...] = ()
    tabs: tuple[Sheet, ...] = ()
    ledger: tuple[Standing, ...] = ()
    replies: tuple[Reply, ...] = ()
    audit: tuple[Audited, ...] = ()
    sent: Mapping[str, tuple[bool, str]] = field(default_factory=dict)
    """HR's cells of 返信 by 返信番号: whether 送信する is ticked, and 送信日時 as text."""
    typed: Sheet | None = None
    """手入力 as HR typed it, header first."""
    gains: Sheet | None = None
    """つながりの成果 as HR typed it, header first."""
    handover: Sheet | None = None
    """引き継ぎ as HR filled it in."""
    desks: Mapping[str, Sheet] = field(default_factory=dict)
    """返信 and 登録者 as they stand, header first."""

    def column(self, title: str) -> int | None:
        """Where a column stands, None where it does not."""
        return self.header.index(title) if title in self.header else None


@dataclass(frozen=True)
class Affected:
    """How many people a review book is about: all, those who came since a day, and the roster of the last run."""

    persons: int
    since: int
    responses: int
    roster: int


def affected(book: Book, since: date) -> Affected:
    """Count persons for a report of an incident; one e-mail address is one person, whatever else they typed."""
    first: dict[str, date] = {}
    for entry in book.log:
        if entry.kind is Kind.RESPONSE:
            first.setdefault(entry.marks.email or entry.key, entry.at.date())
    keys = {entry.key for entry in book.log if entry.kind is Kind.RESPONSE}
    roster = book.runs[-1].roster if book.runs else 0
    return Affected(len(first), sum(day >= since for day in first.values()), len(keys), roster)


@dataclass(frozen=True)
class Desk:
    """HR's side of 審査 at the start of a run: what stands in each key's row."""

    cells: Mapping[str, Mapping[str, str]]
    """HR's columns by key, then title, as text; of doubled keys the first row's."""
    doubled: frozenset[str]
    strangers: tuple[str, ...]
    """Keys that the log does not know."""
    meddled: tuple[tuple[str, str, str], ...]
    """(key, title, text) of machine cells whose text is not the machine's."""

    def judgement(self, key: str) -> str:
        """What stands in 人事の判断 of a key, blank where nothing does."""
        return self.cells.get(key, {}).get(JUDGEMENT, "")

    def decided(self, key: str) -> Judgement | None:
        """HR's judgement of a key; None where there is none, or a word that is no judgement."""
        word = self.judgement(key)
        return Judgement(word) if word in set(Judgement) else None


def survey(book: Book, known: Mapping[str, Known]) -> Desk:
    """Read HR's side of the book."""
    position = {title: index for index, title in enumerate(book.header) if title}
    counts = Counter(key for row in book.rows if (key := row_key(book, row)))
    cells: dict[str, dict[str, str]] = {}
    meddled = []
    for row in book.rows:
        key = row_key(book, row)
        if not key or key not in known or key in cells:
            continue
        cells[key] = {
            # Sheets tells a day that was typed as a number.
            title: (as_day_text if title == RECHECK else as_text)(row[position[title]])
            for title in HR_COLUMNS
            if title in position
        }
        shown = [(title, as_text(row[position[title]])) for title in MACHINE_COLUMNS if title in position]
        if (OUTCOME, BLOCKED) in shown:  # the rest of the row is blank because of one cell, which is the one to tell
            shown = [(title, text) for title, text in shown if text not in ("", BLOCKED)]
        if any(text for _, text in shown):  # a key typed into an empty row brings a deleted row back
            meddled += [(key, title, text) for title, text in shown if text != known[key].values.get(title, "")]
    doubled = frozenset(key for key, count in counts.items() if count > 1 and key in known)
    ours = {*known, *erased(book.log).keys}
    return Desk(cells, doubled, tuple(key for key in counts if key not in ours), tuple(meddled))


def row_key(book: Book, row: Sequence[Cell]) -> str:
    """The 受付番号 of a row, blank where HR's own row has none."""
    position = book.column(KEY)
    return normal_key(as_text(row[position])) if position is not None else ""


def judgements(
    desk: Desk, known: Mapping[str, Known], seen: Mapping[str, Known], *, at: datetime, run: int
) -> list[Entry]:
    """What HR did since the last run: judgements made or changed, and edited responses confirmed.

    They belong to the revision that she had before her (`surely_seen`); a confirmation names its revision itself.
    """
    entries = []
    for key in desk.cells:
        if key in desk.doubled:
            continue
        its = known[key]
        judgement = desk.judgement(key)
        confirmed = its.to_reconfirm and confirmation(its.revision) in desk.cells[key].get(PROCEDURE, "")
        if judgement != its.judged.judgement or confirmed:
            entries.append(_judged(key, its if confirmed else _undoubled(seen[key]), judgement, at, run))
    return entries


def _undoubled(its: Known) -> Known:
    # Which of two equal rows a word was typed into, and before which revision, nobody knows: the earlier one is safe.
    if say("review.doubled-key") not in its.values.get(ATTENTION, ""):
        return its
    return replace(its, revision=max(1, its.revision - 1))


def judged_meanwhile(
    before: Desk, after: Book, changed: Container[str], seen: Mapping[str, Known], *, at: datetime, run: int
) -> list[Entry]:
    """Judgements that appeared while a run worked, on keys that it `changed`: they are of what was `seen` before it.

    Of a key whose row was copied meanwhile no word is taken; `doubled_meanwhile` says so in the row.
    """
    position = after.column(JUDGEMENT)
    doubled = _doubled(after)
    entries: dict[str, Entry] = {}
    for row in after.rows:
        key = row_key(after, row)
        if key in changed and key in before.cells and key not in doubled and position is not None:
            judgement = as_text(row[position])
            if judgement != before.judgement(key):
                entries.setdefault(key, _judged(key, seen[key], judgement, at, run))
    return list(entries.values())


def doubled_meanwhile(
    after: Book, changed: Container[str], known: Mapping[str, Known], *, at: datetime, run: int
) -> list[Entry]:
    """The note about copied rows for keys that a run `changed`, at once: `judgements` must find it when it reads."""
    entries = []
    note = say("review.doubled-key")
    for key in _doubled(after):
        its = known.get(key)
        if its and key in changed and note not in its.values.get(ATTENTION, ""):
            values = {**its.values, ATTENTION: attention([note, its.values.get(ATTENTION, "")])}
            entries.append(Entry(key, its.revision, Kind.CHECK, at, run, its.marks, "", its.findings, values))
    return entries


def _doubled(book: Book) -> frozenset[str]:
    counts = Counter(key for row in book.rows if (key := row_key(book, row)))
    return frozenset(key for key, count in counts.items() if count > 1)


def _judged(key: str, its: Known, judgement: str, at: datetime, run: int) -> Entry:
    outcome = {OUTCOME: its.values.get(OUTCOME, "")}
    return Entry(key, its.revision, Kind.JUDGEMENT, at, run, judgement=judgement, values=outcome)


def confirmation(revision: int) -> str:
    """What HR chooses in 手続き to say that her judgement holds for an edited response.

    It names the revision, so that a confirmation given once cannot cover an edit that comes later.
    """
    return f"第{revision}版を確認"


def notes(key: str, its: Known, desk: Desk, field_title: Mapping[str, str]) -> list[str]:
    """The sentences of 注意 about HR's own cells and the response's history; the most pressing first."""
    cells = desk.cells.get(key, {})
    judgement = cells.get(JUDGEMENT, "")
    found = []
    if key in desk.doubled:
        found.append(say("review.doubled-key"))
    if its.to_reconfirm:
        changed = changed_fields(its.revisions[its.judged.revision - 1 :])
        found.append(
            say("review.edited-reconfirm", fields=_titles(changed, field_title), confirm=confirmation(its.revision))
        )
    elif its.revision > 1:
        found.append(say("review.edited", fields=_titles(changed_fields(its.revisions[-2:]), field_title)))
    outcome = its.values.get(OUTCOME, "")
    if judgement and its.judged.outcome and its.judged.outcome != outcome:
        found.append(say("review.outcome-changed", before=its.judged.outcome, after=outcome))
    found += guards.missing(judgement, outcome, cells)
    return found


def _titles(fields: Sequence[str], field_title: Mapping[str, str]) -> str:
    return "・".join(field_title.get(name, name) for name in fields)


def attention(sentences: Iterable[str]) -> str:
    """The cell 注意: one sentence a line."""
    return "\n".join(sentence for sentence in sentences if sentence)
