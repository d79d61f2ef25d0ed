"""Birth dates as people write them: western, in Japanese eras, in kanji, full-width, as eight digits.

Knows calendars and era bounds. Must not know whose date it is. Never guesses: what can be read in two ways, or in none,
is a finding and no date.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final, NamedTuple


class Era(NamedTuple):
    """A Japanese era: year 1 is `first.year`; both days that share a change of era (to Shōwa) belong to both."""

    letter: str
    name: str
    first: date
    last: date


ERAS: Final = (
    Era("M", "明治", date(1868, 1, 25), date(1912, 7, 30)),
    Era("T", "大正", date(1912, 7, 30), date(1926, 12, 25)),
    Era("S", "昭和", date(1926, 12, 25), date(1989, 1, 7)),
    Era("H", "平成", date(1989, 1, 8), date(2019, 4, 30)),
    Era("R", "令和", date(2019, 5, 1), date.max),
)
"""Source: the edicts on eras. Meiji applies from the first day of Keiō 4; 30 July 1912 and 25 December 1926 belong to
two eras each."""

OLDEST: Final = 115
YOUNGEST: Final = 15
"""Ages in years beyond which a birth date is read, but doubted."""

_ERA: Final = {mark: era for era in ERAS for mark in (era.letter, era.name, era.name[0])}
_MONTHS: Final = {
    name: month
    for month, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_SEPARATOR: Final = r"[年月/.\-,、・:]"
_ERA_MARK: Final = "明治|大正|昭和|平成|令和|[明大昭平令MTSHR]"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})日?")
_EIGHT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_IN_ERA: Final = re.compile(rf"({_ERA_MARK})[.,]?(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})日?")
_IN_ERA_SIX: Final = re.compile(rf"({_ERA_MARK})[.,]?(\d\d)(\d\d)(\d\d)")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_MONTH_NAMED: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[-.,]?)?([a-z]{3})[a-z]*[-.,]*(?:(\d{1,2})(?:st|nd|rd|th)?[-.,]+)?(\d{4})"
)
_TWO_DIGIT_YEAR: Final = re.compile(rf"\d{{6}}|\d{{1,2}}{_SEPARATOR}\d{{1,2}}{_SEPARATOR}\d{{1,2}}日?")
_SERIAL: Final = re.compile(r"(\d{5})(?:\.0+)?")
_INCOMPLETE: Final = re.compile(rf"(?:\d{{4}}|(?:{_ERA_MARK})[.,]?\d{{1,2}})(?:年|{_SEPARATOR}\d{{1,2}}月?)?")
_MIDNIGHT: Final = re.compile(r"(?<=\d)[T ]*0?0:00(?::00(?:\.0+)?)?Z?$")
_TWICE: Final = re.compile(rf"\((?:({_ERA_MARK})[.,]?(\d{{1,2}})|(\d{{4}}))年?\)")
_WEEKDAY: Final = re.compile(r"\([日月火水木金土](?:曜日?)?\)|(?<=日)[月火水木金土日]曜日?")
_REMARK: Final = re.compile(r"^(?:生年月日|誕生日|西暦|和暦)[::は]?|(?:生まれ|生れ|生|です)[。.]?$")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−─ー〜~／", "-") | {"／": "/", "\\": "/", "．": ".", "|": "/"})
_DIGITS: Final = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "◯": 0, "壱": 1, "壹": 1, "弐": 2, "貳": 2, "参": 3, "參": 3,
}  # fmt: skip
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_TWENTY: Final = {"廿": "二十", "卅": "三十"}
_NUMERAL: Final = re.compile(f"[{''.join(_DIGITS)}{''.join(_UNITS)}]+")
_EXCEL_EPOCH: Final = date(1899, 12, 30)

Read = tuple[date | None, str]
"""A date, or None, and a finding's key, or ""."""


def read(text: str, *, today: date, serials: bool = False) -> Read:
    """The birth date that `text` states, with the finding it gives rise to.

    `serials`: whether five digits are an Excel day number (an export may hold them, a person never types them).
    """
    tidy = _tidy(text)
    if not tidy:
        return None, ""
    stated, finding = _stated(tidy, serials=serials)
    if stated is None:
        return None, finding
    if stated > today:
        return None, "birth-date-future"
    age = today.year - stated.year
    if age < YOUNGEST or age > OLDEST:
        return stated, "birth-date-doubtful"
    return stated, finding


