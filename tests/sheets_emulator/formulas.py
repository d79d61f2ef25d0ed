"""What a cell shows: constants as they are, formulas as Sheets counts them, rows of values spilled to the right.

Knows the functions that the product writes and the arithmetic people type. Must not know why they are asked. Any other
function shows `#NAME?`, so that a test sees it; what is spilled over something entered shows `#REF!`, as in Sheets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tests.sheets_emulator import a1
from tests.sheets_emulator.cells import ZERO
from tests.sheets_emulator.grid import Spreadsheet, Tab

Shown = str | int | float | bool


class Wrong(Exception):
    """A formula without a value: `#REF!` and its like."""


Counted = dict[tuple[str, int, int], "Shown | list[Shown] | Wrong"]
"""What formulas came to, by title, row and column."""


@dataclass(frozen=True)
class At:
    """Where a formula stands, and which cells are being counted on its behalf."""

    book: Spreadsheet
    tab: Tab
    row: int
    column: int
    waiting: frozenset[tuple[str, int, int]] = frozenset()
    counted: Counted | None = None
    """What formulas came to before, while nothing changes."""


@dataclass(frozen=True)
class Area:
    """Cells of a tab: rows and columns from 0, ends excluded."""

    at: At
    tab: Tab
    top: int
    left: int
    bottom: int
    right: int

    def value(self, row: int, column: int) -> Shown:
        """What the cell so many rows and columns from the area's corner shows."""
        return _value(self.at, self.tab, self.top + row, self.left + column)

    def numbers(self) -> set[float]:
        """The numbers entered in its cells."""
        lines = self.tab.cells[self.top : self.bottom]
        found = (cell.entered.get("numberValue") for line in lines for cell in line[self.left : self.right])
        return {number for number in found if number is not None}

    def values(self) -> Iterator[Shown]:
        """Its cells as far as the tab has any, row by row."""
        for row in range(min(self.bottom, len(self.tab.cells)) - self.top):
            for column in range(min(self.right, len(self.tab.cells[self.top + row])) - self.left):
                yield self.value(row, column)


Value = Shown | Area | list[Shown]
"""A list is a row of values, spilled to the right."""
Node = Callable[[At], Value]


def constant(entered: dict[str, Any]) -> Shown:
    """A constant as it was entered; "" for a blank."""
    for kind in ("stringValue", "numberValue", "boolValue"):
        if kind in entered:
            value: Shown = entered[kind]
            return value
    return ""


def effective(book: Spreadsheet, tab: Tab, row: int, column: int, counted: Counted | None = None) -> Shown:
    """What the cell shows: its constant, its formula's value, or what a formula to its left spills into it.

    Whoever asks for many cells of one state gives the same `counted` with each: no formula is counted twice then.
    """
    return _effective(At(book, tab, row, column, counted=counted), tab, row, column)


def _effective(at: At, tab: Tab, row: int, column: int) -> Shown:
    entered = tab.entered(row, column)
    if entered and "formulaValue" not in entered:
        return constant(entered)
    line = tab.cells[row] if row < len(tab.cells) else []
    for start in range(min(column, len(line) - 1), -1, -1):
        if "formulaValue" in line[start].entered:
            break
        if line[start].entered:
            return ""
    else:
        return ""
    try:
        value = _counted(at, tab, row, start)
    except Wrong as wrong:
        return str(wrong) if start == column else ""
    if not isinstance(value, list):
        return value if start == column else ""
    if any(tab.entered(row, start + n) for n in range(1, len(value))):
        # Google refuses to spill over what someone entered
        return "#REF!" if start == column else ""
    return value[column - start] if column - start < len(value) else ""


def _counted(at: At, tab: Tab, row: int, column: int) -> Shown | list[Shown]:
    here = (tab.title, row, column)
    if here in at.waiting:
        raise Wrong("#REF!")  # a circle
    if at.counted is None:
        return _counted_now(at, tab, row, column)
    if here not in at.counted:
        try:
            found: Shown | list[Shown] | Wrong = _counted_now(at, tab, row, column)
        except Wrong as wrong:
            found = wrong
        if at.waiting:  # what a cell in a circle came to is another cell's answer
            return _told(found)
        at.counted[here] = found
    return _told(at.counted[here])


def _counted_now(at: At, tab: Tab, row: int, column: int) -> Shown | list[Shown]:
    inner = At(at.book, tab, row, column, at.waiting | {(tab.title, row, column)}, at.counted)
    value = _parsed(tab.entered(row, column)["formulaValue"])(inner)
    return _one(value) if isinstance(value, Area) else value


def _told(found: Shown | list[Shown] | Wrong) -> Shown | list[Shown]:
    if isinstance(found, Wrong):
        raise Wrong(str(found))
    return found


def _value(at: At, tab: Tab, row: int, column: int) -> Shown:
    entered = tab.entered(row, column)
    return constant(entered) if entered and "formulaValue" not in entered else _effective(at, tab, row, column)


