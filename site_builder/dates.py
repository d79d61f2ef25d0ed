"""Days and hours as people write them.

Knows the calendar words of the site's languages. Must not know entries. Times are shown as they were given, in Tokyo.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from site_builder.views import When

TOKYO = ZoneInfo("Asia/Tokyo")
_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def today_in_tokyo(now: dt.datetime | None = None) -> dt.date:
    """The day it is in Tokyo, where the site's dates begin and end."""
    return (now or dt.datetime.now(dt.UTC)).astimezone(TOKYO).date()


def day_to_build(wanted: str | dt.date | None, environ: Mapping[str, str]) -> dt.date:
    """The day the site is built for: as wanted, else `ALUMNI_TODAY`, `SOURCE_DATE_EPOCH`, or the day it is in Tokyo.

    Raises `ValueError` with what was written where that is no date.
    """
    wanted = wanted or environ.get("ALUMNI_TODAY")
    if isinstance(wanted, str) and wanted:
        try:
            return dt.date.fromisoformat(wanted)
        except ValueError:
            raise ValueError(wanted) from None
    if not wanted and (epoch := environ.get("SOURCE_DATE_EPOCH", "")).isdecimal():
        return today_in_tokyo(dt.datetime.fromtimestamp(int(epoch), dt.UTC))
    return wanted if isinstance(wanted, dt.date) else today_in_tokyo()


def midnight(day: dt.date) -> dt.datetime:
    """0:00 of `day` in Tokyo: the moment something dated so becomes public."""
    return dt.datetime.combine(day, dt.time(), TOKYO)


def day_label(day: dt.date | None, language: str = "ja") -> str:
    """`2026年4月1日`, `1 Apr 2026`; empty for no day."""
    if day is None:
        return ""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekday(day: dt.date, language: str = "ja") -> str:
    """`土`, `Sat`."""
    return _WEEKDAYS[language][day.weekday()]


def moment_label(moment: dt.datetime, language: str = "ja") -> str:
    """`2026年12月1日（火）17:00`; midnight is said without its hour, as the end of the day before."""
    local = moment.astimezone(TOKYO)
    if local.time() == dt.time():
        day = local.date() - dt.timedelta(days=1)
        return _with_weekday(day, language)
    return f"{_with_weekday(local.date(), language)}{'' if language == 'ja' else ', '}{local:%H:%M}"


def _with_weekday(day: dt.date, language: str) -> str:
    name = weekday(day, language)
    return f"{day_label(day, language)}（{name}）" if language == "ja" else f"{name} {day_label(day, language)}"


def when(start: dt.datetime, end: dt.datetime, language: str = "ja") -> When:
    """A span of time: `2026年12月5日（土）14:00〜17:00`; the second day is named where there is one."""
    start, end = start.astimezone(TOKYO), end.astimezone(TOKYO)
    gap, dash = ("", "〜") if language == "ja" else (", ", "–")
    first, last = _with_weekday(start.date(), language), _with_weekday(end.date(), language)
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{last}{gap}{end:%H:%M}"
    return When(
        start=start.isoformat(),
        end=end.isoformat(),
        label=f"{first}{gap}{start:%H:%M}{dash}{until}",
        year=start.year,
        month=start.month,
        day=start.day,
        weekday=weekday(start.date(), language),
    )
