"""One cell: what is entered into it, what becomes of what a person types, and how it is shown.

Knows Google's kinds of values and the formats that typing brings about. Must not know tabs, requests or
what a formula comes to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

Entered = dict[str, Any]
"""Google's ExtendedValue: one of stringValue, numberValue, boolValue, formulaValue; {} is blank."""

ZERO = date(1899, 12, 30)
"""The day whose serial number is 0."""


@dataclass
class Cell:
    """What was entered, and what came with it (note, validation, format)."""

    entered: Entered = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)


def entered(value: Any) -> Entered:
    """`value` as RAW input keeps it: a text that begins with `=` stays text."""
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    return {"stringValue": str(value)}


_TYPED_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_WIDE = {"＝": "=", "＋": "+"}
_TYPED_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d+)?")


def typed(value: Any) -> Cell:
    """A cell into which a person typed `value` (USER_ENTERED): formulas, numbers, days and moments become such."""
    if not isinstance(value, str):
        return Cell(entered(value))
    text = value.strip()
    if text[:1] in _WIDE:  # a Japanese keyboard's signs are taken for the plain ones
        text = _WIDE[text[0]] + text[1:]
    if text.startswith("'"):
        return Cell(entered(text[1:]))
    if text.startswith(("=", "+")) and not _TYPED_NUMBER.fullmatch(text):
        return Cell({"formulaValue": text if text.startswith("=") else f"={text}"})
    if text.upper() in ("TRUE", "FALSE"):
        return Cell({"boolValue": text.upper() == "TRUE"})
    if _TYPED_NUMBER.fullmatch(text):
        number = float(text.replace(",", ""))
        grouped = {"numberFormat": {"type": "NUMBER", "pattern": "#,##0.00" if "." in text else "#,##0"}}
        return Cell(
            {"numberValue": int(number) if number.is_integer() else number},
            {"userEnteredFormat": grouped} if "," in text else {},
        )
    return _typed_day(text) or Cell(entered(value))


def _typed_day(text: str) -> Cell | None:
    found = _TYPED_DAY.fullmatch(text)
    if not found:
        return None
    year, sign, month, day, hour, minute, second = found.groups()
    try:
        serial: float = (date(int(year), int(month), int(day)) - ZERO).days
        at = time(int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    serial += (at.hour * 3600 + at.minute * 60 + at.second) / 86400
    pattern = sign.join(("yyyy", "m" * len(month), "d" * len(day)))
    if hour:
        pattern += " " + "h" * len(hour) + ":mm" + (":ss" if second else "")
    kind = "DATE_TIME" if hour else "DATE"
    return Cell({"numberValue": serial}, {"userEnteredFormat": {"numberFormat": {"type": kind, "pattern": pattern}}})


def shown_as(cell: Cell, entered: Any = None) -> str:
    """A constant as the cell shows it, in the format that typing it gave it; or `entered` in its place."""
    value = entered if entered is not None else next(iter(cell.entered.values()), "")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return value
    its = cell.rest.get("userEnteredFormat", {}).get("numberFormat", {})
    if its.get("type") in ("DATE", "DATE_TIME"):
        return _day_as(value, its["pattern"])
    if its.get("type") == "NUMBER":
        return f"{value:,.2f}" if "." in its["pattern"] else f"{value:,.0f}"
    return f"{value:.15g}"


def _day_as(serial: float, pattern: str) -> str:
    seconds = round(serial % 1 * 86400)
    day = date.fromordinal(ZERO.toordinal() + int(serial))
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    values = {"yyyy": day.year, "m": day.month, "d": day.day, "h": hour, ":mm": minute, ":ss": second}

    def written(found: re.Match[str]) -> str:
        sign = found[0]
        if sign in (":mm", ":ss"):
            return f":{values[sign]:02d}"
        return str(day.year) if sign == "yyyy" else f"{values[sign[0]]:0{len(sign)}d}"

    return re.sub(r"yyyy|:mm|:ss|m+|d+|h+", written, pattern)
