"""What a run appends to a spreadsheet, cut into commits each complete in itself.

Knows which lines and rows of a key belong together, and how large a batch may be. Must not know locks, nor when
anything is sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from workflows.registration import Changes
from workflows.review import Book
from workflows.revisions import Entry
from workflows.spreadsheets import review_lines
from workflows.spreadsheets.keyed_tabs import LETTERS, MEMBERS, REVIEW, KeyedTab
from workflows.spreadsheets.review_lines import Lines
from workflows.spreadsheets.sheet_requests import Request, row_data
from workflows.spreadsheets.transport import body_of

LARGEST_COMMIT: Final = 1_990_000
"""Bytes of rows in one batch: Google advises 2 MB, and the lock and the names of requests take some."""

RowOf = Callable[[KeyedTab, str], dict[str, Any]]


@dataclass
class Part:
    """One commit: requests for cells that are there, and rows to append, by tab, hidden tabs first."""

    changed: list[Request] = field(default_factory=list)
    appended: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def __bool__(self) -> bool:
        return bool(self.changed or self.appended)

    def size(self) -> int:
        """Its bytes, as they are sent."""
        return len(body_of([self.changed, self.appended])) if self else 0

    def take(self, other: Part) -> None:
        """Add all of `other`."""
        self.changed += other.changed
        for tab, rows in other.appended.items():
            self.appended[tab] += rows


def parts(
    changes: Changes, book: Book, row_of: RowOf, stones: Sequence[Entry], cleared: Mapping[str, Sequence[Request]]
) -> Iterator[Part]:
    """The changes in commits of at most `LARGEST_COMMIT`, all of a key in one.

    `cleared` are requests that go with a key's lines: cells that an erasure blanks.
    """
    by_key: dict[str, Part] = defaultdict(Part)
    values: tuple[tuple[Lines[Any], Sequence[Any]], ...] = (
        (review_lines.LOG, (*changes.entries, *stones)),
        (review_lines.REPLIES, changes.replies),
        (review_lines.LEDGER, changes.standings),
        (review_lines.AUDIT, changes.audit),
    )
    for lines, some in values:
        for value in some:
            by_key[value.key].appended[lines.tab].append(row_data(lines.cells(value)))
    for keyed, key, row in _rows(changes, book):
        by_key[key].appended[keyed.tab].append(row_of(keyed, row))
    for key, requests in cleared.items():
        by_key[key].changed += requests
    part, size = Part(), 0
    for one in by_key.values():
        bytes_ = one.size()
        if size and size + bytes_ > LARGEST_COMMIT:
            yield part
            part, size = Part(), 0
        part.take(one)
        size += bytes_
    if size:
        yield part


def _rows(changes: Changes, book: Book) -> Iterator[tuple[KeyedTab, str, str]]:
    """(tab, 受付番号, the row's key) of each row that is new."""
    for key in changes.new_keys:
        yield REVIEW, key, key
    there = {reply.number for reply in book.replies}
    for number, key in {reply.number: reply.key for reply in changes.replies if reply.number not in there}.items():
        yield LETTERS, key, number
    for key in changes.members:
        yield MEMBERS, key, key
