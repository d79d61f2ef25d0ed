"""Rows of 返信 and 登録者 in a spreadsheet that show nothing, because somebody typed into the machine's cells.

Knows how such a row looks: what it looks up cannot spill over what was typed. Must not know sentences. A workbook has
no such rows: the next run writes over what was typed. (審査 is looked after by `review.survey`.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflows.review import BLOCKED, Book
from workflows.spreadsheets.cells import as_text
from workflows.spreadsheets.keyed_tabs import LETTERS, MEMBERS, KeyedTab, key_of
from workflows.spreadsheets.review_lines import letters_shown, members_shown


@dataclass(frozen=True)
class Hidden:
    """A row that shows nothing: its tab and number, and the titles of the cells that are to be cleared.

    Without titles the formula itself was typed over, and is to be copied from another row.
    """

    tab: str
    key: str
    titles: tuple[str, ...]


def hidden(book: Book) -> list[Hidden]:
    """All such rows, tab by tab, from top to bottom."""
    return [
        *_hidden(book, LETTERS, letters_shown(book.replies)),
        *_hidden(book, MEMBERS, members_shown(book.ledger)),
    ]


def _hidden(book: Book, keyed: KeyedTab, known: Mapping[str, Mapping[str, str]]) -> Iterator[Hidden]:
    sheet = book.desks.get(keyed.tab)
    header = [as_text(cell) for cell in sheet.rows[0]] if sheet and sheet.rows else []
    places = [(title, header.index(title)) for title in keyed.looked_up if title in header]
    for row in sheet.rows[1:] if sheet and places else ():
        key = key_of(keyed, header, row)
        if key not in known:
            continue
        (first, shown), *others = [(title, as_text(row[place]) if place < len(row) else "") for title, place in places]
        typed = tuple(title for title, text in others if text and text != BLOCKED)
        if shown == BLOCKED and typed:
            yield Hidden(keyed.tab, key, typed)
        elif not typed and shown not in ("", BLOCKED, known[key][first]) and any(list(known[key].values())[1:]):
            yield Hidden(keyed.tab, key, ())
