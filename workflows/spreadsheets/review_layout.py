"""Making an empty spreadsheet ready for HR: tabs, headers, notes, dropdowns, colours, filter views, in one batch.

Knows how 審査 looks in Sheets. Must not know a run. Protection only warns: a restriction would refuse HR's sorting too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from messages import say, speaking
from workflows import columns
from workflows.columns import COLUMNS, OUTCOME, OUTCOMES, WAITING, Judgement
from workflows.review import Run
from workflows.spreadsheets.google import Google
from workflows.spreadsheets.review_tabs import LOG_TITLES, RUN_TITLES, run_cells
from workflows.spreadsheets.sheet_requests import LISTS_TAB, Request, calendar, cell_data, put
from workflows.spreadsheets.transport import Refused, TransportError
from workflows.stopped import stop

TABS: Final[tuple[str, ...]] = (
    columns.REVIEW_TAB,
    columns.SUMMARY_TAB,
    columns.GUIDE_TAB,
    columns.LOG_TAB,
    columns.RUNS_TAB,
    LISTS_TAB,
)
"""What a review spreadsheet has, in this order; HR may add her own."""


def prepare(google: Google, spreadsheet: str, run: Run, today: date) -> None:
    """Make an empty spreadsheet ready in one batch: tabs, headers, notes, dropdowns, colours, filter views.

    `run` is the record that keeps layout and salt. Raises `Stopped` where one of our tabs is there already: nothing is
    overwritten.
    """
    try:
        taken = [title for title in google.tabs(spreadsheet) if title in TABS]
        if taken:
            raise stop("google.already-ready", tabs="、".join(f"`{title}`" for title in taken))
        with speaking("ja"):
            google.update(spreadsheet, list(_layout(run, today)))
    except Refused as error:
        if error.status == 403:
            raise stop("google.not-editor", account=google.account) from None
        raise google.explained(error) from None
    except TransportError as error:
        raise google.explained(error) from None


def _layout(run: Run, today: date) -> Iterator[Request]:
    ids = {title: number for number, title in enumerate(TABS, start=101)}
    frozen = {columns.REVIEW_TAB: 1, columns.LOG_TAB: 1, columns.RUNS_TAB: 1}
    for index, (title, sheet_id) in enumerate(ids.items()):
        grid: dict[str, int] = {"rowCount": 1000, "columnCount": 26}
        if title in frozen:
            grid["frozenRowCount"] = frozen[title]
        properties = {"sheetId": sheet_id, "title": title, "index": index, "gridProperties": grid}
        yield {"addSheet": {"properties": {**properties, "hidden": title.startswith("_")}}}
    yield from _review_layout(ids[columns.REVIEW_TAB])
    yield put(ids[columns.LOG_TAB], [LOG_TITLES])
    yield put(ids[columns.RUNS_TAB], [[*RUN_TITLES, "錠"], run_cells(run)])
    yield put(ids[columns.GUIDE_TAB], [[line] for line in say("review.guide-sheet").strip().split("\n")])
    yield put(ids[LISTS_TAB], calendar(today))
    for title in (columns.LOG_TAB, columns.RUNS_TAB, LISTS_TAB):
        yield _warn(ids[title], say("google.protected"))


def _review_layout(sheet: int) -> Iterator[Request]:
    header = [
        {
            **cell_data(column.title),
            "note": say(f"review.column.{column.note}", days=5),
            "userEnteredFormat": {
                "backgroundColorStyle": {"rgbColor": _HEAD_COLOURS[column.owner]},
                "textFormat": {"bold": True, "foregroundColorStyle": {"rgbColor": _WHITE}},
                "wrapStrategy": "WRAP",
                "verticalAlignment": "MIDDLE",
            },
        }
        for column in COLUMNS
    ]
    start = {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0}
    fields = "userEnteredValue,note,userEnteredFormat"
    yield {"updateCells": {"start": start, "rows": [{"values": header}], "fields": fields}}
    place = {column.title: index for index, column in enumerate(COLUMNS)}
    body = {"sheetId": sheet, "startRowIndex": 1}
    wrapped = {"userEnteredFormat": {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"}}
    wrap = "userEnteredFormat(wrapStrategy,verticalAlignment)"
    yield {"repeatCell": {"range": body, "cell": wrapped, "fields": wrap}}
    for column in COLUMNS:
        span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": place[column.title]}
        yield {
            "updateDimensionProperties": {
                "range": {**span, "endIndex": place[column.title] + 1},
                "properties": {"pixelSize": column.width * 8},
                "fields": "pixelSize",
            }
        }
    judgement = place[columns.JUDGEMENT]
    values = [{"userEnteredValue": word} for word in Judgement]
    yield {
        "setDataValidation": {
            "range": {**body, "startColumnIndex": judgement, "endColumnIndex": judgement + 1},
            "rule": {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": True, "showCustomUi": True},
        }
    }
    outcome = {**body, "startColumnIndex": place[OUTCOME], "endColumnIndex": place[OUTCOME] + 1}
    for one, colour in _OUTCOME_COLOURS.items():
        condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": OUTCOMES[one]}]}
        look = {"backgroundColorStyle": {"rgbColor": colour}}
        yield {
            "addConditionalFormatRule": {
                "rule": {"ranges": [outcome], "booleanRule": {"condition": condition, "format": look}},
                "index": 0,
            }
        }
    everything = {"sheetId": sheet, "startRowIndex": 0, "startColumnIndex": 0}
    for title, at, shown in _FILTERS:
        criteria = {"columnIndex": place[at], "filterCriteria": {"condition": shown}}
        yield {"addFilterView": {"filter": {"title": title, "range": everything, "filterSpecs": [criteria]}}}
    machine = {**body, "startColumnIndex": place[OUTCOME], "endColumnIndex": place[WAITING] + 1}
    yield _warn_range(machine, say("google.protected-columns"))


def _warn(sheet: int, why: str) -> Request:
    return _warn_range({"sheetId": sheet}, why)


def _warn_range(area: Mapping[str, Any], why: str) -> Request:
    """Warning-only: a restriction would also refuse HR's sorting."""
    return {"addProtectedRange": {"protectedRange": {"range": dict(area), "description": why, "warningOnly": True}}}


def _colour(text: str) -> dict[str, float]:
    return {name: int(text[n : n + 2], 16) / 255 for name, n in (("red", 1), ("green", 3), ("blue", 5))}


_WHITE = _colour("#FFFFFF")
_HEAD_COLOURS = {"key": _colour("#44546A"), "hr": _colour("#7A4B00"), "machine": _colour("#1F4E5F")}
_OUTCOME_COLOURS = dict(zip(OUTCOMES, map(_colour, ("#DDF1E2", "#FFF3C9", "#FBDDD3", "#E4E8F2")), strict=True))
_EDITED = "回答の変更あり"
_FILTERS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("要対応", columns.JUDGEMENT, {"type": "BLANK"}),
    (
        "回答の変更あり",
        columns.ATTENTION,
        {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "回答の変更あり"}]},
    ),
    ("保留", columns.JUDGEMENT, {"type": "TEXT_EQ", "values": [{"userEnteredValue": Judgement.ON_HOLD.value}]}),
    ("承認", columns.JUDGEMENT, {"type": "TEXT_EQ", "values": [{"userEnteredValue": Judgement.APPROVED.value}]}),
)
