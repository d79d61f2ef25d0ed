"""The review book as a Google spreadsheet: locked, read, appended to, looked at again, and signed off.

Knows the protocol that keeps every row its own: a hidden `_lock` tab with an id of this run, an append-only log, rows
that look their values up by 受付番号, and atomic commits, each of which deletes the lock that it was made under. Must
not know what a change means, nor how a call is sent. Never writes into a row that people may have touched. The proof
stands in docs/protocol.md.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from messages import speaking
from workflows import columns
from workflows.columns import KEY, MACHINE_COLUMNS, OUTCOME, RECEIVED, WAITING, letters
from workflows.keys import LENGTH, normal_key
from workflows.registration import Changes
from workflows.review import Book, Entry, Kind, doubled_meanwhile, judged_meanwhile, row_key, surely_seen, survey
from workflows.spreadsheets.cells import as_text
from workflows.spreadsheets.google import Google, Tab
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_layout import TABS
from workflows.spreadsheets.review_tabs import book_of, entry_cells, run_cells
from workflows.spreadsheets.sheet_requests import (
    CALENDAR_ROWS,
    LISTS_TAB,
    Request,
    calendar,
    cell_data,
    lookup,
    row_data,
    waiting_days,
)
from workflows.spreadsheets.transport import Refused, TransportError, UnknownOutcome, body_of
from workflows.stopped import Stopped, problem, stop
from workflows.summary import Line

LOCK_TAB: Final = "_lock"
STALE: Final = timedelta(minutes=30)
"""A lock older than this is of a run that died, or that will find it gone."""
LARGEST_COMMIT: Final = 1_990_000
"""Bytes of rows in one batch: Google advises 2 MB, and the lock and the names of requests take some."""
MOST_CELLS: Final = 10_000_000
"""Cells of all tabs together: what a spreadsheet holds."""
MORE_ROWS: Final = 500
"""Rows by which 審査 grows, at least."""


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
    _used: int = 0
    """Rows of 審査 down to the last with something in it."""

    def read(self) -> Book:
        """The book as it stands, without a lock: for rehearsals. Two calls. Raises `Stopped`."""
        try:
            self._tabs = self.google.tabs(self.spreadsheet)
            self._book = self._read()
        except TransportError as error:
            raise self.google.explained(error) from None
        return self._book

    def lock(self, now: datetime) -> Book:
        """Take the lock and read the book: two calls where nobody is in the way.

        Raises `Stopped` where another run is at work, or where the book cannot be read; the lock is then given back.
        """
        with self._held():
            self._take(now)
            self._book = self._read()
        return self._book

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
        """Append all that a run changes, look again, then sign it off and give the lock back.

        What is appended goes out in batches of at most 2 MB, each complete in itself. A look at the book afterwards
        finds judgements made meanwhile, and new rows that came to stand wrongly because someone moved columns. Raises
        `Stopped`, with `wrote` where some batches had been applied: the next run goes on from there.
        """
        parts, sent = list(_parts(changes, self._row_of)), 0
        try:
            with self._held():
                for part in parts:
                    self._commit(part, now)
                    sent += 1
                book = self._read() if parts else self._book
                self._sign_off(changes, book, summary, now)
        except Stopped as stopped:
            if not sent:
                raise
            why = "、".join(one.what for one in stopped.problems)
            raise Stopped([problem("google.unsigned", why=why)], wrote=True) from None

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Whatever goes wrong in here gives the lock back; errors of the line are explained."""
        try:
            yield
        except TransportError as error:
            self.release()
            if error.status == 403:
                raise stop("google.not-editor", account=self.google.account) from None
            raise self.google.explained(error) from None
        except BaseException:
            self.release()
            raise

    # -- the lock ----------------------------------------------------------------------------------------------------

    def _take(self, now: datetime) -> None:
        mine = self._lock = self.draw(30) + 1
        for last in (False, False, True):
            try:
                self._tabs = self.google.update(self.spreadsheet, _lock_requests(mine, now))
                return
            except (Refused, UnknownOutcome) as error:
                if isinstance(error, Refused) and error.status != 400:
                    raise
                self._tabs = self.google.tabs(self.spreadsheet)
                held = self._tabs.get(LOCK_TAB)
                if held is None:
                    # Not carried out, or another run ended just now. A first try that comes late finds the title taken.
                    if last:
                        raise
                    continue
                if held.sheet_id != mine:
                    self._steal(held, mine, now)
                return

    def _steal(self, held: Tab, mine: int, now: datetime) -> None:
        since = _moment(self.google.values(self.spreadsheet, [LOCK_TAB])[LOCK_TAB])
        if since is not None and abs(now - since) < STALE:
            raise stop("google.locked", since=f"{since:%H:%M}", minutes=int(STALE.total_seconds() // 60))
        # Its owner's commit deletes a sheet that is no longer there, and so fails as a whole.
        requests = [{"deleteSheet": {"sheetId": held.sheet_id}}, *_lock_requests(mine, now)]
        try:
            self._tabs = self.google.update(self.spreadsheet, requests)
        except (Refused, UnknownOutcome) as error:
            if isinstance(error, Refused) and error.status != 400:
                raise
            self._tabs = self.google.tabs(self.spreadsheet)
            if LOCK_TAB not in self._tabs or self._tabs[LOCK_TAB].sheet_id != mine:
                raise stop("google.locked", since=f"{now:%H:%M}", minutes=int(STALE.total_seconds() // 60)) from None

    # -- reading -----------------------------------------------------------------------------------------------------

    def _check_tabs(self) -> None:
        missing = [title for title in TABS if title not in self._tabs]
        if missing:
            if columns.REVIEW_TAB not in self._tabs and columns.LOG_TAB not in self._tabs:
                raise stop("google.not-ready", spreadsheet=self.spreadsheet)
            raise stop(
                "review-book.no-tab",
                path=f"google:{self.spreadsheet}",
                tabs="、".join(f"`{title}`" for title in missing),
            )

    def _read(self) -> Book:
        self._check_tabs()
        titles = [columns.REVIEW_TAB, columns.LOG_TAB, columns.RUNS_TAB]
        read = self.google.values(self.spreadsheet, titles)
        book = book_of([Sheet(title, _padded(rows)) for title, rows in read.items()], f"google:{self.spreadsheet}")
        ours = (*MACHINE_COLUMNS, WAITING)
        first = book.column(OUTCOME) or 0
        if book.header[first : first + len(ours)] != ours:
            # What a row looks up spills side by side: a column between would show values under the wrong title.
            raise stop("google.columns-moved", columns="・".join(ours))
        self._used = 1 + len(book.rows)
        return book

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

    def _commit(self, part: _Part, now: datetime) -> None:
        following = self.draw(30) + 1
        requests = _lock_requests(following, now)
        requests += self._append(columns.LOG_TAB, part.log)
        requests += self._append(columns.REVIEW_TAB, part.rows)
        self._send(requests, lambda tabs: following in tabs)
        self._lock = following

    def _sign_off(self, changes: Changes, book: Book, summary: Sequence[Line], now: datetime) -> None:
        """The last batch: what looking again has shown, the run's record, まとめ, and no lock any more."""
        run, seen = changes.run, surely_seen(self._book.log, self._book.runs)
        shown = {entry.key for entry in changes.entries if entry.kind in (Kind.RESPONSE, Kind.CHECK)}
        late = judged_meanwhile(changes.desk, book, shown, seen, at=now, run=run.number)
        with speaking("ja"):
            late += doubled_meanwhile(book, shown, changes.known, at=now, run=run.number)
        requests = self._append(columns.LOG_TAB, [row_data(entry_cells(entry)) for entry in late])
        requests += self._set_again(changes, book)
        record = [*run_cells(run), str(self._lock)]
        requests += self._append(columns.RUNS_TAB, [row_data(record)])
        requests += self._shown(columns.SUMMARY_TAB, [line.cells for line in summary], SUMMARY_ROWS, SUMMARY_COLUMNS)
        requests += self._shown(LISTS_TAB, calendar(now.date()), CALENDAR_ROWS, 1)
        self._send(requests, lambda _: self._recorded(record))
        self._lock = None

    def _set_again(self, changes: Changes, book: Book) -> list[Request]:
        """Set rows again that stand wrongly, because someone moved columns between our reading and our writing.

        The 受付番号 of the wrong row is blanked first, by what it says and not by where it stands. That is done only
        where nobody else can have written it yet: it is of this run, or of one that died without signing off, HR has
        not judged it, and it stands in one cell alone.
        """
        finished = self._book.runs[-1].number if self._book.runs else 0
        first = (entry for entry in self._book.log if entry.kind is Kind.RESPONSE and entry.revision == 1)
        young = {*changes.new_keys, *(entry.key for entry in first if entry.run > finished)}
        desk = survey(book, changes.known)
        shifted = {key for key, _, text in desk.meddled if text and key in young and not desk.judgement(key)}
        cells = Counter(cell for row in book.rows for cell in row if isinstance(cell, str) and len(cell) == LENGTH)
        wrong = sorted({key for key in shifted if cells[key] == 1}.union(_misplaced(book, changes.known)))
        sheet = self._tabs[columns.REVIEW_TAB].sheet_id
        whole = {"replacement": "", "matchCase": True, "matchEntireCell": True, "sheetId": sheet}
        blank: list[Request] = [
            {"findReplace": {"find": key, **whole}} for key in wrong if key in young and cells[key] == 1
        ]
        self._book = book
        return blank + self._append(columns.REVIEW_TAB, [self._row_of(key) for key in wrong])

    def _send(self, requests: Sequence[Request], applied: Callable[[set[int]], bool]) -> None:
        """Send a batch that also deletes our lock, until it is known to be applied.

        To send it again is safe: once it was applied the lock is gone, and the batch fails as a whole. `applied` says
        of the ids of the tabs, where our lock is gone, whether that was us.
        """
        mine = self._lock
        assert mine is not None, "a commit deletes the lock it holds"
        batch = [{"deleteSheet": {"sheetId": mine}}, *requests]
        for last in (False, False, True):
            try:
                self._tabs = self.google.update(self.spreadsheet, batch)
                return
            except (Refused, UnknownOutcome) as error:
                if isinstance(error, Refused) and error.status != 400:
                    raise
                self._tabs = self.google.tabs(self.spreadsheet)
                ids = {tab.sheet_id for tab in self._tabs.values()}
                if mine not in ids:
                    if applied(ids):
                        return
                    self._lock = None
                    raise stop("google.lock-lost") from None
                if isinstance(error, Refused):
                    self._check_tabs()
                    raise
                if last:
                    raise

    def _recorded(self, record: Sequence[str]) -> bool:
        rows = self.google.values(self.spreadsheet, [columns.RUNS_TAB])[columns.RUNS_TAB]
        return any([as_text(cell) for cell in row] == list(record) for row in rows)

    def _append(self, title: str, rows: Sequence[Mapping[str, Any]]) -> list[Request]:
        if not rows:
            return []
        tab = self._tabs[title]
        requests: list[Request] = []
        if title == columns.REVIEW_TAB:
            requests = self._longer(tab, len(rows))
            self._used += len(rows)
        added = (len(rows) + (MORE_ROWS if requests else 0)) * tab.columns
        if sum(one.rows * one.columns for one in self._tabs.values()) + added > MOST_CELLS:
            raise stop("google.full", most=MOST_CELLS)
        return [
            *requests,
            {"appendCells": {"sheetId": tab.sheet_id, "rows": list(rows), "fields": "userEnteredValue"}},
        ]

    def _longer(self, tab: Tab, more: int) -> list[Request]:
        """Rows for 審査, put in before its blank last one, so that dropdowns, colours and filters grow with it."""
        if self._used + more < tab.rows:
            return []
        start = max(tab.rows - 1, self._used)
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


SUMMARY_ROWS, SUMMARY_COLUMNS = 200, 8


@dataclass(frozen=True)
class _Part:
    """What goes into one commit: lines of the log with the rows of the keys they bring."""

    log: list[dict[str, Any]]
    rows: list[dict[str, Any]]


def _parts(changes: Changes, row_of: Any) -> Iterator[_Part]:
    """The changes in commits of at most `LARGEST_COMMIT`, a key's lines and its row together."""
    by_key: dict[str, list[Entry]] = {}
    for entry in changes.entries:
        by_key.setdefault(entry.key, []).append(entry)
    new = set(changes.new_keys)
    part, size = _Part([], []), 0
    for key, entries in by_key.items():
        log = [row_data(entry_cells(entry)) for entry in entries]
        rows = [row_of(key)] if key in new else []
        bytes_ = len(body_of([log, rows]))
        if size and size + bytes_ > LARGEST_COMMIT:
            yield part
            part, size = _Part([], []), 0
        part.log.extend(log)
        part.rows.extend(rows)
        size += bytes_
    if size:
        yield part


def _misplaced(book: Book, known: Container[str]) -> list[str]:
    """Keys of ours that stand alone in a wrong column: their run died before it could look at what it had written.

    A key that stands nowhere was deleted by HR, and stays away.
    """
    there = {row_key(book, row) for row in book.rows}
    keyless = (row for row in book.rows if not row_key(book, row))
    found = {normal_key(cell) for row in keyless for cell in row if isinstance(cell, str) and len(cell) == LENGTH}
    return sorted(key for key in found if key in known and key not in there)


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
        moment = datetime.fromisoformat(str(rows[0][0]))
    except (IndexError, ValueError):
        return None
    return moment if moment.tzinfo else None


def _padded(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows of one width: Sheets cuts trailing blanks."""
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]
