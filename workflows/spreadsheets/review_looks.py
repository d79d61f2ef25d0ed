"""審査, 返信 and 登録者 as HR sees them in a workbook: widths, notes, dropdowns, colours, print.

Knows looks. Must not know where a row comes from. Colour never speaks alone: what it marks is also written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from messages import say
from workflows import columns
from workflows.columns import OUTCOMES, Confirmed, Judgement, Procedure, letters
from workflows.ledger import ReplyState, State
from workflows.linkage.tables import Outcome
from workflows.replies import NOT_SENT, SENDING
from workflows.spreadsheets.cells import LONGEST, Cell, as_text
from workflows.spreadsheets.keyed_tabs import KeyedTab
from workflows.spreadsheets.review_tabs import TICKS
from workflows.spreadsheets.widths import Width
from workflows.spreadsheets.xlsx import Writer, lines_of
from workflows.stopped import stop

_TALLEST: Final = 14  # lines a row shows before HR widens it: a 3,000-character answer must not fill the screen
_LINE_HEIGHT: Final = 16  # points; Yu Gothic stands wide
_ROOM: Final = {columns.REPLIES_TAB: 1}
"""Points above and below a row's lines, where not the usual 4: a letter is cut between two lines."""
SPARE_ROWS: Final = 500  # rows below the last one that already have dropdowns

HEAD = {
    "bold": True,
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "border_color": "#FFFFFF",
}
HEAD_COLOURS: Final = {"key": "#44546A", "hr": "#7A4B00", "machine": "#1F4E5F", "own": "#5B5B5B"}
HR_CELL = {"bg_color": "#FFF9E8", "border": 1, "border_color": "#E3D9BE"}
_MACHINE_CELL = {"border": 1, "border_color": "#DDE3E6"}
_OUTCOME_LOOKS = {
    Outcome.VERIFIED: {"bg_color": "#DDF1E2", "font_color": "#0B4A23"},
    Outcome.NEEDS_PROOF: {"bg_color": "#FFF3C9", "font_color": "#5A4300"},
    Outcome.REVIEW: {"bg_color": "#FBDDD3", "font_color": "#7A1F0A"},
    Outcome.NO_MATCH: {"bg_color": "#E4E8F2", "font_color": "#2B3557"},
}
_DONE = {"font_color": "#6B6B6B"}
_SHORT = {columns.MESSAGE: 4, columns.BODY: 6}
"""Lines that show what a long text is about."""
_DAYS: Final = (columns.RECHECK, columns.DUE, columns.RECEIVED, columns.SINCE)
"""Columns of days: whatever way HR types one, it is a day."""


def write_keyed(
    writer: Writer,
    sheet: Any,
    keyed: KeyedTab,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    wide: Mapping[str, Width],
    reply_within: int,
) -> None:
    """Write a keyed tab: cells, header notes, widths, filter. `wide` holds the widths that HR chose, by title.

    Raises `Stopped` where a cell of HR's is longer than xlsx can hold.
    """
    ours = {column.title: column for column in keyed.columns}
    where = {title: index for index, title in enumerate(header) if title}
    sheet.set_row(0, 34)
    looks: list[dict[str, Any]] = []
    for index, title in enumerate(header):
        column = ours.get(title)
        owner = column.owner if column else "own"
        sheet.write_string(0, index, title, writer.format(**HEAD, bg_color=HEAD_COLOURS[owner]))
        if column:
            add_note(sheet, index, say(f"review.column.{column.note}", days=reply_within))
        looks.append(_look(title, owner))
        width = wide.get(title) or Width(column.width if column else 18, hidden=False)
        sheet.set_column(index, index, width.characters, writer.format(**looks[-1]), {"hidden": width.hidden})
    judged = where.get(columns.JUDGEMENT)
    days = {where[title] for title in _DAYS if title in where}
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            if index in days and isinstance(cell, str):
                cell = _as_date(cell)
            elif isinstance(cell, str) and len(cell) > LONGEST:
                raise stop("review-book.cell-too-long", row=number + 1, column=header[index], most=LONGEST)
            writer.put(sheet, number, index, cell, **looks[index])
        height = _ROOM.get(keyed.tab, 4) + _LINE_HEIGHT * _height(keyed, row, where, looks)
        hidden = bool(judged is not None and as_text(row[judged]))
        sheet.set_row(number, height, None, {"hidden": True} if hidden else {})
    sheet.freeze_panes(1, 2 if [column.title for column in keyed.columns[:2]] == list(header[:2]) else 0)
    if header:
        sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    if judged is not None:
        sheet.filter_column(judged, "x == Blanks")  # what awaits HR; which rows that hides is up to the writer
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{say('review.confidential')}&R&P / &N")


def add_note(sheet: Any, column: int, note: str) -> None:
    """A note on a header's cell, large enough to be read."""
    size = {"author": "", "x_scale": 2.2, "y_scale": 0.45 + lines_of(note, 34) * 0.22}
    sheet.write_comment(0, column, note, size)


def dress_review(
    writer: Writer,
    sheet: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    confirmations: Mapping[str, str],
    reply_within: int,
) -> None:
    """Dropdowns and colours of 審査; `confirmations` are offered in 手続き, by 受付番号."""
    where = {title: index for index, title in enumerate(header) if title}
    spare = len(rows) + SPARE_ROWS
    _add_list(sheet, where[columns.JUDGEMENT], spare, list(Judgement), strict=columns.JUDGEMENT)
    _add_list(sheet, where[columns.CONFIRMED], spare, list(Confirmed))
    _add_procedures(sheet, where, rows, confirmations, spare)
    _add_colours(writer, sheet, where, max(len(rows), 1), len(header), reply_within)


