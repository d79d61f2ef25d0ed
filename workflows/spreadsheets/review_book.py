"""The review book as an xlsx file: read into a `Book`, written from a `Book` and `Changes`.

Knows which tab stands where and what of the old file goes into the new one. Must not know what a change is. The file
is read with a reader and written fresh, because no library saves back all of what it loads; values are text, never
formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from messages import speaking
from workflows import columns, review, revisions
from workflows.erasure import may_be_written, tombstones
from workflows.form import Form
from workflows.registration import Changes
from workflows.review import Book
from workflows.spreadsheets import keyed_tabs, review_lines, review_looks, review_pages
from workflows.spreadsheets.cells import Cell
from workflows.spreadsheets.keyed_tabs import LETTERS, MEMBERS, KeyedTab, key_of
from workflows.spreadsheets.places import Place, Sheet
from workflows.spreadsheets.review_lines import Lines, letters_shown, members_shown
from workflows.spreadsheets.review_tabs import TICKS, book_of, header_and_rows
from workflows.spreadsheets.widths import Width, column_widths
from workflows.spreadsheets.workbook import read_tables
from workflows.spreadsheets.xlsx import Writer, unguarded
from workflows.summary import Line

Rows = tuple[tuple[str, ...], Sequence[Sequence[Cell]]]
"""A header and the rows below it."""


def read(path: Path) -> Book:
    """The book at `path`; an empty `Book` where there is no file yet. Raises `Stopped`, also where it is damaged."""
    return book_of(map(_unguarded, read_tables(Place(str(path)))), str(path)) if path.exists() else Book()


def _unguarded(sheet: Sheet) -> Sheet:
    rows = [[unguarded(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows]
    return replace(sheet, rows=rows)


@dataclass(frozen=True)
class Next:
    """The book as it will stand: rows that show what belongs to their keys, and the lines of the hidden tabs."""

    rows: Mapping[str, Rows]
    lines: Mapping[str, Sequence[Sequence[str]]]

    def keys(self, keyed: KeyedTab) -> list[str]:
        """The keys of a tab's rows, from top to bottom."""
        header, rows = self.rows[keyed.tab]
        return [key for row in rows if (key := key_of(keyed, header, row))]


def following(book: Book, changes: Changes) -> Next:
    """What `changes` make of `book`: of erased people no row, and of their lines the frame and the tombstones."""
    given, changes = changes, may_be_written(changes)
    run = changes.run
    stones = [stone for one in given.erased for stone in tombstones(one, at=run.at, run=run.number)]
    gone = revisions.erased((*book.log, *stones)).keys
    log = (*book.log, *changes.entries, *stones)
    replies, standings = (*book.replies, *changes.replies), (*book.ledger, *changes.standings)
    shown: dict[str, Mapping[str, Mapping[str, Cell]]] = {
        columns.REVIEW_TAB: {
            key: {**its.values, columns.WAITING: changes.waiting.get(key)} for key, its in changes.known.items()
        },
        columns.REPLIES_TAB: letters_shown(replies),
        columns.MEMBERS_TAB: members_shown(standings),
    }
    before = {reply.number for reply in book.replies}
    letters = dict.fromkeys(reply.number for reply in changes.replies if reply.number not in before)
    new = {
        columns.REVIEW_TAB: changes.new_keys,
        columns.REPLIES_TAB: tuple(number for number in letters),
        columns.MEMBERS_TAB: changes.members,
    }
    of_the_gone = {
        columns.REVIEW_TAB: gone,
        columns.REPLIES_TAB: {reply.number for reply in replies if reply.key in gone},
        columns.MEMBERS_TAB: gone,
    }
    rows = {
        keyed.tab: keyed_tabs.rows_after(
            keyed,
            *_standing(book, keyed),
            shown[keyed.tab],
            new[keyed.tab],
            of_the_gone[keyed.tab],
            {columns.SEND: TICKS[False]},
        )
        for keyed in keyed_tabs.KEYED
    }
    lines = {
        one.tab: _lines(one, values, gone)
        for one, values in (
            (review_lines.LOG, log),
            (review_lines.REPLIES, replies),
            (review_lines.LEDGER, standings),
            (review_lines.AUDIT, (*book.audit, *changes.audit)),
            (review_lines.RUNS, (*book.runs, run)),
        )
    }
    return Next(rows, lines)


