"""When the next run is due, from the schedule that starts it.

Knows the five fields of cron, as GitHub and crontabs write them, in UTC. Must not know who reads a schedule where. What
it does not understand it does not guess.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

_FIELDS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
"""Minute, hour, day of the month, month, day of the week (0 and 7 are Sunday): first and last."""
_FARTHEST: Final = 366
"""Days looked ahead."""


def next_due(cron: str, after: datetime) -> datetime | None:
    """The first moment after `after`, in its time zone; None where `cron` is blank, not understood, or never comes."""
    words = cron.split()
    try:
        minutes, hours, days, months, weekdays = (
            _numbers(word, *ends) for word, ends in zip(words, _FIELDS, strict=True)
        )
    except ValueError:
        return None
    begun = after.astimezone(UTC)
    # Where both days are told, cron means either of them.
    either = not words[2].startswith("*") and not words[4].startswith("*")
    for ahead in range(_FARTHEST):
        day = begun.date() + timedelta(days=ahead)
        fits = (day.day in days, bool({day.isoweekday(), day.isoweekday() % 7} & weekdays))
        if day.month not in months or not (any(fits) if either else all(fits)):
            continue
        for hour in sorted(hours):
            for minute in sorted(minutes):
                moment = datetime.combine(day, time(hour, minute), UTC)
                if moment > begun:
                    return moment.astimezone(after.tzinfo)
    return None


def _numbers(word: str, first: int, last: int) -> set[int]:
    """The numbers of one field: `*`, `3`, `1-5`, `*/15`, and several of them between commas. Raises `ValueError`."""
    found: set[int] = set()
    for part in word.split(","):
        span, _, step = part.partition("/")
        start, _, end = span.partition("-")
        low, high = (first, last) if span == "*" else (int(start), int(end or start))
        if step and not end and span != "*":
            high = last
        if not first <= low <= high <= last:
            raise ValueError(word)
        found.update(range(low, high + 1, int(step or 1)))
    return found
