"""Where letters stand: files that tell which windows of which texts hold two or three neighbouring letters.

Knows folding, windows, grams, packing and shards of a group of texts. Must not know pages, groups or folders (`search`,
`search_store`).

- A *part* is what a reader loads of a text: some lines, about `PART` characters.
- A *window* is `WINDOW` characters of a folded line. Grams say in which window they begin, and the script knows the
  distance between two grams of a word: it seldom loads a text in vain.
- A *gram* is a pair of neighbouring characters, none across a line break. A pair of frequent ones would say little and
  be long: it stands with the character before it, and with the one after it, never alone. What may be sought and is no
  gram, one character or a frequent pair, is one with `ALONE`, which says only in which texts it stands.
- A *block* is as many texts as are numbered together; a group has several of them.
- A *line* tells where a gram stands in the blocks of a group, one after the other.
- A *shard* is a file of lines. A gram that fills a file by itself is *common* in its group and stands alone: beside
  others, it would cost readers most of what they load. The line of one that fills many is cut into blocks.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import merge
from itertools import accumulate, chain, compress, count, groupby, islice, repeat
from operator import add, mul, sub
from typing import NamedTuple

WINDOW = 16
"""Characters in a window; the script has that many bits to think of where in one a word begins."""
PART = 1500
"""Characters after which a text is parted, at the next line break: a result costs a reader one part, 2 kB."""
SNAP = 128
"""A line's first window is at a multiple of so many characters: a line made longer moves few others."""
SLOT = 2048 // WINDOW
"""Windows of a part; where a long line ends a part, it takes more than one slot."""
COMMON = 1024
"""Characters of a gram's line from which it has a file to itself."""
SHARD = 2000
"""Characters of other lines to one file, at most, on the average of a group: 1 kB as sent."""
CUT = 4
"""Times `COMMON` from which a line is cut: a file to a block, so that nobody has to load all years."""
ALONE = "\t"
"""Stands in the place of the character that is missing; folding leaves none in a text."""
FREQUENT = "0-9a-zァ-ヺー・、。「」"
"""Characters, folded, that all sentences are written with: a pair of them stands in every text, three seldom do."""
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


_ALONE_ANYWHERE = re.compile(
    "[\n -~\u2010-\u2060\u2190-\u21a9\u3000-\u3029\u3041-\u3096\u309d-\u30ff\u4e00-\u9fff\uff01-\uff5e]*"
)
"""Texts of letters none of which becomes one with its neighbours: folded letter by letter, in half the time."""


def _folding() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(map(ord, _DROPPED))
    table |= dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))  # variation selectors
    table |= {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}  # hiragana
    table |= {ord(other): family[0] for family in VARIANTS for other in family[1:]}
    return table


_TABLE = _folding()


class _Letters(dict[str, str]):
    """Letter -> how it is compared."""

    def __missing__(self, letter: str) -> str:
        self[letter] = _folded(letter)
        return self[letter]


_LETTERS = _Letters()


def fold(text: str) -> str:
    """`text` as it is compared: width, case, kana and variant kanji made one, spaces dropped, line breaks kept.

    The script folds in the same way and order: NFKC, lower case, then character by character.
    """
    return "".join(map(_LETTERS.__getitem__, text)) if _ALONE_ANYWHERE.fullmatch(text) else _folded(text)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().translate(_TABLE)


