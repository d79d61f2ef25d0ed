"""まとめ and 使い方 as they look in Sheets, laid out once: headings, what presses, and the chart of the weeks.

Knows by which first character a line is a heading or presses, and in which rows the weeks stand (`summary`). Must not
know counts. Runs write values only: looks follow what the lines say, wherever they come to stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from messages import say
from workflows.spreadsheets.sheet_requests import Request
from workflows.summary import FIRST_WEEK, HEADING, PRESSING, WEEKS

WIDTHS: Final = (360, 100, 100, 100, 100, 100, 100)
"""Pixels of the first columns of まとめ."""
ROWS: Final = FIRST_WEEK + WEEKS
"""Rows that the chart needs."""
_GUIDE_WIDTH: Final = 900
_TEAL: Final = {"red": 0x1F / 255, "green": 0x4E / 255, "blue": 0x5F / 255}
_GREY: Final = {"red": 0x76 / 255, "green": 0x76 / 255, "blue": 0x76 / 255}
_YELLOW: Final = {"red": 1.0, "green": 0xF3 / 255, "blue": 0xC9 / 255}


def summary_looks(sheet: int) -> Iterator[Request]:
    """Looks and chart of an empty まとめ."""
    for column, pixels in enumerate(WIDTHS):
        yield _width(sheet, column, pixels)
    title = {"textFormat": {"bold": True, "fontSize": 16, "foregroundColorStyle": {"rgbColor": _TEAL}}}
    area = {"sheetId": sheet, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    yield {
        "repeatCell": {"range": area, "cell": {"userEnteredFormat": title}, "fields": "userEnteredFormat.textFormat"}
    }
    yield _where(sheet, len(WIDTHS), f'=LEFT($A1,1)="{HEADING}"', _text(_TEAL, bold=True))
    yield _where(sheet, len(WIDTHS), f'=LEFT($A1,1)="{PRESSING}"', _filled(_YELLOW))
    yield _where(sheet, len(WIDTHS), "=AND(ISNUMBER(A1),A1=0)", _text(_GREY))
    yield _chart(sheet)


def guide_looks(sheet: int) -> Iterator[Request]:
    """Looks of 使い方: one column of sentences under headings."""
    yield _width(sheet, 0, _GUIDE_WIDTH)
    wrapped = {"userEnteredFormat": {"wrapStrategy": "WRAP"}}
    yield {"repeatCell": {"range": {"sheetId": sheet}, "cell": wrapped, "fields": "userEnteredFormat.wrapStrategy"}}
    yield _where(sheet, 1, f'=LEFT($A1,1)="{HEADING}"', _text(_TEAL, bold=True))


def _width(sheet: int, column: int, pixels: int) -> Request:
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return {"updateDimensionProperties": {"range": span, "properties": {"pixelSize": pixels}, "fields": "pixelSize"}}


def _where(sheet: int, columns: int, formula: str, look: Mapping[str, Any]) -> Request:
    area = {"sheetId": sheet, "startColumnIndex": 0, "endColumnIndex": columns}
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    rule = {"ranges": [area], "booleanRule": {"condition": condition, "format": dict(look)}}
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}


def _text(colour: Mapping[str, float], *, bold: bool = False) -> dict[str, Any]:
    return {"textFormat": {"foregroundColorStyle": {"rgbColor": dict(colour)}, **({"bold": True} if bold else {})}}


def _filled(colour: Mapping[str, float]) -> dict[str, Any]:
    return {"backgroundColorStyle": {"rgbColor": dict(colour)}}


def _chart(sheet: int) -> Request:
    rows = {"sheetId": sheet, "startRowIndex": FIRST_WEEK, "endRowIndex": FIRST_WEEK + WEEKS}
    domain, series = (
        {"sourceRange": {"sources": [{**rows, "startColumnIndex": column, "endColumnIndex": column + 1}]}}
        for column in (0, 1)
    )
    spec = {
        "title": say("summary.weekly"),
        "basicChart": {
            "chartType": "COLUMN",
            "legendPosition": "NO_LEGEND",
            "headerCount": 0,
            "domains": [{"domain": domain}],
            "series": [
                {"series": series, "targetAxis": "LEFT_AXIS", "colorStyle": {"rgbColor": _TEAL}},
            ],
        },
    }
    corner = {"sheetId": sheet, "rowIndex": FIRST_WEEK, "columnIndex": 2}
    position = {"overlayPosition": {"anchorCell": corner, "offsetXPixels": 8, "widthPixels": 480, "heightPixels": 250}}
    return {"addChart": {"chart": {"spec": spec, "position": position}}}
