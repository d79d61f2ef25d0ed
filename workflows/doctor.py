"""`alumni registrations doctor`: is everything in place for a run on Google Sheets, and if not, what to do.

Knows what must be so before a run can do its work: sign-in, sharing, headers, tabs, clock, secret, quota, last run.
Must not write anything, nor say anything a person wrote. Each finding that is not well says how to mend it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from messages import say
from workflows import shell
from workflows.book_key import book_key
from workflows.business_days import working_days_between
from workflows.review import Book
from workflows.settings import Plan
from workflows.sources import read_sources
from workflows.spreadsheets import google
from workflows.spreadsheets.google import Google, Shared
from workflows.spreadsheets.places import Place
from workflows.spreadsheets.review_sheet import MOST_CELLS, ReviewSheet
from workflows.spreadsheets.sheet_lock import LOCK_TAB
from workflows.spreadsheets.transport import TransportError
from workflows.stopped import Stopped

Health = Literal["well", "watch", "ill"]

SLOW = 20.0
"""Seconds for reading the review spreadsheet after which a run comes near its time-outs."""
SILENT_DAYS = 2
"""Working days without a run after which something is probably off."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, what was seen, and how to mend it."""

    health: Health
    what: str
    hint: str = ""


def examine(plan: Plan, now: datetime) -> Iterator[Finding]:
    """Look at everything, one after the other; what depends on something missing is left out."""
    access = plan.settings.google
    try:
        session = google.connect(key_file=access.key_file, base=access.api_base)
    except Stopped as stopped:
        yield from _ills(stopped)
        return
    yield Finding("well", say("doctor.signed-in", account=session.account))
    places = {"responses": plan.responses, "roster": plan.roster, "review": plan.review}
    ours = {name: place.where for name, text in places.items() if (place := Place.parse(text)).google}
    if "review" not in ours:
        yield _finding("watch", "review-is-a-file", place=plan.review)
    yield from _sources(plan, now)
    for name, spreadsheet in ours.items():
        yield from _guarded(lambda name=name, spreadsheet=spreadsheet: _clock(session, name, spreadsheet), session)  # type: ignore[misc]
    if "review" in ours:
        began = time.perf_counter()
        yield from _guarded(lambda: _review(session, plan, ours["review"], now), session)
        yield from _quota(session, time.perf_counter() - began)
    yield from _sharing(session, ours)


def _sources(plan: Plan, now: datetime) -> Iterator[Finding]:
    try:
        found = read_sources(plan, now.date())
    except Stopped as stopped:
        yield from _ills(stopped)
        return
    yield Finding("well", say("doctor.sources", responses=len(found.responses), roster=len(found.roster)))


def _clock(session: Google, which: str, spreadsheet: str) -> Iterator[Finding]:
    zone = session.time_zone(spreadsheet)
    if zone == shell.JAPAN.key:
        yield Finding("well", say("doctor.clock", name=say(f"doctor.place-{which}")))
    else:
        health: Health = "watch" if which == "roster" else "ill"
        yield _finding(health, "other-clock", name=say(f"doctor.place-{which}"), zone=zone)


def _review(session: Google, plan: Plan, spreadsheet: str, now: datetime) -> Iterator[Finding]:
    book = ReviewSheet(session, spreadsheet).read()
    yield Finding("well", say("doctor.review", rows=len(book.rows)))
    book_key(book, plan.secret, place=plan.review)
    yield Finding("well", say("doctor.secret"))
    tabs = session.tabs(spreadsheet)
    if LOCK_TAB in tabs:
        yield _finding("watch", "lock")
    share = sum(tab.rows * tab.columns for tab in tabs.values()) / MOST_CELLS
    if share > 0.8:
        yield _finding("watch", "nearly-full", share=share)
    yield _last_run(book, now)


def _last_run(book: Book, now: datetime) -> Finding:
    last = book.runs[-1]
    if not last.number:
        return _finding("watch", "never-run")
    when = last.at.astimezone(shell.JAPAN)
    if working_days_between(when.date(), now.date()) > SILENT_DAYS:
        return _finding("ill", "silent", when=f"{when:%Y-%m-%d %H:%M}")
    return Finding("well", say("doctor.last-run", when=f"{when:%Y-%m-%d %H:%M}"))


def _sharing(session: Google, ours: dict[str, str]) -> Iterator[Finding]:
    for which, spreadsheet in ours.items():
        try:
            shared = session.sharing(spreadsheet)
        except TransportError as error:
            yield _finding("watch", "sharing-unseen", status=error.status)
            return
        yield from _shared(which, shared)


def _shared(which: str, shared: Sequence[Shared]) -> Iterator[Finding]:
    name = say(f"doctor.place-{which}")
    people = [one for one in shared if one.kind in ("user", "group") and not one.machine]
    keepers, editors = sum(one.keeps for one in people), sum(one.may_write for one in people)
    if any(one.kind in ("anyone", "domain") for one in shared):
        yield _finding("ill", "shared-widely", name=name)
    if which != "review" and any(one.machine and one.may_write for one in shared):
        yield _finding("watch", "account-may-write", name=name)
    if keepers >= 2:
        yield Finding("well", say("doctor.keepers", name=name, count=keepers, all=len(shared)))
    elif editors >= 2:
        # What lies in someone's own drive has one owner, always.
        yield _finding("well", "one-owner", name=name, count=editors, all=len(shared))
    else:
        yield _finding("watch", "one-keeper", name=name)


def _quota(session: Google, seconds: float) -> Iterator[Finding]:
    """What can be known of Google's limits: nobody tells what is left of them, only that they were met."""
    reads = session.transport.calls.get("GET", 0)
    if session.transport.over_quota:
        yield _finding("watch", "quota-met", count=session.transport.over_quota)
    elif seconds > SLOW:
        yield _finding("watch", "slow", seconds=round(seconds))
    else:
        yield Finding("well", say("doctor.quota", reads=reads, seconds=f"{seconds:.1f}"))


def _guarded(look: Callable[[], Iterator[Finding]], session: Google) -> Iterator[Finding]:
    """What a look finds, and what kept it from looking further."""
    try:
        yield from look()
    except Stopped as stopped:
        yield from _ills(stopped)
    except TransportError as error:
        yield from _ills(session.explained(error))


def _ills(stopped: Stopped) -> Iterator[Finding]:
    for one in stopped.problems:
        yield Finding("ill", one.what, one.hint)


def _finding(health: Health, key: str, /, **values: object) -> Finding:
    return Finding(health, say(f"doctor.{key}", **values), say(f"doctor.{key}-hint", **values))
