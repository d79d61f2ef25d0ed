"""The review book as an xlsx file: read into a `Book`, written from a `Book` and `Changes`.

Knows tabs and what stands on まとめ and 使い方. Must not know what a change is. The file is read with a reader and
written fresh, because no library saves back all of what it loads; values are text, never formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from messages import say, speaking
from workflows import columns
from workflows.review import Book, Entry, Run
from workflows.spreadsheets.cells import LONGEST, Cell
from workflows.spreadsheets.places import Place, Sheet
from workflows.spreadsheets.review_looks import write_review
from workflows.spreadsheets.review_tabs import LOG_TITLES, RUN_TITLES, book_of, entry_cells, run_cells
from workflows.spreadsheets.widths import Width, column_widths
from workflows.spreadsheets.workbook import read_tables
from workflows.spreadsheets.xlsx import FONT, Writer, lines_of
from workflows.stopped import stop
from workflows.summary import Line

_GUIDE_WIDTH: Final = 92


def read(path: Path) -> Book:
    """The book at `path`; an empty `Book` where there is no file yet. Raises `Stopped`, also where it is damaged."""
    return book_of(read_tables(Place(str(path))), str(path)) if path.exists() else Book()


def write(
    path: Path,
    book: Book,
    *,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    summary: Sequence[Line],
    entries: Sequence[Entry],
    run: Run,
    confirmations: Mapping[str, str],
    reply_within: int,
    before: Path | None = None,
) -> None:
    """Write the next book to `path`: 審査 (`header`, `rows`), まとめ, 使い方, HR's own tabs, the log and the runs.

    `confirmations` offers, by 受付番号, what HR may choose in 手続き. `before` is the file of `book`: columns stay as
    wide as HR made them there.
    """
    from xlsxwriter.exceptions import FileCreateError

    with speaking("ja"):
        writer = Writer(path, run.at)
        tabs = {
            name: writer.book.add_worksheet(name)
            for name in (columns.REVIEW_TAB, columns.SUMMARY_TAB, columns.GUIDE_TAB)
        }
        widths = column_widths(before, columns.REVIEW_TAB) if before else {}
        wide = {title: widths[index] for index, title in enumerate(book.header) if title and index in widths}
        write_review(writer, tabs[columns.REVIEW_TAB], header, rows, confirmations, reply_within, wide)
        _write_summary(writer, tabs[columns.SUMMARY_TAB], summary)
        _write_guide(writer, tabs[columns.GUIDE_TAB])
        for own in book.tabs:
            _write_own(writer, own, column_widths(before, own.name) if before else {})
        _write_hidden(writer, columns.LOG_TAB, LOG_TITLES, [entry_cells(entry) for entry in (*book.log, *entries)])
        _write_hidden(writer, columns.RUNS_TAB, RUN_TITLES, [run_cells(one) for one in (*book.runs, run)])
        try:
            writer.book.close()
        except FileCreateError as error:
            raise error.args[0] from None


def _write_summary(writer: Writer, sheet: Any, lines: Sequence[Line]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 6, 12)
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 16, "font_color": "#1F4E5F"},
        "heading": {"bold": True, "font_size": 12, "font_color": "#1F4E5F", "bottom": 1, "bottom_color": "#1F4E5F"},
        "header": {"bold": True, "bg_color": "#E8EEF1", "text_wrap": True, "valign": "vcenter"},
        "row": {"bottom": 1, "bottom_color": "#E6E6E6"},
        "todo": {"bottom": 1, "bottom_color": "#E6E6E6", "bold": True, "bg_color": "#FFF3C9"},
        "total": {"bold": True, "top": 1},
        "week": {"bottom": 1, "bottom_color": "#E6E6E6"},
        "notice": {},
        "blank": {},
    }
    for row, line in enumerate(lines):
        look = looks[line.look]
        for column, cell in enumerate(line.cells):
            number = isinstance(cell, int | float) or (line.look == "header" and column)
            place = {"align": "right"} if number else {"indent": int(column > 0)}
            writer.put(sheet, row, column, cell, **{"valign": "vcenter", **look, **place})
        if line.look == "heading":
            for column in range(1, 7):
                sheet.write_blank(row, column, None, writer.format(**look))
        sheet.set_row(row, {"title": 28, "heading": 22, "header": 22}.get(line.look, 18))
    weeks = [row for row, line in enumerate(lines) if line.look == "week"]
    if weeks:
        chart: Any = writer.book.add_chart({"type": "column"})
        name = columns.SUMMARY_TAB
        chart.add_series(
            {
                "categories": [name, weeks[0], 0, weeks[-1], 0],
                "values": [name, weeks[0], 1, weeks[-1], 1],
                "fill": {"color": "#1F4E5F"},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "0;;", "font": {"name": FONT, "size": 8}},
            }
        )
        chart.set_legend({"none": True})
        chart.set_title({"name": say("summary.weekly"), "name_font": {"name": FONT, "size": 10, "bold": False}})
        chart.set_x_axis({"num_font": {"name": FONT, "size": 8, "rotation": -45}})
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 440, "height": 24 * len(weeks)})
        sheet.insert_chart(weeks[0], 2, chart, {"x_offset": 12, "y_offset": 4, "description": say("summary.weekly")})
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _write_guide(writer: Writer, sheet: Any) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _GUIDE_WIDTH)
    # A blank row before each heading, so that the eye finds its place.
    text = say("review.guide").strip("\n").replace("\n■", "\n\n■")
    for row, line in enumerate(text.split("\n")):
        look: dict[str, Any] = {"text_wrap": True, "valign": "vcenter"}
        if line.startswith("■"):
            look |= {"bold": True, "font_size": 12, "font_color": "#1F4E5F"}
        writer.put(sheet, row, 0, line, **look)
        sheet.set_row(row, 8 if not line else 4 + 15 * lines_of(line, _GUIDE_WIDTH + 14))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _write_own(writer: Writer, own: Sheet, widths: Mapping[int, Width]) -> None:
    sheet = writer.book.add_worksheet(own.name)
    for column, width in widths.items():
        sheet.set_column(column, column, width.characters, None, {"hidden": width.hidden})
    if own.hidden:
        sheet.hide()
    for row, cells in enumerate(own.rows, start=own.first_row - 1):
        for column, cell in enumerate(cells, start=own.first_column - 1):
            if isinstance(cell, str) and len(cell) > LONGEST:
                raise stop("review-book.cell-too-long", row=row + 1, column=own.name, most=LONGEST)
            writer.put(sheet, row, column, cell)


def _write_hidden(writer: Writer, name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sheet = writer.book.add_worksheet(name)
    sheet.hide()
    for row, cells in enumerate((titles, *rows)):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, column, cell)
