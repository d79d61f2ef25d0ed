"""`alumni registrations doctor`: is everything in place for a run on Google Sheets, and if not, what to do.

Knows what must be so before a run can do its work: sign-in, sharing, headers, tabs, clock, secret, the last run. Must
not write anything, nor say anything a person wrote. Each finding that is not well says how to mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from messages import say
from workflows import shell
from workflows.business_days import working_days_between
from workflows.review import Book
from workflows.settings import Plan
from workflows.spreadsheets import google
from workflows.spreadsheets.google import Google
from workflows.spreadsheets.places import Place
from workflows.spreadsheets.review_sheet import LOCK_TAB, MOST_CELLS, ReviewSheet
from workflows.spreadsheets.transport import TransportError
from workflows.stopped import Stopped

Health = Literal["well", "watch", "ill"]

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
        yield from _guarded(lambda: _review(session, plan, ours["review"], now), session)
    yield from _sharing(session, ours)


def _sources(plan: Plan, now: datetime) -> Iterator[Finding]:
    try:
        sources = shell.read_sources(plan, now.date())
    except Stopped as stopped:
        yield from _ills(stopped)
        return
    yield Finding("well", say("doctor.sources", responses=len(sources.responses), roster=len(sources.roster)))


def _clock(session: Google, name: str, spreadsheet: str) -> Iterator[Finding]:
    zone = session.time_zone(spreadsheet)
    if zone == shell.JAPAN.key:
        yield Finding("well", say("doctor.clock", name=name))
    else:
        yield _finding("ill" if name != "roster" else "watch", "other-clock", name=name, zone=zone)


def _review(session: Google, plan: Plan, spreadsheet: str, now: datetime) -> Iterator[Finding]:
    book = ReviewSheet(session, spreadsheet).read()
    yield Finding("well", say("doctor.review", rows=len(book.rows)))
    shell.book_key(book, plan.secret, _no_salt, place=plan.review)
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
    for name, spreadsheet in ours.items():
        try:
            shared = session.sharing(spreadsheet)
        except TransportError as error:
            yield _finding("watch", "sharing-unseen", status=error.status)
            return
        wide = [one for one in shared if one.kind in ("anyone", "domain")]
        people = [one for one in shared if one.kind in ("user", "group") and not one.machine and one.may_write]
        if wide:
            yield _finding("ill", "shared-widely", name=name)
        if len(people) < 2:
            yield _finding("watch", "one-keeper", name=name)
        if not wide and len(people) >= 2:
            yield Finding("well", say("doctor.sharing", name=name, count=len(shared)))


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


def _no_salt() -> str:
    raise AssertionError("a spreadsheet has its salt from the day it was made ready")
