"""The review book's tabs as a `Book`, the same for every backend: what must be there, and what it means.

Knows titles, layouts and which tab is whose. Must not know files, Google or how a cell looks. What does not read as
written here is not guessed at: the run stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from workflows import columns, revisions
from workflows.ledger import Reply, ReplyState, Standing, State
from workflows.review import Book
from workflows.revisions import Entry, Kind, erased
from workflows.spreadsheets import review_lines
from workflows.spreadsheets.cells import Cell, as_moment, as_text, is_number
from workflows.spreadsheets.keyed_tabs import LETTERS, MEMBERS, REVIEW, KeyedTab, key_of
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_lines import Lines
from workflows.stopped import stop

Value = TypeVar("Value")

TICKS = ("☐", "☑")
"""What 送信する offers where a sheet has no boxes to tick."""
_TICKED = {TICKS[1], "✓", "✔", "TRUE"}
_FIRST = (columns.REVIEW_TAB, columns.LOG_TAB, columns.RUNS_TAB)
"""The tabs that every layout has."""
_NEEDED = (
    *_FIRST, columns.REPLIES_TAB, columns.MEMBERS_TAB, columns.TYPED_TAB, columns.REPLY_LOG_TAB, columns.LEDGER_TAB,
    columns.AUDIT_TAB,
)  # fmt: skip
"""Tabs that no run can make again."""
NEW_TABS = (
    columns.REPLIES_TAB, columns.MEMBERS_TAB, columns.TYPED_TAB, columns.GAINS_TAB, columns.REPLY_LOG_TAB,
    columns.LEDGER_TAB, columns.AUDIT_TAB,
)  # fmt: skip
"""Tabs that layout 2 brought: where HR had her own of such a name before, hers must not be taken for ours."""


def book_of(found: Iterable[Sheet], place: str) -> Book:
    """The tabs of a place as a `Book`, whatever layout it is of.

    Raises `Stopped` where it is of a newer layout, or no longer has the tabs and columns a run needs.
    """
    sheets = {sheet.name: sheet for sheet in found}
    _check_there(_FIRST, sheets, place)
    runs = read_lines(review_lines.RUNS, sheets[columns.RUNS_TAB], place, layout=1)
    layout = runs[-1].layout if runs else revisions.LAYOUT
    if layout > revisions.LAYOUT:
        raise stop("review-book.newer", path=place)
    if layout == revisions.LAYOUT:
        _check_there(_NEEDED, sheets, place)
        runs = read_lines(review_lines.RUNS, sheets[columns.RUNS_TAB], place, layout)
    else:
        taken = [tab for tab in NEW_TABS if tab in sheets]
        if taken:
            raise stop("review-book.taken", path=place, tabs=listed(taken))
    log: tuple[Entry, ...] = read_lines(review_lines.LOG, sheets[columns.LOG_TAB], place, layout)
    desk = sheets[columns.REVIEW_TAB]
    header = header_of(desk)
    _check_columns(header, columns.REVIEW_TAB, (columns.KEY, columns.JUDGEMENT), place)
    letters, members = sheets.get(columns.REPLIES_TAB), sheets.get(columns.MEMBERS_TAB)
    for keyed, sheet in ((LETTERS, letters), (MEMBERS, members)):
        if sheet:
            _check_columns(header_of(sheet), keyed.tab, keyed.needed, place)
    replies, ledger, audit = (
        read_lines(lines, sheets[lines.tab], place, layout) if lines.tab in sheets else ()
        for lines in (review_lines.REPLIES, review_lines.LEDGER, review_lines.AUDIT)
    )
    _check_whole(log, ledger, replies, place)
    return Book(
        header=header,
        rows=tuple(tuple(row) for row in desk.rows[1:]),
        log=log,
        runs=runs,
        tabs=tuple(sheet for name, sheet in sheets.items() if name not in columns.OUR_TABS),
        ledger=ledger,
        replies=replies,
        audit=audit,
        sent=_sent(letters, replies) if letters else {},
        typed=sheets.get(columns.TYPED_TAB),
        gains=sheets.get(columns.GAINS_TAB),
        handover=sheets.get(columns.HANDOVER_TAB),
        desks={sheet.name: sheet for sheet in (letters, members) if sheet},
    )


def header_of(sheet: Sheet) -> tuple[str, ...]:
    """The titles in a tab's first row."""
    return tuple(as_text(cell) for cell in sheet.rows[0]) if sheet.rows else ()


