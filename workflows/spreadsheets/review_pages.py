"""The pages of the workbook that are not rows of keys: まとめ, 使い方, and those that HR fills in herself.

Knows how they look and what they offer to choose from. Must not know what a change is. What HR typed is carried over
cell by cell; only headings, notes, dropdowns and colours are set anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from messages import say
from promises.form import folded
from workflows import columns
from workflows.form import Form, Question
from workflows.spreadsheets.cells import LONGEST, Cell, as_text
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_looks import HEAD, HEAD_COLOURS, HR_CELL, SPARE_ROWS, add_note
from workflows.spreadsheets.widths import Width
from workflows.spreadsheets.xlsx import FONT, Writer, lines_of
from workflows.stopped import stop
from workflows.summary import Line

_GUIDE_WIDTH: Final = 92
_SUMMARY_WIDTH: Final = 7
_NOTHING: Final = "#767676"  # a count of nothing steps back
_FORMATS: Final = {"moment": "yyyy-mm-dd hh:mm", "date": "yyyy-mm-dd"}
"""How days that HR types are shown, by the kind of question."""
_LONGEST_LIST: Final = 255  # characters of a dropdown's choices together: what the format holds


def write_summary(writer: Writer, sheet: Any, lines: Sequence[Line]) -> None:
    """まとめ: counts, notices and the chart of the weeks."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, _SUMMARY_WIDTH - 1, 13)
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 16, "font_color": "#1F4E5F"},
        "heading": {"bold": True, "font_size": 12, "font_color": "#1F4E5F", "bottom": 1, "bottom_color": "#1F4E5F"},
        "header": {"bold": True, "bg_color": "#E8EEF1", "text_wrap": True, "valign": "vcenter"},
        "row": {"bottom": 1, "bottom_color": "#E6E6E6"},
        "todo": {"bottom": 1, "bottom_color": "#E6E6E6", "bg_color": "#FFF3C9"},
        "total": {"bold": True, "top": 1},
        "week": {"bottom": 1, "bottom_color": "#E6E6E6"},
        "notice": {},
        "blank": {},
    }
    for row, line in enumerate(lines):
        look = looks[line.look]
        for column, cell in enumerate(line.cells):
            number = isinstance(cell, int | float) or (line.look == "header" and column)
            place: dict[str, Any] = {"align": "right"} if number else {"indent": int(column > 0)}
            if line.look == "todo":
                place["bold"] = column < 2
            if cell == 0 and not isinstance(cell, bool):
                place["font_color"] = _NOTHING
            writer.put(sheet, row, column, cell, **{"valign": "vcenter", **look, **place})
        if line.look in ("heading", "todo"):
            for column in range(len(line.cells), _SUMMARY_WIDTH):
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
    sheet.fit_to_pages(1, 0)


def write_guide(writer: Writer, sheet: Any) -> None:
    """使い方."""
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
    sheet.fit_to_pages(1, 0)


def write_own(writer: Writer, sheet: Any, own: Sheet, widths: Mapping[int, Width]) -> None:
    """A tab of HR's own: its values, where they stood."""
    for column, width in widths.items():
        sheet.set_column(column, column, width.characters, None, {"hidden": width.hidden})
    if own.hidden:
        sheet.hide()
    for row, cells in enumerate(own.rows, start=own.first_row - 1):
        for column, cell in enumerate(cells, start=own.first_column - 1):
            _check_length(cell, row + 1, own.name)
            writer.put(sheet, row, column, cell)


def typed_header(found: Sequence[Cell], form: Form) -> list[str]:
    """The header of 手入力: HR's, with the questions it lacks put at its end."""
    header = [as_text(cell) for cell in found]
    there = {folded(title) for title in header if title}
    asked = (one for one in form.questions if not there & {folded(name) for name in (one.text, *one.aliases)})
    return [*header, *(one.text for one in asked)]


def write_typed(writer: Writer, sheet: Any, typed: Sheet | None, form: Form, wide: Mapping[int, Width]) -> None:
    """手入力: a column for each question of the form, with its choices."""
    header = typed_header(typed.rows[0] if typed and typed.rows else (), form)
    questions = {folded(name): one for one in form.questions for name in (one.text, *one.aliases)}
    rows = typed.rows[1:] if typed else ()
    kinds = {index: one.kind for index, title in enumerate(header) if (one := questions.get(folded(title)))}
    # A number that is an id or a phone keeps its zeros only as text.
    formats = {index: _FORMATS.get(kind, "@") for index, kind in kinds.items()}
    _write_filled_in(writer, sheet, header, rows, dict.fromkeys(range(len(header)), 22.0), wide, formats)
    for index, title in enumerate(header):
        question = questions.get(folded(title))
        if question is None:
            continue
        note = say("review-book.typed-required" if question.required else "review-book.typed-optional")
        add_note(sheet, index, f"{note}{question.why}")
        choices = choices_of(question, form)
        if choices and sum(len(one) + 1 for one in choices) <= _LONGEST_LIST:
            options = {"validate": "list", "source": list(choices), "error_type": "information"}
            sheet.data_validation(1, index, len(rows) + SPARE_ROWS, index, options)


