"""The forms one person's name may take: as written, parted, turned round, with a former surname.

Knows `Name`, readings and the roster's `Census`. Must not know tables or who else bears a name.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from workflows.linkage import kana
from workflows.linkage.census import Census
from workflows.linkage.names import Name


class Reading(NamedTuple):
    """A folded reading; `surname` and `given` are None where no space parts it."""

    surname: str | None = None
    given: str | None = None
    whole: str | None = None


class Form(NamedTuple):
    """One row's worth of name and reading; `alias` is "" for the form as written."""

    alias: str
    surname: str | None
    given: str | None
    name: str | None
    reading: Reading


def forms(
    name: Name | None, former: tuple[str, ...], reading: Reading, census: Census, *, turn_foreign: bool
) -> list[Form]:
    """All forms of a name, the written one first.

    `former`: folded surnames from a column of their own. `turn_foreign`: whether a foreign name is tried in both orders
    (enough on one side of a comparison).
    """
    if name is None:
        return [Form("", None, None, None, reading)]
    whole = name.whole
    if reading.whole is None and kana.is_kana(whole):
        reading = Reading(name.surname if name.given else None, name.given, whole)
    if name.given is None:
        found = _part(whole, reading, census)
    else:
        found = [Form("", name.surname, name.given, whole, _part_reading(name.surname, reading, census))]
    best = written = found[0]
    if written.surname and written.given:
        likely = census.looks_swapped(written.surname, written.given)
        if likely or (turn_foreign and name.foreign):
            turned = _turn(written, census)
            found.append(turned)
            best = turned if likely else written
    for alias, surnames in (("former_name", former), ("name_in_brackets", name.others)):
        for surname in surnames:
            if surname != best.surname and not any(form.surname == surname for form in found):
                given = best.given
                rest = Reading(None, best.reading.given, None)
                found.append(Form(alias, surname, given, surname + (given or ""), rest))
    return found


def _part(whole: str, reading: Reading, census: Census) -> list[Form]:
    """A joined name parted: the likeliest way, then another one if the roster knows both its parts."""
    splits = census.splits(whole, reading.surname or reading.whole)
    if not splits:
        unparted = Form("", None, None, whole, reading)
        turned = next((cut for cut in range(1, len(whole)) if census.knows(whole[cut:], whole[:cut])), None)
        return (
            [unparted]
            if turned is None
            else [unparted, _turn(Form("", whole[:turned], whole[turned:], whole, reading), census)]
        )
    likeliest, *rest = splits
    others = (split for split in rest if census.knows(*split))
    ways = [("", likeliest), *(("split", split) for split in islice(others, 1))]
    return [
        Form(alias, surname, given, whole, _part_reading(surname, reading, census)) for alias, (surname, given) in ways
    ]


def _part_reading(surname: str, reading: Reading, census: Census) -> Reading:
    if reading.given is not None or reading.whole is None:
        return reading
    parted = census.part_reading(surname, reading.whole)
    return reading if parted is None else Reading(*parted, reading.whole)


def _turn(form: Form, census: Census) -> Form:
    """Surname and given name in the other order; the reading turns too where the roster's readings say it should."""
    surname, given = form.given or "", form.surname
    reading = form.reading
    if reading.surname and reading.given and reading.given in census.readings.get(surname, ()):
        reading = Reading(reading.given, reading.surname, reading.given + reading.surname)
    elif reading.given is None:
        reading = _part_reading(surname, reading, census)
    return Form("swapped", surname, given, surname + (given or ""), reading)
