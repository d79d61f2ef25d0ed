"""Variant kanji: 齋 and 斎, 髙 and 高, 邉 and 辺 become one character; 斉 and 斎 stay two.

Knows the committed table `variants.csv` (made by `make_variants.py`, sources in NOTICE) and variation selectors. Must
not know names. Keys only: the form people write stays theirs.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def fold(text: str) -> str:
    """`text` with each variant kanji replaced by its family's representative; idempotent."""
    return text.translate(table())


@cache
def table() -> dict[int, str | None]:
    """Code point -> representative, or None for what is dropped (variation selectors), as `str.translate` takes it."""
    folds: dict[int, str | None] = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
    for line in files(__package__).joinpath("variants.csv").read_text("utf-8").splitlines()[1:]:
        representative, others = line.split(",")
        folds.update((ord(other), representative) for other in others)
    return folds
