"""The network in numbers, for the public site: counts of members that tell of no single one.

Knows what is counted and how far it is rounded. Must not know names, nor who may publish them: a person looks at the
file and commits it. Groups under five are put together or left out (`groups`); all numbers are rounded, so that
neither taking groups from the total nor last month's figures from this month's tells who came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from workflows.groups import LEAST, Groups, without_small
from workflows.ledger import Standing

STEP: Final = 5
STEP_OF_ALL: Final = 10
"""Groups are rounded down to fives, the total to tens: a number is never more than there are."""


def figures(
    members: Sequence[Standing], ways: Sequence[str], left: Mapping[str, int], today: date
) -> dict[str, Any] | None:
    """The numbers by what they count; None where there are too few members to tell of any.

    `ways` are the options of the form, `left` the year in which a leaver left (`roster.years_left`).
    """
    if len(members) < LEAST:
        return None
    found: dict[str, Any] = {"as_of": f"{today:%Y-%m}", "members": _rounded(len(members), STEP_OF_ALL)}
    by_way = {way: {one.key for one in members if way in one.chosen} for way in ways}
    by_decade: dict[str, set[str]] = defaultdict(set)
    for one in members:
        if one.matched in left:
            by_decade[f"{left[one.matched] // 10}0"].add(one.key)
    found["ways"] = _told(without_small(by_way))
    found["left_in"] = _told(without_small(dict(sorted(by_decade.items()))))
    return {name: value for name, value in found.items() if value not in ({}, 0)}


def _told(groups: Groups) -> dict[str, int]:
    told = {name: _rounded(count, STEP) for name, count in groups.told.items()}
    return told | ({"rest": _rounded(groups.rest, STEP)} if groups.rest else {})


def _rounded(count: int, step: int) -> int:
    return max(count // step * step, LEAST if count >= LEAST else 0)
