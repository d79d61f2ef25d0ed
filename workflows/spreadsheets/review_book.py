"""The review book as an xlsx file: read into a `Book`, written from a `Book` and `Changes`.

Knows tabs, formats, dropdowns and colours. Must not know what a change is. The file is read with a reader and written
fresh, because no library saves back all of what it loads; values are text, never formulas.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from messages import say, speaking
from workflows import columns
from workflows.columns import COLUMNS, OUTCOMES, Judgement
from workflows.linkage.tables import Outcome
from workflows.review import Book, Entry, Run
from workflows.spreadsheets.cells import LONGEST, Cell, as_text
from workflows.spreadsheets.places import Place, Sheet
from workflows.spreadsheets.review_tabs import LOG_TITLES, RUN_TITLES, book_of, entry_cells, run_cells
from workflows.spreadsheets.widths import Width, column_widths
from workflows.spreadsheets.workbook import read_tables
from workflows.stopped import stop
from workflows.summary import Line

FONT: Final = "Yu Gothic"
_TALLEST: Final = 14  # lines a row shows before HR widens it: a 3,000-character answer must not fill the screen
_LINE_HEIGHT: Final = 16  # points; Yu Gothic stands wide
_GUIDE_WIDTH: Final = 92
_SPARE_ROWS: Final = 500  # rows below the last one that already have dropdowns


def read(path: Path) -> Book:
    """The book at `path`; an empty `Book` where there is no file yet. Raises `Stopped`, also where it is damaged."""
    return book_of(read_tables(Place(str(path))), str(path)) if path.exists() else Book()


class _Writer:
    """One workbook being written: its formats, made once, and the tabs in their order."""

    def __init__(self, path: Path, now: datetime) -> None:
        import xlsxwriter

        # In memory: the library's temporary files would hold personal data outside HR's folder.
        self.book = xlsxwriter.Workbook(
            str(path),
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "remove_timezone": True,
                "default_format_properties": {"font_name": FONT, "font_size": 10, "valign": "top"},
            },
        )
        self.book.set_properties({"title": say("review.book-title"), "created": now.replace(tzinfo=None)})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """A cell format, one object per set of properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "top"}
            self._formats[key] = self.book.add_format({**base, **properties})
        return self._formats[key]

    def put(self, sheet: Any, row: int, column: int, cell: Cell, **look: Any) -> None:
        """One cell as what it is; text always as text, also when someone edits or copies it."""
        if cell is None or cell == "":
            if look:
                sheet.write_blank(row, column, None, self.format(**look))
        elif isinstance(cell, str):
            if cell[0] in "=+-@＝＋－＠\t\r\n'" or look.get("num_format") == "@":
                look = {**look, "num_format": "@"}
            if cell[0] in "=+-@":
                look = {**look, "quote_prefix": True}
            sheet.write_string(row, column, cell, self.format(**look))
        elif isinstance(cell, bool):
            sheet.write_boolean(row, column, cell, self.format(**look))
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell, self.format(**look))
        elif isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell, self.format(**{**look, "num_format": "yyyy-mm-dd hh:mm:ss"}))
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self.format(**{**look, "num_format": "yyyy-mm-dd"}))
        else:
            sheet.write_datetime(row, column, cell, self.format(**{**look, "num_format": "[h]:mm:ss"}))


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
        writer = _Writer(path, run.at)
        tabs = {name: writer.book.add_worksheet(name) for name in columns.OUR_TABS[:3]}
        widths = column_widths(before, columns.REVIEW_TAB) if before else {}
        wide = {title: widths[index] for index, title in enumerate(book.header) if title and index in widths}
        _write_review(writer, tabs[columns.REVIEW_TAB], header, rows, confirmations, reply_within, wide)
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


