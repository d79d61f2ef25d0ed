"""What is sent to Sheets: cells that can never be read as formulas, and the two formulas of a row.

Knows Google's words for cells. Must not know when anything is sent. The formulas name no row, so that sorting,
inserting and copying cannot make one mean another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from workflows import columns
from workflows.business_days import free_weekdays
from workflows.columns import ANSWERED, letters
from workflows.spreadsheets.keyed_tabs import REVIEW, KeyedTab

Request = dict[str, Any]
LISTS_TAB: Final = "_lists"


def lookup(key: str, keyed: KeyedTab = REVIEW) -> str:
    """The formula of a row's machine columns: the latest shown line of its log for the key in the column `key`.

    It names no row, so that sorting, inserting and copying cannot make it mean another's.
    """
    titles = keyed.lines.titles
    shown, first, last = (
        letters(titles.index(title)) for title in (keyed.shown, keyed.looked_up[0], keyed.looked_up[-1])
    )
    log = f"'{keyed.lines.tab}'"
    return f'=XLOOKUP(INDEX(${key}:${key},ROW()),{log}!${shown}:${shown},{log}!${first}:${last},"",0,-1)'


def row_of(keyed: KeyedTab, header: Sequence[str], key: str) -> dict[str, Any]:
    """A new row of a keyed tab: the key and its formulas; what HR will fill stays blank, or is a box to tick."""
    place = {title: index for index, title in enumerate(header)}
    cells: list[dict[str, Any]] = [{} for _ in header]
    cells[place[keyed.key]] = cell_data(key)
    cells[place[keyed.looked_up[0]]] = _formula(lookup(letters(place[keyed.key]), keyed))
    if keyed is REVIEW:
        waiting = waiting_days(letters(place[columns.RECEIVED]), letters(place[columns.JUDGEMENT]))
        cells[place[columns.WAITING]] = _formula(waiting)
    if columns.SEND in place:
        cells[place[columns.SEND]] = {**cell_data(False), "dataValidation": {"condition": {"type": "BOOLEAN"}}}
    return {"values": cells}


ROW_FIELDS: Final = {columns.REPLIES_TAB: "userEnteredValue,dataValidation"}
"""What a new row brings besides values."""


def _formula(text: str) -> dict[str, Any]:
    return {"userEnteredValue": {"formulaValue": text}}


def waiting_days(received: str, judgement: str) -> str:
    """The formula of 待ち営業日: working days after 受付日, without the holidays of `_lists`, until HR answered."""
    day, word = f"INDEX(${received}:${received},ROW())", f"INDEX(${judgement}:${judgement},ROW())"
    answered = ",".join(f'{word}="{judgement}"' for judgement in ANSWERED)
    done = f'OR({day}="",{answered})'
    # From the day after, and not below zero: what comes in on a Sunday has waited one day on Monday.
    return f"=IF({done},\"\",MAX(0,NETWORKDAYS(DATEVALUE({day})+1,TODAY(),'{LISTS_TAB}'!$A$2:$A)))"


def row_data(cells: Sequence[Any]) -> dict[str, Any]:
    """A row of values."""
    return {"values": [cell_data(cell) for cell in cells]}


def cell_data(cell: Any) -> dict[str, Any]:
    """A value as text or number, never as a formula: `stringValue` is not read as one."""
    if cell is None or cell == "":
        return {}
    if isinstance(cell, bool):
        return {"userEnteredValue": {"boolValue": cell}}
    if isinstance(cell, int | float):
        return {"userEnteredValue": {"numberValue": cell}}
    return {"userEnteredValue": {"stringValue": str(cell)}}


def put(sheet: int, rows: Sequence[Sequence[Any]]) -> Request:
    """Write `rows` from a tab's first cell on."""
    start = {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": [row_data(row) for row in rows], "fields": "userEnteredValue"}}


def calendar(today: date) -> list[list[Any]]:
    """The days off that 待ち営業日 leaves out, from two years ago to two years ahead; every run renews them."""
    days = free_weekdays(date(today.year - 2, 1, 1), date(today.year + 2, 12, 31))
    return [["休業日"], *([_serial(day)] for day in days)]


CALENDAR_ROWS: Final = 200
"""Rows that `calendar` may need: five years have fewer than 40 days off each."""


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days
