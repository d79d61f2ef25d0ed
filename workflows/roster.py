"""HR's roster as a table of stints, and what is odd about it.

Knows the roster's columns and the ways exports spoil them. Must not know responses. Only the columns that
`registration.toml` names are ever taken out of the sheet: a roster may hold pay and reasons for leaving beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.header import Table, find_table
from workflows.keys import roster_mark
from workflows.linkage import tenure
from workflows.linkage.tables import ROSTER_COLUMNS
from workflows.responses import with_zeros
from workflows.settings import RosterSource
from workflows.spreadsheets.cells import Cell, as_day_text, as_text, is_number, texts
from workflows.spreadsheets.places import Sheet
from workflows.stopped import stop

if TYPE_CHECKING:
    import pyarrow as pa

_DAYS = {"birth_date", "joined", "left"}


@dataclass(frozen=True)
class Roster:
    """Stints as text (`tables.ROSTER_COLUMNS`), the width of an employee id, and counts of what is odd, by rule."""

    stints: pa.Table
    id_width: int
    oddities: Counter[str]

    def __len__(self) -> int:
        return int(self.stints.num_rows)


def parse(sheets: Sequence[Sheet], source: RosterSource, *, place: str) -> Roster:
    """Read the roster out of the tabs of `place`; raises `Stopped` where it is empty or lacks a named column."""
    import pyarrow as pa

    table = find_table(sheets, source.columns.wanted, place=place)
    cells = {name: _column(table, name) for name in ROSTER_COLUMNS}
    kept = [bool(name or number) for name, number in zip(cells["name"], cells["roster_id"], strict=True)]
    # Rows with neither name nor id are trailing blanks and totals.
    read: dict[str, list[str]] = {}
    for name in ROSTER_COLUMNS:
        column = cells[name] if all(kept) else [cell for cell, keep in zip(cells[name], kept, strict=True) if keep]
        read[name] = texts(column, as_day_text if name in _DAYS else as_text)
        cells[name] = column
    if not read["roster_id"]:
        raise stop("roster.empty", place=place)
    width = source.id_width or _usual_width(
        [text for text, cell in zip(read["roster_id"], cells["roster_id"], strict=True) if not is_number(cell)]
    )
    restored = [
        with_zeros(text, width)[0] if is_number(cell) else text
        for text, cell in zip(read["roster_id"], cells["roster_id"], strict=True)
    ]
    oddities = Counter(
        {
            "zeros-restored": sum(new != old for new, old in zip(restored, read["roster_id"], strict=True)),
            "no-id": sum(not text for text in restored),
            "no-name": sum(not text for text in read["name"]),
            "doubled-id": sum(count - 1 for text, count in Counter(restored).items() if text and count > 1),
            "no-birth-date": sum(not text for text in read["birth_date"]),
        }
    )
    read["roster_id"] = restored
    stints = pa.table({name: pa.array(read[name], pa.string()) for name in ROSTER_COLUMNS})
    return Roster(stints, width, +oddities)


def years_left(stints: pa.Table, marks: Collection[str], secret: bytes) -> dict[str, int]:
    """The year in which leavers last left, by `keys.roster_mark`: of those whose mark is asked for and who have one."""
    found: dict[str, int] = {}
    if not marks:
        return found
    for roster_id, text in zip(stints["roster_id"].to_pylist(), stints["left"].to_pylist(), strict=True):
        mark = roster_mark(roster_id, secret) if roster_id else ""
        if mark in marks and (year := tenure.left(text)[0]):
            found[mark] = max(found.get(mark, 0), year)
    return found


def _column(table: Table, name: str) -> list[Cell]:
    position = table.columns.get(name)
    if position is None:
        return [None] * len(table.rows)
    return [row[position] if position < len(row) else None for row in table.rows]


def _usual_width(ids: Sequence[str]) -> int:
    widths = Counter(len(text) for text in ids if text.isdigit())
    if not widths:
        return 0
    usual, count = widths.most_common(1)[0]
    # Ids of several common lengths are not padded, nor those of a roster of numbers: nothing says how wide they were.
    return usual if count * 2 > len(ids) else 0
