"""One cell of a spreadsheet as plain text, a day or a moment, whatever a real export put there.

Knows what Excel, LibreOffice, Google and csv hand over: serial numbers, numbers that were ids, control characters.
Must not know columns or people. Everything that enters the product passes `tidy` here, once, at the door.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None

LONGEST = 32_767
"""UTF-16 units that one cell of an xlsx file holds ("Excel specifications and limits"); Sheets holds more."""

_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029]")
# C0 and C1 but tab and line feed, zero-width space, marks and overrides of writing direction, byte order marks,
# non-characters, halves of surrogate pairs. Zero-width joiners and variation selectors stay: emoji and 葛󠄀 need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
_SUSPECT = re.compile(f"{_LINE_END.pattern}|{_UNWANTED.pattern}")

_FIRST_SERIAL, _LAST_SERIAL = 1.0, 73_415.0  # 1900-01-01 … 2100-12-31
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (sheets know no time zone)
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]+(午前|午後|AM|PM)?\s*(\d{1,2})[:時](\d{1,2})(?:[:分](\d{1,2}))?秒?(?:\.\d+)?)?"
    r"\s*(?:GMT|UTC|Z|JST)?(?:[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """`text` with one kind of line end, without what no one sees, without blanks around it."""
    if _SUSPECT.search(text):
        text = _UNWANTED.sub("", _LINE_END.sub("\n", text))
    return text.strip()


def texts(column: Sequence[Cell], read: Callable[[Cell], str]) -> list[str]:
    """`read` (`as_text` or `as_day_text`) over a column, at the speed of a roster of millions."""
    # Most exports are text throughout, and clean: then one search over the column is enough.
    if set(map(type, column)) <= {str} and not _SUSPECT.search("".join(column)):  # type: ignore[arg-type]
        return list(map(str.strip, column))  # type: ignore[arg-type]
    # Columns repeat themselves (departments, years, blanks): each different value is read once.
    known: dict[tuple[type, Cell], str] = {}
    found = []
    for cell in column:
        key = (type(cell), cell)
        if key not in known:
            known[key] = read(cell)
        found.append(known[key])
    return found


def as_text(cell: Cell) -> str:
    """What a person sees in the cell; numbers without `.0`, dates as ISO, blank as `""`."""
    if isinstance(cell, str):
        return tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.replace(microsecond=0, tzinfo=None).isoformat(" ")
    return str(cell)


def is_number(cell: Cell) -> bool:
    """Whether the cell holds a number, so that leading zeros may be lost."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def as_moment(cell: Cell) -> datetime | None:
    """The moment a cell means, without a time zone; None where it is not certain (as 5/1/1990 is not)."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None, microsecond=0)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
    if is_number(cell):
        return _from_serial(cell)  # type: ignore[arg-type]
    found = _MOMENT.fullmatch(tidy(cell)) if isinstance(cell, str) else None
    if found is None:
        return None
    year, month, day, half, hour, minute, second = found.groups()
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.upper() in ("午後", "PM") else 0)
    try:
        return datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))  # noqa: DTZ001
    except ValueError:
        return None


def has_come(cell: Cell, today: date) -> bool:
    """Whether a cell names a day that is not after `today`."""
    moment = as_moment(cell)
    return moment is not None and moment.date() <= today


def as_day_text(cell: Cell) -> str:
    """A cell of a date column as text: real dates and serial numbers become ISO, everything else stays as written."""
    if is_number(cell):
        moment = _from_serial(cell)  # type: ignore[arg-type]
        return moment.date().isoformat() if moment else as_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return as_text(cell)


def shortened(text: str, note: str, most: int = LONGEST) -> str:
    """`text` in at most `most` UTF-16 units (an emoji is two); where it is cut, `note` says so at the end."""
    if 2 * len(text) <= most:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return text
    kept = units[: 2 * most - len(note.encode("utf-16-le"))]
    return kept.decode("utf-16-le", "ignore") + note


def _from_serial(number: float) -> datetime | None:
    # The serial numbers of the 1900 date system; a year such as 1990 or an id is not one of ours.
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL or (1900 <= number <= 2100 and float(number).is_integer()):
        return None
    return (_SERIAL_ZERO + timedelta(days=number) + timedelta(milliseconds=500)).replace(microsecond=0)
