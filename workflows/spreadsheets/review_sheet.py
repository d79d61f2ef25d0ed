"""The review book as a Google spreadsheet: locked, read, changed in one atomic commit, and read again.

Knows the protocol that keeps every row its own: a hidden `_lock` tab with an id of this run, an append-only log, rows
that look their values up by 受付番号, and commits that delete the lock as they append. Must not know what a change
means, nor how a call is sent. Never writes into a row of a tab that people edit. The proof stands in docs/protocol.md.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from workflows import columns
from workflows.columns import KEY, MACHINE_COLUMNS, OUTCOME, RECEIVED, WAITING
from workflows.registration import Changes
from workflows.review import Book, Entry, Run, row_key
from workflows.spreadsheets.google import Google, Tab
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_layout import TABS
from workflows.spreadsheets.review_tabs import book_of, entry_cells, run_cells
from workflows.spreadsheets.sheet_requests import (
    LISTS_TAB,
    Request,
    calendar,
    cell_data,
    letters,
    lookup,
    row_data,
    waiting_days,
)
from workflows.spreadsheets.transport import Refused, TransportError, UnknownOutcome
from workflows.stopped import stop
from workflows.summary import Line

LOCK_TAB: Final = "_lock"
STALE: Final = timedelta(minutes=30)
"""A lock older than this is of a run that died: no run's deadline is that long."""
LARGEST_COMMIT: Final = 2_000_000
"""Bytes of JSON in one batch: Google advises 2 MB."""