def _one(value: Value) -> Shown:
    """A single value: an area of one cell, or the first of a row."""
    if isinstance(value, Area):
        if (value.bottom - value.top, value.right - value.left) != (1, 1):
            raise Wrong("#VALUE!")
        shown = value.value(0, 0)
    else:
        shown = value[0] if isinstance(value, list) else value
    if isinstance(shown, str) and shown in _ERRORS:
        raise Wrong(shown)
    return shown


_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!"}


def _number(value: Value) -> float:
    shown = _one(value)
    if isinstance(shown, str):
        if not shown:
            return 0
        try:
            return float(shown)
        except ValueError:
            raise Wrong("#VALUE!") from None
    return shown


def _text(value: Value) -> str:
    shown = _one(value)
    return str(shown).upper() if isinstance(shown, bool) else _plain(shown) if not isinstance(shown, str) else shown


def _plain(number: float) -> str:
    return f"{number:.15g}"


def _same(one: Shown, other: Shown) -> bool:
    """As Sheets compares: text without regard to case, and a number is never a text."""
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return isinstance(one, bool) is isinstance(other, bool) and one == other


# -- functions


def _nothing(_: At) -> Value:
    return ""


def _xlookup(
    at: At, key: Node, among: Node, give: Node, otherwise: Node | None = None,
    mode: Node = _nothing, direction: Node = _nothing,
) -> Value:  # fmt: skip
    wanted, keys, found = _one(key(at)), among(at), give(at)
    if not isinstance(keys, Area) or not isinstance(found, Area):
        raise Wrong("#VALUE!")
    assert not _number(mode(at)), "only equal keys are emulated"
    lines: Any = range(min(keys.bottom, len(keys.tab.cells)) - keys.top)
    if _number(direction(at)) < 0:
        lines = reversed(lines)
    if wanted != "":
        for line in lines:
            if _same(keys.value(line, 0), wanted):
                row = [found.value(line, column) for column in range(found.right - found.left)]
                return row if len(row) > 1 else row[0]
    if otherwise is None:
        raise Wrong("#N/A")
    return otherwise(at)


def _index(at: At, area: Node, row: Node, column: Node | None = None) -> Value:
    its = area(at)
    if not isinstance(its, Area):
        raise Wrong("#VALUE!")
    down, across = int(_number(row(at))) - 1, int(_number(column(at))) - 1 if column else 0
    if not (0 <= down < its.bottom - its.top and 0 <= across < its.right - its.left):
        raise Wrong("#REF!")
    top, left = its.top + down, its.left + across
    return Area(at, its.tab, top, left, top + 1, left + 1)


def _networkdays(at: At, first: Node, last: Node, free: Node | None = None) -> Value:
    start, end = int(_number(first(at))), int(_number(last(at)))
    off = free(at) if free else 0
    closed = off.numbers() if isinstance(off, Area) else {_number(off)}
    low, high = min(start, end), max(start, end)
    days = sum((ZERO + timedelta(days=day)).weekday() < 5 and day not in closed for day in range(low, high + 1))
    return days if start <= end else -days


def _datevalue(at: At, text: Node) -> Value:
    shown = _one(text(at))
    try:
        return int(shown) if not isinstance(shown, str) else (date.fromisoformat(shown) - ZERO).days
    except ValueError:
        raise Wrong("#VALUE!") from None


def _if(at: At, test: Node, then: Node, otherwise: Node | None = None) -> Value:
    if _truth(test(at)):
        return then(at)
    return otherwise(at) if otherwise else False


def _truth(value: Value) -> bool:
    shown = _one(value)
    if isinstance(shown, str):
        if shown.upper() not in ("TRUE", "FALSE", ""):
            raise Wrong("#VALUE!")
        return shown.upper() == "TRUE"
    return bool(shown)


def _iferror(at: At, value: Node, otherwise: Node) -> Value:
    try:
        found = value(at)
        _one(found)
    except Wrong:
        return otherwise(at)
    return found


def _countif(at: At, area: Node, wanted: Node) -> Value:
    its, one = area(at), _one(wanted(at))
    if not isinstance(its, Area):
        raise Wrong("#VALUE!")
    return sum(_same(value, one) for value in its.values())


def _numbers(at: At, nodes: tuple[Node, ...]) -> list[float]:
    found: list[float] = []
    for node in nodes:
        value = node(at)
        if isinstance(value, Area):
            found += [one for one in value.values() if not isinstance(one, str | bool)]
        else:
            found.append(_number(value))
    return found


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "XLOOKUP": _xlookup,
    "INDEX": _index,
    "ROW": lambda at: at.row + 1,
    "IF": _if,
    "IFERROR": _iferror,
    "OR": lambda at, *nodes: any(_truth(node(at)) for node in nodes),
    "AND": lambda at, *nodes: all(_truth(node(at)) for node in nodes),
    "NOT": lambda at, node: not _truth(node(at)),
    "MAX": lambda at, *nodes: max(_numbers(at, nodes), default=0),
    "MIN": lambda at, *nodes: min(_numbers(at, nodes), default=0),
    "SUM": lambda at, *nodes: sum(_numbers(at, nodes)),
    "COUNTIF": _countif,
    "NETWORKDAYS": _networkdays,
    "DATEVALUE": _datevalue,
    "TODAY": lambda at: (at.book.now() - ZERO).days,
}