class _Frequent(dict[int, str]):
    """Character -> U+0001 where it is frequent, else U+0000."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(bool(re.match(f"[{FREQUENT}]", chr(code))))
        return self[code]


_FREQUENT = _Frequent()


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


def postings(texts: Iterable[tuple[int, Sequence[Part]]], size: int) -> dict[str, array[int]]:
    """Gram -> where it is, in any order, some of it more than once, for the texts at these places of `size`.

    A window is `window * size + place`, a text its place: a number does not depend on what other texts there are, and
    an edit moves nothing but itself.
    """
    # a list would be twice as large; where many texts are numbered together, 32 bits would not do for a long one
    found: defaultdict[str, array[int]] = defaultdict(partial(array, "I" if size <= 1 << 12 else "Q"))

    def enter(grams: Iterable[str], numbers: Iterable[int]) -> None:
        # `found[gram].append(number)` for every gram, without a step of the interpreter for each
        deque(map(array.append, map(found.__getitem__, grams), numbers), maxlen=0)

    for place, held in texts:
        lines = [line for part in held for line in part.lines]
        text = "\n".join([folded for _, folded in lines])
        # the window of every character, and of the line break after a line
        each = (
            islice(chain.from_iterable(map(repeat, count(first * size + place, size), repeat(WINDOW))), len(folded) + 1)
            for first, folded in lines
        )
        windows = list(chain.from_iterable(each))
        twos = list(map(add, text, text[1:]))
        light, two, three = _shapes(text)
        enter(compress(twos, two), compress(windows, two))
        enter(map(add, compress(twos, three), compress(text[2:], three)), compress(windows, three))
        enter((some + ALONE for some in {*text, *compress(twos, light)}), repeat(place))
    for gram in [gram for gram in found if "\n" in gram]:
        del found[gram]
    return found


def _shapes(text: str) -> tuple[bytes, bytes, bytes]:
    """For each character, 1 or 0: whether it begins a pair of frequent ones, a gram of two, and a gram of three."""
    size = len(text)
    frequent = int.from_bytes(text.translate(_FREQUENT).encode("latin-1"), "little")  # a byte to a character
    light = frequent & frequent >> 8
    two = light ^ int.from_bytes(b"\1" * size, "little")
    return light.to_bytes(size, "little"), two.to_bytes(size, "little"), (light | light >> 8).to_bytes(size, "little")


class Layout(NamedTuple):
    """Which files a group's grams stand in: all that the script has to know to ask for the right one."""

    blocks: int
    rest: int
    """Characters of the lines of grams that are not common."""
    common: Mapping[str, int]
    """Common gram -> length of its line."""

    @property
    def shards(self) -> int:
        """How many files of grams there are, common ones apart: in steps of an eighth, so that it seldom changes."""
        least = max(1, -(-self.rest // SHARD))
        step = 1 << max(0, least.bit_length() - 4)
        return -(-least // step) * step

    def files(self, gram: str) -> list[str]:
        """The name of the file in which `gram` stands, or would stand; of those it is cut into, one to a block."""
        length = self.common.get(gram, 0)
        if not length:
            mixed = sum(map(mul, map(ord, gram), (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)))
            return [str(((mixed & 0xFFFFFFFF) >> 15) % self.shards)]
        name = "-".join(f"{ord(letter):x}" for letter in gram)
        return [f"{name}.{block}" for block in range(self.blocks)] if length >= CUT * COMMON else [name]

    def all_files(self) -> Iterator[str]:
        """The names of all files."""
        yield from map(str, range(self.shards))
        yield from chain.from_iterable(map(self.files, self.common))

    def scale(self, gram: str) -> str:
        """How long the line of `gram` is, in powers of two of `COMMON`, from 1; 0 where it is not common."""
        return chr(ord("0") + (self.common.get(gram, 0) // COMMON).bit_length())

    def changed(self, lengths: Mapping[str, tuple[int, int]]) -> Layout:
        """As it is once lines of these grams have another length: what it was, what it is."""
        rest, common = self.rest, dict(self.common)
        for gram, (was, now) in lengths.items():
            common.pop(gram, None)
            rest -= was if was < COMMON else 0
            if now < COMMON:
                rest += now
            else:
                common[gram] = now
        return self._replace(rest=rest, common=dict(sorted(common.items())))


Block = Iterable[tuple[str, str]]
"""(gram, where it stands in a block, `packed`), in the order of grams."""


def block(texts: Iterable[tuple[int, Sequence[Part]]], size: int) -> list[tuple[str, str]]:
    """The grams of these texts at their places of `size`."""
    found = postings(texts, size)
    done: list[tuple[str, str]] = []
    while found:  # what is packed is let go: memory
        gram, numbers = found.popitem()
        done.append((gram, packed(sorted(numbers))))
    return sorted(done)


def built(blocks: Sequence[Block], put: Callable[[str, str], None]) -> Layout:
    """`put` (name, text) of every file of a group of these `blocks`; returns how they are laid out.

    Line by line: of what is common, nothing is held.
    """
    laid = Layout(len(blocks), 0, {})
    common: dict[str, int] = {}
    others: dict[str, str] = {}
    numbered = [zip(some, repeat(number)) for number, some in enumerate(blocks)]
    for gram, found in groupby(merge(*numbered), lambda one: one[0][0]):
        pieces = [""] * len(blocks)
        for (_, held), number in found:
            pieces[number] = held
        whole = line(pieces)
        length = len(gram) + len(whole)
        if length < COMMON:
            others[gram] = whole
            continue
        common[gram] = length
        for name, text in own_files(laid._replace(common={gram: length}).files(gram), gram, whole):
            put(name, text)
    laid = laid._replace(rest=sum(map(len, others)) + sum(map(len, others.values())), common=common)
    shards: dict[str, list[str]] = {str(number): [] for number in range(laid.shards)}
    for gram, whole in others.items():
        shards[laid.files(gram)[0]].append(gram + whole)
    for name, some in shards.items():
        put(name, shard_text(some))
    return laid


def own_files(names: Sequence[str], gram: str, held: str) -> Iterator[tuple[str, str]]:
    """(name, text) of the files of a common gram."""
    pieces = segments(held, len(names)) if len(names) > 1 else [held]
    for name, piece in zip(names, pieces, strict=True):
        yield name, shard_text([gram + piece] if piece else [])


def line(pieces: Sequence[str]) -> str:
    """What is packed of the blocks of a group, one after the other."""
    return " ".join(pieces).rstrip(" ")


def segments(held: str, blocks: int) -> list[str]:
    """The pieces of a `line`."""
    pieces = held.split(" ")
    return [*pieces, *[""] * (blocks - len(pieces))]


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