@dataclass
class ReviewSheet:
    """One spreadsheet in which HR reviews."""

    google: Google
    spreadsheet: str
    draw: Any = field(default=secrets.randbits)
    """Gives random bits for the ids of locks."""
    _lock: int | None = None
    _tabs: Mapping[str, Tab] = field(default_factory=dict)
    _book: Book = field(default_factory=Book)

    def read(self) -> Book:
        """The book as it stands, without a lock: for rehearsals. Two calls. Raises `Stopped`."""
        try:
            self._tabs = self.google.tabs(self.spreadsheet)
            return self._read()
        except TransportError as error:
            raise self.google.explained(error) from None

    def lock(self, now: datetime) -> Book:
        """Take the lock and read the book: two calls where nobody is in the way.

        Raises `Stopped` where another run is at work, or where the book cannot be read; the lock is then given back.
        """
        try:
            self._take(now)
            return self._read()
        except TransportError as error:
            self.release()
            raise self.google.explained(error) from None
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Give the lock back where this run still holds it; what cannot be given back now becomes stale."""
        if self._lock is None:
            return
        try:
            self.google.update(self.spreadsheet, [{"deleteSheet": {"sheetId": self._lock}}])
        except TransportError:
            return
        finally:
            self._lock = None

    def commit(self, changes: Changes, summary: Sequence[Line], now: datetime) -> None:
        """Append all that a run changes, show the summary, give the lock back: in one batch, or in several of 2 MB.

        Each batch is complete in itself. Raises `Stopped` where the lock was taken from us: then nothing of the batch
        was applied.
        """
        parts = list(_parts(changes, self._row_of))
        try:
            for number, part in enumerate(parts):
                last = number == len(parts) - 1
                self._commit(part, changes.run if last else None, summary if last else (), now)
            self._verify(changes)
        except TransportError as error:
            self.release()
            raise self.google.explained(error) from None
        except BaseException:
            self.release()
            raise

    # -- the lock ----------------------------------------------------------------------------------------------------

    def _take(self, now: datetime) -> None:
        mine = self.draw(30) + 1
        try:
            self._tabs = self.google.update(self.spreadsheet, _lock_requests(mine, now))
        except (Refused, UnknownOutcome) as error:
            if isinstance(error, Refused) and error.status != 400:
                raise
            self._tabs = self.google.tabs(self.spreadsheet)
            held = self._tabs.get(LOCK_TAB)
            if held is None:
                # Not carried out (or another run ended just now). A late first try would find the title taken.
                self._tabs = self.google.update(self.spreadsheet, _lock_requests(mine, now))
            elif held.sheet_id != mine:
                self._steal(held, mine, now)
        self._lock = mine

    def _steal(self, held: Tab, mine: int, now: datetime) -> None:
        since = _moment(self.google.values(self.spreadsheet, [LOCK_TAB])[LOCK_TAB])
        if since is not None and now - since < STALE:
            raise stop("google.locked", since=f"{since:%H:%M}", minutes=int(STALE.total_seconds() // 60))
        # Its owner's commit deletes a sheet that is no longer there, and so fails as a whole.
        requests = [{"deleteSheet": {"sheetId": held.sheet_id}}, *_lock_requests(mine, now)]
        try:
            self._tabs = self.google.update(self.spreadsheet, requests)
        except (Refused, UnknownOutcome):
            self._tabs = self.google.tabs(self.spreadsheet)
            if LOCK_TAB not in self._tabs or self._tabs[LOCK_TAB].sheet_id != mine:
                raise stop("google.locked", since=f"{now:%H:%M}", minutes=int(STALE.total_seconds() // 60)) from None

    # -- reading -----------------------------------------------------------------------------------------------------

    def _read(self) -> Book:
        missing = [title for title in TABS if title not in self._tabs]
        if missing:
            if columns.REVIEW_TAB not in self._tabs and columns.LOG_TAB not in self._tabs:
                raise stop("google.not-ready", spreadsheet=self.spreadsheet)
            raise stop("review-book.no-tab", path=self.spreadsheet, tabs="、".join(f"`{title}`" for title in missing))
        titles = [columns.REVIEW_TAB, columns.LOG_TAB, columns.RUNS_TAB]
        read = self.google.values(self.spreadsheet, titles)
        self._book = book_of([Sheet(title, _padded(rows)) for title, rows in read.items()], self.spreadsheet)
        self._check_layout()
        return self._book

    def _check_layout(self) -> None:
        """The machine's columns stand side by side, in order and last: what spills must have nothing in its way."""
        header = list(self._book.header)
        while header and not header[-1]:
            header.pop()
        ours = [*MACHINE_COLUMNS, WAITING]
        if header[-len(ours) :] != ours:
            raise stop("google.columns-moved", columns="・".join(ours))

    # -- writing -----------------------------------------------------------------------------------------------------

    def _row_of(self, key: str) -> dict[str, Any]:
        """A new row of 審査: the key and two formulas; what HR will fill stays blank."""
        header = self._book.header
        place = {title: index for index, title in enumerate(header)}
        cells: list[dict[str, Any]] = [{} for _ in header]
        cells[place[KEY]] = cell_data(key)
        cells[place[OUTCOME]] = {"userEnteredValue": {"formulaValue": lookup(letters(place[KEY]))}}
        waiting = waiting_days(letters(place[RECEIVED]), letters(place[columns.JUDGEMENT]))
        cells[place[WAITING]] = {"userEnteredValue": {"formulaValue": waiting}}
        return {"values": cells}

    def _commit(self, part: _Part, run: Run | None, summary: Sequence[Line], now: datetime) -> None:
        assert self._lock is not None, "a commit deletes the lock it holds"
        following = None if run else self.draw(30) + 1
        requests: list[Request] = [{"deleteSheet": {"sheetId": self._lock}}]
        if following:
            requests += _lock_requests(following, now)
        requests += self._append(columns.LOG_TAB, part.log)
        requests += self._append(columns.REVIEW_TAB, part.rows)
        if run:
            requests += self._append(columns.RUNS_TAB, [row_data(run_cells(run))])
            requests += self._summary(summary)
            requests.append(calendar(self._tabs[LISTS_TAB].sheet_id, now.date()))
        self._send(requests, following, run)
        self._lock = following

    def _send(self, requests: list[Request], following: int | None, run: Run | None) -> None:
        """Send a commit until it is known to be applied; again is safe, because the lock it deletes is gone then."""
        tries = 3
        while True:
            tries -= 1
            try:
                self._tabs = self.google.update(self.spreadsheet, requests)
                return
            except (Refused, UnknownOutcome) as error:
                if isinstance(error, Refused) and error.status != 400:
                    raise
                tabs = self.google.tabs(self.spreadsheet)
                ids = {tab.sheet_id for tab in tabs.values()}
                if self._lock in ids:
                    if isinstance(error, Refused) or not tries:
                        raise
                    continue
                if (following in ids) if following else self._recorded(run):
                    self._tabs = tabs
                    return
                self._lock = None
                raise stop("google.lock-lost") from None

    def _recorded(self, run: Run | None) -> bool:
        assert run is not None
        rows = self.google.values(self.spreadsheet, [columns.RUNS_TAB])[columns.RUNS_TAB]
        return any([str(cell) for cell in row] == run_cells(run) for row in rows)

    def _append(self, title: str, rows: Sequence[Mapping[str, Any]]) -> list[Request]:
        if not rows:
            return []
        sheet = self._tabs[title].sheet_id
        return [{"appendCells": {"sheetId": sheet, "rows": list(rows), "fields": "userEnteredValue"}}]

    def _summary(self, lines: Sequence[Line]) -> list[Request]:
        rows = [row_data(line.cells) for line in lines]
        area = {"sheetId": self._tabs[columns.SUMMARY_TAB].sheet_id, "startRowIndex": 0, "endRowIndex": SUMMARY_ROWS}
        width = {"startColumnIndex": 0, "endColumnIndex": SUMMARY_COLUMNS}
        return [
            {"updateCells": {"range": {**area, **width}, "rows": rows[:SUMMARY_ROWS], "fields": "userEnteredValue"}}
        ]

    def _verify(self, changes: Changes) -> None:
        """Read again: every new key must stand in its column once. Someone who moved columns meanwhile is met here."""
        if not changes.new_keys:
            return
        book = self._read()
        there = {row_key(book, row) for row in book.rows}
        missing = [key for key in changes.new_keys if key not in there]
        if missing:
            self.google.update(
                self.spreadsheet, self._append(columns.REVIEW_TAB, [self._row_of(key) for key in missing])
            )


