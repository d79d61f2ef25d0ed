"""How people write one thing in many ways: names, readings, dates, numbers, years.

Knows the spellings and their rough shares. Must not know who writes, nor whether it is right.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from workflows.population.people import half_width

_HIRAGANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_FULL_WIDTH: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_ERAS: Final = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 25), "明治", "M"),
)
_VOWEL_ROWS: Final = (
    "アカサタナハマヤラ",
    "イキシチニヒミリ",
    "ウクスツヌフムユル",
    "エケセテネヘメレ",
    "オコソトノホモヨロ",
)


def name(surname: str, given: str, *, bracketed: str = "", turned: bool = False, random: Random) -> str:
    """A name with its parts apart or joined, in either order, a former surname in brackets where there is one."""
    gap = " " if (draw := random.random()) < 0.38 or turned else "\u3000" if draw < 0.75 else ""
    if bracketed:
        if random.random() < 0.5:
            return f"{surname}（旧姓 {bracketed}）{gap}{given}"
        return f"{surname}({bracketed}){given}"
    if surname.isascii() and not gap:
        gap = " "
    return f"{given}{gap}{surname}" if turned else f"{surname}{gap}{given}"


def reading(surname: str, given: str, *, typo: float, random: Random) -> str:
    """A reading in katakana, hiragana or half-width kana, seldom with one kana wrong."""
    whole = f"{surname}{(' ', '　', '')[_which((0.41, 0.34, 0.25), random)]}{given}"
    if random.random() < typo:
        whole = _one_kana_wrong(whole, random)
    draw = random.random()
    if draw < 0.22:
        return whole.translate(_HIRAGANA)
    return half_width(whole) if draw < 0.38 else whole


def birth_date(born: date, random: Random) -> str:
    """A date that can be read in one way."""
    year, month, day = born.year, born.month, born.day
    which = _which((0.25, 0.25, 0.055, 0.005, 0.175, 0.135, 0.05, 0.09), random)
    if which == 0:
        return born.isoformat()
    if which == 1:
        return f"{year}/{month}/{day}"
    if which == 2:
        return f"{year}/{month:02d}/{day:02d}".translate(_FULL_WIDTH)
    if which == 3:
        return f"{year}.{month}.{day}"
    if which == 4:
        _, era, since = _era(born)
        return f"{era}{'元' if since == 1 else since}年{month}月{day}日"
    if which == 5:
        return f"{year}年{month}月{day}日"
    if which == 6:
        return f"{year}{month:02d}{day:02d}"
    letter, _, since = _era(born)
    return f"{letter}{since}.{month}.{day}"


def unclear_birth_date(born: date, random: Random) -> str:
    """A date that can be read in more ways than one."""
    if random.random() < 0.5:
        return f"{born.day}/{born.month}/{born.year}"
    return f"{born.year % 100:02d}.{born.month}.{born.day}"


def employee_id(right: str, *, wrong: float, random: Random) -> str:
    """An id, with its zeros or without, seldom with two digits changed for each other."""
    written = right
    if random.random() < wrong:
        place = int(random.random() * (len(written) - 3)) + 2
        written = written[:place] + written[place + 1] + written[place] + written[place + 2 :]
    if random.random() < 0.28:
        written = written.lstrip("0")
    return f"No.{written}" if random.random() < 0.05 else written


def phone(number: str, random: Random) -> str:
    """A mobile number with hyphens, without, full-width or from abroad."""
    which = _which((0.53, 0.28, 0.1, 0.09), random)
    if which == 0:
        return f"{number[:3]}-{number[3:7]}-{number[7:]}"
    if which == 1:
        return number
    if which == 2:
        return number.translate(_FULL_WIDTH)
    return f"+81 {number[1:3]} {number[3:7]} {number[7:]}"


def tenure(joined: int, left: int | None, random: Random) -> str:
    """Years from and to, western or Japanese."""
    if random.random() < 0.04:
        end = "現在" if left is None else _year(left)
        return f"{_year(joined)}～{end}"
    return f"{joined}年〜現在" if left is None else f"{joined}年〜{left}年"


def without_area(department: str) -> str:
    """A department as its own people call it."""
    for area in ("東日本", "西日本", "首都圏", "中部", "九州", "北海道"):
        department = department.removeprefix(area)
    return department


def _year(year: int) -> str:
    _, era, since = _era(date(year, 12, 31))
    return f"{era}{'元' if since == 1 else since}年"


def _era(day: date) -> tuple[str, str, int]:
    first, name, letter = next(era for era in _ERAS if day >= era[0])
    return letter, name, day.year - first.year + 1


def _one_kana_wrong(text: str, random: Random) -> str:
    """A neighbour in the table of kana, a kana left out, or two changed for each other."""
    place = int(random.random() * (len(text) - 1))
    draw = random.random()
    if draw < 0.3:
        return text[:place] + text[place + 1 :]
    if draw < 0.6:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    for row in _VOWEL_ROWS:
        if text[place] in row:
            return text[:place] + random.choice(row) + text[place + 1 :]
    return text


def _which(weights: tuple[float, ...], random: Random) -> int:
    draw = random.random() * sum(weights)
    for place, weight in enumerate(weights):
        draw -= weight
        if draw < 0:
            return place
    return len(weights) - 1
