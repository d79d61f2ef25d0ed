"""A roster of invented people: when they were born, joined and left, how HR's system spells them.

Knows the shapes of `linkage.tables.ROSTER_COLUMNS` and what rosters look like: skewed names, namesakes, twins, rehires,
current staff, blanks, half-width kana. Must not know registrations.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Final, NamedTuple

import pyarrow as pa

from workflows.linkage.tables import ROSTER_COLUMNS
from workflows.population.name_stock import FOREIGN, Part, another_form, seeded, stock

THIS_YEAR: Final = 2026

_REHIRED: Final = 0.0095
_TWINS: Final = 0.0035
_WOMEN: Final = 0.38
_NO_PHONE: Final = 0.375
_NO_EMAIL: Final = 0.5
_FORMER_NAME: Final = 0.02  # of women: the roster holds both surnames
_HALF_WIDTH: Final = 0.3
_VARIANT: Final = 0.45
_BIRTHS: Final = (
    (1945, 5, 0.054),
    (1950, 10, 0.13),
    (1960, 10, 0.245),
    (1970, 10, 0.275),
    (1980, 10, 0.19),
    (1990, 9, 0.083),
    (1999, 5, 0.023),
)
"""First year, years, share."""
_AGES_AT_JOINING: Final = ((18, 0.11), (20, 0.11), (22, 0.34), (24, 0.11))  # the rest join later in life
_AREAS: Final = ("東日本", "西日本", "首都圏", "中部", "九州", "北海道")
_FUNCTIONS: Final = (
    "営業部", "第一営業部", "第二営業部", "人事部", "総務部", "経理部", "情報システム部", "開発部", "研究所",
    "品質保証部", "製造部", "法務部", "購買部", "広報部", "物流部", "企画部",
)  # fmt: skip
_FUNCTION_WEIGHTS: Final = (17, 11, 8, 6.5, 6, 5, 4.5, 4, 3.7, 3.5, 3.5, 3, 3, 3, 2.6, 2.5)
_PLANTS: Final = ("仙台工場", "横浜工場", "名古屋工場", "大阪工場", "福岡工場")
_MAIL_HOSTS: Final = ("gmail.com", "yahoo.co.jp", "ezweb.ne.jp", "icloud.com", "docomo.ne.jp")
_TO_HALF: Final = str.maketrans(
    {
        unicodedata.normalize("NFKC", half): half
        for code in range(0xFF66, 0xFF9E)
        for half in (chr(code), chr(code) + "\uff9e", chr(code) + "\uff9f")
        if len(unicodedata.normalize("NFKC", half)) == 1
    }
)


class Person(NamedTuple):
    """Somebody, as they are; `stints` are (joined, left or None, department), `roster` spells them in its own way."""

    sex: str
    surname: Part
    given: Part
    born: date
    stints: tuple[Stint, ...]
    former: str = ""

    @property
    def employed_now(self) -> bool:
        """Whether the last stint goes on."""
        return any(stint.left is None for stint in self.stints)


class Stint(NamedTuple):
    """One employment. `joined` and `left` are years; `phone` and `email` "" where the roster has none."""

    joined: int
    left: int | None
    department: str
    phone: str
    email: str


@dataclass(frozen=True)
class Population:
    """People and their roster, one row a stint; `ids[person]` are the roster ids of `persons[person]`'s stints."""

    persons: list[Person]
    ids: list[list[str]]
    roster: pa.Table


def people(size: int, seed: int) -> Population:
    """A roster of `size` rows. Same arguments, same people. About 1.5 GB for a million."""
    random = seeded(f"people {seed}")
    persons: list[Person] = []
    rows = 0
    while rows < size:
        person = invent(random)
        if size - rows > 1 and random.random() < _REHIRED:
            person = person._replace(stints=(*person.stints, _return(person, random)))
        persons.append(person)
        rows += len(person.stints)
        if rows < size and random.random() < _TWINS and not person.surname.written.isascii():
            persons.append(_twin(person, random))
            rows += 1
    ids = _ids(persons, random)
    return Population(persons, ids, _roster(persons, ids, random))


def invent(random: Random) -> Person:
    """Somebody with one stint."""
    sex = "f" if random.random() < _WOMEN else "m"
    first, years = _births(random)
    born = date.fromordinal(date(first, 1, 1).toordinal() + int(random.random() * 365 * years))
    if random.random() < FOREIGN:
        surname, given = stock().foreign(random)
    else:
        surname, given = stock().surname(random), stock().given(sex, born.year, random)
    former = stock().surname(random).written if sex == "f" and random.random() < _FORMER_NAME else ""
    return Person(sex, surname, given, born, (_stint(born.year, random),), former)


