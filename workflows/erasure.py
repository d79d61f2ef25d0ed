"""What stays of a person who is erased: tombstones, and lines of which nothing but the frame is left.

Knows which parts of a line speak of a person, and which of HR's own words in a row may. Must not know who is erased
and why (`members`), nor how files and sheets are written. A tombstone holds two marks that nobody can turn back; by
them the same response is left out for ever.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from workflows.columns import (
    CLERK,
    COLUMNS,
    CONFIRMED,
    CONFIRMER,
    HR_COLUMNS,
    JUDGEMENT,
    PROCEDURE,
    REASON,
    RECHECK,
    RESULT,
    Confirmed,
    Judgement,
    Procedure,
)
from workflows.keys import Marks
from workflows.ledger import Reply, ReplyState, Standing
from workflows.registration import Changes
from workflows.review import Book, row_key
from workflows.revisions import UNFINISHED, Entry, Erasure, Kind, erased
from workflows.spreadsheets.cells import Cell, as_text

Line = TypeVar("Line", Entry, Standing, Reply)

_CONFIRMATION = re.compile(r"第\d+版を確認")
_CHOICES: Mapping[str, Container[str]] = {
    JUDGEMENT: set(Judgement),
    PROCEDURE: set(Procedure),
    CONFIRMED: set(Confirmed),
}
_OURS = {column.title for column in COLUMNS}


_FRAMES: Mapping[type, tuple[str, ...]] = {
    Entry: ("key", "revision", "kind", "at", "run"),
    Standing: ("key", "state", "at", "run"),
    Reply: ("number", "key", "kind", "state", "at", "run"),
}


def blank(line: Line) -> Line:
    """A line as an erasure leaves it: whose it was, what kind of line, and when."""
    return type(line)(**{name: getattr(line, name) for name in _FRAMES[type(line)]})


def tombstones(one: Erasure, *, at: datetime, run: int, said: str = "", unfinished: bool = False) -> list[Entry]:
    """The lines by which an erased person's responses are known again; `said` is what her row shows where it stays."""
    marks = {(its.row, its.sent): Marks(its.row, its.sent, "") for its in one.marks} or {("", ""): Marks("", "", "")}
    note = UNFINISHED if unfinished else ""
    values = {RESULT: said} if said else {}
    return [Entry(one.key, 0, Kind.ERASED, at, run, its, findings=note, values=values) for its in marks.values()]


def may_be_written(changes: Changes) -> Changes:
    """The changes without what they would still tell of those who are erased; tombstones are not among them yet."""
    keys = {one.key for one in changes.erased}
    if not keys:
        return changes
    return replace(
        changes,
        entries=tuple(entry for entry in changes.entries if entry.key not in keys),
        standings=tuple(blank(line) if line.key in keys else line for line in changes.standings),
        replies=tuple(_recalled(line) if line.key in keys else line for line in changes.replies),
        new_keys=tuple(key for key in changes.new_keys if key not in keys),
        members=tuple(key for key in changes.members if key not in keys),
    )


def _recalled(reply: Reply) -> Reply:
    state = reply.state if reply.state is ReplyState.SENT else ReplyState.RECALLED
    return blank(replace(reply, state=state))


def leaks(book: Book) -> frozenset[str]:
    """Keys with a tombstone of whom something still stands in a hidden tab."""
    keys = erased(book.log).keys
    return frozenset(
        {entry.key for entry in book.log if entry.kind is not Kind.ERASED and entry != blank(entry)} & keys
        | {line.key for line in book.ledger if line != blank(line)} & keys
        | {line.key for line in book.replies if line != blank(line)} & keys
    )


def rows_of(book: Book, keys: Iterable[str]) -> dict[str, list[Sequence[Cell]]]:
    """The rows of 審査 of each of these keys."""
    found: dict[str, list[Sequence[Cell]]] = {key: [] for key in keys}
    for row in book.rows if found else ():
        if (key := row_key(book, row)) in found:
            found[key].append(row)
    return found


def words_left(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[tuple[str, str]]:
    """(title, text) of what HR wrote into a person's rows in her own words: it may speak of the person.

    Choices, days and the names of clerks are not among them.
    """
    return [(title, text) for row in rows for title, text in _words(header, row)]


def _words(header: Sequence[str], row: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    for title, cell in zip(header, row, strict=False):
        text = as_text(cell)
        if not text or (title in _OURS and title not in HR_COLUMNS) or title in (CLERK, CONFIRMER):
            continue
        if text in _CHOICES.get(title, ()) or (title == PROCEDURE and _CONFIRMATION.fullmatch(text)):
            continue
        if title == RECHECK and _is_day(text):
            continue
        yield title or REASON, text


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return text.replace(".", "", 1).isdigit()  # Sheets tells days as numbers
    return True
