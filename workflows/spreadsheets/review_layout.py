"""Making an empty spreadsheet ready for HR: tabs, headers, notes, dropdowns, colours, filter views, in one batch.

Knows how each tab looks in Sheets. Must not know a run. Protection only warns: a restriction would refuse HR's sorting
too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from messages import say, speaking
from workflows import columns
from workflows.columns import OUTCOMES, WAITING, Column, Confirmed, Judgement, Procedure
from workflows.form import Form
from workflows.ledger import ReplyState, State
from workflows.replies import NOT_SENT, SENDING
from workflows.review import confirmation
from workflows.revisions import Run
from workflows.spreadsheets import review_lines
from workflows.spreadsheets.google import Google
from workflows.spreadsheets.keyed_tabs import KEYED, LETTERS, REVIEW, KeyedTab
from workflows.spreadsheets.review_lines import Lines
from workflows.spreadsheets.review_pages import choices_of, handover_rows, typed_header
from workflows.spreadsheets.review_tabs import listed
from workflows.spreadsheets.sheet_requests import LISTS_TAB, Request, calendar, cell_data, put
from workflows.spreadsheets.sheet_summary import guide_looks, summary_looks
from workflows.spreadsheets.transport import TransportError
from workflows.stopped import stop

TABS_OF: Final[Mapping[int, tuple[str, ...]]] = {
    1: (columns.REVIEW_TAB, columns.SUMMARY_TAB, columns.GUIDE_TAB, columns.LOG_TAB, columns.RUNS_TAB, LISTS_TAB),
    2: (*columns.OUR_TABS, LISTS_TAB),
}
"""What a review spreadsheet has, by layout, in this order; HR may add her own."""
TABS: Final = TABS_OF[max(TABS_OF)]


def prepare(google: Google, spreadsheet: str, run: Run, form: Form, today: date) -> None:
    """Make an empty spreadsheet ready in one batch: tabs, headers, notes, dropdowns, colours, filter views.

    `run` is the record that keeps layout and salt. Raises `Stopped` where one of our tabs is there already: nothing is
    overwritten.
    """
    try:
        taken = [title for title in google.tabs(spreadsheet) if title in TABS]
        if taken:
            raise stop("google.already-ready", tabs=listed(taken))
        with speaking("ja"):
            google.update(spreadsheet, list(_layout(run, form, today)))
    except TransportError as error:
        raise google.explained(error, writing=True) from None


def _layout(run: Run, form: Form, today: date) -> Iterator[Request]:
    ids = {title: number for number, title in enumerate(TABS, start=101)}
    yield from added(ids, dict(enumerate(ids)))
    for title, sheet in ids.items():
        yield from dressed(title, sheet, form)
    yield put(ids[columns.RUNS_TAB], [review_lines.RUN_TITLES, review_lines.RUNS.cells(run)])
    yield put(ids[columns.GUIDE_TAB], [[line] for line in say("review.guide-sheet").strip().split("\n")])
    yield put(ids[LISTS_TAB], calendar(today))


def added(ids: Mapping[str, int], places: Mapping[int, str]) -> Iterator[Request]:
    """The tabs with these ids, put in at these places among all tabs."""
    for place, title in places.items():
        grid: dict[str, int] = {"rowCount": 1000, "columnCount": 26}
        if title not in (columns.SUMMARY_TAB, columns.GUIDE_TAB, columns.HANDOVER_TAB, LISTS_TAB):
            grid["frozenRowCount"] = 1
        properties = {"sheetId": ids[title], "title": title, "index": place, "gridProperties": grid}
        yield {"addSheet": {"properties": {**properties, "hidden": title.startswith("_")}}}


def dressed(title: str, sheet: int, form: Form) -> Iterator[Request]:
    """All that stands in a fresh tab before anybody works there."""
    keyed = {one.tab: one for one in KEYED}
    lines: dict[str, Lines[Any]] = {one.tab: one for one in review_lines.ALL}
    if title in keyed:
        yield from _keyed(keyed[title], sheet)
    elif title in lines:
        yield put(sheet, [lines[title].titles])
    elif title == columns.SUMMARY_TAB:
        yield from summary_looks(sheet)
    elif title == columns.GUIDE_TAB:
        yield from guide_looks(sheet)
    elif title == columns.TYPED_TAB:
        yield from _typed(sheet, form)
    elif title == columns.GAINS_TAB:
        yield header_of(sheet, columns.GAIN_COLUMNS)
        yield from _widths(sheet, [column.width for column in columns.GAIN_COLUMNS])
        titles = [one.title for one in columns.GAIN_COLUMNS]
        yield dropdown(sheet, titles.index(columns.GAIN), columns.GAINS)
        yield days(sheet, titles.index(columns.DAY))
    elif title == columns.HANDOVER_TAB:
        yield put(sheet, handover_rows())
        yield _wrapped(sheet)
        yield from _widths(sheet, [34, 70])
    if title.startswith("_"):
        yield _warn({"sheetId": sheet}, say("google.protected"))


def _keyed(keyed: KeyedTab, sheet: int) -> Iterator[Request]:
    place = {column.title: index for index, column in enumerate(keyed.columns)}
    yield header_of(sheet, keyed.columns)
    yield _wrapped(sheet, startRowIndex=1)
    yield from _widths(sheet, [column.width for column in keyed.columns])
    if keyed is REVIEW:
        yield from review_dropdowns(sheet, place)
        for outcome, colour in _OUTCOME_COLOURS.items():
            yield _coloured(sheet, place[columns.OUTCOME], OUTCOMES[outcome], colour)
    for state, its in _STATE_COLOURS.get(keyed.tab, {}).items():
        yield _coloured(sheet, place[columns.STATE], state, its)
    if keyed is LETTERS:
        for mark in (SENDING, NOT_SENT):
            yield _coloured(sheet, place[columns.SENT], mark, _RED, "TEXT_STARTS_WITH")
        # A letter has thirty lines: a desk is read by its first ones.
        body = place[columns.BODY]
        area = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": body, "endColumnIndex": body + 1}
        cut = {"userEnteredFormat": {"wrapStrategy": "CLIP"}}
        yield {"repeatCell": {"range": area, "cell": cut, "fields": "userEnteredFormat.wrapStrategy"}}
    everything = {"sheetId": sheet, "startRowIndex": 0, "startColumnIndex": 0}
    for title, at, shown in _FILTERS[keyed.tab]:
        criteria = {"columnIndex": place[at], "filterCriteria": {"condition": shown}}
        yield {"addFilterView": {"filter": {"title": title, "range": everything, "filterSpecs": [criteria]}}}
    last = place[WAITING] if keyed is REVIEW else place[keyed.looked_up[-1]]
    machine = {"startColumnIndex": place[keyed.looked_up[0]], "endColumnIndex": last + 1}
    yield _warn({"sheetId": sheet, "startRowIndex": 1, **machine}, say("google.protected-columns"))


def review_dropdowns(sheet: int, place: Mapping[str, int]) -> Iterator[Request]:
    """What HR may choose in 審査; a confirmation names a revision, so the first few are offered."""
    yield dropdown(sheet, place[columns.JUDGEMENT], Judgement, strict=True)
    yield dropdown(sheet, place[columns.PROCEDURE], (*Procedure, *map(confirmation, range(2, 6))))
    yield dropdown(sheet, place[columns.CONFIRMED], Confirmed)
    yield days(sheet, place[columns.RECHECK])


def _typed(sheet: int, form: Form) -> Iterator[Request]:
    header = typed_header((), form)
    asked = {question.text: question for question in form.questions}
    notes = []
    for title in header:
        question = asked[title]
        needed = say("review-book.typed-required" if question.required else "review-book.typed-optional")
        notes.append((title, f"{needed}{question.why}", "hr"))
    yield _titles(sheet, notes)
    yield from _widths(sheet, [22] * len(header))
    for index, title in enumerate(header):
        if asked[title].kind not in ("moment", "date"):
            # A number that is an id or a phone keeps its zeros only as text.
            area = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": index, "endColumnIndex": index + 1}
            text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}, "wrapStrategy": "WRAP"}}
            fields = "userEnteredFormat(numberFormat,wrapStrategy)"
            yield {"repeatCell": {"range": area, "cell": text, "fields": fields}}
        if choices := choices_of(asked[title], form):
            yield dropdown(sheet, index, choices)


def header_of(sheet: int, ours: Sequence[Column], start: int = 0) -> Request:
    """The header cells of some columns, from the column `start` on, each with its note."""
    return _titles(sheet, [(one.title, say(f"review.column.{one.note}", days=5), one.owner) for one in ours], start)


def _titles(sheet: int, titles: Iterable[tuple[str, str, str]], start: int = 0) -> Request:
    cells = [
        {
            **cell_data(title),
            "note": note,
            "userEnteredFormat": {
                "backgroundColorStyle": {"rgbColor": _HEAD_COLOURS[owner]},
                "textFormat": {"bold": True, "foregroundColorStyle": {"rgbColor": _WHITE}},
                "wrapStrategy": "WRAP",
                "verticalAlignment": "MIDDLE",
            },
        }
        for title, note, owner in titles
    ]
    place = {"sheetId": sheet, "rowIndex": 0, "columnIndex": start}
    fields = "userEnteredValue,note,userEnteredFormat"
    return {"updateCells": {"start": place, "rows": [{"values": cells}], "fields": fields}}


def _wrapped(sheet: int, **area: int) -> Request:
    wrapped = {"userEnteredFormat": {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"}}
    fields = "userEnteredFormat(wrapStrategy,verticalAlignment)"
    return {"repeatCell": {"range": {"sheetId": sheet, **area}, "cell": wrapped, "fields": fields}}


def _widths(sheet: int, widths: Sequence[int], start: int = 0) -> Iterator[Request]:
    for index, width in enumerate(widths, start=start):
        span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
        size = {"pixelSize": width * 8}
        yield {"updateDimensionProperties": {"range": span, "properties": size, "fields": "pixelSize"}}


def widened(sheet: int, ours: Sequence[Column], start: int) -> Iterator[Request]:
    """The widths of some columns, from the column `start` on."""
    yield from _widths(sheet, [column.width for column in ours], start)


def days(sheet: int, column: int) -> Request:
    """A column of days, shown as ISO whatever way they are typed."""
    area = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}
    shown = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}}
    return {"repeatCell": {"range": area, "cell": shown, "fields": "userEnteredFormat.numberFormat"}}


def dropdown(sheet: int, column: int, choices: Iterable[str], *, strict: bool = False) -> Request:
    """A dropdown in a column, below its header."""
    values = [{"userEnteredValue": str(word)} for word in choices]
    area = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": strict, "showCustomUi": True}
    return {"setDataValidation": {"range": area, "rule": rule}}


def _coloured(sheet: int, column: int, word: str, colour: Mapping[str, float], how: str = "TEXT_EQ") -> Request:
    area = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}
    condition = {"type": how, "values": [{"userEnteredValue": str(word)}]}
    look = {"backgroundColorStyle": {"rgbColor": colour}}
    rule = {"ranges": [area], "booleanRule": {"condition": condition, "format": look}}
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}


def _warn(area: Mapping[str, Any], why: str) -> Request:
    """Warning-only: a restriction would also refuse HR's sorting."""
    return {"addProtectedRange": {"protectedRange": {"range": dict(area), "description": why, "warningOnly": True}}}