def phone(random: Random) -> str:
    """A mobile number nobody is known to have."""
    return f"0{random.choice('789')}0{10_000_000 + int(random.random() * 89_999_999)}"


def email(random: Random) -> str:
    """An address nobody is known to have."""
    name = f"{random.choice('abcdefghijklmnopqrstuvwxyz')}{1_000_000 + int(random.random() * 8_999_999)}"
    return f"{name}@{random.choice(_MAIL_HOSTS)}"


def department(random: Random) -> str:
    """Some department of the company, with or without its area."""
    draw = random.random()
    if draw < 0.06:
        return f"{random.choice(_PLANTS)}製造{random.choice('一二三四')}課"
    function = random.choices(_FUNCTIONS, _FUNCTION_WEIGHTS)[0]
    return function if draw < 0.5 else random.choice(_AREAS) + function


def half_width(reading: str) -> str:
    """Katakana as systems of old store it."""
    return reading.translate(_TO_HALF)


def _stint(birth_year: int, random: Random, earliest: int = 1963) -> Stint:
    draw = random.random()
    age = 25 + int(random.random() * random.random() * 26)
    for usual, share in _AGES_AT_JOINING:
        draw -= share
        if draw < 0:
            age = usual
            break
    joined = max(earliest, min(birth_year + age, THIS_YEAR - int(random.random() * 4)))
    left: int | None = joined + int(random.expovariate(1 / 7.6))
    if left is not None and (left >= THIS_YEAR or left - birth_year > 66):
        left = None if THIS_YEAR - birth_year < 66 else max(joined, birth_year + 60)
    has_phone, has_email = random.random() >= _NO_PHONE, random.random() >= _NO_EMAIL
    return Stint(
        joined, left, department(random), phone(random) if has_phone else "", email(random) if has_email else ""
    )


def _return(person: Person, random: Random) -> Stint:
    """A second stint of somebody who came back, or who had been here before."""
    first = person.stints[0]
    back = (first.left or first.joined) + 1 + int(random.random() * 8)
    if first.left is None or back > THIS_YEAR:
        left = max(1963, first.joined - 1 - int(random.random() * 6))
        return first._replace(joined=max(1963, left - 4), left=left, department=department(random), phone="", email="")
    again = _stint(person.born.year, random, earliest=back)
    return again._replace(joined=back, left=again.left and max(again.left, back))


def _twin(person: Person, random: Random) -> Person:
    given = stock().sibling(person.given, person.sex, random)
    return Person(person.sex, person.surname, given, person.born, (_stint(person.born.year, random),))


def _ids(persons: list[Person], random: Random) -> list[list[str]]:
    """Ids of eight digits, given out in order of joining with gaps, as personnel systems do."""
    order = sorted(
        (
            (stint.joined, number, which)
            for number, person in enumerate(persons)
            for which, stint in enumerate(person.stints)
        ),
    )
    ids = [[""] * len(person.stints) for person in persons]
    last = 700_000
    for _, number, which in order:
        last += 1 + int(random.random() * 12)
        ids[number][which] = f"{last:08d}"
    return ids


def _roster(persons: list[Person], ids: list[list[str]], random: Random) -> pa.Table:
    """The rows as HR's system holds them, in no order."""
    rows = [(number, which) for number, person in enumerate(persons) for which in range(len(person.stints))]
    random.shuffle(rows)
    columns: list[list[str]] = [[] for _ in ROSTER_COLUMNS]
    iso = _iso
    for number, which in rows:
        person = persons[number]
        stint = person.stints[which]
        draw = random.random()
        gap = "\u3000" if draw < 0.8 else " " if draw < 0.95 else ""
        surname = another_form(person.surname.written, _VARIANT, random)
        given = another_form(person.given.written, _VARIANT, random)
        reading = f"{person.surname.reading} {person.given.reading}"
        if random.random() < 0.004:
            surname += "\U000e0100"
        cells = (
            ids[number][which],
            surname + gap + given,
            person.former,
            half_width(reading) if random.random() < _HALF_WIDTH else reading,
            iso(person.born),
            str(stint.joined),
            "" if stint.left is None else str(stint.left),
            stint.department,
            stint.phone,
            stint.email,
        )
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(ROSTER_COLUMNS, columns, strict=True)})


@cache
def _iso(day: date) -> str:
    return day.isoformat()


def _births(random: Random) -> tuple[int, int]:
    draw = random.random()
    for first, years, share in _BIRTHS:
        draw -= share
        if draw < 0:
            return first, years
    return _BIRTHS[0][:2]


def some_days(random: Random, most: int) -> timedelta:
    """Between one and `most` days, forwards or back."""
    return timedelta(days=random.choice((-1, 1)) * (1 + int(random.random() * most)))
