"""What a cell shows: constants as they are, and the one lookup the product writes, spilled to the right.

Knows `=XLOOKUP(INDEX($A:$A,ROW()),'_log'!$U:$U,'_log'!$L:$T,"",0,-1)` and the count of working days beside it. Must
not know why they are asked. Any other formula shows `#NAME?`, so that a test sees it.
"""

from __future__ import annotations

import re
from typing import Any

from tests.sheets_emulator import a1
from tests.sheets_emulator.grid import Spreadsheet, Tab

Shown = str | int | float | bool

LOOKUP = re.compile(
    r"=XLOOKUP\(INDEX\(\$(?P<key>[A-Z]+):\$(?P=key),ROW\(\)\),"
    r"(?P<log>'[^']+'|\w+)!\$(?P<keys>[A-Z]+):\$(?P=keys),"
    r"(?P=log)!\$(?P<first>[A-Z]+):\$(?P<last>[A-Z]+),"
    r'"(?P<otherwise>[^"]*)",0,(?P<direction>1|-1)\)'
)
DAYS = re.compile(r"=IF\(.*NETWORKDAYS\(.*\)")


def constant(entered: dict[str, Any]) -> Shown:
    """A constant as it was entered; "" for a blank."""
    for kind in ("stringValue", "numberValue", "boolValue"):
        if kind in entered:
            value: Shown = entered[kind]
            return value
    return ""


def effective(book: Spreadsheet, tab: Tab, row: int, column: int) -> Shown:
    """What the cell shows: its constant, its formula's value, or what a lookup to its left spills into it."""
    entered = tab.entered(row, column)
    if entered and "formulaValue" not in entered:
        return constant(entered)
    start = column
    while start >= 0 and "formulaValue" not in tab.entered(row, start):
        if start != column and tab.entered(row, start):
            return ""
        start -= 1
    if start < 0:
        return ""
    formula = tab.entered(row, start)["formulaValue"]
    if DAYS.fullmatch(formula):
        return 0 if start == column else ""
    found = LOOKUP.fullmatch(formula)
    if not found:
        return "#NAME?" if start == column else ""
    width = a1.column(found["last"]) - a1.column(found["first"]) + 1
    if any(tab.entered(row, start + n) for n in range(1, width)):
        # Google refuses to spill over what someone entered
        return "#REF!" if start == column else ""
    if column - start >= width:
        return ""
    return _looked_up(book, tab, found, row, column - start)


def _looked_up(book: Spreadsheet, tab: Tab, found: re.Match[str], row: int, offset: int) -> Shown:
    key = effective(book, tab, row, a1.column(found["key"]))
    log = book.titled(found["log"].strip("'"))
    if log is None:
        return "#REF!" if offset == 0 else ""
    keys = a1.column(found["keys"])
    lines = range(len(log.cells))
    for line in reversed(lines) if found["direction"] == "-1" else lines:
        if key != "" and constant(log.entered(line, keys)) == key:
            return constant(log.entered(line, a1.column(found["first"]) + offset))
    return found["otherwise"] if offset == 0 else ""