def dress_letters(writer: Writer, sheet: Any, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """返信: the box to tick as a dropdown, and what has been sent or must not be stepping back."""
    where = {title: index for index, title in enumerate(header) if title}
    _add_list(sheet, where[columns.SEND], len(rows) + SPARE_ROWS, list(TICKS), strict=columns.SEND)
    _add_states(
        writer,
        sheet,
        where[columns.STATE],
        len(rows),
        len(header),
        {ReplyState.READY: _OUTCOME_LOOKS[Outcome.VERIFIED], ReplyState.ADDRESS: _OUTCOME_LOOKS[Outcome.NEEDS_PROOF]},
        (ReplyState.SENT, ReplyState.RECALLED),
    )
    sent, loud = where[columns.SENT], writer.book.add_format({**_OUTCOME_LOOKS[Outcome.REVIEW], "bold": True})
    for mark in (SENDING, NOT_SENT):
        rule = {"type": "text", "criteria": "begins with", "value": mark, "format": loud}
        sheet.conditional_format(1, sent, max(len(rows), 1), sent, rule)


def dress_members(writer: Writer, sheet: Any, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """登録者: who is a member now, and who was."""
    past = (State.REVOKED, State.WITHDRAWN, State.EXPIRED, State.ERASED)
    loud = {State.MEMBER: _OUTCOME_LOOKS[Outcome.VERIFIED], State.REVOKING: _OUTCOME_LOOKS[Outcome.NEEDS_PROOF]}
    _add_states(writer, sheet, list(header).index(columns.STATE), len(rows), len(header), loud, past)


def _look(title: str, owner: str) -> dict[str, Any]:
    if owner == "own":
        return {"text_wrap": True}
    if owner == "key":
        return {**_MACHINE_CELL, "num_format": "@", "font_name": "Consolas", "bold": True}
    if title == columns.SEND:
        return {**HR_CELL, "num_format": "@", "align": "center", "font_size": 12}
    if title in _DAYS:
        return {**(HR_CELL if owner == "hr" else _MACHINE_CELL), "num_format": "yyyy-mm-dd", "align": "left"}
    if owner == "hr":
        return {**HR_CELL, "num_format": "@", "text_wrap": True}
    if title == columns.WAITING:
        return {**_MACHINE_CELL, "num_format": "0", "align": "right"}
    return {**_MACHINE_CELL, "num_format": "@", "text_wrap": True}


def _as_date(text: str) -> Cell:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day.year >= 1900 else text  # a sheet knows no day before 1900


def _height(keyed: KeyedTab, row: Sequence[Cell], where: Mapping[str, int], looks: Sequence[Mapping[str, Any]]) -> int:
    tall = 2
    for column in keyed.columns:
        index = where.get(column.title)
        cell = row[index] if index is not None else None
        if isinstance(cell, str) and looks[index or 0].get("text_wrap"):
            tall = max(tall, min(lines_of(cell, column.width), _SHORT.get(column.title, _TALLEST)))
    return min(tall, _TALLEST)


def _add_list(sheet: Any, column: int, last: int, choices: Sequence[str], *, strict: str = "") -> None:
    """A dropdown from the second row to `last`; `strict` is the title of what may be nothing else."""
    options: dict[str, Any] = {"validate": "list", "source": list(choices)}
    if strict:
        said = say("review.dropdown-error", choices="・".join(choices))
        options |= {"error_title": strict, "error_message": said}
    else:
        options["error_type"] = "information"
    sheet.data_validation(1, column, last, column, options)


def _add_procedures(
    sheet: Any, where: Mapping[str, int], rows: Sequence[Sequence[Cell]], confirmations: Mapping[str, str], last: int
) -> None:
    column = where[columns.PROCEDURE]
    offered = {
        number: confirmation
        for number, row in enumerate(rows, start=1)
        if (confirmation := confirmations.get(as_text(row[where[columns.KEY]])))
    }
    options = {"validate": "list", "error_type": "information"}
    for number, confirmation in offered.items():
        its = {**options, "source": [confirmation, *Procedure]}
        sheet.data_validation(number, column, number, column, its)
    for first, end in _between(offered, last):
        sheet.data_validation(first, column, end, column, {**options, "source": list(Procedure)})


def _between(taken: Mapping[int, str], last: int) -> Iterator[tuple[int, int]]:
    """The stretches of rows from 1 to `last` that are not `taken`: a cell has one dropdown."""
    first = 1
    for number in (*sorted(taken), last + 1):
        if first < number:
            yield first, number - 1
        first = number + 1


def _add_states(
    writer: Writer,
    sheet: Any,
    state: int,
    count: int,
    width: int,
    loud: Mapping[Any, Mapping[str, Any]],
    past: Sequence[str],
) -> None:
    last = max(count, 1)
    for word, look in loud.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": writer.book.add_format(look)}
        sheet.conditional_format(1, state, last, state, rule)
    done = writer.book.add_format(_DONE)
    for word in past:
        rule = {"type": "formula", "criteria": f'=${letters(state)}2="{word}"', "format": done}
        sheet.conditional_format(1, 0, last, width - 1, rule)


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
    done = writer.book.add_format(_DONE)
    word, note = letters(judgement), letters(attention)
    mark = say("review.reconfirm-mark")
    for judged in (Judgement.APPROVED, Judgement.DECLINED):
        # A judged row steps back, unless its response has changed since.
        rule = f'=AND(${word}2="{judged}",ISERROR(SEARCH("{mark}",${note}2)))'
        sheet.conditional_format(1, 0, last, width - 1, {"type": "formula", "criteria": rule, "format": done})
