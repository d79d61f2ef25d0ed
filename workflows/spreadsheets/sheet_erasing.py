"""Erasing a person from a spreadsheet: which cells are blanked, how, and how it is made sure that only hers were.

Knows the lines of the hidden tabs by where they stood under this lock, and HR's words by what they say. Must not know
locks nor when anything is sent. Rows that people use are never addressed by place. The proof stands in
docs/protocol.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from messages import say, speaking
from workflows import columns
from workflows.columns import RESULT
from workflows.erasure import leaks, rows_of, tombstones, words_left
from workflows.keys import Marks
from workflows.registration import Changes
from workflows.review import Book
from workflows.revisions import UNFINISHED, Entry, Erasure, Kind, Run, erased
from workflows.spreadsheets import review_lines
from workflows.spreadsheets.cells import as_text
from workflows.spreadsheets.google import Tab
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_lines import Lines
from workflows.spreadsheets.sheet_parts import Part
from workflows.spreadsheets.sheet_requests import Request
from workflows.stopped import stop

BLANKED: Final[tuple[Lines[Any], ...]] = (review_lines.LOG, review_lines.REPLIES, review_lines.LEDGER)
"""Hidden tabs that hold what people told us."""
_TELLING: Final = 4
"""Characters from which words of HR's are taken to stand nowhere else by chance while a run works."""


