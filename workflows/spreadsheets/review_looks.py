"""審査 as HR sees it in a workbook: widths, notes, dropdowns, colours, print.

Knows looks. Must not know where a row comes from. Colour never speaks alone: what it marks is also written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from messages import say
from workflows import columns
from workflows.columns import COLUMNS, OUTCOMES, Judgement, letters
from workflows.linkage.tables import Outcome
from workflows.spreadsheets.cells import LONGEST, Cell, as_text
from workflows.spreadsheets.widths import Width
from workflows.spreadsheets.xlsx import Writer, lines_of
from workflows.stopped import stop

_TALLEST: Final = 14  # lines a row shows before HR widens it: a 3,000-character answer must not fill the screen
_LINE_HEIGHT: Final = 16  # points; Yu Gothic stands wide
_SPARE_ROWS: Final = 500  # rows below the last one that already have dropdowns

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


def write_review(
    writer: Writer,
    sheet: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    confirmations: Mapping[str, str],
    reply_within: int,
    wide: Mapping[str, Width],
) -> None:
    """Write 審査: `confirmations` by 受付番号 are offered in 手続き, `wide` holds the widths that HR chose, by title.

    Raises `Stopped` where a cell of HR's is longer than xlsx can hold.
    """
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
                0, index, note, {"author": "", "x_scale": 2.2, "y_scale": 0.45 + lines_of(note, 34) * 0.22}
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
            lines = lines_of(cell, column.width)
            # What a person wrote of herself may be long: four lines show what it is about.
            tall = max(tall, min(lines, 4) if column.title == columns.MESSAGE else lines)
    return min(tall, _TALLEST)


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
    writer: Writer, sheet: Any, where: Mapping[str, int], last: int, width: int, reply_within: int
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
    word, note = letters(judgement), letters(attention)
    mark = say("review.reconfirm-mark")
    for judged in (Judgement.APPROVED, Judgement.DECLINED):
        # A judged row steps back, unless its response has changed since.
        rule = f'=AND(${word}2="{judged}",ISERROR(SEARCH("{mark}",${note}2)))'
        sheet.conditional_format(1, 0, last, width - 1, {"type": "formula", "criteria": rule, "format": done})
