"""What becomes of references when rows and columns are put in, taken out or carried away: as Google Sheets does it."""

from __future__ import annotations

import pytest

from tests.sheets_emulator import references
from tests.sheets_emulator.formulas import effective
from tests.sheets_emulator.grid import Spreadsheet


@pytest.mark.parametrize(
    ("formula", "start", "by", "expected"),
    [
        ("=SUM('_log'!$A$1:$C$3)", 1, 2, "=SUM('_log'!$A$1:$E$3)"),
        ("=SUM('_log'!$B:$C)", 1, 1, "=SUM('_log'!$C:$D)"),
        ("=SUM('_log'!$B:$C)", 3, 1, "=SUM('_log'!$B:$C)"),
        ("=SUM('_log'!B:D)", 2, -1, "=SUM('_log'!B:C)"),
        ("=SUM('_log'!B:D)", 0, -2, "=SUM('_log'!A:B)"),
        ("=SUM('_log'!B:D)", 3, -4, "=SUM('_log'!B:C)"),
        ("=SUM('_log'!B:D)", 1, -3, "=SUM('_log'!#REF!)"),
        ("=_log!B2&B2", 0, 1, "=_log!C2&B2"),
        ("='It''s'!B2&\"'_log'!B2\"&LOG10(B2)", 0, 1, "='It''s'!B2&\"'_log'!B2\"&LOG10(B2)"),
        ("='_log'!$A$2:$A", 0, 1, "='_log'!$B$2:$B"),
        ("='_log'!2:3", 0, 1, "='_log'!2:3"),
        ("=XLOOKUP(INDEX($A:$A,ROW()),'_log'!$U:$U,'_log'!$L:$T,\"\",0,-1)", 12, 3,
         "=XLOOKUP(INDEX($A:$A,ROW()),'_log'!$X:$X,'_log'!$L:$W,\"\",0,-1)"),
    ],
)  # fmt: skip
def test_references_follow_the_columns_they_mean(formula: str, start: int, by: int, expected: str) -> None:
    assert references.followed(formula, "審査", "_log", "COLUMNS", start, by) == expected


@pytest.mark.parametrize(
    ("formula", "start", "by", "expected"),
    [
        ("=A$5+A4", 2, 3, "=A$8+A7"),
        ("=SUM(A2:A9)", 4, -2, "=SUM(A2:A7)"),
        ("=SUM(A2:A)", 1, 1, "=SUM(A3:A)"),
        ("=SUM(2:3)", 2, 1, "=SUM(2:4)"),
        ("=SUM($A:$A)", 0, 5, "=SUM($A:$A)"),
        ("=B3", 2, -1, "=#REF!"),
    ],
)
def test_references_follow_the_rows_they_mean(formula: str, start: int, by: int, expected: str) -> None:
    assert references.followed(formula, "審査", "審査", "ROWS", start, by) == expected


def test_what_is_carried_keeps_what_dollars_hold() -> None:
    assert references.carried("=A1+$A$1+A$1+'x'!B2:C3", 2, 1) == "=B3+$A$1+B$1+'x'!C4:D5"
    assert references.carried("=A1", -1) == "=#REF!"


def test_columns_put_into_a_log_widen_what_every_row_looks_up() -> None:
    """As a new layout puts its columns between the old ones, while rows of another tab look them up."""
    lookup = """=XLOOKUP(INDEX($A:$A,ROW()),'_log'!$C:$C,'_log'!$A:$B,"",0,-1)"""
    book = Spreadsheet.holding({"審査": [["受付番号"], ["K1"]], "_log": [["結果", "注意", "鍵"], ["new", "z", "K1"]]})
    book.tabs[0].cell(1, 1).entered = {"formulaValue": lookup}
    span = {"sheetId": 1, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    book.batch_update([{"insertDimension": {"range": span}}])
    start = {"sheetId": 1, "rowIndex": 0, "columnIndex": 1}
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}}]} for text in ("期限", "4/30")]
    book.batch_update([{"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}])
    assert [effective(book, book.tabs[0], 1, column) for column in range(5)] == ["K1", "new", "4/30", "z", ""]


def test_a_renamed_tab_is_still_looked_up_and_one_taken_away_is_not() -> None:
    book = Spreadsheet.holding({"A": [[""]], "_log": [["x"]], "C": []})
    book.tabs[0].cell(0, 0).entered = {"formulaValue": "=_log!A1"}
    book.batch_update([{"updateSheetProperties": {"properties": {"sheetId": 1, "title": "古い"}, "fields": "title"}}])
    assert book.tabs[0].entered(0, 0) == {"formulaValue": "='古い'!A1"}
    book.batch_update([{"deleteSheet": {"sheetId": 1}}])
    assert book.tabs[0].entered(0, 0) == {"formulaValue": "=#REF!"}
