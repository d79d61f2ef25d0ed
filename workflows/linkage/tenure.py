"""Years of employment: 「2001年〜2019年」, 「平成13年4月～令和元年」, 「約10年」 as an interval of years.

Knows how people write from-to. Must not know what an overlap of intervals means.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from workflows.linkage.birth_dates import ERAS


class Years(NamedTuple):
    """First and last year, None where not said; `now`: employment goes on; a finding's key or ""."""

    start: int | None = None
    end: int | None = None
    now: bool = False
    finding: str = ""


_BLANK: Final = Years()
_ERA_START: Final = {mark: era.first.year for era in ERAS for mark in (era.letter, era.name, era.name[0])}
_YEAR: Final = re.compile(
    r"(?P<western>(?<!\d)(?:18|19|20)\d\d(?!\d))|(?P<eight>(?<!\d)(?:19|20)\d{6}(?!\d))"
    r"|(?P<six>(?<!\d)(?:19|20)\d\d(?:0\d|1[0-2])(?!\d))"
    r"|(?P<era>明治|大正|昭和|平成|令和|(?<![a-z])[mtshr](?=[.\d元])|[昭平令](?=[\d元]))[.]?(?P<year>\d{1,2}|元)"
)
_NOW: Final = re.compile(r"現在|現職|在職|在籍中|在社|今も|いまも|勤務中|present|now|current|9999")
_NOT_LEFT: Final = re.compile(r"[-‐‑–—―−ー]+|未定|なし|在籍?")
_FROM_TO: Final = re.compile(r"[~〜～\-‐‑–—―−ー→]|から|より|以降|入社|至")
_UNTIL: Final = re.compile(r"まで|退職|退社|^[~〜～\-‐‑–—―−ー→]")
_KANJI: Final = str.maketrans("〇一二三四五六七八九", "0123456789")
_TENS: Final = re.compile(r"(?<=[和成治正])([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_DIGIT: Final = {"": 0} | {character: value for value, character in enumerate("〇一二三四五六七八九")}


@lru_cache(maxsize=1 << 16)
def read(text: str) -> Years:
    """The years that a response's free text states."""
    tidy = _tidy(text)
    if not tidy:
        return _BLANK
    years = _years(tidy)
    now = _NOW.search(tidy) is not None
    if not years:
        return Years(now=now, finding="" if now else "tenure-without-years")
    start, end = years[0], years[-1]
    if now:
        return Years(start, None, now=True)
    if len(years) == 1:
        if _UNTIL.search(tidy) and "入社" not in tidy:
            return Years(None, end)
        return Years(start, None) if _FROM_TO.search(tidy) else Years(start, end)
    return Years(start, end) if start <= end else Years(end, start, finding="tenure-reversed")


@lru_cache(maxsize=1 << 16)
def year(text: str) -> tuple[int | None, str]:
    """The year of one roster cell: a year, a date or a Japanese year; a finding if there is text but no year."""
    tidy = _tidy(text)
    years = _years(tidy)
    return (years[0], "") if years else (None, "year-unreadable" if tidy else "")


def left(text: str) -> tuple[int | None, bool, str]:
    """A roster's cell for the year of leaving: the year, whether the person is still employed, a finding."""
    if says_now(text):
        return None, True, ""
    its_year, finding = year(text)
    return its_year, False, finding


def says_now(text: str) -> bool:
    """Whether a roster's cell for the year of leaving says that the person is still employed."""
    tidy = _tidy(text)
    return not tidy or _NOW.search(tidy) is not None or _NOT_LEFT.fullmatch(tidy) is not None


def _tidy(text: str) -> str:
    """Width, case, spaces and kanji numerals evened out."""
    bare = "".join(unicodedata.normalize("NFKC", text).lower().split())
    return _TENS.sub(lambda tens: f"{(_DIGIT[tens[1]] or 1) * 10 + _DIGIT[tens[2]]}", bare).translate(_KANJI)


def _years(text: str) -> list[int]:
    found = []
    for match in _YEAR.finditer(text):
        if match["era"]:
            number = 1 if match["year"] == "元" else int(match["year"])
            found.append(_ERA_START[match["era"].upper()] + number - 1)
        else:
            found.append(int(match.group()[:4]))
    return found
