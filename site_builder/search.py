"""The search index: static files that a small script (`theme/assets/js/search.js`) reads piece by piece.

Knows folding, bigrams and how both are laid out. Must not know pages, templates or MkDocs. Entries are numbered from
the oldest to the newest and stand in groups of `GROUP`; a new article touches the last group alone, an edit its own.

- `index.json`: the first level. Titles, people, readings, tags, kind, day and address of all entries. Headings and
  descriptions would make it five times as large; they are found as text is.
- `text/<address>.<part>.txt`: description, headings and body of one entry, in parts of about `PART` characters. What is
  shown was found in such a text; the excerpt comes from there.
- `<group>/<shard>.txt`: for every gram of the folded texts, the blocks of the group that hold it, as distances
  (`packed`). A block is some lines of a part: common grams meet in most parts and in few blocks, so that readers load
  few texts in vain. Grams are all pairs of neighbouring characters, and runs of three kana: pairs of kana are
  everywhere. `shard_of` says in which file a gram stands.

`index` makes all files from nothing; `search_store` keeps them in a folder and mends what changed: the same bytes.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, chain, repeat
from operator import add, sub

from messages import Language, catalogue

FOLDER = "search/index"
"""Where the files stand below the site's root."""
GROUP = 1024
"""Entries in a group. More make fewer files to ask for a rare word, and more work after a change."""
PART = 3000
"""Characters after which a text is parted, at the next line break: a result costs a reader one part, 3 to 4 kB."""
BLOCKS = 16
"""Most blocks of a part."""
BLOCK = 250
"""Characters from one block's beginning to the next, at the next line break."""
SHARD_CHARACTERS = 1500
"""Characters of text to one shard: 1 to 2 kB of grams as sent."""
MOST_SHARDS = 4096
KANA = "ァ-ヺー、。"
"""What is everywhere in folded Japanese, as a character class."""
_KANA_RUN = re.compile(rf"(?=([{KANA}]{{3}}))")
HEADING = "\u2060"
"""Begins the line of a heading; nobody sees it."""
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
_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|[uod]l|li|d[td]|div|section|article|aside|figure|figcaption|blockquote|pre|table|t[rdh]|caption"
    r"|details|summary|br|hr|header|footer)\b[^>]*>"
)
_UNSEEN = re.compile(
    r"<(script|style|svg|rt|rp)\b.*?</\1>|<!--.*?-->"
    r"|<a class=\"headerlink\".*?</a>|<span class=\"visually-hidden\">.*?</span>",
    re.DOTALL,
)
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


@dataclass(frozen=True)
class Entry:
    """One page as search sees it."""

    kind: str
    url: str
    """From the site's root, with its closing slash: `interviews/why-we-stay/`."""
    title: str
    day: str = ""
    """ISO date; empty sorts first."""
    people: tuple[tuple[str, str], ...] = ()
    """(name, reading in kana or empty)."""
    tags: tuple[str, ...] = ()
    text: str = ""
    """Description, headings and body as `plain` gives them, a line each."""


