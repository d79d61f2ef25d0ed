"""A spreadsheet's state, and the batch requests that change it: all of a batch, or nothing.

Knows tabs, cells as they were entered, and the requests the product and HR's hands make. Must not know HTTP, quotas or
why anything is asked. Formulas are kept as written, relative to their row, and evaluated when read (see `formulas`).
"""

from __future__ import annotations

import copy
import itertools
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.sheets_emulator import references
from tests.sheets_emulator.cells import Cell, Entered, entered, shown_as, typed

MOST_CELLS = 10_000_000


class Invalid(Exception):
    """A request that Google refuses with 400; nothing of its batch is applied."""


@dataclass
class Tab:
    """One sheet: a grid with a size, and what hangs on it."""

    sheet_id: int
    title: str
    rows: int = 1000
    columns: int = 26
    hidden: bool = False
    frozen_rows: int = 0
    cells: list[list[Cell]] = field(default_factory=list)
    """Only as far down and right as something was entered."""
    filter_views: list[dict[str, Any]] = field(default_factory=list)
    protected: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)
    validations: list[dict[str, Any]] = field(default_factory=list)
    """Ranges with the rule of their cells; they grow where rows or columns are put in between."""
    basic_filter: dict[str, Any] | None = None

    def copied(self) -> Tab:
        """A copy that later requests leave as it is."""
        lists = ("filter_views", "protected", "rules", "charts", "validations")
        copies: dict[str, Any] = {name: copy.deepcopy(getattr(self, name)) for name in lists}
        # What was entered is replaced as a whole, never changed in place: it may be shared.
        cells = [[Cell(cell.entered, dict(cell.rest)) for cell in line] for line in self.cells]
        return replace(self, cells=cells, **copies)

    def cell(self, row: int, column: int) -> Cell:
        """The cell to write at, made where nothing was."""
        while len(self.cells) <= row:
            self.cells.append([])
        line = self.cells[row]
        while len(line) <= column:
            line.append(Cell())
        return line[column]

    def entered(self, row: int, column: int) -> Entered:
        """What was entered there; {} beyond what was."""
        if row < len(self.cells) and column < len(self.cells[row]):
            return self.cells[row][column].entered
        return {}

    def last_row(self) -> int:
        """How many rows down to the last with something entered."""
        return max((n + 1 for n, line in enumerate(self.cells) if any(cell.entered for cell in line)), default=0)

    def properties(self, index: int) -> dict[str, Any]:
        """As `spreadsheets.get` gives them."""
        grid: dict[str, Any] = {"rowCount": self.rows, "columnCount": self.columns}
        if self.frozen_rows:
            grid["frozenRowCount"] = self.frozen_rows
        shown: dict[str, Any] = {
            "sheetId": self.sheet_id,
            "title": self.title,
            "index": index,
            "sheetType": "GRID",
            "gridProperties": grid,
        }
        return {**shown, "hidden": True} if self.hidden else shown


