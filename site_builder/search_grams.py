"""Where letters stand: files that tell which windows of which texts hold a pair of neighbouring letters.

Knows folding, windows, grams, packing and shards of a group of texts. Must not know pages, groups or folders (`search`,
`search_store`).

- A *part* is what a reader loads of a text: some lines, about `PART` characters.
- A *window* is `WINDOW` characters of a folded line. Grams say in which window they begin, and the script knows the
  distance between two grams of a word: it seldom loads a text in vain.
- A *gram* is a pair of neighbouring characters, none across a line break; or one character and `ALONE`, which says
  only in which texts it stands.
- A *shard* is a file of grams. Pairs of kana are everywhere and have shards of their own: in the files of others, they
  would cost readers most of what they load.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, count, islice, repeat
from operator import add, sub
from typing import NamedTuple

WINDOW = 16
"""Characters in a window; the script has that many bits to think of where in one a word begins."""
PART = 1500
"""Characters after which a text is parted, at the next line break: a result costs a reader one part, 2 kB."""
SNAP = 128
"""A line's first window is at a multiple of so many characters: a line made longer moves few others."""
SLOT = 2048 // WINDOW
"""Windows of a part; where a long line ends a part, it takes more than one slot."""
SHARD_CHARACTERS = 1500
"""Characters of text to one shard: 1 to 2 kB of grams as sent."""
MOST_SHARDS = 4096
KANA_SHARDS = 2
"""There are so many times fewer shards of kana."""
KANA = frozenset("".join(map(chr, range(ord("ァ"), ord("ヺ") + 1))) + "ー、。")
"""What is everywhere in folded Japanese."""
ALONE = "\t"
"""Stands in the place of the second character where there is but one; folding leaves none in a text."""
_DIGITS = "".join(map(chr, range(33, 117)))
_TENS = {ord(str(digit)): chr(117 + digit) for digit in range(10)}

_VARIANTS = """
高髙 崎﨑嵜碕 辺邊邉 斎斉齋齊 浜濱濵 沢澤 広廣 国國 学學 恵惠 真眞 徳德 桜櫻 島嶋嶌
竜龍 滝瀧 渋澁 淵渕 槙槇 曽曾 寿壽 栄榮 与與 蔵藏 実實 円圓 万萬 吉𠮷
黒黑 瀬瀨 条條 芦蘆 関關 会會 来來 礼禮 経經 総總 亀龜 宝寳寶 富冨 峰峯
岩巌巖 静靜 鉄鐵 帯帶 桧檜 桑桒 薮藪 遥遙 凛凜 弥彌 亜亞 勲勳 薫薰 晃晄
"""
VARIANTS = tuple(_VARIANTS.split())
"""Kanji that names are written with in more than one way, the usual one first: a reader types the one they know.

Chosen by hand from the pairs that meet in Japanese family and given names; readers' search forgives more than the
registration desk does: 斎 and 斉 are two names, but whoever looks for one of them may have typed the other.
"""
_DROPPED = " \t\r\f\v\u00ad\u200b\u200c\u200d\u2028\u2029\u2060\ufeff"


def _folding() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(map(ord, _DROPPED))
    table |= dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))  # variation selectors
    table |= {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}  # hiragana
    table |= {ord(other): family[0] for family in VARIANTS for other in family[1:]}
    return table


_TABLE = _folding()


def fold(text: str) -> str:
    """`text` as it is compared: width, case, kana and variant kanji made one, spaces dropped, line breaks kept.

    The script folds in the same way and order: NFKC, lower case, then character by character.
    """
    return unicodedata.normalize("NFKC", text).lower().translate(_TABLE)


class Part(NamedTuple):
    """Some lines of a text."""

    slot: int
    """Its first window is `slot * SLOT`."""
    text: str
    lines: list[tuple[int, str]]
    """(first window, folded characters)."""


