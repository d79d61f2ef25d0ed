"""Bringing a spreadsheet of an older layout up to date: one batch a layout, under the lock, whole or not at all.

Knows what each layout added, and how columns are put in so that Sheets itself carries every row's formula along. Must
not know when it is sent. No cell that people or a run wrote is written again: only cells of columns and tabs that the
batch itself puts in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from messages import say, speaking
from workflows import columns
from workflows.columns import ATTENTION, COLUMNS, OUTCOME
from workflows.form import Form
from workflows.review import Book
from workflows.spreadsheets import review_lines
from workflows.spreadsheets.google import Tab
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_layout import TABS_OF, added, dressed, header_of, review_dropdowns, widened
from workflows.spreadsheets.review_lines import LOCK, RUN_TITLES
from workflows.spreadsheets.review_tabs import header_of as titles_of
from workflows.spreadsheets.sheet_requests import Request, put, row_data
from workflows.spreadsheets.sheet_summary import ROWS, WIDTHS, summary_looks
from workflows.stopped import stop

Draw = Callable[[int], int]


def migration(
    book: Book, sheets: Mapping[str, Sheet], tabs: Mapping[str, Tab], form: Form, draw: Draw
) -> list[Request]:
    """The batch that brings `book` from its layout to the next. Raises `Stopped` where its tabs are not as laid out."""
    layout = book.runs[-1].layout
    with speaking("ja"):
        return list(_STEPS[layout](book, sheets, tabs, form, draw))


def _from_1(
    book: Book, sheets: Mapping[str, Sheet], tabs: Mapping[str, Tab], form: Form, draw: Draw
) -> Iterator[Request]:
    """To 2: tabs for letters and members, HR's columns before the machine's, two more among the machine's.

    What is new is told at the top of 使い方, above what stands there.
    """
    hr, machine = _columns("confirmer", "confirmed", "recheck"), _columns("due", "result")
    _check_header(sheets, columns.LOG_TAB, _without(review_lines.LOG_TITLES, machine))
    _check_header(sheets, columns.RUNS_TAB, RUN_TITLES[: RUN_TITLES.index(LOCK) + 1])
    clash = [column.title for column in (*hr, *machine) if column.title in book.header]
    if clash:
        raise stop("google.column-taken", columns="、".join(f"「{title}」" for title in clash))

    new = [title for title in TABS_OF[2] if title not in tabs]
    taken = {tab.sheet_id for tab in tabs.values()}
    ids: dict[str, int] = {}
    for title in new:
        ids[title] = next(one for one in iter(lambda: draw(30) + 1, 0) if one not in {*taken, *ids.values()})
    yield from added(ids, {len(tabs) + n: title for n, title in enumerate(new)})
    for title in new:
        yield from dressed(title, ids[title], form)

    # Put in between the columns that a row looks up: Sheets widens the range in every row's formula by itself.
    log = tabs[columns.LOG_TAB].sheet_id
    after = titles_of(sheets[columns.LOG_TAB]).index(ATTENTION) + 1
    yield _put_in(log, after, len(machine))
    yield _titles(log, after, [column.title for column in machine])

    desk, first = tabs[columns.REVIEW_TAB].sheet_id, book.header.index(OUTCOME)
    yield _put_in(desk, first, len(hr))
    yield header_of(desk, hr, first)
    yield from widened(desk, hr, first)
    after = book.header.index(ATTENTION) + len(hr) + 1
    yield _put_in(desk, after, len(machine))
    yield header_of(desk, machine, after)
    yield from widened(desk, machine, after)
    header = [*book.header[:first], *(column.title for column in hr), *book.header[first:]]
    place = {title: index for index, title in enumerate(header)}
    if columns.PROCEDURE in place:
        yield from review_dropdowns(desk, place)

    guide, lines = tabs[columns.GUIDE_TAB].sheet_id, [*say("review.guide-sheet").strip().split("\n"), ""]
    span = {"sheetId": guide, "dimension": "ROWS", "startIndex": 0, "endIndex": len(lines)}
    yield {"insertDimension": {"range": span}}
    yield put(guide, [[line] for line in lines])

    shown = tabs[columns.SUMMARY_TAB]
    if shown.rows >= ROWS and shown.columns >= len(WIDTHS):
        yield from summary_looks(shown.sheet_id)

    runs = tabs[columns.RUNS_TAB].sheet_id
    yield _titles(runs, len(RUN_TITLES) - 1, RUN_TITLES[-1:])
    line = review_lines.RUNS.cells(replace(book.runs[-1], layout=2))
    yield {"appendCells": {"sheetId": runs, "rows": [row_data(line)], "fields": "userEnteredValue"}}


_STEPS: Final = {1: _from_1}
"""What leads from each older layout to the next."""


def _columns(*notes: str) -> list[columns.Column]:
    return [column for column in COLUMNS if column.note in notes]


def _without(titles: Sequence[str], some: Sequence[columns.Column]) -> tuple[str, ...]:
    return tuple(title for title in titles if title not in {column.title for column in some})


def _check_header(sheets: Mapping[str, Sheet], tab: str, wanted: Sequence[str]) -> None:
    """Stop where someone moved columns of a hidden tab: what stands where is known of no other order."""
    header = titles_of(sheets[tab])
    if header[: len(wanted)] != tuple(wanted) or any(header[len(wanted) :]):
        raise stop("google.lines-moved", tab=tab)


def _put_in(sheet: int, start: int, count: int) -> Request:
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": start, "endIndex": start + count}
    return {"insertDimension": {"range": span, "inheritFromBefore": True}}


def _titles(sheet: int, start: int, titles: Sequence[str]) -> Request:
    place = {"sheetId": sheet, "rowIndex": 0, "columnIndex": start}
    return {"updateCells": {"start": place, "rows": [row_data(titles)], "fields": "userEnteredValue"}}