class Spreadsheet:
    """Tabs in order."""

    def __init__(self, title: str = "無題のスプレッドシート", first: str = "シート1") -> None:
        self.title = title
        self.tabs = [Tab(0, first)]
        self.time_zone = "Asia/Tokyo"
        self.locale = "ja_JP"
        self.metadata: list[dict[str, Any]] = []
        self.today: date | None = None
        """The day that TODAY() gives; None for the real one."""
        self._ids = random.Random(title)

    @classmethod
    def holding(cls, tabs: dict[str, list[list[Any]]], hidden: frozenset[str] = frozenset()) -> Spreadsheet:
        """A spreadsheet with these rows typed into these tabs (dates as serial numbers)."""
        book = cls()
        book.tabs = []
        for number, (title, rows) in enumerate(tabs.items()):
            tab = Tab(number, title, hidden=title in hidden)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    tab.cell(r, c).entered = entered(value)
            tab.rows = max(tab.rows, len(rows))
            tab.columns = max(tab.columns, max((len(row) for row in rows), default=0))
            book.tabs.append(tab)
        return book

    def now(self) -> date:
        """The day in the spreadsheet's time zone."""
        return self.today or datetime.now(ZoneInfo(self.time_zone)).date()

    def tab(self, sheet_id: int) -> Tab:
        """The tab with that id; `Invalid` where there is none."""
        for tab in self.tabs:
            if tab.sheet_id == sheet_id:
                return tab
        raise Invalid(f"No grid with id: {sheet_id}")

    def titled(self, title: str) -> Tab | None:
        """The tab of that title."""
        return next((tab for tab in self.tabs if tab.title == title), None)

    def batch_update(self, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Apply all requests in order and give their replies; on `Invalid` the state is as before."""
        before = [tab.copied() for tab in self.tabs], self.title, self.time_zone, self.locale
        try:
            if not requests:
                raise Invalid("Must specify at least one request.")
            replies = []
            for number, request in enumerate(requests):
                if len(request) != 1:
                    raise Invalid(f"Invalid requests[{number}]: exactly one kind of request is expected")
                ((kind, body),) = request.items()
                if kind not in _REQUESTS:
                    raise Invalid(f"Invalid requests[{number}].{kind}: not emulated")
                try:
                    replies.append(_REQUESTS[kind](self, body) or {})
                except Invalid as refused:
                    raise Invalid(f"Invalid requests[{number}].{kind}: {refused}") from None
                if sum(tab.rows * tab.columns for tab in self.tabs) > MOST_CELLS:
                    raise Invalid(f"Invalid requests[{number}].{kind}: above the limit of {MOST_CELLS} cells")
        except Invalid:
            self.tabs, self.title, self.time_zone, self.locale = before
            raise
        return replies


def _check_text(value: Entered) -> None:
    if len(value) > 1:
        raise Invalid("a value is of one kind")
    # How Google counts is not written anywhere: the stricter way, in which an emoji is two
    if len(value.get("stringValue", "").encode("utf-16-le", "surrogatepass")) > 2 * 50_000:
        raise Invalid("Your input contains more than the maximum of 50000 characters in a single cell.")


def _write(cell: Cell, data: dict[str, Any], fields: str) -> None:
    names = {name.split(".")[0] for name in re.sub(r"\([^)]*\)", "", fields).split(",")}
    whole = "*" in names
    if whole or "userEnteredValue" in names:
        value = data.get("userEnteredValue", {})
        _check_text(value)
        cell.entered = {} if value.get("stringValue") == "" else dict(value)
    for name in ("note", "userEnteredFormat", "dataValidation", "textFormatRuns"):
        if whole or name in names:
            if data.get(name):
                cell.rest[name] = data[name]
            else:
                cell.rest.pop(name, None)


def _add_sheet(book: Spreadsheet, body: dict[str, Any]) -> dict[str, Any]:
    properties = body.get("properties", {})
    title = properties.get("title", f"シート{len(book.tabs) + 1}")
    if book.titled(title):
        raise Invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    sheet_id = properties.get("sheetId", book._ids.randrange(1, 2**31))
    if any(tab.sheet_id == sheet_id for tab in book.tabs):
        raise Invalid(f"Sheet with id {sheet_id} already exists.")
    grid = properties.get("gridProperties", {})
    tab = Tab(
        sheet_id,
        title,
        grid.get("rowCount", 1000),
        grid.get("columnCount", 26),
        properties.get("hidden", False),
        grid.get("frozenRowCount", 0),
    )
    book.tabs.insert(properties.get("index", len(book.tabs)), tab)
    return {"addSheet": {"properties": tab.properties(book.tabs.index(tab))}}


def _delete_sheet(book: Spreadsheet, body: dict[str, Any]) -> None:
    tab = book.tab(body["sheetId"])
    if all(other.hidden for other in book.tabs if other is not tab):
        raise Invalid("You can't remove all the visible sheets in a document.")
    book.tabs.remove(tab)
    _rewrite(book, lambda formula, _: references.renamed(formula, tab.title, None))


def _update_sheet(book: Spreadsheet, body: dict[str, Any]) -> None:
    properties = body["properties"]
    tab = book.tab(properties.get("sheetId", 0))
    for name in re.sub(r"gridProperties\(([^)]*)\)", r"gridProperties.\1", body["fields"].replace("/", ".")).split(","):
        if name == "title":
            other = book.titled(properties["title"])
            if other and other is not tab:
                raise Invalid(f'A sheet with the name "{other.title}" already exists. Please enter another name.')
            _rename(book, tab, properties["title"])
        elif name == "hidden":
            tab.hidden = properties.get("hidden", False)
        elif name == "index":
            book.tabs.remove(tab)
            book.tabs.insert(properties["index"], tab)
        elif name == "gridProperties.rowCount":
            tab.rows = properties["gridProperties"]["rowCount"]
            del tab.cells[tab.rows :]
        elif name == "gridProperties.columnCount":
            tab.columns = properties["gridProperties"]["columnCount"]
            for line in tab.cells:
                del line[tab.columns :]
        elif name == "gridProperties.frozenRowCount":
            tab.frozen_rows = properties["gridProperties"]["frozenRowCount"]
        elif not name.startswith(("gridProperties.", "tabColor")):
            raise Invalid(f"not emulated: {name}")


def _rename(book: Spreadsheet, tab: Tab, title: str) -> None:
    before, tab.title = tab.title, title
    _rewrite(book, lambda formula, _: references.renamed(formula, before, title))


def _append_cells(book: Spreadsheet, body: dict[str, Any]) -> None:
    """Below the last row that has data, the grid growing where it must (Google's AppendCellsRequest)."""
    tab = book.tab(body.get("sheetId", 0))
    first = tab.last_row()
    for offset, row in enumerate(body["rows"]):
        if len(row.get("values", [])) > tab.columns:
            tab.columns = len(row["values"])
        for column, data in enumerate(row.get("values", [])):
            _write(tab.cell(first + offset, column), data, body["fields"])
    tab.rows = max(tab.rows, first + len(body["rows"]))


def _area(tab: Tab, area: dict[str, Any]) -> tuple[int, int, int, int]:
    top, left = area.get("startRowIndex", 0), area.get("startColumnIndex", 0)
    bottom, right = area.get("endRowIndex", tab.rows), area.get("endColumnIndex", tab.columns)
    if not 0 <= top <= bottom <= tab.rows or not 0 <= left <= right <= tab.columns:
        raise Invalid("GridRange is out of the grid's bounds")
    return top, left, bottom, right


def _update_cells(book: Spreadsheet, body: dict[str, Any]) -> None:
    if "start" in body:
        tab = book.tab(body["start"].get("sheetId", 0))
        top, left = body["start"].get("rowIndex", 0), body["start"].get("columnIndex", 0)
        height = len(body.get("rows", []))
        width = max((len(row.get("values", [])) for row in body.get("rows", [])), default=0)
    else:
        tab = book.tab(body["range"].get("sheetId", 0))
        top, left, bottom, right = _area(tab, body["range"])
        height, width = bottom - top, right - left
    if top + height > tab.rows or left + width > tab.columns:
        raise Invalid("Attempting to write outside the grid")
    rows = body.get("rows", [])
    for r in range(height):
        values = rows[r].get("values", []) if r < len(rows) else []
        for c in range(width if "range" in body else len(values)):
            if values or r < len(tab.cells) - top:
                _write(tab.cell(top + r, left + c), values[c] if c < len(values) else {}, body["fields"])


def _repeat_cell(book: Spreadsheet, body: dict[str, Any]) -> None:
    tab = book.tab(body["range"].get("sheetId", 0))
    top, left, bottom, right = _area(tab, body["range"])
    if "userEnteredValue" in body["fields"] or "note" in body["fields"] or "*" in body["fields"]:
        for r in range(top, bottom):
            for c in range(left, right):
                _write(tab.cell(r, c), body["cell"], body["fields"])


def _set_validation(book: Spreadsheet, body: dict[str, Any]) -> None:
    tab = book.tab(body["range"].get("sheetId", 0))
    top, left, bottom, right = _area(tab, body["range"])
    tab.validations.append({"ROWS": [top, bottom], "COLUMNS": [left, right], "rule": body.get("rule")})


def _find_replace(book: Spreadsheet, body: dict[str, Any]) -> dict[str, Any]:
    """In what cells show, or with `includeFormulas` in formulas as written; what is put in is read as if typed."""
    if "sheetId" in body:
        tabs = [book.tab(body["sheetId"])]
    elif body.get("allSheets"):
        tabs = list(book.tabs)
    elif "range" in body:
        tabs = [book.tab(body["range"].get("sheetId", 0))]
    else:
        raise Invalid("a scope is expected: range, sheetId or allSheets")
    find = body["find"] if body.get("searchByRegex") else re.escape(body["find"])
    pattern = re.compile(find, 0 if body.get("matchCase") else re.IGNORECASE)
    said = body.get("replacement", "")
    counts = dict.fromkeys(
        ("valuesChanged", "formulasChanged", "rowsChanged", "sheetsChanged", "occurrencesChanged"), 0
    )
    for tab in tabs:
        top, left, bottom, right = _area(tab, body.get("range", {}))
        rows = set()
        for r, line in enumerate(tab.cells[top:bottom]):
            for cell in line[left:right]:
                formula = cell.entered.get("formulaValue")
                if not cell.entered or (formula and not body.get("includeFormulas")):
                    continue
                text = formula or shown_as(cell)
                if body.get("matchEntireCell"):
                    found, changed = (said, 1) if pattern.fullmatch(text) else (text, 0)
                else:
                    found, changed = pattern.subn(lambda _: said, text)
                if changed:
                    cell.entered = typed(found).entered
                    rows.add(r)
                    counts["formulasChanged" if formula else "valuesChanged"] += 1
                    counts["occurrencesChanged"] += changed
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {"findReplace": {name: count for name, count in counts.items() if count}}


def _paste(book: Spreadsheet, body: dict[str, Any], *, cut: bool = False) -> None:
    """As Ctrl+C (or X) and Ctrl+V: whole cells, formulas meaning their new place; PASTE_VALUES takes what is shown."""
    from tests.sheets_emulator.formulas import effective

    kind = body.get("pasteType", "PASTE_NORMAL")
    if kind not in ("PASTE_NORMAL", "PASTE_VALUES", "PASTE_FORMULA") or body.get("pasteOrientation") == "TRANSPOSE":
        raise Invalid(f"not emulated: {kind}")
    source, target = body["source"], body["destination"]
    its, other = book.tab(source.get("sheetId", 0)), book.tab(target.get("sheetId", 0))
    top, left, bottom, right = _area(its, source)
    copied = [
        [(copy.deepcopy(its.cell(r, c)), effective(book, its, r, c)) for c in range(left, right)]
        for r in range(top, bottom)
    ]
    if cut:
        for r, c in itertools.product(range(top, bottom), range(left, right)):
            its.cell(r, c).entered = {}
        first, start = target.get("rowIndex", 0), target.get("columnIndex", 0)
        last, end = first + bottom - top, start + right - left
    else:
        first, start, last, end = _area(other, target)
        last, end = max(last, first + bottom - top), max(end, start + right - left)
    if last > other.rows or end > other.columns:
        raise Invalid("the destination is outside the grid")
    for r, c in itertools.product(range(first, last), range(start, end)):
        row, column = (r - first) % (bottom - top), (c - start) % (right - left)
        cell, shown = copied[row][column]
        formula = cell.entered.get("formulaValue")
        place = other.cell(r, c)
        if kind == "PASTE_VALUES":
            place.entered = entered(shown)
            continue
        by = (0, 0) if cut else (r - top - row, c - left - column)
        place.entered = {"formulaValue": references.carried(formula, *by)} if formula else dict(cell.entered)
        if kind == "PASTE_NORMAL":
            place.rest = dict(cell.rest)


def _insert_dimension(book: Spreadsheet, body: dict[str, Any]) -> None:
    area = body["range"]
    tab, start, end = book.tab(area.get("sheetId", 0)), area["startIndex"], area["endIndex"]
    if start > (tab.rows if area["dimension"] == "ROWS" else tab.columns):
        raise Invalid("insertDimension.range.startIndex is outside the grid")
    _stretch(tab, area["dimension"], start, end - start)
    if area["dimension"] == "ROWS":
        if start <= len(tab.cells):
            tab.cells[start:start] = [[] for _ in range(end - start)]
        tab.rows += end - start
    else:
        for line in tab.cells:
            if start < len(line):
                line[start:start] = [Cell() for _ in range(end - start)]
        tab.columns += end - start
    _follow(book, tab, area["dimension"], start, end - start)


def _delete_dimension(book: Spreadsheet, body: dict[str, Any]) -> None:
    area = body["range"]
    tab, start, end = book.tab(area.get("sheetId", 0)), area["startIndex"], area["endIndex"]
    if not 0 <= start < end <= (tab.rows if area["dimension"] == "ROWS" else tab.columns):
        raise Invalid("deleteDimension.range is outside the grid")
    if area["dimension"] == "ROWS":
        if end - start >= tab.rows:
            raise Invalid("You can't delete all the rows on the sheet.")
        del tab.cells[start:end]
        tab.rows -= end - start
    else:
        if end - start >= tab.columns:
            raise Invalid("You can't delete all the columns on the sheet.")
        for line in tab.cells:
            del line[start:end]
        tab.columns -= end - start
    _stretch(tab, area["dimension"], start, start - end)
    _follow(book, tab, area["dimension"], start, start - end)


def _stretch(tab: Tab, dimension: str, start: int, by: int) -> None:
    """Validated ranges follow what is put in or taken out: before them they move, within them they grow or shrink."""
    kept = []
    for held in tab.validations:
        low, high = held[dimension]
        span = references.moved(low, high - 1, start, by)
        if span:
            held[dimension] = [span[0], span[1] + 1]
            kept.append(held)
    tab.validations[:] = kept


def _follow(book: Spreadsheet, tab: Tab, dimension: str, start: int, by: int) -> None:
    """Formulas of all tabs keep meaning what they meant in `tab`: ranges put into grow, and what is gone is `#REF!`."""
    _rewrite(book, lambda formula, own: references.followed(formula, own, tab.title, dimension, start, by))


def _rewrite(book: Spreadsheet, written: Callable[[str, str], str]) -> None:
    """Put in the place of every formula what `written` makes of it and of the title of its tab."""
    for tab in book.tabs:
        known: dict[str, str] = {}
        for line in tab.cells:
            for cell in line:
                formula = cell.entered.get("formulaValue")
                if not formula:
                    continue
                if formula not in known:
                    known[formula] = written(formula, tab.title)
                if known[formula] != formula:
                    cell.entered = {"formulaValue": known[formula]}


def _append_dimension(book: Spreadsheet, body: dict[str, Any]) -> None:
    tab = book.tab(body.get("sheetId", 0))
    if body["dimension"] == "ROWS":
        tab.rows += body["length"]
    else:
        tab.columns += body["length"]


def _sort_range(book: Spreadsheet, body: dict[str, Any]) -> None:
    """As HR sorts: whole cells move, blanks last, and a formula that moves means its new row."""
    from tests.sheets_emulator.formulas import effective

    tab = book.tab(body["range"].get("sheetId", 0))
    top, left, bottom, right = _area(tab, body["range"])
    bottom = min(bottom, max(len(tab.cells), top))
    lines = [[tab.cell(r, c) for c in range(left, right)] for r in range(top, bottom)]
    order = list(range(len(lines)))
    for spec in reversed(body["sortSpecs"]):
        shown = [effective(book, tab, top + n, spec.get("dimensionIndex", 0)) for n in range(len(lines))]
        descending = spec.get("sortOrder", "ASCENDING") == "DESCENDING"
        filled = [n for n in order if shown[n] != ""]
        blank = [n for n in order if shown[n] == ""]
        filled.sort(key=lambda n: (isinstance(shown[n], str), shown[n]), reverse=descending)
        order = filled + blank
    for target, source in enumerate(order):
        for column, cell in enumerate(lines[source]):
            formula = cell.entered.get("formulaValue")
            kept = {"formulaValue": references.carried(formula, target - source)} if formula else cell.entered
            tab.cells[top + target][left + column] = Cell(kept, cell.rest)


def _add_filter_view(book: Spreadsheet, body: dict[str, Any]) -> dict[str, Any]:
    view = {"filterViewId": book._ids.randrange(1, 2**31), **body["filter"]}
    book.tab(view.get("range", {}).get("sheetId", 0)).filter_views.append(view)
    return {"addFilterView": {"filter": view}}


def _add_protected(book: Spreadsheet, body: dict[str, Any]) -> dict[str, Any]:
    area = {"protectedRangeId": book._ids.randrange(1, 2**31), **body["protectedRange"]}
    book.tab(area.get("range", {}).get("sheetId", 0)).protected.append(area)
    return {"addProtectedRange": {"protectedRange": area}}


def _add_rule(book: Spreadsheet, body: dict[str, Any]) -> None:
    rule = body["rule"]
    book.tab(rule["ranges"][0].get("sheetId", 0)).rules.insert(body.get("index", 0), rule)


def _add_chart(book: Spreadsheet, body: dict[str, Any]) -> dict[str, Any]:
    chart = {"chartId": book._ids.randrange(1, 2**31), **body["chart"]}
    anchor = chart.get("position", {}).get("overlayPosition", {}).get("anchorCell", {})
    book.tab(anchor.get("sheetId", 0)).charts.append(chart)
    return {"addChart": {"chart": chart}}


def _basic_filter(book: Spreadsheet, body: dict[str, Any]) -> None:
    book.tab(body["filter"]["range"].get("sheetId", 0)).basic_filter = body["filter"]


def _clear_basic_filter(book: Spreadsheet, body: dict[str, Any]) -> None:
    book.tab(body["sheetId"]).basic_filter = None


def _dimension_properties(book: Spreadsheet, body: dict[str, Any]) -> None:
    book.tab(body["range"].get("sheetId", 0))


def _spreadsheet_properties(book: Spreadsheet, body: dict[str, Any]) -> None:
    properties = body["properties"]
    for name in body["fields"].split(","):
        if name == "title":
            book.title = properties["title"]
        elif name == "timeZone":
            book.time_zone = properties["timeZone"]
        elif name == "locale":
            book.locale = properties["locale"]
        else:
            raise Invalid(f"not emulated: {name}")


_REQUESTS: dict[str, Callable[[Spreadsheet, dict[str, Any]], dict[str, Any] | None]] = {
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "updateSheetProperties": _update_sheet,
    "updateSpreadsheetProperties": _spreadsheet_properties,
    "appendCells": _append_cells,
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
    "setDataValidation": _set_validation,
    "findReplace": _find_replace,
    "copyPaste": _paste,
    "cutPaste": lambda book, body: _paste(book, body, cut=True),
    "insertDimension": _insert_dimension,
    "deleteDimension": _delete_dimension,
    "appendDimension": _append_dimension,
    "updateDimensionProperties": _dimension_properties,
    "sortRange": _sort_range,
    "addFilterView": _add_filter_view,
    "addProtectedRange": _add_protected,
    "addConditionalFormatRule": _add_rule,
    "addChart": _add_chart,
    "setBasicFilter": _basic_filter,
    "clearBasicFilter": _clear_basic_filter,
}
