"""Weights from labels: how often true pairs reach each level of the model.

Knows judged pairs and the model's levels. Must not know sheets or who judged. m comes from labels alone: estimated
without them (EM), it learns the impostors' wrong birth dates as if they were slips of honest people. u is chance
agreement, which labels say nothing of, and stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from math import log2
from typing import Any, Final

from workflows.linkage import model
from workflows.linkage.persons import Pair

CONDITIONAL: Final = {"kana": (frozenset({"same", "near", "other_reading"}), frozenset({"given_same"}))}
"""Levels that presuppose how far the name agrees: their probabilities add up to 1 within their group, as those of the
field's other levels do. A reading follows from its name, so it must not count twice."""

STRENGTH: Final = 200.0
"""The committed m counts as this many pairs seen: a few judgements correct the model, they do not overturn it."""

NOTEWORTHY: Final = 1.0
"""Bits: a level that moves this far tells twice, or half, as much as before."""

Seen = Mapping[str, Counter[str]]
"""Field -> how many true pairs reached each level."""


def tally(pairs: Iterable[Pair]) -> dict[str, Counter[str]]:
    """How many of `pairs`, all of them true, reached each level; what was blank says nothing."""
    seen: dict[str, Counter[str]] = {}
    for pair in pairs:
        for field, label in pair.levels.items():
            if label != "blank":
                seen.setdefault(field, Counter())[label] += 1
    return seen


def fit_m(settings: model.Settings, seen: Seen, strength: float = STRENGTH) -> model.Settings:
    """`settings` with m re-estimated: the mean of a Dirichlet prior at the present m and the pairs seen."""
    fitted = deepcopy(settings)
    for comparison in fitted["comparisons"]:
        field = comparison["output_column_name"]
        counts = seen.get(field, Counter())
        stated = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        for group in groups(field, stated):
            total = sum(counts[level["label_for_charts"]] for level in group)
            before = sum(level["m_probability"] for level in group)
            for level in group:
                share = level["m_probability"] / before
                level["m_probability"] = round(
                    (counts[level["label_for_charts"]] + strength * share) / (total + strength), 6
                )
    return fitted


def groups(field: str, stated: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The levels of a field by what they presuppose: within a group one of them holds, whatever the pair."""
    parts: dict[int, list[dict[str, Any]]] = {}
    for level in stated:
        conditional = CONDITIONAL.get(field, ())
        part = next((n for n, labels in enumerate(conditional) if level["label_for_charts"] in labels), -1)
        parts.setdefault(part, []).append(level)
    return list(parts.values())


@dataclass(frozen=True)
class Change:
    """What one level weighs before and after, in bits, and on how many pairs that rests."""

    field: str
    level: str
    seen: int
    before: float
    after: float


def changes(before: model.Settings, after: model.Settings, seen: Seen) -> list[Change]:
    """Every level's change, in the order of the model."""
    return [
        Change(field, level.label, seen.get(field, Counter())[level.label], level.weight, _weight(after, field, value))
        for field, levels in model.levels(before).items()
        for value, level in levels.items()
        if value >= 0
    ]


def _weight(settings: model.Settings, field: str, value: int) -> float:
    level = model.levels(settings)[field][value]
    return log2(level.m / level.u)
