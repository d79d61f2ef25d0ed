"""Slips of the pen in Japanese prose: what is wrong in a run of text, and what would be right.

Knows characters and sentences. Must not know files, lines, Markdown's grammar or who asks: the checks report slips as
warnings, the importer repairs them with `--fix`. Quiet on sound prose by design: a rule that scolds wrongly is worse
than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

KANA = r"\u3041-\u309f\u30a0-\u30ff"
JAPANESE = KANA + r"\u3400-\u9fff々〆ヶ\U00020000-\U0003ffff"
CLOSING = "」』）】〉》”’"
OPENING = "「『（【〈《“‘"

HALF_TO_FULL = {",": "、", ".": "。", "!": "！", "?": "？", ":": "：", ";": "；", "(": "（", ")": "）"}

PLATFORM = {
    **{chr(0x2460 + n): f"({n + 1})" for n in range(20)},
    **dict(zip("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), strict=True)),
    **dict(
        zip(
            "㈱㈲㈹№℡㏍㊤㊥㊦㊧㊨",
            ["（株）", "（有）", "（代）", "No.", "電話", "K.K.", "上", "中", "下", "左", "右"],
            strict=True,
        )
    ),
    **dict(
        zip(
            "㍉㌔㌢㍍㌘㌧㌃㌶㍑㍗",
            ["ミリ", "キロ", "センチ", "メートル", "グラム", "トン", "アール", "ヘクタール", "リットル", "ワット"],
            strict=True,
        )
    ),
    **dict(
        zip(
            "㎜㎝㎞㎎㎏㏄㍾㍽㍼㍻㋿",
            ["mm", "cm", "km", "mg", "kg", "cc", "明治", "大正", "昭和", "平成", "令和"],
            strict=True,
        )
    ),
}
"""Characters that older machines and screen readers garble, and what to write instead."""

_BRACKET = re.compile("[「『（【」』）】]")
_PLATFORM = re.compile(f"[{''.join(PLATFORM)}]")
HALF_KANA = re.compile("[\uff61-\uff9f]+")
INVISIBLE = re.compile(
    "[\u200b\u200c\u200e\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
POLITE_END = re.compile(r"(?:です|ます|ません|でした|ました|でしょう|ましょう|ください)(?:ね|よ|よね|か|が)?$")


@dataclass(frozen=True)
class Slip:
    """One slip: `rule` names it, `start`/`end` are places in the text, `right` is the repair (None: by hand)."""

    rule: str
    start: int
    end: int
    wrong: str
    right: str | None = None


def doubled_punctuation(text: str) -> Iterator[Slip]:
    """Two full stops or commas stand where one belongs."""
    for found in re.finditer(r"。{2,}|、{2,}|、。|。、", text):
        yield Slip("doubled-punctuation", *found.span(), found.group(), "。" if "。" in found.group() else "、")


def stray_desu(text: str) -> Iterator[Slip]:
    """A lone 「です。」 hangs behind a sentence that already ended."""
    for found in re.finditer(r"(?<=。)(?:です|ます)。", text):
        yield Slip("stray-desu", *found.span(), found.group(), "")


def half_width_punctuation(text: str) -> Iterator[Slip]:
    """Half-width punctuation stands between Japanese characters."""
    near = f"[{JAPANESE}{CLOSING}]"
    after = f"(?=[{JAPANESE}{OPENING}{CLOSING}。、]|\\s*$)"
    for found in re.finditer(
        f"(?<={near})[,.]{after}|(?<={near})[!?]+|(?<=[{JAPANESE}])[:;](?=[{JAPANESE}{OPENING}])", text
    ):
        yield Slip("half-width-punctuation", *found.span(), found.group(), found.group().translate(_FULL))
    for found in re.finditer(r"\(([^()]*)\)", text):
        inner = found[1]
        if re.search(f"[{JAPANESE}]", inner) and (
            re.search(f"[{JAPANESE}{CLOSING}。、]$", text[: found.start()]) or found.start() == 0
        ):
            yield Slip("half-width-punctuation", *found.span(), found.group(), f"（{inner}）")


_FULL = str.maketrans(HALF_TO_FULL)


def invisible_character(text: str) -> Iterator[Slip]:
    """A character nobody sees (zero-width, directional, control) stands in the text."""
    for found in INVISIBLE.finditer(text):
        yield Slip("invisible-character", *found.span(), f"U+{ord(found.group()):04X}", "")


def no_break_space(text: str) -> Iterator[Slip]:
    """A non-breaking space, as Word and web pages leave behind, stands in the text."""
    for found in re.finditer("[\u00a0\u202f]+", text):
        around = text[: found.start()][-1:] + text[found.end() :][:1]
        bare = len(around) < 2 or re.search(f"[{JAPANESE}。、]", around)
        yield Slip("no-break-space", *found.span(), "U+00A0", "" if bare else " ")


def platform_character(text: str) -> Iterator[Slip]:
    """A platform-dependent character or half-width kana stands in the text."""
    for found in _PLATFORM.finditer(text):
        yield Slip("platform-character", *found.span(), found.group(), PLATFORM[found.group()])
    for found in HALF_KANA.finditer(text):
        yield Slip("platform-character", *found.span(), found.group(), _full_kana(found.group()))


def _full_kana(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", text)


def unbalanced_bracket(text: str) -> Iterator[Slip]:
    """A bracket is opened and not closed, or closed and not opened, within a paragraph."""
    pairs = dict(zip("」』）】", "「『（【", strict=True))
    if all(text.count(closing) == text.count(opening) for closing, opening in pairs.items()):
        return
    held: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text):
        character, place = found.group(), found.start()
        if character not in pairs:
            held.append((character, place))
        else:
            if held and held[-1][0] == pairs[character]:
                held.pop()
            else:
                yield Slip("unbalanced-bracket", place, place + 1, character)
                return
    if held:
        character, place = held[0]
        yield Slip("unbalanced-bracket", place, place + 1, character)


def long_sentence(text: str, limit: int = 160) -> Iterator[Slip]:
    """A sentence is longer than a reader can hold (160 characters, quotations counted)."""
    for found in re.finditer(r"[^。！？!?\n]+[。！？!?]?[」』）]*", text) if len(text) > limit else ():
        length = len(found.group())
        if length > limit:
            length -= len(re.findall(r"[\s\ue000]", found.group()))
        if length > limit:
            yield Slip("long-sentence", *found.span(), str(length))


def missing_full_stop(text: str) -> Iterator[Slip]:
    """A spoken paragraph ends in the polite form without 「。」."""
    bare = text.rstrip()
    if bare.endswith(("。", "」", "）", "？", "！")):
        return
    if POLITE_END.search(bare) and re.search("[。、]", bare):
        yield Slip("missing-full-stop", len(bare), len(bare), bare[-8:], "。")


def wording(text: str, table: Mapping[str, Sequence[str]]) -> Iterator[Slip]:
    """A word is written differently from the table in `site.yml`."""
    for right, wrongs in table.items():
        for wrong in wrongs:
            place = text.find(wrong) if wrong else -1
            while place >= 0:
                end = place + len(wrong)
                if not _inside_another_word(text, place, wrong) and not _already(text, place, right, wrong):
                    yield Slip("wording", place, end, wrong, right)
                place = text.find(wrong, end)


def _inside_another_word(text: str, place: int, wrong: str) -> bool:
    """Whether `wrong` is only part of a longer run of kanji or katakana: 子供服 counts, 様々 in 神様々 does not."""
    before, after = text[place - 1 : place], text[place + len(wrong) :][:1]
    for first, beyond in ((wrong[0], before), (wrong[-1], after)):
        katakana = re.compile(r"[\u30a1-\u30fa\u30fc]")
        if katakana.match(first) and beyond and katakana.match(beyond):
            return True
    return False


def _already(text: str, place: int, right: str, wrong: str) -> bool:
    """Whether the right spelling, which may contain the wrong one, already stands here."""
    shift = right.find(wrong)
    return shift >= 0 and text[max(place - shift, 0) :].startswith(right)


RULES: dict[str, Callable[[str], Iterator[Slip]]] = {
    "doubled-punctuation": doubled_punctuation,
    "stray-desu": stray_desu,
    "half-width-punctuation": half_width_punctuation,
    "invisible-character": invisible_character,
    "no-break-space": no_break_space,
    "platform-character": platform_character,
    "unbalanced-bracket": unbalanced_bracket,
    "long-sentence": long_sentence,
    "missing-full-stop": missing_full_stop,
}
"""Rules that need nothing but the text; `wording` also needs the site's table."""