def _colour(text: str) -> dict[str, float]:
    return {name: int(text[n : n + 2], 16) / 255 for name, n in (("red", 1), ("green", 3), ("blue", 5))}


def _equals(word: str) -> Mapping[str, Any]:
    return {"type": "TEXT_EQ", "values": [{"userEnteredValue": str(word)}]}


_WHITE = _colour("#FFFFFF")
_HEAD_COLOURS = {"key": _colour("#44546A"), "hr": _colour("#7A4B00"), "machine": _colour("#1F4E5F")}
_GREEN, _YELLOW, _RED, _BLUE = map(_colour, ("#DDF1E2", "#FFF3C9", "#FBDDD3", "#E4E8F2"))
_OUTCOME_COLOURS = dict(zip(OUTCOMES, (_GREEN, _YELLOW, _RED, _BLUE), strict=True))
_STATE_COLOURS: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    columns.REPLIES_TAB: {ReplyState.READY: _GREEN, ReplyState.ADDRESS: _YELLOW, ReplyState.RECALLED: _BLUE},
    columns.MEMBERS_TAB: {State.MEMBER: _GREEN, State.REVOKING: _YELLOW},
}
_EDITED: Mapping[str, Any] = {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "回答の変更あり"}]}
_FILTERS: Mapping[str, tuple[tuple[str, str, Mapping[str, Any]], ...]] = {
    columns.REVIEW_TAB: (
        ("要対応", columns.JUDGEMENT, {"type": "BLANK"}),
        ("回答の変更あり", columns.ATTENTION, _EDITED),
        ("保留", columns.JUDGEMENT, _equals(Judgement.ON_HOLD)),
        ("承認", columns.JUDGEMENT, _equals(Judgement.APPROVED)),
    ),
    columns.REPLIES_TAB: (("送信できます", columns.STATE, _equals(ReplyState.READY)),),
    columns.MEMBERS_TAB: (("登録中", columns.STATE, _equals(State.MEMBER)),),
}
