"""Groups of people as counts that tell of no single one: groups under `LEAST` are put together, or not told at all.

Knows how many make a group, and that what is left over between a total and its parts tells as much as a part. Must not
know what the groups mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
"""People of whom a group that is told has at least so many."""


@dataclass(frozen=True)
class Groups:
    """What may be told: groups by name, in the order given, and how many people the rest has together.

    `rest` is 0 where nothing was put together, None where even together they are too few to be told; then no total may
    stand beside the groups.
    """

    told: Mapping[str, int]
    rest: int | None = 0


def without_small(people: Mapping[str, Collection[str]], least: int = LEAST) -> Groups:
    """The groups of `people` (who is in which, by name), small ones put together.

    A rest of one group only, or of too few people, could be found by taking the groups that are told from a total: then
    the smallest of those joins it. A person in several groups counts once in the rest.
    """
    told = {name: set(members) for name, members in people.items() if len(set(members)) >= least}
    small = [set(members) for name, members in people.items() if name not in told and members]
    while small and told and (len(small) == 1 or len(set().union(*small)) < least):
        small.append(told.pop(min(told, key=lambda name: len(told[name]))))
    rest = len(set().union(*small))
    return Groups({name: len(members) for name, members in told.items()}, None if 0 < rest < least else rest)