_TRACES = {
    "doubled-punctuation": re.compile("。。|、、|、。|。、"),
    "stray-desu": re.compile("。(?:です|ます)。"),
    "half-width-punctuation": re.compile("[,.!?:;(]"),
    "invisible-character": INVISIBLE,
    "no-break-space": re.compile("[\u00a0\u202f]"),
    "platform-character": re.compile(f"{_PLATFORM.pattern}|{HALF_KANA.pattern}"),
}


@lru_cache
def _any_wording(wrongs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, filter(None, wrongs))) or "(?!)")


def impossible(text: str, table: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Rules that leave no trace in a whole text, so that nobody need look for them in its paragraphs."""
    names = {name for name, trace in _TRACES.items() if not trace.search(text)}
    if not _any_wording(tuple(wrong for wrongs in table.values() for wrong in wrongs)).search(text):
        names.add("wording")
    return frozenset(names)


def slips(text: str, table: Mapping[str, Sequence[str]] | None = None, off: frozenset[str] = frozenset()) -> list[Slip]:
    """All slips in one paragraph, in order; `off` names rules the site has switched off."""
    found = [
        slip
        for name, rule in RULES.items()
        if name not in off and (name not in _TRACES or _TRACES[name].search(text))
        for slip in rule(text)
    ]
    if "wording" not in off:
        found += wording(text, table or {})
    return sorted(found, key=lambda slip: (slip.start, slip.end, slip.rule))


def repaired(text: str, found: Sequence[Slip]) -> str:
    """`text` with every slip that has a repair mended, the last first; overlapping ones only once."""
    fence = len(text) + 1
    for slip in sorted(found, key=lambda slip: (slip.start, slip.end), reverse=True):
        if slip.right is not None and slip.end <= fence:
            text = text[: slip.start] + slip.right + text[slip.end :]
            fence = slip.start
    return text
