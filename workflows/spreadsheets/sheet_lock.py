"""The lock of a spreadsheet: a hidden tab with an id of this run, deleted by every batch that is sent under it.

Knows how one run is alone in a spreadsheet, and when a batch counts as applied. Must not know what a batch says. Google
applies a batch whole or refuses it whole; the id is drawn anew for each, so that none is ever applied twice. The proof
stands in docs/protocol.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from workflows.spreadsheets.google import Google, Tab
from workflows.spreadsheets.sheet_requests import Request, row_data
from workflows.spreadsheets.transport import Refused, TransportError, UnknownOutcome
from workflows.stopped import stop

LOCK_TAB: Final = "_lock"
STALE: Final = timedelta(minutes=30)
"""A lock older than this is of a run that died, or that will find it gone."""


@dataclass
class Lock:
    """One run's hold of one spreadsheet; `tabs` are those after its last call."""

    google: Google
    spreadsheet: str
    draw: Callable[[int], int] = secrets.randbits
    """Gives random bits for the ids of locks."""
    tabs: Mapping[str, Tab] = field(default_factory=dict)
    mine: int | None = None
    """The id of the lock that is held."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Whatever goes wrong in here gives the lock back; errors of the line are explained."""
        try:
            yield
        except TransportError as error:
            self.release()
            raise self.google.explained(error, writing=True) from None
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Give the lock back where this run still holds it; what cannot be given back now becomes stale."""
        if self.mine is None:
            return
        try:
            self.google.update(self.spreadsheet, [{"deleteSheet": {"sheetId": self.mine}}])
        except TransportError:
            return
        finally:
            self.mine = None

    def take(self, now: datetime) -> None:
        """Take the lock: one call where nobody is in the way. Raises `Stopped` where another run is at work."""
        mine = self.mine = self.draw(30) + 1
        for last in (False, False, True):
            try:
                self.tabs = self.google.update(self.spreadsheet, _requests(mine, now))
                return
            except (Refused, UnknownOutcome) as error:
                if isinstance(error, Refused) and error.status != 400:
                    raise
                self.tabs = self.google.tabs(self.spreadsheet)
                held = self.tabs.get(LOCK_TAB)
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
        requests = [{"deleteSheet": {"sheetId": held.sheet_id}}, *_requests(mine, now)]
        try:
            self.tabs = self.google.update(self.spreadsheet, requests)
        except (Refused, UnknownOutcome) as error:
            if isinstance(error, Refused) and error.status != 400:
                raise
            self.tabs = self.google.tabs(self.spreadsheet)
            if LOCK_TAB not in self.tabs or self.tabs[LOCK_TAB].sheet_id != mine:
                raise stop("google.locked", since=f"{now:%H:%M}", minutes=int(STALE.total_seconds() // 60)) from None

    def commit(self, requests: Sequence[Request], now: datetime, check: Callable[[], None]) -> None:
        """Apply `requests` as one batch, and hold the next lock. `check` may say why a batch was refused."""
        following = self.draw(30) + 1
        self.send([*_requests(following, now), *requests], lambda tabs: following in tabs, check)
        self.mine = following

    def send(self, requests: Sequence[Request], applied: Callable[[set[int]], bool], check: Callable[[], None]) -> None:
        """Send a batch that also deletes our lock, until it is known to be applied.

        To send it again is safe: once it was applied the lock is gone, and the batch fails as a whole. `applied` says
        of the ids of the tabs, where our lock is gone, whether that was us.
        """
        mine = self.mine
        assert mine is not None, "a commit deletes the lock it holds"
        batch = [{"deleteSheet": {"sheetId": mine}}, *requests]
        for last in (False, False, True):
            try:
                self.tabs = self.google.update(self.spreadsheet, batch)
                return
            except (Refused, UnknownOutcome) as error:
                if isinstance(error, Refused) and error.status != 400:
                    raise
                self.tabs = self.google.tabs(self.spreadsheet)
                ids = {tab.sheet_id for tab in self.tabs.values()}
                if mine not in ids:
                    if applied(ids):
                        return
                    self.mine = None
                    raise stop("google.lock-lost") from None
                if isinstance(error, Refused):
                    check()
                    raise
                if last:
                    raise


def _requests(sheet_id: int, now: datetime) -> list[Request]:
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
