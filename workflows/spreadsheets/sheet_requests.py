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
from workflows.columns import MACHINE_COLUMNS, Judgement, letters
from workflows.spreadsheets.review_tabs import LOG_TITLES, SHOWN_KEY

Request = dict[str, Any]
LISTS_TAB: Final = "_lists"


def lookup(key: str) -> str:
    """The formula of a row's machine columns: the latest shown line of the log for the 受付番号 in column `key`.

    It names no row, so that sorting, inserting and copying cannot make it mean another's.
    """
    shown, first, last = (
        letters(LOG_TITLES.index(title)) for title in (SHOWN_KEY, MACHINE_COLUMNS[0], MACHINE_COLUMNS[-1])
    )
    log = f"'{columns.LOG_TAB}'"
    return f'=XLOOKUP(INDEX(${key}:${key},ROW()),{log}!${shown}:${shown},{log}!${first}:${last},"",0,-1)'


def waiting_days(received: str, judgement: str) -> str:
    """The formula of 待ち営業日: working days after 受付日, without the holidays of `_lists`, until HR has judged."""
    day, word = f"INDEX(${received}:${received},ROW())", f"INDEX(${judgement}:${judgement},ROW())"
    done = f'OR({day}="",{word}="{Judgement.APPROVED}",{word}="{Judgement.DECLINED}")'
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
