"""Where tables are: a path, or `google:SPREADSHEET_ID`, each with an optional `/TAB`.

Knows how a place is written and who can read it. Must not know what the rows mean. The pure core sees only `Sheet`,
so that a workbook, a csv and a Google spreadsheet are the same thing to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workflows.spreadsheets.cells import Cell

GOOGLE = "google:"


@dataclass(frozen=True)
class Sheet:
    """One tab: its name, its rows of plain Python values, and where they begin (readers leave out blank edges)."""

    name: str
    rows: Sequence[Sequence[Cell]]
    first_row: int = 1
    first_column: int = 1
    hidden: bool = False


@dataclass(frozen=True)
class Place:
    """A place as an operator writes it, taken apart: `where` is a path or a spreadsheet's id, `tab` may be empty."""

    where: str
    tab: str = ""
    google: bool = False

    @classmethod
    def parse(cls, text: str) -> Place:
        """`book.xlsx`, `book.xlsx/TAB`, `google:ID`, `google:ID/TAB`, or an address pasted after `google:`."""
        if text.startswith(GOOGLE):
            rest = text.removeprefix(GOOGLE).strip()
            pasted = re.match(r"https://docs\.google\.com/spreadsheets/d/([\w-]+)", rest)
            where, _, tab = (pasted.group(1), "", "") if pasted else rest.partition("/")
            return cls(where, tab, google=True)
        path = Path(text)
        if not path.exists() and path.parent.is_file():
            return cls(str(path.parent), path.name)
        return cls(text)

    def __str__(self) -> str:
        return f"{GOOGLE if self.google else ''}{self.where}{f'/{self.tab}' if self.tab else ''}"


def read_tables(text: str, *, key_file: str | None = None, api_base: str | None = None) -> list[Sheet]:
    """All tabs of a place, or the one it names; `key_file` and `api_base` as `registration.toml [google]` has them.

    Raises `Stopped` where nothing can be read, saying what to do.
    """
    place = Place.parse(text)
    # Readers are imported where they are needed: each costs a start of the command noticeable time.
    if place.google:
        from workflows.spreadsheets import google

        return google.connect(key_file=key_file, base=api_base).read(place)
    from workflows.spreadsheets import workbook

    return workbook.read_tables(place)