def _standing(book: Book, keyed: KeyedTab) -> tuple[tuple[str, ...], Sequence[Sequence[Cell]]]:
    """Header and rows of a keyed tab as HR left them."""
    header, rows = header_and_rows(keyed, book)
    return header, _boxed(rows, header) if keyed is LETTERS else rows


def _boxed(rows: Sequence[Sequence[Cell]], header: Sequence[str]) -> list[list[Cell]]:
    """Rows of 返信 with ticks as the dropdown has them, whatever program wrote them."""
    send = header.index(columns.SEND) if columns.SEND in header else -1
    return [
        [TICKS[cell] if index == send and isinstance(cell, bool) else cell for index, cell in enumerate(row)]
        for row in rows
    ]


def _lines(lines: Lines[Any], values: Sequence[Any], gone: frozenset[str]) -> list[list[str]]:
    cells = (lines.cells(value) for value in values)
    return [lines.blanked(line) if lines.speaks_of(line, gone) else line for line in cells]


def write(
    path: Path,
    book: Book,
    changes: Changes,
    *,
    summary: Sequence[Line],
    form: Form,
    reply_within: int,
    before: Path | None = None,
) -> Next:
    """Write the book that follows to `path`, and say what must stand in it.

    `before` is the file of `book`: columns stay as wide as HR made them there.
    """
    from xlsxwriter.exceptions import FileCreateError

    after = following(book, changes)
    confirmations = {key: review.confirmation(its.revision) for key, its in changes.known.items() if its.to_reconfirm}
    with speaking("ja"):
        writer = Writer(path, changes.run.at)
        tabs = {name: writer.book.add_worksheet(name) for name in columns.SHOWN_TABS}
        wide = {name: column_widths(before, name) if before else {} for name in tabs}
        for keyed in keyed_tabs.KEYED:
            header, rows = after.rows[keyed.tab]
            widths = _by_title(_standing(book, keyed)[0], wide[keyed.tab])
            review_looks.write_keyed(writer, tabs[keyed.tab], keyed, header, rows, widths, reply_within)
        header, rows = after.rows[columns.REVIEW_TAB]
        review_looks.dress_review(writer, tabs[columns.REVIEW_TAB], header, rows, confirmations, reply_within)
        review_looks.dress_letters(writer, tabs[LETTERS.tab], *after.rows[LETTERS.tab])
        review_looks.dress_members(writer, tabs[MEMBERS.tab], *after.rows[MEMBERS.tab])
        review_pages.write_summary(writer, tabs[columns.SUMMARY_TAB], summary)
        review_pages.write_guide(writer, tabs[columns.GUIDE_TAB])
        review_pages.write_typed(writer, tabs[columns.TYPED_TAB], book.typed, form, wide[columns.TYPED_TAB])
        review_pages.write_gains(writer, tabs[columns.GAINS_TAB], book.gains, wide[columns.GAINS_TAB])
        review_pages.write_handover(writer, tabs[columns.HANDOVER_TAB], book.handover, wide[columns.HANDOVER_TAB])
        for own in book.tabs:
            widths_there = column_widths(before, own.name) if before else {}
            review_pages.write_own(writer, writer.book.add_worksheet(own.name), own, widths_there)
        for lines in review_lines.ALL:
            _write_hidden(writer, lines, after.lines[lines.tab])
        try:
            writer.book.close()
        except FileCreateError as error:
            raise error.args[0] from None
    return after


def _by_title(header: Sequence[str], widths: Mapping[int, Width]) -> dict[str, Width]:
    return {title: widths[index] for index, title in enumerate(header) if title and index in widths}


def _write_hidden(writer: Writer, lines: Lines[Any], rows: Sequence[Sequence[str]]) -> None:
    sheet = writer.book.add_worksheet(lines.tab)
    sheet.hide()
    for row, cells in enumerate((lines.titles, *rows)):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, column, cell)


def is_whole(after: Next, again: Book) -> bool:
    """Whether a book that was written reads back as it was meant."""
    read_back = {
        review_lines.LOG.tab: again.log,
        review_lines.REPLIES.tab: again.replies,
        review_lines.LEDGER.tab: again.ledger,
        review_lines.AUDIT.tab: again.audit,
        review_lines.RUNS.tab: again.runs,
    }
    shown = {keyed.tab: _standing(again, keyed) for keyed in keyed_tabs.KEYED}
    return all(len(lines) == len(read_back[tab]) for tab, lines in after.lines.items()) and all(
        after.keys(keyed) == Next(shown, {}).keys(keyed) for keyed in keyed_tabs.KEYED
    )
