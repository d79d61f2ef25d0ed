"""References inside a formula: what becomes of them when rows and columns are put in, taken out, or carried away.

Knows `'Tab'!$A$2:$C`, whole columns and whole rows, and text in quotes, which is left alone. Must not know what a
formula means. As Google Sheets does it: an absolute reference also follows the cells it means (`$` matters only where a
formula is carried to another place), a range grows where something is put in between its ends, and a reference of which
nothing is left reads `#REF!`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tests.sheets_emulator import a1

_ENDLESS = 1_000_000_000
"""The last row or column of a range that has no end."""

_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?<![\w$!'])(?P<sheet>(?:'(?:[^']|'')*'|[^\W\d]\w*)!)?"
    r"(?P<first>\$?[A-Z]{1,3}\$?\d+|\$?[A-Z]{1,3}(?=:\$?[A-Z])|\$?\d+(?=:\$?\d))"
    r"(?::(?P<last>\$?[A-Z]{1,3}\$?\d+|\$?[A-Z]{1,3}|\$?\d+))?(?![\w(!])"
)
_CORNER = re.compile(r"(\$?)([A-Z]*)(\$?)(\d*)")


def moved(low: int, high: int, start: int, by: int) -> tuple[int, int] | None:
    """Where the places `low` to `high` (included) are after `by` were put in before `start`; below zero, taken out.

    None where all of them were taken out.
    """
    if by >= 0:
        return low + by if low >= start else low, high + by if high >= start else high
    end = start - by
    if start <= low and high < end:
        return None
    return (
        low + by if low >= end else min(low, start),
        high + by if high >= end else min(high, start - 1),
    )


@lru_cache(maxsize=4096)
def followed(formula: str, own: str, changed: str, dimension: str, start: int, by: int) -> str:
    """A formula of the tab `own` after rows or columns were put into or taken out of the tab `changed`."""

    def follow(found: re.Match[str]) -> str:
        if not found["first"] or _title(found["sheet"], own) != changed:
            return found[0]
        first, last = _Corner.of(found["first"]), _Corner.of(found["last"] or found["first"])
        name = "row" if dimension == "ROWS" else "column"
        low, high = getattr(first, name), getattr(last, name)
        span = moved(low or 0, _ENDLESS if high is None else high, start, by)
        if span is None:
            return f"{found['sheet'] or ''}#REF!"
        for corner, before, after in ((first, low, span[0]), (last, high, span[1])):
            if before is not None:
                setattr(corner, name, after)
        return f"{found['sheet'] or ''}{first}" + (f":{last}" if found["last"] else "")

    return _TOKEN.sub(follow, formula)


def carried(formula: str, rows: int, columns: int = 0) -> str:
    """A formula as it reads when it is carried (sorted, copied) so far away: what is not held by `$` goes with it."""

    def carry(found: re.Match[str]) -> str:
        if not found["first"]:
            return found[0]
        corners = [_Corner.of(text) for text in (found["first"], found["last"]) if text]
        for corner in corners:
            if corner.row is not None and not corner.fixed_row:
                corner.row += rows
            if corner.column is not None and not corner.fixed_column:
                corner.column += columns
            if (corner.row or 0) < 0 or (corner.column or 0) < 0:
                return "#REF!"
        return (found["sheet"] or "") + ":".join(map(str, corners))

    return _TOKEN.sub(carry, formula)


def renamed(formula: str, before: str, after: str | None) -> str:
    """A formula after the tab `before` was named `after`, or, where None, taken away."""

    def rename(found: re.Match[str]) -> str:
        if not found["sheet"] or _title(found["sheet"], "") != before:
            return found[0]
        return "#REF!" if after is None else a1.quoted(after) + "!" + found[0].removeprefix(found["sheet"])

    return _TOKEN.sub(rename, formula)


def _title(sheet: str | None, own: str) -> str:
    if not sheet:
        return own
    bare = sheet.removesuffix("!")
    return bare[1:-1].replace("''", "'") if bare.startswith("'") else bare


class _Corner:
    """One end of a range, rows and columns from 0; None where it names none."""

    def __init__(self, fixed_column: bool, column: int | None, fixed_row: bool, row: int | None) -> None:
        self.fixed_column, self.column, self.fixed_row, self.row = fixed_column, column, fixed_row, row

    @classmethod
    def of(cls, text: str) -> _Corner:
        found = _CORNER.fullmatch(text)
        assert found, text
        one, letters, two, digits = found.groups()
        if not letters:
            return cls(False, None, bool(one), int(digits) - 1)
        return cls(bool(one), a1.column(letters), bool(two), int(digits) - 1 if digits else None)

    def __str__(self) -> str:
        column = "" if self.column is None else ("$" if self.fixed_column else "") + a1.letters(self.column)
        return column + ("" if self.row is None else ("$" if self.fixed_row else "") + str(self.row + 1))