def header_and_rows(keyed: KeyedTab, book: Book) -> tuple[tuple[str, ...], Sequence[Sequence[Cell]]]:
    """A keyed tab of a book as HR left it; empty where its layout has none."""
    if keyed is REVIEW:
        return book.header, book.rows
    sheet = book.desks.get(keyed.tab)
    return (header_of(sheet), sheet.rows[1:]) if sheet else ((), ())


def _check_there(tabs: Iterable[str], sheets: Mapping[str, Any], place: str) -> None:
    missing = [tab for tab in tabs if tab not in sheets]
    if missing:
        raise stop("review-book.no-tab", path=place, tabs=listed(missing))


def _check_columns(header: Sequence[str], tab: str, needed: Iterable[str], place: str) -> None:
    for title in needed:
        if title not in header:
            raise stop("review-book.no-column", path=place, tab=tab, column=title)
    doubled = sorted({title for title in header if title and header.count(title) > 1})
    if doubled:
        raise stop("review-book.doubled-column", path=place, tab=tab, columns=listed(doubled))


def listed(names: Iterable[str]) -> str:
    """Names of tabs or columns, as a problem tells them."""
    return "、".join(f"`{name}`" for name in names)


def _check_whole(log: Sequence[Entry], ledger: Sequence[Standing], replies: Sequence[Reply], place: str) -> None:
    """Stop where lines of someone who was not erased were blanked: it must not go on unnoticed for a single run."""
    gone = erased(log).keys
    blanked = {
        columns.LOG_TAB: (one.key for one in log if one.kind is Kind.RESPONSE and not one.marks.row),
        columns.LEDGER_TAB: (one.key for one in ledger if one.state is State.MEMBER and not (one.name or one.email)),
        columns.REPLY_LOG_TAB: (one.key for one in replies if one.state is ReplyState.READY and not one.body),
    }
    for tab, keys in blanked.items():
        if not set(keys) <= gone:
            raise stop("review-book.log-changed", path=place, tab=tab)


def read_lines(lines: Lines[Value], sheet: Sheet, place: str, layout: int = revisions.LAYOUT) -> tuple[Value, ...]:
    """A hidden tab of that layout as values. Raises `Stopped` where a person wrote into it."""
    try:
        return tuple(map(lines.read, _records(lines, sheet, layout)))
    except (ValueError, TypeError, IndexError):  # a number, a time or a word that a person put there
        raise stop("review-book.log-changed", path=place, tab=sheet.name) from None


def _records(lines: Lines[Value], sheet: Sheet, layout: int) -> list[dict[str, str]]:
    if not sheet.rows:
        return []
    header = header_of(sheet)
    since = lines.since or {}
    where = {title: header.index(title) for title in lines.titles if title in header or since.get(title, 1) <= layout}
    blank = dict.fromkeys(lines.titles, "")
    records = [{title: as_text(row[index]) for title, index in where.items()} for row in sheet.rows[1:]]
    return [blank | record for record in records if any(record.values())]


def _sent(sheet: Sheet, replies: Iterable[Reply]) -> dict[str, tuple[bool, str]]:
    """HR's cells of 返信 by number; of a row that was copied, whatever any of them says."""
    # A row that stands askew, because a column was put in while it was appended, spills its own texts into 送信日時.
    spilled: dict[str, set[str]] = {}
    for reply in replies:
        spilled.setdefault(reply.number, set()).update(map(as_text, review_lines.reply_values(reply).values()))
    header = header_of(sheet)
    send, sent = header.index(columns.SEND), header.index(columns.SENT)
    found: dict[str, tuple[bool, str]] = {}
    for row in sheet.rows[1:]:
        number = key_of(LETTERS, header, row)
        if not number:
            continue
        ticked, when = found.get(number, (False, ""))
        mark = row[send]
        ticked = ticked or mark is True or as_text(mark).upper() in _TICKED
        moment = _moment(row[sent])
        found[number] = (ticked, when or ("" if moment in spilled.get(number, ()) else moment))
    return found


def _moment(cell: Cell) -> str:
    moment = as_moment(cell) if is_number(cell) else None
    return as_text(moment) if moment else as_text(cell)
