"""How often each surname, given name and reading occurs on the roster: what parts 「亀野典俊」 and turns 「達貴 小林」.

Knows counts of folded names and the shape of the roster's ids. Must not know persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log


@dataclass(frozen=True)
class Census:
    """Counts of folded surnames and given names, readings by surname, and how the roster writes ids."""

    surnames: Mapping[str, int] = field(default_factory=dict)
    givens: Mapping[str, int] = field(default_factory=dict)
    readings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    id_width: int = 0
    id_prefix: str = ""

    def splits(self, whole: str, reading: str | None = None) -> list[tuple[str, str]]:
        """Where a joined name may part, likeliest first; only cuts of which the roster knows at least one side.

        `reading`: the surname's folded reading, or the whole name's, where the form says it.
        """
        scored = []
        for cut in range(1, len(whole)):
            surname, given = whole[:cut], whole[cut:]
            as_surname, as_given = self.surnames.get(surname, 0), self.givens.get(given, 0)
            if not as_surname and not as_given:
                continue
            score = log(as_surname + 0.05) + log(as_given + 0.05)
            if reading is not None and any(reading.startswith(known) for known in self.readings.get(surname, ())):
                score += 6
            scored.append((score, surname, given))
        scored.sort(key=lambda candidate: -candidate[0])
        return [(surname, given) for _, surname, given in scored]

    def knows(self, surname: str, given: str) -> bool:
        """Whether both parts occur on the roster, each as what it is said to be."""
        return surname in self.surnames and given in self.givens

    def part_reading(self, surname: str, reading: str) -> tuple[str, str] | None:
        """A joined reading parted by the surname's known readings, the longest that leaves something over."""
        known = [sound for sound in self.readings.get(surname, ()) if reading.startswith(sound) and sound != reading]
        longest = max(known, key=len, default=None)
        return None if longest is None else (longest, reading[len(longest) :])

    def looks_swapped(self, surname: str, given: str) -> bool:
        """Whether the parts are likelier the other way round: 「達貴 小林」."""
        turned = self.surnames.get(given, 0)
        return turned > 0 and turned * (self.givens.get(surname, 0) + 0.1) > self.surnames.get(surname, 0) * (
            self.givens.get(given, 0) + 0.1
        )
