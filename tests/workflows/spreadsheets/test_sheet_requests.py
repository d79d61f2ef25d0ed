"""What is sent to Sheets: the days of waiting that a spreadsheet counts are those that the product counts."""

from __future__ import annotations

import csv
import subprocess
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from workflows.business_days import working_days_between
from workflows.columns import letters
from workflows.spreadsheets.sheet_requests import CALENDAR_ROWS, LISTS_TAB, calendar, waiting_days

TODAY = date(2026, 5, 11)
"""The Monday after the holidays of early May."""


def test_a_spreadsheet_counts_the_days_of_waiting_as_the_product_does(soffice: str, tmp_path: Path) -> None:
    """LibreOffice counts here; Google's NETWORKDAYS, DATEVALUE and INDEX are documented to mean the same."""
    received = [TODAY - timedelta(days=days) for days in range(-1, 60)]
    # openpyxl keeps no results beside formulas, so that LibreOffice must count itself
    book = openpyxl.Workbook()
    sheet, lists = book.worksheets[0], book.create_sheet(LISTS_TAB)
    for cells in calendar(TODAY):
        lists.append(cells)
    formula = waiting_days("A", "B").replace("TODAY()", f"DATE({TODAY:%Y,%-m,%-d})")
    formula = formula.replace("$A$2:$A)", f"$A$2:$A${CALENDAR_ROWS})")
    for day in received:
        sheet.append([day.isoformat(), "", formula])
    sheet.append([(TODAY - timedelta(days=9)).isoformat(), "承認", formula])
    sheet.append(["", "", formula])
    book.save(tmp_path / "days.xlsx")
    office = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [soffice, office, "--headless", "--convert-to", "csv", "--outdir", tmp_path, tmp_path / "days.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with (tmp_path / "days.csv").open(encoding="utf-8") as file:
        shown = [row[2] for row in csv.reader(file)]
    assert shown == [*(str(working_days_between(day, TODAY)) for day in received), "", ""]


def test_the_calendar_fits_the_rows_kept_for_it() -> None:
    assert all(len(calendar(date(year, 6, 1))) <= CALENDAR_ROWS for year in range(2024, 2060))


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