def parts(text: str) -> list[Part]:
    """`text` parted at line breaks, after about `PART` characters each; none of an empty one."""
    done: list[Part] = []
    held: list[str] = []
    lines: list[tuple[int, str]] = []
    slot = size = end = 0
    left = len(text)
    for line, folded in zip(text.split("\n"), fold(text).split("\n"), strict=True):
        if size >= PART and left > PART // 2:  # a short end stays with what is before it
            done.append(Part(slot, "\n".join(held), lines))
            slot = (end - 1) // SLOT + 1
            held, lines, size = [], [], 0
        first = slot * SLOT + size // SNAP * (SNAP // WINDOW)
        held.append(line)
        lines.append((first, folded))
        end = max(end, first + len(folded) // WINDOW + 1)
        size += len(line) + 1
        left -= len(line) + 1
    return [*done, Part(slot, "\n".join(held), lines)] if text else []


def postings(texts: Iterable[tuple[int, Sequence[Part]]], size: int) -> dict[str, list[int]]:
    """Gram -> where it is, in any order, some of it more than once, for the texts at these places of `size`.

    A window is `window * size + place`, a text its place: a number does not depend on what other texts there are, and
    an edit moves nothing but itself.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)

    def enter(grams: Iterable[str], numbers: Iterable[int]) -> None:
        # `found[gram].append(number)` for every gram, without a step of the interpreter for each
        deque(map(list.append, map(found.__getitem__, grams), numbers), maxlen=0)

    for place, held in texts:
        lines = [line for part in held for line in part.lines]
        text = "\n".join([folded for _, folded in lines])
        # the window of every character, and of the line break after a line
        each = (
            islice(chain.from_iterable(map(repeat, count(first * size + place, size), repeat(WINDOW))), len(folded) + 1)
            for first, folded in lines
        )
        enter(map(add, text, text[1:]), chain.from_iterable(each))
        enter((letter + ALONE for letter in set(text)), repeat(place))
    for gram in [gram for gram in found if "\n" in gram]:
        del found[gram]
    return found


def shards_for(lengths: Iterable[int]) -> int:
    """How many files the grams of texts of these lengths are spread over: a power of two, so that it seldom changes."""
    wanted = sum(lengths) / SHARD_CHARACTERS
    shards = 1
    while shards < wanted and shards < MOST_SHARDS:
        shards *= 2
    return shards


def shard_of(gram: str, shards: int) -> str:
    """The name of the file in which `gram` stands."""
    number = ord(gram[0]) * 7919 + ord(gram[1]) * 31
    if gram[0] in KANA and gram[1] in KANA:
        return f"k{number % max(1, shards // KANA_SHARDS)}"
    return str(number % shards)


def built(texts: Iterable[tuple[int, Sequence[Part]]], size: int, shards: int) -> Iterator[tuple[str, str]]:
    """(shard, its text) of the grams of these texts."""
    lines: dict[str, list[str]] = {f"k{number}": [] for number in range(max(1, shards // KANA_SHARDS))}
    lines |= {str(number): [] for number in range(shards)}
    found = postings(texts, size)
    while found:  # what is written is let go: memory
        gram, numbers = found.popitem()
        lines[shard_of(gram, shards)].append(gram + packed(sorted(numbers)))
    for shard, held in lines.items():
        yield shard, shard_text(held)


def shard_text(lines: Iterable[str]) -> str:
    """A file of `lines`, each a gram and its numbers, in the one order there is.

    It begins with a line break, so that the script finds a gram as a line's beginning.
    """
    return "".join(f"\n{line}" for line in sorted(lines)) + "\n"


class _Steps(dict[int, str]):
    """Distance -> how it is written: a digit says 1 to 84; what is farther has its 84s before it, in tens."""

    def __missing__(self, far: int) -> str:
        more, rest = divmod(far - 1, 84)
        self[far] = f"{str(more).translate(_TENS)}{_DIGITS[rest]}" if more else _DIGITS[rest]
        return self[far]


_STEPS = _Steps({0: ""})


def packed(numbers: Sequence[int]) -> str:
    """Ascending numbers as the steps from one to the next, the first from -1; one met again is not written."""
    return "".join(map(_STEPS.__getitem__, map(sub, numbers, chain((-1,), numbers))))


class _Distances(dict[str, int]):
    """How a distance is written -> the distance."""

    def __missing__(self, step: str) -> int:
        more = "".join(str(ord(letter) - 117) for letter in step[:-1])
        self[step] = int(more or 0) * 84 + ord(step[-1]) - 32
        return self[step]


_DISTANCES = _Distances()
_STEP = re.compile("[u-~]*.")


def unpacked(text: str) -> list[int]:
    """The numbers `packed` was given, each once."""
    return list(accumulate(map(_DISTANCES.__getitem__, _STEP.findall(text)), initial=-1))[1:]


def mended(text: str, out: Iterable[int], into: Iterable[int]) -> str:
    """What `packed` gives for the numbers in `text` without those `out` and with those `into`, if not there yet.

    Writes only the steps beside them anew: a common gram has thousands.
    """
    steps = _STEP.findall(text) if max(text, default="") >= "u" else list(text)
    numbers = list(accumulate(map(_DISTANCES.__getitem__, steps), initial=-1))
    for number in out:
        at = bisect_left(numbers, number)
        if at < len(numbers) and numbers[at] == number:
            if at < len(steps):
                steps[at] = _STEPS[numbers[at + 1] - numbers[at - 1]]
            del steps[at - 1], numbers[at]
    for number in into:
        at = bisect_left(numbers, number)
        if at == len(numbers) or numbers[at] != number:
            if at < len(numbers):
                steps[at - 1] = _STEPS[numbers[at] - number]
            steps.insert(at - 1, _STEPS[number - numbers[at - 1]])
            numbers.insert(at, number)
    return "".join(steps)