# -- reading a formula

_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<wrong>#REF!|#N/A)"
    r"|(?P<area>(?:(?:'(?:[^']|'')*'|[^\W\d]\w*)!)?"
    r"(?:\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}(?:\$?\d+)?)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+))(?![\w(])"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z][\w.]*)"
    r"|(?P<sign><=|>=|<>|[-+*/&=<>(),]))"
)
_STRENGTH = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}


@lru_cache(maxsize=4096)
def _parsed(formula: str) -> Node:
    try:
        tokens = list(_tokens(formula.removeprefix("=")))
        node, rest = _expression(tokens, 0)
    except (Wrong, IndexError):
        return _always("#ERROR!")
    return node if not rest else _always("#ERROR!")


def _always(wrong: str) -> Node:
    def node(_: At) -> Value:
        raise Wrong(wrong)

    return node


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            raise Wrong("#ERROR!")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def _expression(tokens: list[tuple[str, str]], least: int) -> tuple[Node, list[tuple[str, str]]]:
    left, rest = _operand(tokens)
    while rest and (strength := _STRENGTH.get(rest[0][1] if rest[0][0] == "sign" else "", 0)) > least:
        right, after = _expression(rest[1:], strength)
        left, rest = _applied(rest[0][1], left, right), after
    return left, rest


def _operand(tokens: list[tuple[str, str]]) -> tuple[Node, list[tuple[str, str]]]:
    (kind, text), rest = tokens[0], tokens[1:]
    match kind, text:
        case "sign", "-" | "+":
            node, rest = _operand(rest)
            return (lambda at: -_number(node(at)) if text == "-" else node(at)), rest
        case "sign", "(":
            node, rest = _expression(rest, 0)
            return node, _past(rest, ")")
        case "text", _:
            return (lambda _: text[1:-1].replace('""', '"')), rest
        case "number", _:
            number = float(text)
            return (lambda _: int(number) if number.is_integer() else number), rest
        case "area", _:
            return (lambda at: _area(at, text)), rest
        case "wrong", _:
            return _always(text), rest
        case "name", _ if not (rest and rest[0] == ("sign", "(")):
            return (lambda _: text.upper() == "TRUE") if text.upper() in ("TRUE", "FALSE") else _always("#NAME?"), rest
        case "name", _:
            given, rest = _given(rest[1:])
            return _call(text.upper(), given), rest
    raise Wrong("#ERROR!")


def _given(tokens: list[tuple[str, str]]) -> tuple[list[Node], list[tuple[str, str]]]:
    given: list[Node] = []
    while tokens[0] != ("sign", ")"):
        blank = tokens[0] == ("sign", ",")
        node, tokens = (_nothing, tokens) if blank else _expression(tokens, 0)
        given.append(node)
        if tokens[0] == ("sign", ","):
            tokens = tokens[1:]
    return given, tokens[1:]


def _past(tokens: list[tuple[str, str]], sign: str) -> list[tuple[str, str]]:
    if tokens[0] != ("sign", sign):
        raise Wrong("#ERROR!")
    return tokens[1:]


def _call(name: str, given: list[Node]) -> Node:
    function = _FUNCTIONS.get(name)
    if function is None:
        return _always("#NAME?")

    return lambda at: function(at, *given)


def _applied(sign: str, left: Node, right: Node) -> Node:
    def node(at: At) -> Value:
        one, other = left(at), right(at)
        if sign == "&":
            return _text(one) + _text(other)
        if sign in ("=", "<>"):
            a, b = _one(one), _one(other)
            blank = {a, b} <= {"", 0}
            return (_same(a, b) or blank) is (sign == "=")
        a, b = _number(one), _number(other)
        if sign == "/" and not b:
            raise Wrong("#DIV/0!")
        result: Shown = {
            "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b,
            "<": lambda: a < b, ">": lambda: a > b, "<=": lambda: a <= b, ">=": lambda: a >= b,
        }[sign]()  # fmt: skip
        return int(result) if isinstance(result, float) and result.is_integer() else result

    return node


@lru_cache(maxsize=4096)
def _corners(text: str) -> tuple[str | None, str]:
    sheet, _, cells = text.rpartition("!")
    bare = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return bare or None, cells.replace("$", "")


def _area(at: At, text: str) -> Area:
    title, cells = _corners(text)
    tab = at.tab if title is None else at.book.titled(title)
    its = a1.parse(cells, [])
    if tab is None or its is None:
        raise Wrong("#REF!")
    bottom, right = its.bottom or tab.rows, its.right or tab.columns
    return Area(at, tab, its.top or 0, its.left or 0, bottom, right)
