"""Tabs of rows that show what a log says of their key: 審査, 返信 and 登録者, alike in files and in Sheets.

Knows which columns such a row has, whose they are, and in which hidden tab its values stand. Must not know how a cell
looks nor how anything is written. A row is its key: wherever it stands, it shows what belongs to that key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workflows import columns
from workflows.columns import Column
from workflows.keys import normal_key
from workflows.spreadsheets import review_lines
from workflows.spreadsheets.cells import Cell, as_text
from workflows.spreadsheets.review_lines import Lines


@dataclass(frozen=True)
class KeyedTab:
    """One such tab: its columns from left to right, and the hidden tab its rows look up in."""

    tab: str
    columns: tuple[Column, ...]
    lines: Lines[Any]
    shown: str
    """The title, in the hidden tab, under which a line that is to be shown has its key."""
    looked_up: tuple[str, ...]
    """Titles that stand side by side here as they do in the hidden tab."""
    normal: Callable[[str], str] = normal_key
    """A key as it was typed, as it was meant."""

    @property
    def key(self) -> str:
        """The title of the column that says whose row it is."""
        return next(column.title for column in self.columns if column.owner == "key")

    @property
    def machine(self) -> tuple[str, ...]:
        """Titles of the machine's columns, from the first one looked up on."""
        return tuple(column.title for column in self.columns if column.owner == "machine")

    @property
    def needed(self) -> tuple[str, ...]:
        """Titles without which the tab cannot be read."""
        hr = {columns.JUDGEMENT, columns.SEND, columns.SENT}
        return (self.key, *(column.title for column in self.columns if column.title in hr))


def _number(text: str) -> str:
    return text.strip().upper()


REVIEW: Final = KeyedTab(
    columns.REVIEW_TAB, columns.COLUMNS, review_lines.LOG, review_lines.SHOWN_KEY, columns.MACHINE_COLUMNS
)
LETTERS: Final = KeyedTab(
    columns.REPLIES_TAB,
    columns.REPLY_COLUMNS,
    review_lines.REPLIES,
    review_lines.SHOWN_NUMBER,
    columns.REPLY_TITLES,
    _number,
)
MEMBERS: Final = KeyedTab(
    columns.MEMBERS_TAB, columns.MEMBER_COLUMNS, review_lines.LEDGER, review_lines.SHOWN_KEY, columns.MEMBER_TITLES
)
KEYED: Final = (REVIEW, LETTERS, MEMBERS)


_NOTHING: Mapping[str, Cell] = {}


def key_of(keyed: KeyedTab, header: Sequence[str], row: Sequence[Cell]) -> str:
    """The key of a row, blank where HR's own row has none."""
    position = header.index(keyed.key) if keyed.key in header else len(row)
    return keyed.normal(as_text(row[position])) if position < len(row) else ""


def header_after(header: Sequence[str], ours: Sequence[Column]) -> tuple[str, ...]:
    """The header of the next book: as HR arranged it, with our missing columns put back after their neighbour."""
    after = list(header)
    for index, column in enumerate(ours):
        if column.title not in after:
            before = [ours[other].title for other in range(index) if ours[other].title in after]
            after.insert(after.index(before[-1]) + 1 if before else 0, column.title)
    return tuple(after)


def rows_after(
    keyed: KeyedTab,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    shown: Mapping[str, Mapping[str, Cell]],
    new: Iterable[str],
    gone: Collection[str] = (),
    fresh: Mapping[str, Cell] = _NOTHING,
) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """A keyed tab as it will stand: the same rows in the same order, HR's cells untouched, then a row for each new key.

    `shown` has the machine's cells by key and title. Rows of the keys that are `gone` are left out. `fresh` is what HR
    finds in her columns of a new row.
    """
    after = header_after(header, keyed.columns)
    blank_titles = iter([index for index, title in enumerate(header) if not title])
    source = [(header.index(title) if title in header else None) if title else next(blank_titles) for title in after]
    machine = set(keyed.machine)
    found: list[list[Cell]] = []
    for row in rows:
        key = key_of(keyed, header, row)
        if key in gone:
            continue
        cells = [row[index] if index is not None and index < len(row) else None for index in source]
        found.append(_filled(cells, after, machine, keyed.key, key, shown[key]) if key in shown else cells)
    for key in new:
        blank = [fresh.get(title) for title in after]
        found.append(_filled(blank, after, machine, keyed.key, key, shown[key]))
    return after, found


def _filled(
    cells: list[Cell], header: Sequence[str], machine: Collection[str], title: str, key: str, its: Mapping[str, Cell]
) -> list[Cell]:
    ours = {title: key, **{name: None if its.get(name) == "" else its.get(name) for name in machine}}
    return [ours.get(name, cell) for name, cell in zip(header, cells, strict=True)]
