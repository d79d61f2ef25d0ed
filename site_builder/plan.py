"""What will happen on the site by itself: days on which something appears, closes, takes place or goes.

Knows dates and entries. Must not know files, the clock or how a list is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from messages import say
from site_builder.content import Entry
from site_builder.dates import TOKYO, weekday
from site_builder.schema import Event, Opportunity


@dataclass(frozen=True, order=True)
class Happening:
    """One thing on one day in Tokyo; `what` is a key of the messages (`plan.appears`)."""

    day: dt.date
    what: str
    title: str
    path: str

    def __str__(self) -> str:
        day = f"{self.day.isoformat()}（{weekday(self.day)}）"
        return f"{day} {say(f'plan.{self.what}')}  {self.title}  {self.path}"


def happenings(entries: Iterable[Entry], today: dt.date, days: int = 60) -> list[Happening]:
    """All that happens from `today` on for `days` days, in order. Drafts are named, since they do not appear."""
    last = today + dt.timedelta(days=days)
    found = (
        Happening(day, what, entry.meta.title, entry.shown) for entry in entries for day, what in _days(entry, today)
    )
    return sorted(each for each in found if today <= each.day <= last)


def _days(entry: Entry, today: dt.date) -> Iterator[tuple[dt.date, str]]:
    meta = entry.meta
    if meta.draft:
        yield max(meta.date or today, today), "draft"
        return
    if meta.date and meta.date > today:
        yield meta.date, "appears"
    if isinstance(meta, Event):
        yield meta.start.astimezone(TOKYO).date(), "takes-place"
        if meta.apply and meta.closes:
            yield meta.closes.astimezone(TOKYO).date(), "sign-up-closes"
        if not meta.report and meta.end.astimezone(TOKYO).date() < today:
            yield today, "report-missing"
    if isinstance(meta, Opportunity):
        yield meta.closes, "last-day"