def _tidy(text: str) -> str:
    """Width, spaces, dashes, remarks and kanji numerals evened out."""
    tidy = unicodedata.normalize("NFKC", text).strip().translate(_DASHES)
    tidy = _MIDNIGHT.sub("", tidy)
    if tidy.isascii():
        return "".join(tidy.split()) if not re.search("[A-Za-z]{3}", tidy) else "-".join(tidy.lower().split())
    tidy = "".join(character for character in tidy if character.isprintable() and not character.isspace())
    tidy = _WEEKDAY.sub("", tidy)
    tidy = _REMARK.sub("", _REMARK.sub("", tidy))
    for written, meant in _TWENTY.items():
        tidy = tidy.replace(written, meant)
    return _NUMERAL.sub(_number, tidy).replace("元年", "1年").replace("元.", "1.")


def _number(match: re.Match[str]) -> str:
    """Kanji numerals as digits, by place (二〇〇〇) or by unit (五十三, 千九百七十八)."""
    numeral = match.group()
    if not any(unit in numeral for unit in _UNITS):
        return "".join(str(_DIGITS[character]) for character in numeral)
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[character]
    return str(total + digit)


def _stated(text: str, *, serials: bool) -> Read:
    if year_first := _YEAR_FIRST.fullmatch(text) or _EIGHT.fullmatch(text):
        return _date(*map(int, year_first.groups()))
    upper = text[:1].upper() + text[1:]
    if in_era := _IN_ERA.fullmatch(upper) or _IN_ERA_SIX.fullmatch(upper):
        mark, *numbers = in_era.groups()
        return _in_era(_ERA[mark], *map(int, numbers))
    if twice := _TWICE.search(text):
        return _twice(text, twice)
    if year_last := _YEAR_LAST.fullmatch(text):
        return _year_last(*map(int, year_last.groups()))
    if named := _MONTH_NAMED.fullmatch(text):
        return _month_named(*named.groups())
    if serials and (serial := _SERIAL.fullmatch(text)):
        return _EXCEL_EPOCH + timedelta(days=int(serial.group(1))), "birth-date-serial"
    if _INCOMPLETE.fullmatch(upper):
        return None, "birth-date-incomplete"
    if _TWO_DIGIT_YEAR.fullmatch(text):
        return None, "birth-date-two-digit-year"
    return None, "birth-date-unreadable"


def _date(year: int, month: int, day: int) -> Read:
    try:
        stated = date(year, month, day)
    except ValueError:
        return None, "birth-date-impossible"
    return (stated, "") if stated >= ERAS[0].first else (None, "birth-date-impossible")


def _in_era(era: Era, year: int, month: int, day: int) -> Read:
    stated, finding = _date(era.first.year + year - 1, month, day)
    if stated is None or era.first <= stated <= era.last:
        return stated, finding
    return None, "birth-date-outside-era"


def _twice(text: str, twice: re.Match[str]) -> Read:
    """A year given in both calendars: 1978年(昭和53年)7月6日."""
    mark, in_era, western = twice.groups()
    rest = (text[: twice.start()].removesuffix("年") + "年" + text[twice.end() :].removeprefix("年")).rstrip("年")
    stated, finding = _stated(rest, serials=False)
    if stated is None:
        return stated, finding
    other = int(western) if western else _ERA[mark].first.year + int(in_era) - 1
    return (stated, finding) if other == stated.year else (None, "birth-date-contradicts")


def _year_last(first: int, second: int, year: int) -> Read:
    """Day and month before the year: only one order may be possible."""
    if first <= 12 and second <= 12 and first != second:
        return None, "birth-date-ambiguous"
    return _date(year, second, first) if first > 12 else _date(year, first, second)


def _month_named(before: str | None, name: str, after: str | None, year: str) -> Read:
    if name not in _MONTHS or (before is None) == (after is None):
        return None, "birth-date-unreadable"
    return _date(int(year), _MONTHS[name], int(before or after or 0))
