"""The word somebody probably meant, for the sentences that say what is wrong.

Knows how alike words are. Must not know what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable


def meant(word: str, known: Iterable[str], alike: float = 70) -> str | None:
    """The one of `known` that is most like `word`; None where none is at least `alike` (0 to 100, `fuzz.WRatio`)."""
    import rapidfuzz.process  # only who mistyped something has to wait until it is loaded

    near = rapidfuzz.process.extractOne(word, list(known), score_cutoff=alike)
    return near[0] if near else None