SUMMARY_ROWS, SUMMARY_COLUMNS = 200, 8


@dataclass(frozen=True)
class _Part:
    """What goes into one commit: lines of the log with the rows of the keys they bring."""

    log: list[dict[str, Any]]
    rows: list[dict[str, Any]]


def _parts(changes: Changes, row_of: Any) -> Iterator[_Part]:
    """The changes in commits of at most `LARGEST_COMMIT`, a key's lines and its row together; at least one."""
    by_key: dict[str, list[Entry]] = {}
    for entry in changes.entries:
        by_key.setdefault(entry.key, []).append(entry)
    new = set(changes.new_keys)
    part, size = _Part([], []), 0
    for key, entries in by_key.items():
        log = [row_data(entry_cells(entry)) for entry in entries]
        rows = [row_of(key)] if key in new else []
        bytes_ = len(json.dumps([log, rows], ensure_ascii=True))
        if size and size + bytes_ > LARGEST_COMMIT:
            yield part
            part, size = _Part([], []), 0
        part.log.extend(log)
        part.rows.extend(rows)
        size += bytes_
    yield part


def _lock_requests(sheet_id: int, now: datetime) -> list[Request]:
    grid = {"rowCount": 1, "columnCount": 2}
    properties = {"sheetId": sheet_id, "title": LOCK_TAB, "hidden": True, "gridProperties": grid}
    start = {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0}
    return [
        {"addSheet": {"properties": properties}},
        {"updateCells": {"start": start, "rows": [row_data([now.isoformat()])], "fields": "userEnteredValue"}},
    ]


def _moment(rows: Sequence[Sequence[Any]]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(rows[0][0]))
    except (IndexError, ValueError):
        return None


def _padded(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows of one width: Sheets cuts trailing blanks."""
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]
