"""What cells show: the formulas of the product counted as Sheets counts them, and what people type."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.sheets_emulator.cells import Cell, shown_as, typed
from tests.sheets_emulator.formulas import effective
from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.server import World, respond
from workflows.business_days import working_days_between
from workflows.spreadsheets.sheet_requests import LISTS_TAB, calendar, waiting_days

TODAY = date(2026, 5, 11)
"""The Monday after the holidays of early May."""


def counted(formula: str, rows: list[list[Any]] | None = None) -> Any:
    book = Spreadsheet.holding({"A": [*(rows or [[1, 2.5, "x"], ["", "K1", True]]), [""]], "It's": [["K1", "a", "b"]]})
    book.today = TODAY
    tab = book.tabs[0]
    tab.cell(2, 0).entered = {"formulaValue": formula}
    return effective(book, tab, 2, 0)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3", 7),
        ("=(1+2)*3", 9),
        ("= 1 / 1024", 1 / 1024),
        ("=7/0", "#DIV/0!"),
        ('="a"&1&TRUE', "a1TRUE"),
        ("=A1+B1", 3.5),
        ("=C1+1", "#VALUE!"),
        ("=SUM(A1:C2)", 3.5),
        ("=MAX(A1:B1,7)", 7),
        ('=IF(C1="X","同じ","違う")', "同じ"),
        ('=COUNTIF($A$1:$C$2,"k1")', 1),
        ("=INDEX($A:$A,ROW()-2)", 1),
        ("=INDEX(A1:B2,3)", "#REF!"),
        ("=XLOOKUP(\"k1\",'It''s'!$A:$A,'It''s'!$B:$B)", "a"),
        ("=XLOOKUP(\"none\",'It''s'!$A:$A,'It''s'!$B:$B)", "#N/A"),
        ("=IFERROR(XLOOKUP(\"none\",'It''s'!$A:$A,'It''s'!$B:$B),\"-\")", "-"),
        ("=DATEVALUE(\"2026-05-11\")=TODAY()", True),
        ("=A3", "#REF!"),
        ("=IMPORTXML(A1,B1)", "#NAME?"),
        ("=nowhere!A1", "#REF!"),
        ("=1+", "#ERROR!"),
        ("=OR(A1=2,C2)", True),
    ],
)  # fmt: skip
def test_formulas_are_counted(formula: str, value: Any) -> None:
    assert counted(formula) == value


def test_the_days_of_waiting_are_those_that_the_product_counts() -> None:
    received = [TODAY - timedelta(days=days) for days in range(-1, 60)]
    book = Spreadsheet.holding({"A": [[day.isoformat(), ""] for day in received], LISTS_TAB: calendar(TODAY)})
    book.today = TODAY
    book.tabs[0].cells.append([Cell({"stringValue": "2026-04-01"}), Cell({"stringValue": "承認"})])
    shown = []
    for row in range(len(received) + 1):
        book.tabs[0].cell(row, 2).entered = {"formulaValue": waiting_days("A", "B")}
        shown.append(effective(book, book.tabs[0], row, 2))
    assert shown == [*(working_days_between(day, TODAY) for day in received), ""]


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("2026-04-01", 46113, "2026-04-01"),
        ("2026/4/1", 46113, "2026/4/1"),
        ("2026/04/01 18:00", 46113.75, "2026/04/01 18:00"),
        ("2026/02/31", "2026/02/31", "2026/02/31"),
        ("1,234.5", 1234.5, "1,234.50"),
        ("-12", -12, "-12"),
        ("1E3", 1000, "1000"),
        ("true", True, "TRUE"),
        ("'=1+1", "=1+1", "=1+1"),
        ("３", 3, "3"),
        ("", "", ""),
    ],
)
def test_what_a_person_types_becomes_what_sheets_makes_of_it(text: str, value: Any, shown: str) -> None:
    cell = typed(text)
    assert next(iter(cell.entered.values()), "") == value
    assert shown_as(cell) == shown


@pytest.mark.parametrize("text", ["=1+1", "+A1", "=HYPERLINK(A1)", "＝1+1"])
def test_a_formula_that_a_person_types_is_one(text: str) -> None:
    assert typed(text).entered["formulaValue"].startswith("=")


def values(book: Spreadsheet, **query: str) -> Any:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    target = f"/v4/spreadsheets/b/values/A?{asked}"
    return respond(World({"b": book}), "GET", target, "Bearer token", b"").body["values"]


def test_days_come_as_numbers_or_as_shown() -> None:
    book = Spreadsheet.holding({"A": [[""]]})
    cell = typed("2026/4/1")
    book.tabs[0].cells[0][0] = cell
    assert values(book) == [["2026/4/1"]]
    assert values(book, valueRenderOption="UNFORMATTED_VALUE") == [[46113]]
    shown = values(book, valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING")
    assert shown == [["2026/4/1"]]


def test_replies_can_be_turned_to_columns() -> None:
    book = Spreadsheet.holding({"A": [["a", "", "c"], ["", "", "d"], ["", "", ""]]})
    assert values(book, majorDimension="COLUMNS") == [["a"], [], ["c", "d"]]
    assert values(book, majorDimension="ROWS") == [["a", "", "c"], ["", "", "d"]]


def area(top: int, left: int, bottom: int, right: int) -> dict[str, int]:
    return {
        "sheetId": 0,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


@pytest.mark.parametrize("kind", ["PASTE_NORMAL", "PASTE_VALUES"])
def test_copied_cells_keep_what_was_entered_and_formulas_mean_their_new_row(kind: str) -> None:
    book = Spreadsheet.holding({"A": [["=1+1", 7, ""], ["x", 8, ""]]})
    book.tabs[0].cell(0, 2).entered = {"formulaValue": "=B1+1"}
    copy = {"source": area(0, 0, 1, 3), "destination": area(1, 0, 2, 3), "pasteType": kind}
    book.batch_update([{"copyPaste": copy}])
    tab = book.tabs[0]
    assert tab.entered(1, 0) == {"stringValue": "=1+1"}, "text that looks like a formula stays text when it is copied"
    assert tab.entered(1, 2) == ({"formulaValue": "=B2+1"} if kind == "PASTE_NORMAL" else {"numberValue": 8})


def test_what_is_cut_is_gone() -> None:
    book = Spreadsheet.holding({"A": [["a", "b"]]})
    target = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    book.batch_update([{"cutPaste": {"source": area(0, 0, 1, 2), "destination": target, "pasteType": "PASTE_NORMAL"}}])
    assert [cell.entered for line in book.tabs[0].cells for cell in line][:2] == [{}, {}]
    assert book.tabs[0].entered(1, 2) == {"stringValue": "b"}


@pytest.mark.parametrize(
    ("how", "left", "counts"),
    [
        ({"matchEntireCell": True, "matchCase": True, "sheetId": 0}, ["", "k1", "x K1", "K1"],
         {"valuesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 1}),
        ({"sheetId": 0}, ["", "", "x ", "K1"],
         {"valuesChanged": 3, "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 3}),
        ({"allSheets": True, "matchEntireCell": True}, ["", "", "x K1", ""],
         {"valuesChanged": 3, "rowsChanged": 2, "sheetsChanged": 2, "occurrencesChanged": 3}),
    ],
)  # fmt: skip
def test_find_and_replace_counts_what_it_changed(how: dict[str, Any], left: list[str], counts: dict[str, int]) -> None:
    book = Spreadsheet.holding({"A": [["K1", "k1", "x K1"]], "B": [["K1"]]})
    (reply,) = book.batch_update([{"findReplace": {"find": "K1", "replacement": "", **how}}])
    found = [cell.entered.get("stringValue", "") for tab in book.tabs for line in tab.cells for cell in line]
    assert found == left
    assert reply == {"findReplace": counts}
