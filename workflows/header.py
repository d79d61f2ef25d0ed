"""Finding the table: which tab, which row is the header, which column is which field.

Knows names of columns as people write them and the ways exports dress them (title rows above, several tabs, trailing
blanks). Must not know what a field means. All that is wrong with a header is reported at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from promises.form import folded
from workflows.spreadsheets.cells import Cell, as_text
from workflows.spreadsheets.places import Sheet
from workflows.stopped import Problem, Stopped, problem

DEEPEST = 30
"""Rows searched for the header: exports put titles, dates and remarks above it."""


@dataclass(frozen=True)
class Wanted:
    """The fields looked for: their names (the first is the one told to people), and which must be there."""

    names: Mapping[str, Sequence[str]]
    required: Collection[str]
    ignored: Collection[str] = ()
    """Names of columns that may stand there and are not read."""
    strict: bool = True
    """Whether a column that nobody asked for stops the run (the form) or is left alone unread (the roster)."""


@dataclass(frozen=True)
class Table:
    """A table found: `columns` maps fields to positions, `rows` are those below the header, blank ones included."""

    tab: str
    columns: Mapping[str, int]
    rows: Sequence[Sequence[Cell]]
    header_row: int
    """The header's row number in the sheet, from 1."""


def find_table(sheets: Sequence[Sheet], wanted: Wanted, *, place: str) -> Table:
    """The one table among `sheets` whose header has the wanted columns.

    Raises `Stopped` with everything wrong with the nearest header, or where two tabs would do.
    """
    if not any(sheet.rows for sheet in sheets):
        raise Stopped([problem("header.empty", place=place)])
    known = {folded(name): field for field, names in wanted.names.items() for name in names}
    found = [
        (len({known[name] for name in names if name in known}), sheet, row, names)
        for sheet in sheets
        for row, names in _likely_headers(sheet)
    ]
    best: dict[str, tuple[int, Sheet, int, list[str]]] = {}
    for one in found:
        if one[0] > best.get(one[1].name, (0,))[0]:
            best[one[1].name] = one
    # A row that has few of the columns may be a person's row: its cells must not be told as if they were a header.
    if not best or max(one[0] for one in best.values()) * 2 < len(wanted.required):
        raise Stopped(
            [problem("header.none", place=place, names=_listed(wanted.names[field][0] for field in wanted.required))]
        )
    ranked = sorted(best.values(), key=lambda one: -one[0])
    whole = [one for one in ranked if not _missing(one[3], known, wanted)]
    if len(whole) > 1:
        tabs = _listed(sheet.name for _, sheet, _, _ in whole)
        raise Stopped([problem("header.ambiguous", place=place, tabs=tabs, example=whole[0][1].name)])
    _, sheet, row, names = (whole or ranked)[0]
    problems = list(header_problems(names, known, wanted, place=place))
    if problems:
        raise Stopped(problems)
    columns = {known[name]: position for position, name in enumerate(names) if name in known}
    return Table(sheet.name, columns, sheet.rows[row + 1 :], sheet.first_row + row)


def _likely_headers(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [
        (row, [folded(cell) if isinstance(cell, str) else folded(as_text(cell)) for cell in cells])
        for row, cells in enumerate(sheet.rows[:DEEPEST])
    ]


def _missing(names: Sequence[str], known: Mapping[str, str], wanted: Wanted) -> list[str]:
    there = {known[name] for name in names if name in known}
    return [field for field in wanted.required if field not in there]


def header_problems(names: Sequence[str], known: Mapping[str, str], wanted: Wanted, *, place: str) -> list[Problem]:
    """All that is wrong with one header row (`names` folded): missing, doubled and unasked columns."""
    ignored = {folded(name) for name in wanted.ignored}
    unknown = [name for name in dict.fromkeys(names) if name and name not in known and name not in ignored]
    problems = []
    for field in _missing(names, known, wanted):
        title = wanted.names[field][0]
        near = difflib.get_close_matches(folded(title), unknown, n=1, cutoff=0.6)
        if near:
            problems.append(problem("header.renamed", place=place, name=title, near=near[0], field=field))
        else:
            problems.append(problem("header.missing", place=place, name=title, field=field))
    for field, titles in wanted.names.items():
        count = sum(known.get(name) == field for name in names)
        if count > 1:
            problems.append(problem("header.doubled", place=place, name=titles[0], count=count))
    if wanted.strict:
        problems += [problem("header.unknown", place=place, name=name) for name in unknown]
    return problems


def _listed(names: object) -> str:
    return "、".join(f"`{name}`" for name in names)  # type: ignore[attr-defined]