@dataclass
class Erasing:
    """What one run erases, and how it looks afterwards whether nothing else was touched."""

    run: Run
    stones: list[Entry] = field(default_factory=list)
    cleared: dict[str, list[Request]] = field(default_factory=dict)
    """Requests by key: lines blanked by place, words blanked by what they say."""
    open: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    """Keys in whose rows words of HR's may be left: when they were erased, and what the row says of it."""
    astray: bool = False
    """Whether something else was touched."""
    _expected: int = 0
    """Cells of people that are to be blanked."""
    _done: int = 0
    _before: dict[str, list[list[str]]] = field(default_factory=dict)
    """The lines of the hidden tabs as they must stand before what is appended; empty where none is blanked."""

    @classmethod
    def of(cls, changes: Changes, book: Book, sheets: Mapping[str, Sheet], tabs: Mapping[str, Tab]) -> Erasing:
        """What `changes` erase, and what earlier runs left to be done."""
        self = cls(changes.run)
        lately = erased(book.log)
        now = {one.key: one for one in changes.erased if one.key not in lately.keys}
        self._blank_lines({*now, *leaks(book)}, sheets, tabs)
        said: dict[str, tuple[datetime, str]] = {}
        for entry in book.log:
            if entry.kind is Kind.ERASED:
                first = said.get(entry.key, (entry.at, ""))[0]
                said[entry.key] = (first, entry.values.get(RESULT, ""))
        hers_in = rows_of(book, sorted({*now, *lately.unfinished}))
        cells = Counter(cell for row in book.rows for cell in row if isinstance(cell, str)) if hers_in else Counter()
        for key, rows in hers_in.items():
            words = words_left(book.header, rows)
            hers = Counter(cell for row in rows for cell in row)
            alone = {text for _, text in words if cells[text] == hers[text] > 0 and len(text) >= _TELLING}
            for text in sorted(alone):
                self._clear(key, text, tabs[columns.REVIEW_TAB])
                self._expected += hers[text]
            at = changes.run.at if key in now else said[key][0]
            sentence = _sentence(at, [title for title, text in words if text not in alone])
            self.open[key] = (at, sentence if key in now else said[key][1])
            if key in now:
                self.stones += _stones(now[key], changes.run, sentence)
        return self

    def _blank_lines(self, keys: set[str], sheets: Mapping[str, Sheet], tabs: Mapping[str, Tab]) -> None:
        if not keys:
            return
        for lines in BLANKED:
            before: list[list[str]] = []
            for place, row in enumerate(sheets[lines.tab].rows):
                line = _padded([as_text(cell) for cell in row], len(lines.titles))
                # The last cell only says whether the line is shown: one that says no more than that may stay.
                if place and lines.speaks_of(line, keys) and any(line[lines.kept : len(lines.titles) - 1]):
                    key = line[lines.titles.index(lines.key)]
                    self.cleared.setdefault(key, []).append(_blank(lines, place, tabs[lines.tab]))
                    line = lines.blanked(line)
                before.append(_trimmed(line))
            self._before[lines.tab] = before

    def _clear(self, key: str, text: str, tab: Tab) -> None:
        whole = {"replacement": "", "matchCase": True, "matchEntireCell": True, "sheetId": tab.sheet_id}
        self.cleared.setdefault(key, []).append({"findReplace": {"find": text, **whole}})

    @property
    def read_again(self) -> tuple[str, ...]:
        """Tabs to be looked at once more."""
        return tuple(self._before)

    def answered(self, replies: Sequence[Mapping[str, Any]]) -> None:
        """Stop where words that stood in her rows alone when they were read were blanked in more cells than those."""
        self._done += sum(reply.get("findReplace", {}).get("valuesChanged", 0) for reply in replies)
        if self._done > self._expected:
            self.astray = True
            raise stop("google.erased-twice", time=f"{self.run.at:%H:%M}")

    def check(self, parts: Iterable[Part], sheets: Mapping[str, Sheet]) -> None:
        """Stop where a line of anybody else is not as it was: someone moved lines of a hidden tab meanwhile."""
        sent = list(parts)
        for tab, before in self._before.items():
            appended = [_texts(row) for part in sent for row in part.appended.get(tab, ())]
            after = [_trimmed([as_text(cell) for cell in row]) for row in sheets[tab].rows]
            if after != [*before, *map(_trimmed, appended)]:
                self.astray = True
                raise stop("google.erased-astray", tab=tab, time=f"{self.run.at:%H:%M}")

    def finished(self, book: Book) -> list[Entry]:
        """Lines that say how it ended, from the rows as they stand now: nothing of hers is left, or which cells are."""
        lines = []
        for key, rows in rows_of(book, self.open).items():
            (at, told), words = self.open[key], words_left(book.header, rows)
            sentence = _sentence(at, [title for title, _ in words])
            if not words or sentence != told:
                note = UNFINISHED if words else ""
                lines.append(self._stone(key, note, sentence))
        return lines

    def _stone(self, key: str, note: str, sentence: str) -> Entry:
        marks = Marks("", "", "")
        run = self.run
        return Entry(key, 0, Kind.ERASED, run.at, run.number, marks, findings=note, values={RESULT: sentence})


def _stones(one: Erasure, run: Run, sentence: str) -> list[Entry]:
    return tombstones(one, at=run.at, run=run.number, said=sentence, unfinished=True)


def _sentence(at: datetime, titles: Sequence[str]) -> str:
    with speaking("ja"):
        day = at.date().isoformat()
        if not titles:
            return say("review-book.erased", day=day)
        return say("review-book.erased-words", day=day, columns="・".join(dict.fromkeys(titles)))


def _blank(lines: Lines[Any], place: int, tab: Tab) -> Request:
    area = {"sheetId": tab.sheet_id, "startRowIndex": place, "endRowIndex": place + 1}
    area |= {"startColumnIndex": lines.kept, "endColumnIndex": min(len(lines.titles), tab.columns)}
    return {"updateCells": {"range": area, "fields": "userEnteredValue"}}


def _texts(row: Mapping[str, Any]) -> list[str]:
    return [as_text(cell.get("userEnteredValue", {}).get("stringValue", "")) for cell in row["values"]]


def _padded(line: list[str], width: int) -> list[str]:
    return [*line, *[""] * (width - len(line))]


def _trimmed(line: Sequence[str]) -> list[str]:
    last = max((n + 1 for n, text in enumerate(line) if text), default=0)
    return list(line[:last])
