"""Where an erased person may still stand, and no run can reach: told to HR, so that she finishes by hand.

Knows what of a person stood in the book before, and where HR's own words are. Must not know how an erasure is carried
out (`erasure`). Names nobody: 受付番号, a day, and the names of tabs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from messages import say
from workflows import columns, revisions
from workflows.columns import RECEIVED
from workflows.keys import LENGTH, normal_key
from workflows.spreadsheets.cells import as_text
from workflows.spreadsheets.places import Sheet
from workflows.todo import Facts

MOST: Final = 20
"""What one sentence lists; the rest are counted, and come once these are done."""


def sentences(facts: Facts) -> Iterator[str]:
    """What is left to do by hand: for those whom this run erased, then what is still there of others."""
    book = facts.book
    known = revisions.recall(book.log)
    own = [*book.tabs, *(tab for tab in (book.typed, book.gains, book.handover) if tab)]
    for one in facts.changes.erased:
        day = known[one.key].values.get(RECEIVED, "") if one.key in known else ""
        yield say("summary.erased-by-hand", key=one.key, day=day or say("summary.unknown-day"))
        traces = _traces(facts, one.key)
        tabs = [tab.name or columns.TYPED_TAB for tab in own if _holds(tab, traces)]
        if tabs:
            yield say("summary.erased-own-tabs", key=one.key, tabs="、".join(f"「{name}」" for name in tabs))
    yield from _still_there(facts, own)


def _still_there(facts: Facts, own: Collection[Sheet]) -> Iterator[str]:
    """Of people erased before this run: their answers, known by their marks, and tabs that name their number."""
    for rule, typed in (("answers-still", False), ("typed-still", True)):
        left = {(one.key, one.day) for one in facts.changes.left if one.typed is typed}
        people = [
            say("summary.erased-one", key=key, day=day or say("summary.unknown-day")) for key, day in sorted(left)
        ]
        if people:
            yield say(f"summary.{rule}", people=listed(people))
    before = revisions.erased(facts.book.log).keys
    for tab in own if before else ():
        named = {key for row in tab.rows for cell in row if cell for key in _numbers(as_text(cell)) if key in before}
        if named:
            yield say("summary.number-still", tab=tab.name or columns.TYPED_TAB, keys=listed(sorted(named)))


def _numbers(text: str) -> list[str]:
    return [normal_key(found) for found in re.findall(rf"(?<![0-9A-Za-z])[0-9A-Za-z]{{{LENGTH}}}(?![0-9A-Za-z])", text)]


def listed(texts: Sequence[str]) -> str:
    """What a sentence lists: the first `MOST`, and how many more there are."""
    rest = len(texts) - MOST
    return "、".join(texts[:MOST]) + (say("summary.and-more", count=rest) if rest > 0 else "")


def _traces(facts: Facts, key: str) -> set[str]:
    """By what a person is known in words that people typed: her number, name and addresses."""
    lines = [line for line in (*facts.book.ledger, *facts.changes.standings) if line.key == key]
    letters = [line for line in (*facts.book.replies, *facts.changes.replies) if line.key == key]
    found = [key, *(line.name for line in lines), *(line.email for line in lines), *(line.to for line in letters)]
    return {_bare(text) for text in found if text}


def _holds(tab: Sheet, traces: set[str]) -> bool:
    return any(trace in _bare(as_text(cell)) for row in tab.rows for cell in row if cell for trace in traces)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
