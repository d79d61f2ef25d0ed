"""The emulator does what Google does, as far as the product leans on it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sheets_emulator import a1, masks
from tests.sheets_emulator.formulas import effective
from tests.sheets_emulator.grid import Invalid, Spreadsheet, Tab

LOOKUP = """=XLOOKUP(INDEX($A:$A,ROW()),'_log'!$C:$C,'_log'!$A:$B,"",0,-1)"""


def book() -> Spreadsheet:
    """審査 with two keys and their lookups; a log in which the first key was said twice."""
    held = Spreadsheet.holding(
        {
            "審査": [["受付番号", "判断"], ["K1", "承認"], ["K2", ""]],
            "_log": [["結果", "注意", "鍵"], ["old", "x", "K1"], ["two", "y", "K2"], ["new", "z", "K1"]],
        }
    )
    for row in (1, 2):
        held.tabs[0].cell(row, 2).entered = {"formulaValue": LOOKUP}
    return held


def shown(held: Spreadsheet, tab: Tab, row: int, columns: int = 4) -> list[Any]:
    return [effective(held, tab, row, column) for column in range(columns)]


def area(**bounds: int) -> dict[str, int]:
    return {"sheetId": 0, **bounds}


def test_the_lookup_spills_the_latest_revision() -> None:
    held = book()
    assert shown(held, held.tabs[0], 1) == ["K1", "承認", "new", "z"]
    assert shown(held, held.tabs[0], 2) == ["K2", "", "two", "y"]


def test_a_row_keeps_its_own_values_when_hr_sorts() -> None:
    held = book()
    held.batch_update(
        [
            {
                "sortRange": {
                    "range": area(startRowIndex=1),
                    "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}],
                }
            }
        ]
    )
    assert shown(held, held.tabs[0], 1) == ["K2", "", "two", "y"]
    assert shown(held, held.tabs[0], 2) == ["K1", "承認", "new", "z"]


@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
def test_a_row_keeps_its_own_values_when_hr_inserts_and_deletes(dimension: str) -> None:
    held = book()
    place = {"sheetId": 0, "dimension": dimension, "startIndex": 0, "endIndex": 1}
    held.batch_update([{"insertDimension": {"range": place}}])
    row, left = (2, 0) if dimension == "ROWS" else (1, 1)
    assert shown(held, held.tabs[0], row, 5)[left : left + 4] == ["K1", "承認", "new", "z"]
    held.batch_update([{"deleteDimension": {"range": place}}])
    assert shown(held, held.tabs[0], 1) == ["K1", "承認", "new", "z"]


def test_what_someone_types_into_the_spill_stops_it() -> None:
    held = book()
    held.tabs[0].cell(1, 3).entered = {"stringValue": "mine"}
    assert shown(held, held.tabs[0], 1) == ["K1", "承認", "#REF!", "mine"]


def test_a_batch_is_all_or_nothing() -> None:
    held = book()
    rows = [{"values": [{"userEnteredValue": {"stringValue": "K3"}}]}]
    with pytest.raises(Invalid, match=r"requests\[1\].deleteSheet"):
        held.batch_update(
            [
                {"appendCells": {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}},
                {"deleteSheet": {"sheetId": 99}},
            ]
        )
    assert held.tabs[0].last_row() == 3


def test_rows_are_appended_below_the_last_one_and_the_grid_grows() -> None:
    held = book()
    held.tabs[0].rows = 3
    rows = [{"values": [{"userEnteredValue": {"stringValue": f"K{n}"}}]} for n in (3, 4)]
    held.batch_update([{"appendCells": {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}}])
    assert shown(held, held.tabs[0], 4, 1) == ["K4"]
    assert held.tabs[0].rows == 5


def test_titles_are_unique() -> None:
    with pytest.raises(Invalid, match="already exists"):
        book().batch_update([{"addSheet": {"properties": {"title": "審査"}}}])


def test_a_formula_as_text_stays_text() -> None:
    held = Spreadsheet.holding({"A": [["=1+1"]]})
    assert shown(held, held.tabs[0], 0, 1) == ["=1+1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("審査", a1.Rectangle("審査")),
        ("'It''s'", a1.Rectangle("It's")),
        ("審査!A2:C", a1.Rectangle("審査", 1, 0, None, 3)),
        ("'It''s'!B3", a1.Rectangle("It's", 2, 1, 3, 2)),
        ("審査!AA:AB", a1.Rectangle("審査", None, 26, None, 28)),
        ("審査!1:1", a1.Rectangle("審査", 0, None, 1, None)),
        ("nowhere!A1", None),
    ],
)
def test_ranges_mean_rectangles(text: str, expected: a1.Rectangle | None) -> None:
    assert a1.parse(text, ["審査", "It's"]) == expected


@pytest.mark.parametrize(
    ("mask", "kept"),
    [
        ("a", {"a": {"b": 1, "c": 2}}),
        ("a.b", {"a": {"b": 1}}),
        ("a(b,c),d", {"a": {"b": 1, "c": 2}, "d": [{"e": 1, "f": 2}]}),
        ("d(f),a.c", {"d": [{"f": 2}], "a": {"c": 2}}),
        ("d.e,x", {"d": [{"e": 1}]}),
    ],
)
def test_masks_keep_what_they_name(mask: str, kept: dict[str, Any]) -> None:
    value = {"a": {"b": 1, "c": 2}, "d": [{"e": 1, "f": 2}]}
    assert masks.keep(value, masks.parse(mask)) == kept