HEAD = {
    "bold": True,
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "border_color": "#FFFFFF",
}
_HEAD_COLOURS = {"key": "#44546A", "hr": "#7A4B00", "machine": "#1F4E5F", "own": "#5B5B5B"}
_HR_CELL = {"bg_color": "#FFF9E8", "border": 1, "border_color": "#E3D9BE"}
_MACHINE_CELL = {"border": 1, "border_color": "#DDE3E6"}
_OUTCOME_LOOKS = {
    Outcome.VERIFIED: {"bg_color": "#DDF1E2", "font_color": "#0B4A23"},
    Outcome.NEEDS_PROOF: {"bg_color": "#FFF3C9", "font_color": "#5A4300"},
    Outcome.REVIEW: {"bg_color": "#FBDDD3", "font_color": "#7A1F0A"},
    Outcome.NO_MATCH: {"bg_color": "#E4E8F2", "font_color": "#2B3557"},
}


def _write_review(
    writer: _Writer,
    sheet: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    confirmations: Mapping[str, str],
    reply_within: int,
    wide: Mapping[str, Width],
) -> None:
    ours = {column.title: column for column in COLUMNS}
    where = {title: index for index, title in enumerate(header) if title}
    last, spare = len(rows), len(rows) + _SPARE_ROWS
    sheet.set_row(0, 34)
    looks: list[dict[str, Any]] = []
    for index, title in enumerate(header):
        column = ours.get(title)
        owner = column.owner if column else "own"
        sheet.write_string(0, index, title, writer.format(**HEAD, bg_color=_HEAD_COLOURS[owner]))
        if column:
            note = say(f"review.column.{column.note}", days=reply_within)
            sheet.write_comment(
                0, index, note, {"author": "", "x_scale": 2.2, "y_scale": 0.45 + _lines(note, 34) * 0.22}
            )
        looks.append(_look(title, owner))
        width = wide.get(title) or Width(column.width if column else 18, hidden=False)
        sheet.set_column(index, index, width.characters, writer.format(**looks[-1]), {"hidden": width.hidden})
    received = where.get(columns.RECEIVED)
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            if index == received and isinstance(cell, str):
                cell = _as_date(cell)
            elif isinstance(cell, str) and len(cell) > LONGEST:
                raise stop("review-book.cell-too-long", row=number + 1, column=header[index], most=LONGEST)
            writer.put(sheet, number, index, cell, **looks[index])
        sheet.set_row(number, 4 + _LINE_HEIGHT * _height(row, where, looks))
    sheet.freeze_panes(1, 2 if list(header[:2]) == [columns.KEY, columns.JUDGEMENT] else 0)
    if header:
        sheet.autofilter(0, 0, max(last, 1), len(header) - 1)
    _add_dropdowns(sheet, where, rows, confirmations, spare)
    _add_colours(writer, sheet, where, max(last, 1), len(header), reply_within)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{say('review.confidential')}&R&P / &N")


def _look(title: str, owner: str) -> dict[str, Any]:
    if owner == "own":
        return {"text_wrap": True}
    if title == columns.KEY:
        return {**_MACHINE_CELL, "num_format": "@", "font_name": "Consolas", "bold": True}
    if owner == "hr":
        return {**_HR_CELL, "num_format": "@", "text_wrap": True}
    if title == columns.RECEIVED:
        return {**_MACHINE_CELL, "num_format": "yyyy-mm-dd", "align": "left"}
    if title == columns.WAITING:
        return {**_MACHINE_CELL, "num_format": "0", "align": "right"}
    return {**_MACHINE_CELL, "num_format": "@", "text_wrap": True}


def _as_date(text: str) -> Cell:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day.year >= 1900 else text  # a sheet knows no day before 1900


def _height(row: Sequence[Cell], where: Mapping[str, int], looks: Sequence[Mapping[str, Any]]) -> int:
    tall = 2
    for column in COLUMNS:
        index = where.get(column.title)
        cell = row[index] if index is not None else None
        if isinstance(cell, str) and looks[index or 0].get("text_wrap"):
            lines = _lines(cell, column.width)
            # What a person wrote of herself may be long: four lines show what it is about.
            tall = max(tall, min(lines, 4) if column.title == columns.MESSAGE else lines)
    return min(tall, _TALLEST)


