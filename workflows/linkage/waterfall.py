"""How a pair's weight adds up, for those who run or change the model: the only place where bits are shown.

Knows a compared pair and the model's prior. Must not know HR's words for outcomes nor where rows come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.table import Table
from rich.text import Text

from messages import say
from workflows.linkage import model
from workflows.linkage.evidence import MARKS
from workflows.linkage.persons import Pair

_WIDTH = 28
"""Columns of the drawing."""


@dataclass(frozen=True)
class Step:
    """One field's share: `level` of the model, `weight` and the sum so far, in bits. The first step is the prior."""

    field: str
    level: str
    weight: float
    so_far: float


def steps(pair: Pair, settings: model.Settings) -> list[Step]:
    """The prior, then each field in the model's order; the last `so_far` is the pair's match weight."""
    names = ["prior", *pair.weights]
    weights = [model.prior(settings), *pair.weights.values()]
    levels = ["", *(pair.levels[field] for field in pair.weights)]
    return [Step(*step) for step in zip(names, levels, weights, accumulate(weights), strict=True)]


def draw(waterfall: Sequence[Step]) -> Table:
    """The waterfall as a table for the terminal: each bar hangs where the one before ended."""
    lowest = min(0.0, *(step.so_far for step in waterfall))
    highest = max(0.0, *(step.so_far for step in waterfall))
    scale = (_WIDTH - 1) / ((highest - lowest) or 1)

    def column(weight: float) -> int:
        return round((weight - lowest) * scale)

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column(say("linkage.explain.field"))
    table.add_column(say("linkage.explain.level"))
    table.add_column(say("linkage.explain.bits"), justify="right")
    table.add_column(say("linkage.explain.sum"), justify="right")
    table.add_column("")
    before = 0.0
    for step in waterfall:
        start, end = sorted((column(before), column(step.so_far)))
        bar = Text(" " * start + ("█" * (end - start) or "│"), style="green" if step.weight >= 0 else "red")
        name = say("linkage.explain.prior") if step.field == "prior" else say(f"linkage.field.{step.field}")
        mark = MARKS[step.level].value if step.level else ""
        table.add_row(mark, name, step.level, f"{step.weight:+.1f}", f"{step.so_far:.1f}", bar)
        before = step.so_far
    return table
