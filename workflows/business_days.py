"""待ち営業日: how many working days a person has been waiting for an answer.

Knows Japan's calendar (library `holidays`) and the days between Christmas and the new year that firms keep free. Must
not know rows.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container


@cache
def _free_days(year: int) -> Container[date]:
    from holidays.countries.japan import Japan

    return frozenset(Japan(years=year))


def is_working(day: date) -> bool:
    """Whether people are at work: no weekend, no holiday, not 29 December to 3 January."""
    new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not new_year and day not in _free_days(day.year)


@cache
def working_days_between(received: date, today: date) -> int:
    """Working days after `received` up to and with `today`; 0 where `today` is not later."""
    # A date mistyped by a century must not be walked day by day.
    first = max(received, today - timedelta(days=3_660))
    return sum(is_working(first + timedelta(days=step)) for step in range(1, (today - first).days + 1))


def free_weekdays(first: date, last: date) -> list[date]:
    """The weekdays from `first` to `last` on which nobody is at work: what a spreadsheet's own calendar lacks."""
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and not is_working(day)]
