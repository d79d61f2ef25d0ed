"""The review book as a Google spreadsheet: locked, read, appended to, looked at again, and signed off.

Knows the protocol that keeps every row its own: a lock of this run, append-only hidden tabs, rows that look their
values up by key, and atomic commits, each of which deletes the lock it was made under. Must not know what a change
means, nor how a call is sent. Never writes into a row that people may have touched. The proof stands in
docs/protocol.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from messages import speaking
from workflows import columns
from workflows.columns import WAITING
from workflows.erasure import may_be_written
from workflows.form import Form
from workflows.registration import Changes
from workflows.review import Book, doubled_meanwhile, judged_meanwhile
from workflows.revisions import LAYOUT, Kind, surely_seen
from workflows.spreadsheets import review_lines, sheet_parts
from workflows.spreadsheets.cells import as_text
from workflows.spreadsheets.google import Google, Tab
from workflows.spreadsheets.keyed_tabs import KEYED, REVIEW, KeyedTab
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_layout import TABS_OF
from workflows.spreadsheets.review_tabs import book_of, header_and_rows, header_of, listed
from workflows.spreadsheets.sheet_erasing import Erasing
from workflows.spreadsheets.sheet_lock import Lock
from workflows.spreadsheets.sheet_migration import migration
from workflows.spreadsheets.sheet_parts import Part
from workflows.spreadsheets.sheet_requests import (
    CALENDAR_ROWS,
    LISTS_TAB,
    ROW_FIELDS,
    Request,
    calendar,
    row_data,
    row_of,
)
from workflows.spreadsheets.sheet_rows import askew, told
from workflows.spreadsheets.transport import TransportError
from workflows.stopped import Stopped, problem, stop
from workflows.summary import Line

MOST_CELLS: Final = 10_000_000
"""Cells of all tabs together: what a spreadsheet holds."""
MORE_ROWS: Final = 500
"""Rows by which a tab of rows grows, at least."""
SUMMARY_ROWS, SUMMARY_COLUMNS = 200, 8
READ: Final = tuple(tab for tab in columns.OUR_TABS if tab not in (columns.SUMMARY_TAB, columns.GUIDE_TAB))
"""Tabs that a run reads."""


@dataclass
class ReviewSheet:
    """One spreadsheet in which HR reviews."""

    google: Google
    spreadsheet: str
    draw: Callable[[int], int] = secrets.randbits
    """Gives random bits for the ids of locks and tabs."""
    _lock: Lock = field(init=False)
    _sheets: dict[str, Sheet] = field(default_factory=dict)
    """The tabs as they were read, from their first row."""
    _book: Book = field(default_factory=Book)
    _used: dict[str, int] = field(default_factory=dict)
    """Rows of each tab of rows, down to the last with something in it."""

    def __post_init__(self) -> None:
        self._lock = Lock(self.google, self.spreadsheet, self.draw)

    @property
    def _tabs(self) -> Mapping[str, Tab]:
        return self._lock.tabs

    def read(self) -> Book:
        """The book as it stands, of whatever layout, without a lock: for rehearsals. Two calls. Raises `Stopped`."""
        try:
            self._lock.tabs = self.google.tabs(self.spreadsheet)
            self._read()
        except TransportError as error:
            raise self.google.explained(error) from None
        return self._book

    def lock(self, now: datetime, form: Callable[[], Form]) -> Book:
        """Take the lock and read the book: two calls where nobody is in the way.

        An older layout is brought up to date; `form` gives the form whose questions 手入力 asks. Raises `Stopped` where
        another run is at work, or where the book cannot be read; the lock is then given back.
        """
        with self._lock.held():
            self._lock.take(now)
            self._read()
            while self._book.runs and self._book.runs[-1].layout < LAYOUT:
                step = migration(self._book, self._sheets, self._tabs, form(), self.draw)
                self._lock.commit(step, now, lambda: self._check_tabs(1))
                self._read()
        return self._book

    def release(self) -> None:
        """Give the lock back where this run still holds it; what cannot be given back now becomes stale."""
        self._lock.release()

    def commit(self, changes: Changes, summary: Sequence[Line], now: datetime) -> None:
        """Append all that a run changes, look again, then sign it off and give the lock back.

        What is appended goes out in batches of at most 2 MB, each complete in itself. A look at the book afterwards
        finds judgements made meanwhile, new rows that came to stand wrongly because someone moved columns, and whether
        an erasure touched its own person alone. Raises `Stopped`, with `wrote` where some batches had been applied: the
        next run goes on from there.
        """
        erasing = Erasing.of(changes, self._book, self._sheets, self._tabs)
        changes = may_be_written(changes)
        parts = list(sheet_parts.parts(changes, self._book, self._row_of, erasing.stones, erasing.cleared))
        sent = 0
        try:
            with self._lock.held():
                for part in parts:
                    self._lock.commit(self._requests(part), now, self._check_tabs)
                    sent += 1
                    erasing.answered(self.google.replies)
                before = self._book
                if parts:
                    self._fetch((*(keyed.tab for keyed in KEYED), *erasing.read_again))
                    erasing.check(parts, self._sheets)
                    self._understand()
                self._sign_off(changes, before, erasing, summary, now)
        except Stopped as stopped:
            if not sent:
                raise
            if erasing.astray:
                raise Stopped(stopped.problems, wrote=True) from None
            why = "、".join(one.what for one in stopped.problems)
            raise Stopped([problem("google.unsigned", why=why)], wrote=True) from None

    # -- reading -----------------------------------------------------------------------------------------------------

    def _check_tabs(self, layout: int = LAYOUT) -> None:
        missing = [title for title in TABS_OF[layout] if title not in self._tabs]
        if missing:
            if columns.REVIEW_TAB not in self._tabs and columns.LOG_TAB not in self._tabs:
                raise stop("google.not-ready", spreadsheet=self.spreadsheet)
            raise stop("review-book.no-tab", path=f"google:{self.spreadsheet}", tabs=listed(missing))

    def _read(self) -> None:
        self._fetch(READ)
        self._understand()

    def _fetch(self, titles: Sequence[str]) -> None:
        self._check_tabs(1)
        read = self.google.values(self.spreadsheet, [title for title in titles if title in self._tabs])
        self._sheets |= {title: Sheet(title, _padded(rows)) for title, rows in read.items()}

    def _understand(self) -> None:
        book = book_of(self._sheets.values(), f"google:{self.spreadsheet}")
        layout = book.runs[-1].layout if book.runs else LAYOUT
        self._check_tabs(layout)
        for keyed in KEYED:
            header, rows = header_and_rows(keyed, book)
            if header:
                _check_order(keyed, header, layout)
            self._used[keyed.tab] = 1 + len(rows)
        for lines in review_lines.ALL:
            if layout == LAYOUT and header_of(self._sheets[lines.tab])[: len(lines.titles)] != lines.titles:
                raise stop("google.lines-moved", tab=lines.tab)
        self._book = book

    # -- writing -----------------------------------------------------------------------------------------------------

    def _row_of(self, keyed: KeyedTab, key: str) -> dict[str, Any]:
        return row_of(keyed, header_and_rows(keyed, self._book)[0], key)

    def _requests(self, part: Part) -> list[Request]:
        appended = [request for tab, rows in part.appended.items() for request in self._append(tab, rows)]
        return [*part.changed, *appended]

    def _sign_off(
        self, changes: Changes, before: Book, erasing: Erasing, summary: Sequence[Line], now: datetime
    ) -> None:
        """The last batch: what looking again has shown, the run's record, まとめ, and no lock any more."""
        run, seen, book = changes.run, surely_seen(before.log, before.runs), self._book
        shown = {entry.key for entry in changes.entries if entry.kind in (Kind.RESPONSE, Kind.CHECK)}
        late = judged_meanwhile(changes.desk, book, shown, seen, at=now, run=run.number)
        with speaking("ja"):
            late += doubled_meanwhile(book, shown, changes.known, at=now, run=run.number)
        late += erasing.finished(book)
        requests = self._append(columns.LOG_TAB, [row_data(review_lines.LOG.cells(entry)) for entry in late])
        for keyed in KEYED:
            requests += self._set_again(keyed, before, changes)
        record = review_lines.RUNS.cells(run)
        record[review_lines.RUN_TITLES.index(review_lines.LOCK)] = str(self._lock.mine)
        requests += self._append(columns.RUNS_TAB, [row_data(record)])
        requests += self._shown(columns.SUMMARY_TAB, [line.cells for line in summary], SUMMARY_ROWS, SUMMARY_COLUMNS)
        requests += self._shown(LISTS_TAB, calendar(now.date()), CALENDAR_ROWS, 1)
        self._lock.send(requests, lambda _: self._recorded(record), self._check_tabs)
        self._lock.mine = None

    def _set_again(self, keyed: KeyedTab, before: Book, changes: Changes) -> list[Request]:
        """Set rows again that stand wrongly; the key of the wrong row is blanked first, by what it says."""
        found = askew(keyed, *header_and_rows(keyed, self._book), told(keyed, before, changes))
        sheet = self._tabs[keyed.tab].sheet_id
        whole = {"replacement": "", "matchCase": True, "matchEntireCell": True, "sheetId": sheet}
        blank: list[Request] = [{"findReplace": {"find": key, **whole}} for key in found.blank]
        return blank + self._append(keyed.tab, [self._row_of(keyed, key) for key in found.again])

    def _recorded(self, record: Sequence[str]) -> bool:
        rows = self.google.values(self.spreadsheet, [columns.RUNS_TAB])[columns.RUNS_TAB]
        return any([as_text(cell) for cell in row] == list(record) for row in rows)

    def _append(self, title: str, rows: Sequence[Mapping[str, Any]]) -> list[Request]:
        if not rows:
            return []
        tab = self._tabs[title]
        requests: list[Request] = []
        if title in self._used:
            requests = self._longer(tab, self._used[title], len(rows))
            self._used[title] += len(rows)
        added = (len(rows) + (MORE_ROWS if requests else 0)) * tab.columns
        if sum(one.rows * one.columns for one in self._tabs.values()) + added > MOST_CELLS:
            raise stop("google.full", most=MOST_CELLS)
        fields = ROW_FIELDS.get(title, "userEnteredValue")
        return [*requests, {"appendCells": {"sheetId": tab.sheet_id, "rows": list(rows), "fields": fields}}]

    def _longer(self, tab: Tab, used: int, more: int) -> list[Request]:
        """Rows put in before a tab's blank last one, so that dropdowns, colours and filters grow with it."""
        if used + more < tab.rows:
            return []
        start = max(tab.rows - 1, used)
        area = {"sheetId": tab.sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": start + more + MORE_ROWS}
        return [{"insertDimension": {"range": area, "inheritFromBefore": True}}]

    def _shown(self, title: str, cells: Sequence[Sequence[Any]], rows: int, width: int) -> list[Request]:
        """Fill the first `rows` × `width` cells of a tab that people only read, whatever they made of its size."""
        tab = self._tabs[title]
        requests: list[Request] = [
            {"appendDimension": {"sheetId": tab.sheet_id, "dimension": name, "length": wanted - there}}
            for name, wanted, there in (("ROWS", rows, tab.rows), ("COLUMNS", width, tab.columns))
            if there < wanted
        ]
        area = {"sheetId": tab.sheet_id, "startRowIndex": 0, "endRowIndex": rows}
        area |= {"startColumnIndex": 0, "endColumnIndex": width}
        data = [row_data(row[:width]) for row in cells[:rows]]
        return [*requests, {"updateCells": {"range": area, "rows": data, "fields": "userEnteredValue"}}]


def _check_order(keyed: KeyedTab, header: Sequence[str], layout: int) -> None:
    """Stop where a machine column does not stand beside its neighbour.

    What a row looks up spills side by side: a column between would show values under the wrong title.
    """
    since = keyed.lines.since or {}
    ours = tuple(title for title in keyed.looked_up if since.get(title, 1) <= layout)
    if keyed is REVIEW:
        ours = (*ours, WAITING)
    first = header.index(ours[0]) if ours[0] in header else 0
    if tuple(header[first : first + len(ours)]) != ours:
        raise stop("google.columns-moved", tab=keyed.tab, columns="・".join(ours), first=ours[0], last=ours[-1])


def _padded(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows of one width: Sheets cuts trailing blanks."""
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]
