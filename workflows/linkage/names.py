"""Written names: what is surname, given name, former name, title or decoration, in one folded form.

Knows how Japanese and foreign names are typed into forms and HR systems. Must not know how often a name occurs
(`census`), readings (`kana`) or which kanji are variants (`variants`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from workflows.linkage import kana, variants


@dataclass(frozen=True, slots=True)
class Name:
    """A name in folded parts. `given` is None where no space parts it from the surname (`surname` then holds all).

    `others`: surnames said to be former or other ones. `foreign`: Latin letters, or katakana with a middle dot.
    """

    surname: str
    given: str | None
    others: tuple[str, ...] = ()
    foreign: bool = False

    @property
    def whole(self) -> str:
        """Surname and given name without a space."""
        return self.surname + (self.given or "")


_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0001-\U000e007f\U000e0100-\U000e01ef]"
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BRACKETS: Final = re.compile(r"[(\[{〔【「『〈《<]([^)\]}〕】」』〉》>]*)[)\]}〕】」』〉》>]?")
_FORMER_LABEL: Final = re.compile(
    r"(?:旧姓名|旧姓|旧氏名|旧氏|旧名|前姓|元姓|現姓|新姓|戸籍名|戸籍|本名|通称|ビジネスネーム|結婚前|婚前|離婚前|旧"
    r"|former(?:ly)?|maiden name|n[ée]e)[はがの]?\s*[:=]?\s*"
)
_FORMER_TAIL: Final = re.compile(r"[\s,、・/]*(?:旧姓名|旧姓|旧氏名|旧氏|旧名|前姓|現姓)[はが]?\s*[::=]?\s*(.+)$")
_TITLES: Final = ("様", "さま", "さん", "殿", "先生")
_TITLE_AFTER: Final = re.compile(rf"\s?(?:{'|'.join(_TITLES)})[。.]?$")
# 博士 and 君 are given names too: titles only after two words.
_TITLE_AFTER_WORDS: Final = re.compile(
    r"(?<=\S)(\s+\S+)\s+(?:氏|君|くん|ちゃん|どの|博士|教授|jr\.?|sr\.?|ph\.?d\.?)[。.]?$", re.IGNORECASE
)
_TITLE_BEFORE: Final = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|dr|prof)(?:\.\s*|\s+)|(?:氏名|名前|お名前)\s*[::]\s*)", re.IGNORECASE
)
_SEPARATORS: Final = re.compile(r"[・･·•‧∙⋅,、，/／|_＿=＝゠\t]+|(?<=[^\s.])\.(?=[^\s.])")
_DROPPED: Final = re.compile(r"[\W_]+")
_NUMBER_AFTER: Final = re.compile(r"[0-9]+$")
_BARS: Final = re.compile(r"(?<=[ァ-ヺぁ-ん])[\-‐‑‒–—―−─](?=[ァ-ヺぁ-ん\s]|$)")
_REPEATED: Final = re.compile(r"([^\s々〻])[々〻]")
_KANJI: Final = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_GA: Final = re.compile(f"(?<=[{_KANJI}])[ガケヶヵが](?=[{_KANJI}])")
_KANA_RUN: Final = re.compile("[ァ-ヺー]+")
_JAPANESE: Final = re.compile(f"[{_KANJI}ぁ-ゖァ-ヺー]")
_LOOK_ALIKE: Final = {
    "ニ": "二",
    "ハ": "八",
    "エ": "工",
    "カ": "力",
    "ロ": "口",
    "タ": "夕",
    "ト": "卜",
    "ミ": "三",
    "ー": "一",
}
_LATIN_MARKS: Final = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_LATIN_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)
_PIECES: Final = re.compile(r"[/／,、;・→>]|または|又は|及び")
_NOT_A_NAME: Final = re.compile(
    r"株|有|故|元|代|本人|退職|退職者|元社員|.*(?:[事務業理発造報画買流術証]部|システム部|課|支店|工場|営業所|会社)"
)
_NO_NAME: Final = re.compile(
    r"(?:なし|無し|無|ナシ|特になし|同じ|同上|同左|該当なし|変更なし|ありません|n/?a|none|no|null|nan|[-‐‑–—―−ー~〜./*?×x]+)[。.]?(?:です)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 16)
def fold(part: str) -> str:
    """The comparison key of a surname, a given name or both: no spaces; idempotent.

    Folded: width, variation selectors, variant kanji, 々, kana (as readings are), ヶ between kanji, kana typed for a
    kanji that looks like it, case and accents of Latin letters, punctuation.
    """
    return _fold(_visible(part))


def read(text: str) -> Name | None:
    """The name that `text` states, or None where it states none."""
    surname, gap, given = text.partition("\u3000" if "\u3000" in text else " ")
    if gap and surname.isalpha() and given.isalpha() and _nothing_else(text):
        name = Name(fold(surname), fold(given))
        if name.surname and name.given:
            return name
    return _read_slowly(text)


def _nothing_else(text: str) -> bool:
    """Whether a name of two words holds no title or label and is Japanese."""
    return not text.endswith(_TITLES) and "旧" not in text and _JAPANESE.search(text) is not None


def _read_slowly(text: str) -> Name | None:
    visible = _visible(text)
    others: list[str] = []
    if not visible.isalnum():
        visible, others = _former(visible)
    bare = _untitled(visible)
    parts = [folded for part in _SEPARATORS.sub(" ", _BARS.sub("ー", bare)).split() if (folded := _fold_part(part))]
    if not parts:
        return None
    foreign = _JAPANESE.search(bare) is None or ("・" in bare and _KANA_RUN.fullmatch(parts[0]) is not None)
    if len(parts) > 2 and not foreign and all(len(part) == 1 for part in parts):
        parts = ["".join(parts)]
    surname, given = parts[0], "".join(parts[1:]) or None
    return Name(surname, given, _surnames(others, given), foreign)


def _untitled(text: str) -> str:
    bare = _TITLE_AFTER.sub("", _TITLE_AFTER_WORDS.sub(r"\1", text)).rstrip()
    return _TITLE_BEFORE.sub("", bare).lstrip() or text


def read_former(text: str, name: Name) -> tuple[str, ...]:
    """Other surnames from a column of their own: 「渡辺」, 「渡辺 裕美」, 「旧姓：渡辺」, 「渡辺／山本」, 「なし」."""
    visible = _visible(text).strip()
    if not visible or _NO_NAME.fullmatch(visible):
        return ()
    bare = _FORMER_LABEL.sub("", re.sub(r"[()\[\]〔〕【】「」『』]", " ", visible), count=1).strip()
    pieces = [piece for piece in _PIECES.split(bare) if piece.strip()]
    return tuple(dict.fromkeys(other for other in _surnames(pieces, name.given) if other != name.surname))


def _visible(text: str) -> str:
    """NFKC without what nobody sees; control characters as spaces."""
    if text.isascii() and text.isalnum():
        return text
    return _CONTROL.sub(" ", _INVISIBLE.sub("", kana.composed(_INVISIBLE.sub("", text)))).strip()


def _former(text: str) -> tuple[str, list[str]]:
    """`text` without other names in brackets or after a label, and those names as written."""
    others: list[str] = []

    def out(match: re.Match[str]) -> str:
        inside = match.group(1).strip()
        name = _FORMER_LABEL.sub("", inside, count=1).strip()
        labelled = name != inside
        if (
            _JAPANESE.search(name)
            and not kana.is_kana(kana.fold(name))
            and (labelled or not _NOT_A_NAME.fullmatch(name))
        ):
            others.extend(_PIECES.split(name))
        return " "

    rest = _BRACKETS.sub(out, text)
    if tail := _FORMER_TAIL.search(rest):
        others.extend(_PIECES.split(tail.group(1)))
        rest = rest[: tail.start()]
    if rest.strip():
        return rest, others
    return _FORMER_LABEL.sub("", _BRACKETS.sub(r" \1 ", text)).strip(), []


def _surnames(written: list[str], given: str | None) -> tuple[str, ...]:
    """The surnames of names that may be surnames alone or whole names."""
    found = []
    for text in written:
        parts = [folded for part in _SEPARATORS.sub(" ", text).split() if (folded := _fold_part(part))]
        if not parts:
            continue
        surname = parts[0]
        if len(parts) == 1 and given and len(surname) > len(given):
            surname = surname.removesuffix(given)
        found.append(surname)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1 << 16)
def _fold_part(visible: str) -> str:
    return _fold(visible)


def _fold(visible: str) -> str:
    folded = _DROPPED.sub("", _BARS.sub("ー", visible)).casefold()
    if not folded.isascii():
        if _LATIN_MARKS.search(folded):
            folded = _unaccented(folded)
        folded = kana.katakana(folded)
        if "々" in folded or "〻" in folded:
            folded = _REPEATED.sub(r"\1\1", _REPEATED.sub(r"\1\1", folded))
        folded = _GA.sub("ケ", folded.translate(variants.table()))
        folded = _KANA_RUN.sub(_kana_run, folded)
    return _NUMBER_AFTER.sub("", folded)


def _kana_run(run: re.Match[str]) -> str:
    """Kana within a name; one alone among kanji may be a kanji that looks like it (ニ宮, 健ー, ハ重子)."""
    folded = kana.fold_katakana(run.group())
    return _LOOK_ALIKE.get(folded, folded) if len(run.string) > 1 else folded


def _unaccented(text: str) -> str:
    letters = text.translate(_LATIN_LETTERS)
    return _LATIN_MARKS.sub(lambda mark: unicodedata.normalize("NFD", mark.group())[0], letters)
