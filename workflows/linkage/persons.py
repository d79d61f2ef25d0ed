"""Stints -> persons: who left, came back and left again is one person on the roster, under two employee ids.

Knows which stints are one person's (name, reading and birth date agree) and which stint is the latest. Must not know
responses' outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """A response and a stint, compared: `levels` is field -> level of the model."""

    stint: int
    match_weight: float
    levels: Mapping[str, str]
    weights: Mapping[str, float]
    aliases: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Person:
    """One person of the roster, as a response sees them: their stints' pairs, best first."""

    pairs: tuple[Pair, ...]
    latest: int
    """The latest stint: the one still running, else the one that ended last."""
    employed_now: bool

    @property
    def best(self) -> Pair:
        """The pair by which this person is meant."""
        return self.pairs[0]


def gather(pairs: Sequence[Pair], stints: Mapping[int, Row]) -> list[Person]:
    """The persons behind `pairs` (best first), best first. `stints`: stint -> its normalised row as written (alias "").

    Two stints are one person only where name, reading and birth date are all there and agree: a shared birthday or a
    common name alone makes nobody the same. Nor is anybody here twice at once: stints that overlap are two persons.
    """
    together: dict[object, list[Pair]] = {}
    for pair in pairs:
        together.setdefault(_identity(pair.stint, stints[pair.stint]), []).append(pair)
    persons = [_person(theirs, stints) for group in together.values() for theirs in _apart(group, stints)]
    return sorted(persons, key=lambda person: -person.best.match_weight)


def _apart(pairs: Sequence[Pair], stints: Mapping[int, Row]) -> list[list[Pair]]:
    """`pairs` of one name, reading and birth date, best first, parted where years of ended stints overlap.

    With somebody employed now among them nothing is parted: whoever that is, HR has to look.
    """
    if len(pairs) == 1 or any(stints[pair.stint]["employed_now"] for pair in pairs):
        return [list(pairs)]
    persons: list[list[Pair]] = []
    for pair in pairs:
        theirs = next(
            (theirs for theirs in persons if not any(_overlap(stints[pair.stint], stints[p.stint]) for p in theirs)),
            None,
        )
        if theirs is None:
            persons.append([pair])
        else:
            theirs.append(pair)
    return persons


def _overlap(one: Row, other: Row) -> bool:
    """Whether two stints share more than the year in which one ended and the other began."""
    years = (one["start_year"], one["end_year"], other["start_year"], other["end_year"])
    if any(year is None for year in years):
        return False
    return bool(one["start_year"] < other["end_year"] and other["start_year"] < one["end_year"])


def _identity(stint: int, row: Row) -> object:
    whole = (row["name"], row["kana"], row["birth_date"])
    return whole if all(part is not None for part in whole) else stint


def _person(pairs: Sequence[Pair], stints: Mapping[int, Row]) -> Person:
    rows = {pair.stint: stints[pair.stint] for pair in pairs}
    return Person(
        pairs=tuple(pairs),
        latest=max(rows, key=lambda stint: _recency(stint, rows[stint])),
        employed_now=any(row["employed_now"] for row in rows.values()),
    )


def _recency(stint: int, row: Row) -> tuple[bool, int, int, int]:
    return (row["employed_now"], row["end_year"] or 0, row["start_year"] or 0, stint)
