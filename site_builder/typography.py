"""Where a Japanese line may break, and how long a text takes to read.

Knows BudouX and what it gets wrong. Must not know pages. Phrases joined are always the text they came from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import budoux

_OPENING = "「『（〈《【〔［｛“‘([{"
_NOT_FIRST = (
    "、。，．,.:;：；！？!?)]}）」』】〉》〕］｝”’・…‥ー〜％%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞ"
)
"""What a line does not begin with (JIS X 4051's 行頭禁則, the part titles use)."""
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LEANING = re.compile(r"[ぁ-ん]方(?![一-鿿々])|.[ぢづ]")
"""「在籍していた方」 (a person; 方法 is a word of its own), and 「ものづくり」: no word begins with づ."""
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = "#*_>`|~-"
_INSIDE_A_WORD = re.compile(r"[0-9A-Za-z]$")


@cache
def _parser() -> budoux.Parser:
    import budoux  # most builds know where all titles break

    return budoux.load_default_japanese_parser()


@cache
def phrases(text: str) -> tuple[str, ...]:
    """`text` cut where a line may break.

    BudouX leaves an opening bracket alone at a phrase's end, begins phrases with small kana or closing marks, and cuts
    long numbers and what leans on the word before; those cuts are undone: brackets stand with what they open, numbers
    stay whole. Text without Japanese letters is cut at its spaces.
    """
    mended: list[str] = []
    cut = _parser().parse(text) if _JAPANESE.search(text) else re.findall(r"\S+\s*|\s+", text)
    for phrase in cut:
        if mended and _joins(mended[-1], phrase):
            mended[-1] += phrase
        else:
            mended.append(phrase)
    return tuple(mended)


def _joins(before: str, after: str) -> bool:
    return (
        before[-1] in _OPENING
        or after[0] in _NOT_FIRST
        or bool(_LEANING.match(before[-1] + after[:2]))
        or bool(_INSIDE_A_WORD.search(before) and _INSIDE_A_WORD.match(after[0]))
    )


def title_phrases(title: str, lines: Sequence[str] = ()) -> tuple[str, ...]:
    """The title's phrases: the editor's own `title_lines` where they spell the title, else `phrases`.

    Spaces between the editor's lines go to the line before, so that the joined lines are the title.
    """
    cut: list[str] = []
    rest = title
    for line in lines:
        if not rest.startswith(line):
            return phrases(title)
        end = len(line) + len(rest[len(line) :]) - len(rest[len(line) :].lstrip())
        cut.append(rest[:end])
        rest = rest[end:]
    return tuple(cut) if cut and not rest else phrases(title)


def minutes_to_read(text: str, characters_a_minute: int) -> int:
    """Whole minutes, rounded up, at least 1. Spaces and Markdown's marks are not read; of a link its words are."""
    between, words = [text], []
    if "](" in text:
        parts = _LINK.split(text)
        between, words = parts[::2], parts[1::2]
    pictures = sum(each.endswith("!") for each in between[:-1])
    rest = "".join("".join(between).split())  # counting is much quicker than matching, and every article is counted
    read = sum(map(len, words)) - pictures + len(rest) - sum(map(rest.count, _MARKS))
    return max(1, math.ceil(read / characters_a_minute))
