"""A readable ASCII file name from a Japanese title.

Knows kana, a table of words this kind of site uses (`slugs.toml`) and how to fall back. Must not know files.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

LONGEST = 48
"""Characters; an address somebody may have to read out on the telephone."""


@cache
def _words() -> dict[str, str]:
    return dict(tomllib.loads(files(__package__).joinpath("slugs.toml").read_text("utf-8"))["words"])


_KANA = {
    **dict(zip("アイウエオ", ["a", "i", "u", "e", "o"], strict=True)),
    **dict(zip("カキクケコ", ["ka", "ki", "ku", "ke", "ko"], strict=True)),
    **dict(zip("サシスセソ", ["sa", "shi", "su", "se", "so"], strict=True)),
    **dict(zip("タチツテト", ["ta", "chi", "tsu", "te", "to"], strict=True)),
    **dict(zip("ナニヌネノ", ["na", "ni", "nu", "ne", "no"], strict=True)),
    **dict(zip("ハヒフヘホ", ["ha", "hi", "fu", "he", "ho"], strict=True)),
    **dict(zip("マミムメモ", ["ma", "mi", "mu", "me", "mo"], strict=True)),
    **dict(zip("ヤユヨ", ["ya", "yu", "yo"], strict=True)),
    **dict(zip("ラリルレロ", ["ra", "ri", "ru", "re", "ro"], strict=True)),
    **dict(zip("ワヲンヴ", ["wa", "o", "n", "vu"], strict=True)),
    **dict(zip("ガギグゲゴ", ["ga", "gi", "gu", "ge", "go"], strict=True)),
    **dict(zip("ザジズゼゾ", ["za", "ji", "zu", "ze", "zo"], strict=True)),
    **dict(zip("ダヂヅデド", ["da", "ji", "zu", "de", "do"], strict=True)),
    **dict(zip("バビブベボ", ["ba", "bi", "bu", "be", "bo"], strict=True)),
    **dict(zip("パピプペポ", ["pa", "pi", "pu", "pe", "po"], strict=True)),
}
"""Hepburn romanisation, syllable by syllable (small kana and length are handled in `romaji`)."""

_SMALL = dict(zip("ァィゥェォャュョ", ["a", "i", "u", "e", "o", "ya", "yu", "yo"], strict=True))


def romaji(kana: str) -> str:
    """Katakana in Hepburn letters, long vowels unmarked: ファーム -> famu."""
    letters = ""
    double = False
    for before, character in zip(f" {kana}", kana, strict=False):
        if character == "ッ":
            double = True
            continue
        if character in _SMALL:
            tail = _SMALL[character]
            if tail[0] == "y" and letters.endswith(("shi", "chi", "ji")):
                letters = letters[:-1] + tail[1:]
            elif letters and letters[-1] in "aiueo":
                letters = letters[:-1] + ("w" if before == "ウ" else "") + tail
            else:
                letters += tail
            continue
        syllable = _KANA.get(character, "")
        if double and syllable:
            letters += "t" if syllable.startswith("ch") else syllable[0]
        double = False
        letters += syllable
    return letters


def slug_of(title: str, fallback: str) -> str:
    """A slug from the words of `title` that have English or Latin letters; `fallback` where none has.

    Katakana that no table knows is romanised where little else is known; kanji and hiragana that no table knows are
    left out: a guessed reading of a name would be wrong too often.
    """
    text = unicodedata.normalize("NFKC", title)
    table = sorted(_words(), key=len, reverse=True)
    known = re.compile("|".join([*map(re.escape, table), r"[A-Za-z0-9]+", r"[ァ-ヴー]{2,}"]))
    found = [word.group() for word in known.finditer(text)]
    telling = [word for word in found if word in _words() or re.search("[A-Za-z]", word)]
    words: list[str] = []
    for word in found:
        if len(telling) > 1 and word not in telling and not word.isdigit():
            continue
        letters = _words().get(word, word if word.isascii() else romaji(word))
        letters = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
        if letters and letters not in words:
            words.append(letters)
    slug = ""
    for word in words[:6]:
        longer = f"{slug}-{word}".strip("-")
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug if re.search("[a-z]", slug) else fallback
