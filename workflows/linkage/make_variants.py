"""Makes `variants.csv`, the families of variant kanji, from two published tables. Run by hand when one of them changes.

    pip install jntajis-python==0.1.0
    npm pack @mandel59/mojidata@1.8.1 && tar xzf mandel59-mojidata-1.8.1.tgz
    python workflows/linkage/make_variants.py package/dist/moji.db

Knows IPA's MJ shrink map (1.2.0, in `jntajis-python`) and Unihan 17.0 (kJoyoKanji, kJinmeiyoKanji and kJis0, in
`moji.db`). Must not be imported by a run. Of the map two schemes are used: unification by JIS and UCS, and the notices
on the family register. Not used are inference by reading and shape, and the tax agency's map, which loses 髙 and 𠮷.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Final

IDEOGRAPHS: Final = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xFA0E, 0xFA2A), range(0x20000, 0x32400))

OURS: Final = {
    variant: form
    for form, variant in (
        "宜冝",  # the map also offers 宣
        *(
            "籠篭",
            "藪薮",
            "藪籔",
            "麹麴",
            "蟬蝉",
            "繫繋",
            "頰頬",
            "萊莱",
            "醬醤",
            "驒騨",
            "簞箪",
            "蠟蝋",
            "囊嚢",
            "顚顛",
        ),
        *("摑掴", "嚙噛", "剝剥", "塡填"),
    )
}
"""Variant -> form, mostly the simplified forms of 1983's JIS X 0208, which no list pairs with the older ones."""


def standard(unihan: sqlite3.Connection) -> list[frozenset[str]]:
    """Characters that no variant may swallow, in order of authority: jōyō and jinmeiyō kanji, then JIS X 0208.

    Characters that Unihan lists as another form of a standard one (龍 of 竜) are not standard.
    """
    listed = {
        name: {row[0] for row in unihan.execute("SELECT UCS FROM unihan WHERE property = ?", (name,))}
        for name in ("kJoyoKanji", "kJinmeiyoKanji", "kJis0")
    }
    names = (listed["kJoyoKanji"] | listed["kJinmeiyoKanji"]) - stated(unihan).keys()
    return [frozenset(names), frozenset(listed["kJis0"])]


def stated(unihan: sqlite3.Connection) -> dict[str, str]:
    """Another form -> standard form, as the lists of name kanji pair them."""
    rows = unihan.execute("SELECT UCS, value FROM unihan WHERE property IN ('kJoyoKanji', 'kJinmeiyoKanji')")
    pairs = (
        (character, chr(int(code, 16))) for character, value in rows for code in re.findall(r"U\+([0-9A-F]+)", value)
    )
    return {character: form for character, form in pairs if plain(character) and plain(form)}


def plain(character: str) -> bool:
    """Whether NFKC leaves a character as it is."""
    return unicodedata.normalize("NFKC", character) == character


def related(character: str) -> set[str]:
    """Characters the shrink map gives for `character`, itself excluded."""
    from jntajis import MJShrinkSchemeCombo, mj_shrink_candidates

    schemes = (
        MJShrinkSchemeCombo.JIS_INCORPORATION_UCS_UNIFICATION_RULE,
        MJShrinkSchemeCombo.MOJ_FAMILY_REGISTER_ACT_RELATED_NOTICE,
    )
    found = {
        unicodedata.normalize("NFKC", other) for scheme in schemes for other in mj_shrink_candidates(character, scheme)
    }
    return {other for other in found if len(other) == 1 and other != character}


def folds(unihan: sqlite3.Connection) -> dict[str, str]:
    """Variant -> standard form. What could be a form of two standard characters is left alone: a guess joins people."""
    pairs, authorities = stated(unihan), standard(unihan)
    found = dict(OURS)
    for character in (chr(code) for block in IDEOGRAPHS for code in block):
        if not plain(character) or character in found:
            continue
        if character in pairs:
            found[character] = pairs[character]
            continue
        others = related(character)
        for authority in authorities:
            candidates = others & authority
            if character in authorities[0] or (len(candidates) == 1 and found.get(next(iter(candidates))) == character):
                break
            if candidates:
                if len(candidates) == 1:
                    found[character] = candidates.pop()
                break
    return {variant: last(form, found) for variant, form in found.items()}


def last(form: str, found: dict[str, str]) -> str:
    """The end of a chain of forms."""
    while form in found:
        form = found[form]
    return form


def main() -> None:
    """Write the table beside this file."""
    with closing(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)) as unihan:
        families: dict[str, str] = defaultdict(str)
        for variant, form in folds(unihan).items():
            families[form] += variant
    lines = ["representative,variants", *(f"{form},{families[form]}" for form in sorted(families))]
    Path(__file__).with_name("variants.csv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
