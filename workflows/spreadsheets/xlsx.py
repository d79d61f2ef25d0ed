"""Writing cells into an xlsx file as what they are: text always as text, a day as a day.

Knows the library and its ways of being clever. Must not know tabs or columns.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, Final
from unicodedata import east_asian_width

from messages import say
from workflows.spreadsheets.cells import Cell, as_text

FONT: Final = "Yu Gothic"


class Writer:
    """One workbook being written: its formats, made once, and the tabs in their order."""

    def __init__(self, path: Path | BinaryIO, now: datetime) -> None:
        import xlsxwriter

        # In memory: the library's temporary files would hold personal data outside HR's folder.
        self.book = xlsxwriter.Workbook(
            str(path) if isinstance(path, Path) else path,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "remove_timezone": True,
                "default_format_properties": {"font_name": FONT, "font_size": 10, "valign": "top"},
            },
        )
        self.book.set_properties({"title": say("review.book-title"), "created": now.replace(tzinfo=None)})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """A cell format, one object per set of properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "top"}
            self._formats[key] = self.book.add_format({**base, **properties})
        return self._formats[key]

    def put(self, sheet: Any, row: int, column: int, cell: Cell, **look: Any) -> None:
        """One cell as what it is; text always as text, also when someone edits or copies it."""
        if cell is None or cell == "":
            if look:
                sheet.write_blank(row, column, None, self.format(**look))
        elif isinstance(cell, str):
            cell = guarded(cell)
            if cell[0] in "=+-@＝＋－＠\t\r\n'" or look.get("num_format") == "@":
                look = {**look, "num_format": "@"}
            if cell[0] in "=+-@":
                look = {**look, "quote_prefix": True}
            sheet.write_string(row, column, cell, self.format(**look))
        elif isinstance(cell, bool):
            sheet.write_boolean(row, column, cell, self.format(**look))
        elif isinstance(cell, int | float) and isfinite(cell):
            sheet.write_number(row, column, cell, self.format(**look))
        elif isinstance(cell, datetime) and cell.year >= 1900:
            sheet.write_datetime(row, column, cell, self.format(**{**look, "num_format": "yyyy-mm-dd hh:mm:ss"}))
        elif isinstance(cell, date) and cell.year >= 1900:
            sheet.write_datetime(row, column, cell, self.format(**{**look, "num_format": "yyyy-mm-dd"}))
        elif isinstance(cell, time | timedelta):
            sheet.write_datetime(row, column, cell, self.format(**{**look, "num_format": "[h]:mm:ss"}))
        else:  # a day before the sheet's calendar, a number that is none
            sheet.write_string(row, column, as_text(cell), self.format(**look))


def guarded(text: str) -> str:
    """`text` with an apostrophe before it where it would come alive when someone edits its cell and presses Enter.

    A text format is not enough: LibreOffice takes `={1,2}` and `=DDE(…)` for formulas all the same. What has
    apostrophes already gets one more, so that each text is known again.
    """
    return f"'{text}" if _calls(text) else text


def unguarded(text: str) -> str:
    """`text` as it was before `guarded`."""
    return text[1:] if text[:1] == "'" and _calls(text) else text


def _calls(text: str) -> bool:
    core = text.lstrip("'")
    return core[:1] == "=" or (core[:1] in ("+", "-", "@") and any(sign in core for sign in "({|"))


def lines_of(text: str, width: int) -> int:
    """Lines that `text` takes in a cell `width` half-width characters wide."""
    lines = 0
    for line in text.split("\n"):
        # Longer lines are cut anyway, and would cost a look-up a character.
        wide = len(line) if line.isascii() else sum(1 + (east_asian_width(char) in "WFA") for char in line[:3000])
        lines += max(1, -(-wide // max(width - 1, 1)))
    return lines
