"""Names to draw from: common surnames by rank, given names by generation, and parts that rarer names are made of.

Knows `surnames.csv`, `given_names.csv` and `name_parts.csv` (facts: spelling, reading, rough frequency). Must not know
what happens to a name once somebody bears it.
"""

from __future__ import annotations

import csv
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Final, NamedTuple


class Part(NamedTuple):
    """A surname or a given name with its reading in katakana."""

    written: str
    reading: str


COMMON_SURNAMES: Final = 0.72
COMMON_GIVEN_NAMES: Final = 0.75
FOREIGN: Final = 0.0025
"""Shares of people; the rest bear composed names, so that most names are rare, as in life."""

INTERCHANGEABLE: Final = (
    "高髙", "崎﨑", "辺邊邉", "斎齋", "斉齊", "沢澤", "浜濱", "広廣", "島嶋", "桜櫻", "滝瀧", "富冨", "吉𠮷", "渕淵",
    "桑桒", "瀬瀨", "真眞", "恵惠", "竜龍", "静靜", "栄榮", "国國", "実實", "寿壽", "徳德", "礼禮", "増增", "黒黑",
)  # fmt: skip
"""Forms of one character that people and personnel systems use for each other."""

_FORMS: Final = {form: family for family in INTERCHANGEABLE for form in family}
_SPREAD: Final = 14
"""Years over which a given name's fashion falls to a half."""


class Stock:
    """Weighted draws; all methods take the caller's `Random`."""

    def __init__(self) -> None:
        surnames = [Part(row["surname"], row["reading"]) for row in _rows("surnames.csv")]
        # Zipf-Mandelbrot by rank: 佐藤 about 1.6 %, the 50th about 0.2 %.
        self._surnames = _Urn((surname, 1 / (rank + 12)) for rank, surname in enumerate(surnames, start=1))
        self._given = _rows("given_names.csv")
        self._parts: dict[str, list[Part]] = defaultdict(list)
        for row in _rows("name_parts.csv"):
            self._parts[row["kind"]].append(Part(row["part"], row["reading"]))
        self._fashions: dict[tuple[str, int], _Urn] = {}
        self._homophones: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self._given:
            self._homophones[row["sex"], row["reading"]].append(row["given"])

    def surname(self, random: Random) -> Part:
        """A Japanese surname."""
        if random.random() < COMMON_SURNAMES:
            return self._surnames.draw(random)
        return self._composed("surname", random)

    def given(self, sex: str, year: int, random: Random) -> Part:
        """A given name as chosen in `year` for a girl ("f") or a boy ("m")."""
        if random.random() < COMMON_GIVEN_NAMES:
            return self._fashion(sex, year // 5 * 5).draw(random)
        return self._composed(sex, random)

    def foreign(self, random: Random) -> tuple[Part, Part]:
        """A surname and a given name in Latin letters."""
        return random.choice(self._parts["foreign_surname"]), random.choice(self._parts["foreign_given"])

    def sibling(self, given: Part, sex: str, random: Random) -> Part:
        """A given name that begins like `given`: twins' names often do."""
        second = [part for part in self._parts[f"{sex}_second"] if not given.written.endswith(part.written)]
        last = random.choice(second)
        for part in self._parts[f"{sex}_first"]:
            if given.written.startswith(part.written) and given.reading.startswith(part.reading):
                return Part(part.written + last.written, part.reading + last.reading)
        return self._composed(sex, random)

    def homophone(self, given: Part, sex: str, random: Random) -> str:
        """The same sound in other characters (博之 for 浩之), or the same characters where there are none."""
        others = [other for other in self._homophones[sex, given.reading] if other != given.written]
        return random.choice(others) if others else given.written

    def _composed(self, kind: str, random: Random) -> Part:
        first, second = self._parts[f"{kind}_first"], self._parts[f"{kind}_second"]
        while True:
            left, right = first[int(random.random() * len(first))], second[int(random.random() * len(second))]
            if left.written != right.written and left.reading != right.reading:
                return Part(left.written + right.written, left.reading + right.reading)

    def _fashion(self, sex: str, year: int) -> _Urn:
        if (sex, year) not in self._fashions:
            self._fashions[sex, year] = _Urn(
                (Part(row["given"], row["reading"]), 0.5 ** (abs(int(row["peak"]) - year) / _SPREAD) / (rank % 60 + 4))
                for rank, row in enumerate(self._given)
                if row["sex"] == sex
            )
        return self._fashions[sex, year]


def another_form(name: str, chance: float, random: Random) -> str:
    """`name` with characters replaced, each with `chance`, by another of their forms."""
    if _FORMS.keys().isdisjoint(name):
        return name
    return "".join(
        random.choice(_FORMS[character]) if character in _FORMS and random.random() < chance else character
        for character in name
    )


def seeded(seed: str) -> Random:
    """The same numbers for the same seed, on every machine."""
    return Random(seed)  # noqa: S311  # invented people need no secrecy


@cache
def stock() -> Stock:
    """The one stock, read once."""
    return Stock()


class _Urn:
    """Parts drawn by weight."""

    def __init__(self, weighted: Iterable[tuple[Part, float]]) -> None:
        pairs = list(weighted)
        self._parts = [part for part, _ in pairs]
        self._bounds = list(accumulate(weight for _, weight in pairs))

    def draw(self, random: Random) -> Part:
        return self._parts[bisect(self._bounds, random.random() * self._bounds[-1])]


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