def plain(description: str, body: str) -> str:
    """The searchable text of a page: its description, then the rendered body, a line for every block.

    Works on the HTML this project renders (well-formed, lower-case tags), not on anybody's. Headings begin with
    `HEADING`, which folding drops.
    """
    text = _UNSEEN.sub("", body)
    text = re.sub(r"\s*\n\s*", " ", text)
    text = re.sub(r"(<h[1-6]\b[^>]*>)", rf"\1{HEADING}", text)
    text = _BLOCK.sub("\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    text = re.sub(r"[^\S\n]+", " ", text)
    lines = [description.strip(), *(line.strip() for line in text.split("\n"))]
    return "\n".join(line for line in lines if line.strip(HEADING + " "))


def shard_of(gram: str, shards: int) -> int:
    """In which of `shards` files `gram` stands."""
    third = ord(gram[2]) * 613 if len(gram) > 2 else 0
    return (ord(gram[0]) * 7919 + ord(gram[1]) * 31 + third) % shards


def grams(folded: str) -> set[str]:
    """All pairs of neighbouring characters and runs of three kana, none across a line break."""
    found = set(map(add, folded, folded[1:]))
    found.difference_update(("\n\n",), re.findall(r"[^\n]\n", folded), re.findall(r"\n[^\n]", folded))
    found.update(_KANA_RUN.findall(folded))
    return found


def parts(text: str) -> list[str]:
    """`text` parted at line breaks, after about `PART` characters each; never empty."""
    if len(text) <= PART:
        return [text]
    done: list[list[str]] = [[]]
    size, left = 0, len(text)
    for line in text.split("\n"):
        if size >= PART and left > PART // 2:  # a short end stays with what is before it
            done.append([])
            size = 0
        done[-1].append(line)
        size += len(line)
        left -= len(line) + 1
    return ["\n".join(lines) for lines in done]


def blocks(part: str) -> dict[int, str]:
    """The lines of `part` by the block they begin in: a line more or longer moves few others to another block."""
    held: dict[int, list[str]] = {}
    at = 0
    for line in part.split("\n"):
        held.setdefault(min(at // BLOCK, BLOCKS - 1), []).append(line)
        at += len(line) + 1
    return {number: "\n".join(lines) for number, lines in held.items()}


def numbered(texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, set[str]]]:
    """(number, grams) of all blocks of the entries at these places of a group, in the order of the numbers.

    A block's number does not depend on how many the other entries have: an edit moves nothing but itself.
    """
    pieces = [
        ((part * BLOCKS + block) * GROUP + place, lines)
        for place, text in texts
        for part, piece in enumerate(parts(text))
        for block, lines in blocks(piece).items()
    ]
    pieces.sort()
    return ((number, grams(fold(lines))) for number, lines in pieces)


def index(entries: Iterable[Entry], kinds: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """All files of the index: address below `FOLDER` -> text.

    `kinds`: kind -> its name, in the order filters show them. `words`: what the script says to readers.
    """
    files: dict[str, str] = {}
    ordered = sorted(entries, key=age)
    shards, marks = [], []
    for number, group in enumerate(groups_of(ordered)):
        texts = [entry.text for entry in group]
        shards.append(shards_for(map(len, texts)))
        marks.append(mark_of(map(digest_of, group)))
        files |= {f"{number}/{shard}.txt": text for shard, text in built(texts, shards[-1])}
        files |= {address: text for entry in group for address, text in text_files(entry)}
    counts = [len(parts(entry.text)) for entry in ordered]
    files["index.json"] = first_level(ordered, counts, kinds, words, shards, marks)
    return files


def age(entry: Entry) -> tuple[str, str]:
    """The order entries are numbered in: the oldest first, so that a new one moves no other."""
    return entry.day, entry.url


def text_files(entry: Entry) -> Iterator[tuple[str, str]]:
    """(address below `FOLDER`, text) of the entry's parts."""
    for number, part in enumerate(parts(entry.text)):
        yield text_file(entry.url, number), part


def text_file(url: str, part: int) -> str:
    """Where part `part` of the page at `url` stands."""
    return f"text/{url.strip('/') or 'index'}.{part}.txt"


def groups_of(ordered: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """`GROUP` entries at a time."""
    return (ordered[start : start + GROUP] for start in range(0, len(ordered), GROUP))


def shards_for(lengths: Iterable[int]) -> int:
    """How many files a group's bigrams are spread over: a power of two, so that small edits seldom change it."""
    wanted = sum(lengths) / SHARD_CHARACTERS
    count = 1
    while count < wanted and count < MOST_SHARDS:
        count *= 2
    return count


def digest_of(entry: Entry) -> str:
    """A word that changes with the entry's text."""
    return sha256(entry.text.encode()).hexdigest()[:16]


def mark_of(digests: Iterable[str]) -> str:
    """A word that changes with a group's texts: addresses carry it, so that no browser mixes old and new."""
    return sha256("".join(digests).encode()).hexdigest()[:6]


class _Steps(dict[int, str]):
    """Distance -> how it is written: a digit says 1 to 84; what is farther has its 84s before it, in tens."""

    def __missing__(self, far: int) -> str:
        more, rest = divmod(far - 1, 84)
        self[far] = f"{str(more).translate(_TENS)}{_DIGITS[rest]}" if more else _DIGITS[rest]
        return self[far]


_STEPS = _Steps()


def packed(numbers: Sequence[int]) -> str:
    """Ascending numbers as the steps from one to the next, the first from -1."""
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
    """The numbers `packed` was given."""
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


def built(texts: Sequence[str], shards: int) -> Iterator[tuple[int, str]]:
    """(shard, its text) of a group of entries with these texts."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, found in numbered(enumerate(texts)):
        # `postings[gram].append(number)` for every gram, without a step of the interpreter for each
        deque(map(list.append, map(postings.__getitem__, found), repeat(number)), maxlen=0)
    lines: list[list[str]] = [[] for _ in range(shards)]
    for gram, numbers in postings.items():
        lines[shard_of(gram, shards)].append(gram + packed(numbers))
    for shard, held in enumerate(lines):
        yield shard, shard_text(held)


def shard_text(lines: Iterable[str]) -> str:
    """A file of `lines`, each a gram and its numbers, in the one order there is.

    It begins with a line break, so that the script finds a gram as a line's beginning; sorted, a pair comes before the
    runs of three that begin with it.
    """
    return "".join(f"\n{line}" for line in sorted(lines)) + "\n"


def split_line(line: str) -> tuple[str, str]:
    """The gram and the packed numbers of a line."""
    cut = 3 if re.match(f"[{KANA}]", line[2]) else 2
    return line[:cut], line[cut:]


def first_level(
    ordered: Sequence[Entry],
    counts: Sequence[int],
    kinds: Mapping[str, str],
    words: Mapping[str, str],
    shards: Sequence[int],
    marks: Sequence[str],
) -> str:
    """All entries, in as many parts as `counts` says, for the script to hold.

    Columns rather than rows, tags and people by number: half the size once compressed.
    """
    tags = sorted({tag for entry in ordered for tag in entry.tags})
    people = sorted({person for entry in ordered for person in entry.people})
    tag_number = {tag: number for number, tag in enumerate(tags)}
    person_number = {person: number for number, person in enumerate(people)}
    named = {**{kind: kind for kind in sorted({entry.kind for entry in ordered})}, **kinds}
    shown = [kind for kind in [*kinds, *sorted(named)] if any(entry.kind == kind for entry in ordered)]
    order = list(dict.fromkeys(shown))
    content = {
        "group": GROUP,
        "blocks": BLOCKS,
        "groups": [[mark, count] for mark, count in zip(marks, shards, strict=True)],
        "kinds": [[kind, named[kind]] for kind in order],
        "tags": tags,
        "people": people,
        "kind": [order.index(entry.kind) for entry in ordered],
        "url": [_short(entry) for entry in ordered],
        "parts": list(counts),
        "day": [entry.day for entry in ordered],
        "title": [entry.title for entry in ordered],
        "tagged": [[tag_number[tag] for tag in dict.fromkeys(entry.tags)] for entry in ordered],
        "who": [[person_number[person] for person in dict.fromkeys(entry.people)] for entry in ordered],
        "variants": list(VARIANTS),
        "words": dict(words),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _short(entry: Entry) -> str:
    """The address without what its kind says already; a leading slash where the kind does not say it."""
    return entry.url[len(entry.kind) + 1 : -1] if re.fullmatch(rf"{entry.kind}/[^/]+/", entry.url) else f"/{entry.url}"


def words(language: Language) -> dict[str, str]:
    """What the script says to readers, in `language`."""
    return {key.removeprefix("search."): text for key, text in catalogue(language).items() if key.startswith("search.")}
