"""Rows that came to stand wrongly, because someone moved columns between our reading and our writing.

Knows how such a row is told from one that is right, and which may be set again: only those that nobody else can have
touched yet. Must not know locks nor when anything is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows import columns
from workflows.columns import SEND, SENT
from workflows.ledger import State
from workflows.registration import Changes
from workflows.review import BLOCKED, Book
from workflows.revisions import Kind
from workflows.spreadsheets.cells import Cell, as_text
from workflows.spreadsheets.keyed_tabs import LETTERS, REVIEW, KeyedTab, key_of
from workflows.spreadsheets.review_lines import letters_shown, members_shown


@dataclass(frozen=True)
class Told:
    """What is known of a tab's rows: the texts each key shows, and the keys whose rows no finished run knew."""

    shows: Mapping[str, Mapping[str, str]]
    young: frozenset[str]


def told(keyed: KeyedTab, before: Book, changes: Changes) -> Told:
    """What the rows of a tab must show after `changes`, in which of them nobody can have worked long."""
    finished = before.runs[-1].number if before.runs else 0
    if keyed is REVIEW:
        first = {entry.key: entry.run for entry in before.log if entry.kind is Kind.RESPONSE and entry.revision == 1}
        gone = {one.key for one in changes.erased}  # their rows show what tombstones say, which is no sign of moving
        shows = {key: its.values for key, its in changes.known.items() if key not in gone}
        return Told(shows, frozenset(changes.new_keys) | _since(first, finished))
    if keyed is LETTERS:
        first = {reply.number: reply.run for reply in reversed((*before.replies, *changes.replies))}
        return Told(letters_shown((*before.replies, *changes.replies)), _since(first, finished))
    lines = (*before.ledger, *changes.standings)
    first = {line.key: line.run for line in reversed(lines) if line.state is State.MEMBER}
    members = {key: shown for key, shown in members_shown(lines).items() if key in first}
    return Told(members, frozenset(changes.members) | _since(first, finished))


def _since(first: Mapping[str, int], finished: int) -> frozenset[str]:
    return frozenset(key for key, run in first.items() if run > finished)


@dataclass(frozen=True)
class Askew:
    """What to do about a tab: keys to blank by what they say, and keys whose rows are appended again."""

    blank: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


def askew(keyed: KeyedTab, header: Sequence[str], rows: Sequence[Sequence[Cell]], its: Told) -> Askew:
    """Rows of a tab that stand wrongly.

    A key is blanked only where its row is young, HR has not worked in it, and it stands in one cell alone.
    """
    cells = Counter(cell for row in rows for cell in row if isinstance(cell, str))
    shifted = {key for key in _shifted(keyed, header, rows, its) if cells[key] == 1}
    wrong = sorted(shifted | _misplaced(keyed, header, rows, its))
    return Askew(tuple(key for key in wrong if key in its.young and cells[key] == 1), tuple(wrong))


def _shifted(keyed: KeyedTab, header: Sequence[str], rows: Sequence[Sequence[Cell]], its: Told) -> set[str]:
    place = {title: index for index, title in enumerate(header) if title}
    hr = [place[title] for title in (*columns.HR_COLUMNS, SEND, SENT) if title in place]
    found, seen = set(), set()
    for row in rows:
        key = key_of(keyed, header, row)
        if key not in its.shows or key in seen:
            continue
        seen.add(key)
        # What a row that stands askew spills into HR's columns is not her work.
        spilled = {"", "FALSE", *map(as_text, its.shows[key].values())}
        if key not in its.young or any(as_text(row[index]) not in spilled for index in hr):
            continue
        shown = {title: as_text(row[place[title]]) for title in keyed.looked_up if title in place}
        texts = {title: text for title, text in shown.items() if text and text != BLOCKED}
        if any(text != as_text(its.shows[key].get(title, "")) for title, text in texts.items()):
            found.add(key)
    return found


def _misplaced(keyed: KeyedTab, header: Sequence[str], rows: Sequence[Sequence[Cell]], its: Told) -> set[str]:
    """Keys of ours that stand alone in a wrong column: their run died before it could look at what it had written.

    A key that stands nowhere was deleted by HR, and stays away.
    """
    keys = [key_of(keyed, header, row) for row in rows]
    there = set(keys)
    keyless = (row for row, key in zip(rows, keys, strict=True) if not key)
    found = {keyed.normal(cell) for row in keyless for cell in row if isinstance(cell, str) and len(cell) < 20}
    return {key for key in found if key in its.shows and key not in there}
