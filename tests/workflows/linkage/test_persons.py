"""Who came back is one person; who was here twice at once is two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workflows.linkage.persons import Pair, gather


def stint(start: int | None, end: int | None, **other: Any) -> dict[str, Any]:
    """A normalised stint of the same name, reading and birth date."""
    same = {"name": "高木昇", "kana": "タカギノボル", "birth_date": date(1980, 4, 26), "employed_now": False}
    return {**same, "start_year": start, "end_year": end, **other}


def persons(*stints: dict[str, Any]) -> list[tuple[int, ...]]:
    """The stints of each person, best first; earlier stints weigh more."""
    pairs = [Pair(number, 30.0 - number, {}, {}) for number in range(len(stints))]
    return [tuple(pair.stint for pair in person.pairs) for person in gather(pairs, dict(enumerate(stints)))]


@pytest.mark.parametrize(
    ("stints", "expected"),
    [
        ((stint(2002, 2007), stint(2010, 2015)), [(0, 1)]),
        ((stint(2002, 2007), stint(2007, 2015)), [(0, 1)]),  # left in spring, came back in autumn
        ((stint(2002, 2007), stint(2002, 2010)), [(0,), (1,)]),
        ((stint(2002, 2010), stint(2004, 2004)), [(0,), (1,)]),
        ((stint(2002, 2007), stint(2004, 2010), stint(2012, 2014)), [(0, 2), (1,)]),
        ((stint(2002, 2007), stint(None, 2010)), [(0, 1)]),  # a missing year says nothing
        ((stint(2002, 2007), stint(2010, 2015, birth_date=None)), [(0,), (1,)]),
        ((stint(2002, 2007), stint(2010, 2015, kana="タカキノボル")), [(0,), (1,)]),
    ],
)
def test_stints_of_one_person(stints: tuple[dict[str, Any], ...], expected: list[tuple[int, ...]]) -> None:
    assert persons(*stints) == expected


def test_somebody_employed_now_is_never_parted_from_an_overlapping_stint() -> None:
    """Otherwise a match with the ended stint would hide that HR has to look."""
    assert persons(stint(2002, 2010), stint(2005, None, employed_now=True)) == [(0, 1)]


def test_the_latest_stint_names_the_person() -> None:
    pairs = [Pair(0, 30.0, {}, {}), Pair(1, 20.0, {}, {})]
    (person,) = gather(pairs, {0: stint(2002, 2007), 1: stint(2010, 2015)})
    assert person.latest == 1
    assert person.best.stint == 0
