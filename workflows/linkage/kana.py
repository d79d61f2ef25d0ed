"""Readings in kana: one spelling for what sounds, or is typed, alike.

Knows half-width and small kana, hiragana, voiced doubles (ヅ, ヂ, ヲ, ヴ) and long vowels. Must not know whose reading
it is. Keys only: nothing here is shown to anyone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TO_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {0x309D: 0x30FD, 0x309E: 0x30FE}
"""ぁ-ゖ and ゝ ゞ lie 96 code points before ァ-ヶ and ヽ ヾ."""

_VOICING: Final = {0x309B: 0x3099, 0x309C: 0x309A}

_SAME: Final = str.maketrans("ァィゥェォッャュョヮヵヶヅヂヲヰヱ", "アイウエオツヤユヨワカケズジオイエ")
_VU: Final = {
    "ヴア": "バ",
    "ヴイ": "ビ",
    "ヴエ": "ベ",
    "ヴオ": "ボ",
    "ヴ": "ブ",
    "ヷ": "バ",
    "ヸ": "ビ",
    "ヹ": "ベ",
    "ヺ": "ボ",
}
_VU_PATTERN: Final = re.compile("|".join(_VU))

_A, _I, _U, _E, _O = (
    "アカサタナハマヤラワガザダバパ",
    "イキシチニヒミリギジビピ",
    "ウクスツヌフムユルグズブプ",
    "エケセテネヘメレゲゼデベペ",
    "オコソトノホモヨロゴゾドボポ",
)
_LONG: Final = (
    (re.compile(f"(?<=[{_A}])ー"), "ア"),
    (re.compile(f"(?<=[{_I}])ー"), "イ"),
    (re.compile(f"(?<=[{_U}])ー"), "ウ"),
    (re.compile(f"(?<=[{_E}])[ーエ]"), "イ"),
    (re.compile(f"(?<=[{_O}])[ーオ]"), "ウ"),
)
_LENGTHENERS: Final = frozenset("ーエオ")
_IRRELEVANT: Final = re.compile(r"[\W_]+")
_BARS: Final = re.compile(f"(?<=[{_A}{_I}{_U}{_E}{_O}ァィゥェォャュョヮ])[‐‑‒–—―−─\\-]")
_SPACES: Final = re.compile(r"[\s・･.,、]+")
_BRACKETS: Final = frozenset("(（[［")
_BRACKETED: Final = re.compile(r"[(（\[［][^)）\]］]*[)）\]］]?")
_BAR_RUN: Final = re.compile("ー{2,}")
_KANA: Final = re.compile(r"[ァ-ヺー]+")
_REPEATS: Final = re.compile(r"(.)([ヽヾ])")


def composed(text: str) -> str:
    """NFKC, with ゛ and ゜ that stand after a kana made part of it."""
    return unicodedata.normalize("NFKC", text.translate(_VOICING) if "゛" in text or "゜" in text else text)


def katakana(text: str) -> str:
    """`text` with half-width kana widened, hiragana as katakana, ヽ and ヾ written out; the rest unchanged."""
    wide = composed(text).translate(_TO_KATAKANA)
    if "ヽ" in wide or "ヾ" in wide:
        wide = _REPEATS.sub(_repeat, wide)
    return wide


def fold(text: str) -> str:
    """The comparison key of a reading, without spaces; idempotent.

    Folded: width, hiragana, small kana (シャ = シヤ, as systems without small kana export them), ヅ ズ, ヂ ジ, ヲ オ,
    ヰ イ, ヱ エ, ヴァ バ, ー and its look-alikes, オウ オオ オー, エイ エエ エー. Not folded, as they part people:
    a vowel's length (ユウキ ユキ) and voicing (ナカシマ ナカジマ).
    """
    return fold_katakana(_IRRELEVANT.sub("", _BARS.sub("ー", katakana(text))))


def fold_katakana(text: str) -> str:
    """`fold` for text that is full-width katakana already (a name's kana, between its kanji)."""
    folded = _VU_PATTERN.sub(lambda match: _VU[match.group()], _BAR_RUN.sub("ー", text.translate(_SAME)))
    if not _LENGTHENERS.isdisjoint(folded):
        for long_vowel, written in _LONG:
            folded = long_vowel.sub(written, folded)
    return folded


def read(text: str) -> tuple[str | None, str | None, str | None]:
    """A reading's folded surname, given name and whole; None where blank, the parts also where no space parts them.

    What stands in brackets (a former name's reading) is left out.
    """
    bare = _BRACKETED.sub(" ", text) if not _BRACKETS.isdisjoint(text) else text
    parts = [folded for part in _SPACES.split(bare) if (folded := _fold_part(part))]
    if not parts:
        return None, None, None
    if len(parts) == 1 or (len(parts) > 2 and all(len(part) == 1 for part in parts)):
        return None, None, "".join(parts)
    return parts[0], "".join(parts[1:]), "".join(parts)


@lru_cache(maxsize=1 << 16)
def _fold_part(part: str) -> str:
    return fold(part)


def is_kana(text: str) -> bool:
    """Whether folded `text` is nothing but katakana."""
    return _KANA.fullmatch(text) is not None


def _repeat(match: re.Match[str]) -> str:
    first, mark = match.groups()
    return first + (unicodedata.normalize("NFC", first + "\u3099") if mark == "ヾ" else first)