def choices_of(question: Question, form: Form) -> tuple[str, ...]:
    """What HR may choose for a question: its options, or how one agrees to the purposes that hold now."""
    if question.field == "consent":
        return (form.present.consent,)
    return question.options if question.kind == "one" else ()


def write_gains(writer: Writer, sheet: Any, gains: Sheet | None, wide: Mapping[int, Width]) -> None:
    """つながりの成果."""
    ours = columns.GAIN_COLUMNS
    header = [as_text(cell) for cell in gains.rows[0]] if gains and gains.rows else []
    header += [column.title for column in ours if column.title not in header]
    rows = gains.rows[1:] if gains else ()
    widths = {header.index(column.title): float(column.width) for column in ours}
    _write_filled_in(writer, sheet, header, rows, widths, wide, {header.index(columns.DAY): _FORMATS["date"]})
    for column in ours:
        add_note(sheet, header.index(column.title), say(f"review.column.{column.note}"))
    kind = header.index(columns.GAIN)
    options = {"validate": "list", "source": list(columns.GAINS), "error_type": "information"}
    sheet.data_validation(1, kind, len(rows) + SPARE_ROWS, kind, options)


def _write_filled_in(
    writer: Writer,
    sheet: Any,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Mapping[int, float],
    wide: Mapping[int, Width],
    formats: Mapping[int, str],
) -> None:
    sheet.set_row(0, 34)
    for index, title in enumerate(header):
        sheet.write_string(0, index, title, writer.format(**HEAD, bg_color=HEAD_COLOURS["hr"]))
        width = wide.get(index) or Width(widths.get(index, 18.0), hidden=False)
        look = writer.format(**_typed_look(formats.get(index)))
        sheet.set_column(index, index, width.characters, look, {"hidden": width.hidden})
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            _check_length(cell, number + 1, header[index] if index < len(header) else sheet.name)
            writer.put(sheet, number, index, cell, **_typed_look(formats.get(index)))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(8 if len(header) > 8 else 9)  # A3 or A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{say('review.confidential')}&R&P / &N")


def _typed_look(number_format: str | None) -> dict[str, Any]:
    look = {**HR_CELL, "text_wrap": True}
    return {**look, "num_format": number_format} if number_format else look


def handover_rows() -> list[list[Cell]]:
    """引き継ぎ as it is first laid out: what to write down, and room for it."""
    return [line.split("｜", 1) for line in say("review-book.handover").strip().split("\n")]  # type: ignore[misc]


_HANDOVER_WIDTHS: Final = (48.0, 64.0)


def write_handover(writer: Writer, sheet: Any, handover: Sheet | None, wide: Mapping[int, Width]) -> None:
    """引き継ぎ: laid out once, then HR's."""
    rows = handover.rows if handover else handover_rows()
    for index, width in enumerate(_HANDOVER_WIDTHS):
        its = wide.get(index) or Width(width, hidden=False)
        sheet.set_column(index, index, its.characters, None, {"hidden": its.hidden})
    first = handover.first_row - 1 if handover else 0
    left = handover.first_column - 1 if handover else 0
    for row, cells in enumerate(rows, start=first):
        cells = [*cells, *[None] * (2 - len(cells))]
        words = as_text(cells[0])
        heading, sentence = words.startswith("■"), words.endswith("。") and not any(cells[1:])
        look: dict[str, Any] = {"text_wrap": not sentence}
        if heading:
            look = {"bold": True, "font_size": 12, "font_color": "#1F4E5F", "valign": "bottom"}
        for column, cell in enumerate(cells, start=left):
            _check_length(cell, row + 1, sheet.name)
            room = HR_CELL if column == left + 1 and words and not (heading or sentence) else {}
            writer.put(sheet, row, column, cell, **look, **room)
        tall = [lines_of(as_text(cell), int(width)) for cell, width in zip(cells, _HANDOVER_WIDTHS, strict=False)]
        sheet.set_row(row, 30 if heading else 8 + 15 * (1 if sentence else max(tall)))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(first + len(rows) - 1, 0), 1)


def _check_length(cell: Cell, row: int, column: str) -> None:
    if isinstance(cell, str) and len(cell) > LONGEST:
        raise stop("review-book.cell-too-long", row=row, column=column, most=LONGEST)