def _lines(text: str, width: int) -> int:
    """Lines that `text` takes in a cell `width` half-width characters wide."""
    lines = 0
    for line in text.split("\n"):
        wide = (
            len(line)
            if line.isascii()
            else sum(1 + (unicodedata.east_asian_width(char) in "WFA") for char in line[:3000])
        )
        lines += max(1, -(-wide // max(width - 1, 1)))
    return lines


def _add_dropdowns(
    sheet: Any, where: Mapping[str, int], rows: Sequence[Sequence[Cell]], confirmations: Mapping[str, str], spare: int
) -> None:
    judgement, procedure = where[columns.JUDGEMENT], where.get(columns.PROCEDURE)
    sheet.data_validation(
        1, judgement, spare, judgement,
        {
            "validate": "list",
            "source": list(Judgement),
            "error_title": say("review.dropdown-title"),
            "error_message": say("review.dropdown-error", choices="・".join(Judgement)),
        },
    )  # fmt: skip
    if procedure is None:
        return
    for number, row in enumerate(rows, start=1):
        offered = confirmations.get(as_text(row[where[columns.KEY]]))
        if offered:
            options = {"validate": "list", "source": [offered], "error_type": "information"}
            sheet.data_validation(number, procedure, number, procedure, options)


def _add_colours(
    writer: _Writer, sheet: Any, where: Mapping[str, int], last: int, width: int, reply_within: int
) -> None:
    outcome, judgement = where[columns.OUTCOME], where[columns.JUDGEMENT]
    for one, look in _OUTCOME_LOOKS.items():
        sheet.conditional_format(
            1, outcome, last, outcome,
            {"type": "cell", "criteria": "==", "value": f'"{OUTCOMES[one]}"', "format": writer.book.add_format(look)},
        )  # fmt: skip
    attention = where[columns.ATTENTION]
    for text, loud in (
        (say("review.edited-mark"), {"bg_color": "#FFF3C9", "bold": True}),
        (say("review.alarm-mark"), {"bg_color": "#FBDDD3", "font_color": "#7A1F0A", "bold": True}),
    ):
        sheet.conditional_format(
            1, attention, last, attention,
            {"type": "text", "criteria": "containing", "value": text, "format": writer.book.add_format(loud)},
        )  # fmt: skip
    waiting = where[columns.WAITING]
    late = writer.book.add_format({"bold": True, "font_color": "#7A1F0A", "num_format": f'"{say("review.late")} "0'})
    sheet.conditional_format(
        1, waiting, last, waiting, {"type": "cell", "criteria": ">", "value": reply_within, "format": late}
    )
    done = writer.book.add_format({"font_color": "#6B6B6B"})
    word, note = _column_name(judgement), _column_name(attention)
    mark = say("review.reconfirm-mark")
    for judged in (Judgement.APPROVED, Judgement.DECLINED):
        # A judged row steps back, unless its response has changed since.
        rule = f'=AND(${word}2="{judged}",ISERROR(SEARCH("{mark}",${note}2)))'
        sheet.conditional_format(1, 0, last, width - 1, {"type": "formula", "criteria": rule, "format": done})


def _column_name(index: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(index))


def _write_summary(writer: _Writer, sheet: Any, lines: Sequence[Line]) -> None:
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


def _write_guide(writer: _Writer, sheet: Any) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _GUIDE_WIDTH)
    # A blank row before each heading, so that the eye finds its place.
    text = say("review.guide").strip("\n").replace("\n■", "\n\n■")
    for row, line in enumerate(text.split("\n")):
        look: dict[str, Any] = {"text_wrap": True, "valign": "vcenter"}
        if line.startswith("■"):
            look |= {"bold": True, "font_size": 12, "font_color": "#1F4E5F"}
        writer.put(sheet, row, 0, line, **look)
        sheet.set_row(row, 8 if not line else 4 + 15 * _lines(line, _GUIDE_WIDTH + 14))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _write_own(writer: _Writer, own: Sheet, widths: Mapping[int, Width]) -> None:
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


def _write_hidden(writer: _Writer, name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sheet = writer.book.add_worksheet(name)
    sheet.hide()
    for row, cells in enumerate((titles, *rows)):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, column, cell)
