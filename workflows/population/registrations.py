"""Registrations of invented people, and of some who pretend: what each typed into the form, and who each is.

Knows how often people forget, mistype, marry, write a date their own way; the rates are `Profile`s. Must not know how
anything is normalised or linked: it has its own table of interchangeable characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Final

import pyarrow as pa

from workflows.linkage.tables import RESPONSE_COLUMNS
from workflows.population import handwriting
from workflows.population.name_stock import another_form, seeded, stock
from workflows.population.people import Population, Stint, department, email, invent, phone, some_days


@dataclass(frozen=True)
class Profile:
    """How registrations go wrong: chances of one response, unless said otherwise."""

    classes: Mapping[str, float] = field(
        default_factory=lambda: {"leaver": 0.803, "never": 0.083, "impostor": 0.065, "current": 0.049}
    )
    impostors: Mapping[str, float] = field(
        default_factory=lambda: {"": 0.65, "birth_date": 0.2, "id": 0.05, "phone": 0.05, "email": 0.05}
    )
    """What impostors know beside name, reading, department and about when; all but "" know the birth date."""

    again: float = 0.045  # a leaver registers twice
    former_name: float = 0.095  # the surname is not the roster's any more
    untold: float = 0.2  # … of these: the form's question about it stays blank
    in_brackets: float = 0.03  # … of the others: the former name stands in brackets beside the name
    swapped: float = 0.02  # given name first
    variant: float = 0.3  # of a character: written in another form
    homophone: float = 0.004  # of a given name: other characters, same sound
    kana_blank: float = 0.046
    kana_typo: float = 0.01
    birth_blank: float = 0.016
    birth_wrong: float = 0.022
    birth_unclear: float = 0.002  # day and month before the year, or two digits for the year
    id_given: float = 0.445
    id_wrong: float = 0.07  # of those given
    phone_same: float = 0.44  # the one the roster holds, where it holds one
    email_same: float = 0.25
    department_blank: float = 0.09
    department_short: float = 0.09  # without its area
    department_other: float = 0.115
    tenure_blank: float = 0.09
    year_off: float = 0.36  # of either year: one off


USUAL: Final = Profile()
"""As in the samples this project was calibrated on."""

HARD: Final = replace(
    USUAL,
    again=0.06,
    former_name=0.2,
    untold=0.35,
    in_brackets=0.1,
    swapped=0.05,
    variant=0.6,
    homophone=0.012,
    kana_blank=0.12,
    kana_typo=0.03,
    birth_blank=0.04,
    birth_wrong=0.055,
    birth_unclear=0.008,
    id_given=0.25,
    id_wrong=0.16,
    phone_same=0.38,
    email_same=0.22,
    department_blank=0.2,
    department_short=0.2,
    department_other=0.25,
    tenure_blank=0.2,
    year_off=0.6,
)
"""Two to three times the errors; a quarter give an id."""

TRUTH: Final = pa.schema(
    [("response", pa.int64()), ("class", pa.string()), ("note", pa.string()), ("roster_ids", pa.list_(pa.string()))]
)


@dataclass(frozen=True)
class Registrations:
    """`responses` as `RESPONSE_COLUMNS`; `truth` as `TRUTH`: who each is.

    Classes: `leaver`, `current` (employed now), `never` (was never on the roster), `impostor` (gives a leaver's name).
    Notes: `former` (surname changed), `swap`, `again` (registered before), for impostors what they know. `roster_ids`
    are all stints of the right person; none for `never` and `impostor`.
    """

    responses: pa.Table
    truth: pa.Table


@dataclass
class _Case:
    kind: str
    note: str
    ids: list[str]
    cells: dict[str, str]


def register(population: Population, count: int, seed: int, profile: Profile = USUAL) -> Registrations:
    """`count` registrations, numbered from 1. Leavers register once, but for those `again` who do so twice."""
    random = seeded(f"register {seed}")
    leavers = [number for number, person in enumerate(population.persons) if not person.employed_now]
    current = [number for number, person in enumerate(population.persons) if person.employed_now]
    random.shuffle(leavers)
    random.shuffle(current)
    kinds = random.choices(list(profile.classes), list(profile.classes.values()), k=count)
    cases: list[_Case] = []
    for kind in kinds:
        if len(cases) >= count:
            break
        if not {"leaver": leavers, "impostor": leavers, "current": current, "never": [0]}[kind]:
            kind = "never"  # a small roster is soon used up
        if kind == "leaver":
            number = leavers.pop()
            cases.append(_honest(population, number, "leaver", profile, random))
            if len(cases) < count and random.random() < profile.again:
                second = _honest(population, number, "leaver", profile, random)
                second.note = " ".join(["again", *([second.note] if second.note else [])])
                cases.append(second)
        elif kind == "current":
            cases.append(_honest(population, current.pop(), "current", profile, random))
        elif kind == "impostor":
            cases.append(_impostor(population, random.choice(leavers), profile, random))
        else:
            cases.append(_stranger(profile, random))
    random.shuffle(cases)
    return Registrations(_responses(cases), _truth(cases))


def _honest(population: Population, number: int, kind: str, profile: Profile, random: Random) -> _Case:
    """Somebody who is on the roster."""
    person, ids = population.persons[number], population.ids[number]
    which = int(random.random() * len(ids))
    stint, notes = person.stints[which], []
    surname, given = person.surname, person.given
    former = ""
    if random.random() < profile.former_name:
        notes.append("former")
        former, surname = surname.written, stock().surname(random)
    elif person.former and random.random() < 0.5:
        former = person.former
    names = (
        another_form(surname.written, profile.variant, random),
        another_form(
            stock().homophone(given, person.sex, random) if random.random() < profile.homophone else given.written,
            profile.variant,
            random,
        ),
    )
    bracketed = ""
    if former and random.random() < profile.untold:
        former = ""
    elif former and random.random() < profile.in_brackets:
        former, bracketed = "", former
    foreign = surname.written.isascii()
    if foreign:
        names = (names[0].capitalize(), names[1].capitalize())
    turned = random.random() < (0.6 if foreign else profile.swapped)
    if turned:
        notes.append("swap")
    cells = {
        "name": handwriting.name(*names, bracketed=bracketed, turned=turned, random=random),
        "former_name": former,
        "kana": ""
        if random.random() < profile.kana_blank
        else handwriting.reading(surname.reading, given.reading, typo=profile.kana_typo, random=random),
        "birth_date": _birth_date(person.born, profile, random),
        "employee_id": handwriting.employee_id(ids[which], wrong=profile.id_wrong, random=random)
        if random.random() < profile.id_given
        else "",
        "tenure": _tenure(stint, profile, random),
        "department": _department(stint.department, profile, random),
        "phone": handwriting.phone(
            stint.phone if stint.phone and random.random() < profile.phone_same else phone(random), random
        ),
        "email": stint.email if stint.email and random.random() < profile.email_same else email(random),
    }
    return _Case(kind, " ".join(notes), ids, cells)


def _impostor(population: Population, number: int, profile: Profile, random: Random) -> _Case:
    """Somebody who gives a leaver's name, and what else can be found out about a former colleague."""
    person, ids = population.persons[number], population.ids[number]
    stint = person.stints[-1]
    knows = random.choices(list(profile.impostors), list(profile.impostors.values()))[0]
    born = person.born if knows else _other_birth_date(person.born, random)
    known_id = handwriting.employee_id(ids[-1], wrong=0, random=random)
    made_up_id = handwriting.employee_id(f"{int(random.random() * 2_000_000):08d}", wrong=0, random=random)
    if (knows == "phone" and not stint.phone) or (knows == "email" and not stint.email):
        knows = "id"
    cells = {
        "name": handwriting.name(
            another_form(person.surname.written, profile.variant, random),
            another_form(person.given.written, profile.variant, random),
            random=random,
        ),
        "former_name": "",
        "kana": ""
        if random.random() < profile.kana_blank
        else handwriting.reading(person.surname.reading, person.given.reading, typo=0, random=random),
        "birth_date": handwriting.birth_date(born, random),
        "employee_id": known_id if knows == "id" else made_up_id if random.random() < 0.35 else "",
        "tenure": _tenure(stint, profile, random),
        "department": stint.department if random.random() < 0.92 else department(random),
        "phone": handwriting.phone(stint.phone if knows == "phone" else phone(random), random),
        "email": stint.email if knows == "email" else email(random),
    }
    return _Case("impostor", knows and f"knows_{knows}", [], cells)


def _stranger(profile: Profile, random: Random) -> _Case:
    """Somebody who was never employed here, in good faith or not."""
    person = invent(random)
    stint = person.stints[0]
    made_up_id = handwriting.employee_id(f"{int(random.random() * 4_000_000):08d}", wrong=0, random=random)
    cells = {
        "name": handwriting.name(person.surname.written, person.given.written, random=random),
        "former_name": "",
        "kana": ""
        if random.random() < profile.kana_blank
        else handwriting.reading(person.surname.reading, person.given.reading, typo=0, random=random),
        "birth_date": handwriting.birth_date(person.born, random),
        "employee_id": made_up_id if random.random() < 0.3 else "",
        "tenure": handwriting.tenure(stint.joined, stint.left or stint.joined + 3, random),
        "department": department(random),
        "phone": handwriting.phone(phone(random), random),
        "email": email(random),
    }
    return _Case("never", "", [], cells)


def _birth_date(born: date, profile: Profile, random: Random) -> str:
    draw = random.random()
    if draw < profile.birth_blank:
        return ""
    if random.random() < profile.birth_unclear:
        return handwriting.unclear_birth_date(born, random)
    if random.random() < profile.birth_wrong:
        born = _near_birth_date(born, random)
    return handwriting.birth_date(born, random)


def _near_birth_date(born: date, random: Random) -> date:
    """A slip: one year off, a few days off, or day and month changed for each other."""
    draw = random.random()
    if draw < 0.4 and (born.month, born.day) != (2, 29):
        return born.replace(year=born.year + random.choice((-1, 1)))
    if draw < 0.5 and born.day <= 12 and born.day != born.month:
        return born.replace(month=born.day, day=born.month)
    return born + some_days(random, 9 if draw < 0.95 else 28)


def _other_birth_date(born: date, random: Random) -> date:
    """A guess by somebody who knows about how old a person is."""
    return born + some_days(random, 365 * (3 if random.random() < 0.95 else 15))


def _tenure(stint: Stint, profile: Profile, random: Random) -> str:
    if random.random() < profile.tenure_blank:
        return ""
    joined, left = stint.joined, stint.left
    if random.random() < profile.year_off:
        joined += random.choice((-1, 1))
    if left is not None and random.random() < profile.year_off:
        left += random.choice((-1, 1))
    return handwriting.tenure(joined, left, random)


def _department(known: str, profile: Profile, random: Random) -> str:
    draw = random.random()
    if draw < profile.department_blank:
        return ""
    if draw < profile.department_blank + profile.department_short:
        return handwriting.without_area(known)
    if draw < profile.department_blank + profile.department_short + profile.department_other:
        return department(random)
    return known


def _responses(cases: list[_Case]) -> pa.Table:
    columns = {"response": pa.array(range(1, len(cases) + 1), pa.int64())}
    for column in RESPONSE_COLUMNS[1:]:
        columns[column] = pa.array([case.cells[column] for case in cases], pa.string())
    return pa.table(columns)


def _truth(cases: list[_Case]) -> pa.Table:
    columns = (
        list(range(1, len(cases) + 1)),
        [case.kind for case in cases],
        [case.note for case in cases],
        [case.ids for case in cases],
    )
    return pa.table([pa.array(column, kind.type) for column, kind in zip(columns, TRUTH, strict=True)], schema=TRUTH)
