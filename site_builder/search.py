"""The search index: static files that a small script (`theme/assets/js/search.js`) reads piece by piece.

Knows what is searched of a page and which files there are. Must not know pages, templates or MkDocs, nor how grams are
laid out (`search_grams`). Entries are numbered from the oldest to the newest and stand in blocks (`BLOCKS`), these in
groups; a new article touches the last group alone, an edit its own.

- `index.json`: the first level. Titles, people, readings, tags, kind, day and address of all entries.
- `grams.json`: which files of grams there are, and how long the long ones are: what to ask for is known beforehand.
- `head/<shard>.txt`: grams of the heads of all entries: description and headings. With them in the first level, it
  would be five times as large; here, two or three files answer for the whole site, before any body is looked into.
- `<size>/<number>/<shard>.txt`: grams of the bodies of a group; common ones in `<gram>.txt` or `<gram>.<block>.txt`.
- `text/<address>.txt`, `text/<address>.<slot>.txt`: the head and the parts of the body of one entry. What is shown was
  found in such a text; the excerpt comes from there.

`index` makes all files from nothing; `search_store` keeps them in a folder and mends what changed: the same bytes.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from messages import Language, catalogue
from site_builder.search_grams import COMMON, CUT, FREQUENT, SLOT, VARIANTS, WINDOW, Layout, Part, block, built, parts

FOLDER = "search/index"
"""Where the files stand below the site's root."""
LEVELS = ("index.json", "grams.json")
"""What the script reads before it knows what is sought."""
BLOCKS = (1024, 256)
"""Entries in a block: as many large ones as can be filled, then smaller ones, the last as full as it gets.

Large ones make shorter lists, small ones less work after a new article.
"""
BLOCKS_OF_A_GROUP = 4
"""Blocks of one size whose grams stand in the same files: rare ones are asked for once."""
HEADS = 1 << 17
"""More entries than a site will have: the heads of all stand in one block."""
HEADING = "\u2060"
"""Begins a line that belongs to the head; nobody sees it."""
_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|[uod]l|li|d[td]|div|section|article|aside|figure|figcaption|blockquote|pre|table|t[rdh]|caption"
    r"|details|summary|br|hr|header|footer)\b[^>]*>"
)
_UNSEEN = re.compile(
    r"<(script|style|svg|rt|rp)\b.*?</\1>|<!--.*?-->"
    r"|<a class=\"headerlink\".*?</a>|<span class=\"visually-hidden\">.*?</span>",
    re.DOTALL,
)


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
    text: str | Callable[[], str] = ""
    """Description, headings and body as `plain` gives them, a line each; or what gives it, where that takes time."""
    sign: str = ""
    """Changes whenever `text` does, known without reading it; without one, the text is read to know."""

    @property
    def whole(self) -> str:
        """The text."""
        return self.text if isinstance(self.text, str) else self.text()

    @property
    def signed(self) -> str:
        """The sign."""
        return self.sign or digest_of(self.whole)


def sides(whole: str) -> tuple[str, str]:
    """Head and body of a text: description and headings, and what else the page says, a line each."""
    lines = whole.split("\n")
    head = "\n".join(line[1:] for line in lines if line.startswith(HEADING))
    return head, "\n".join(line for line in lines if not line.startswith(HEADING))


def plain(description: str, body: str) -> str:
    """The searchable text of a page: its description, then the rendered body, a line for every block.

    Works on the HTML this project renders (well-formed, lower-case tags), not on anybody's. Description and headings
    begin with `HEADING`.
    """
    text = _UNSEEN.sub("", body)
    text = text.replace("\n", " ")
    text = re.sub(r"(<h[1-6]\b[^>]*>)", rf"\1{HEADING}", text)
    text = _BLOCK.sub("\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    lines = [HEADING + description.strip(), *(" ".join(line.split()) for line in text.split("\n"))]
    return "\n".join(line for line in lines if line.strip(HEADING + " "))


class Indexed(Protocol):
    """An entry whose texts were read."""

    @property
    def head(self) -> str:
        """Digest of the head."""

    @property
    def body(self) -> str:
        """Digest of the body."""


class Group(NamedTuple):
    """Entries whose bodies, or heads, have their grams in the same files."""

    name: str
    """Its folder."""
    size: int
    """Entries of a full block: what `search_grams.postings` multiplies by."""
    of: slice
    """Which entries, of all in order."""

    @property
    def blocks(self) -> list[slice]:
        """Which entries are in its blocks."""
        starts = range(self.of.start, max(self.of.stop, self.of.start + 1), self.size)
        return [slice(start, min(start + self.size, self.of.stop)) for start in starts]

    @property
    def heads(self) -> bool:
        """Whether heads are indexed."""
        return self.size == HEADS

    def digest(self, entry: Indexed) -> str:
        """Of what of an entry this group indexes."""
        return entry.head if self.heads else entry.body


class Laid(NamedTuple):
    """What the script has to know of a group."""

    mark: str
    entries: int
    """Entries."""
    layout: Layout


def index(entries: Iterable[Entry], kinds: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """All files of the index: address below `FOLDER` -> text.

    `kinds`: kind -> its name, in the order filters show them. `words`: what the script says to readers.
    """
    files: dict[str, str] = {}
    ordered = sorted(entries, key=age)
    texts = [sides(entry.whole) for entry in ordered]
    held = [(parts(head), parts(body)) for head, body in texts]
    laid: dict[str, Laid] = {}
    for group in groups(len(ordered)):
        side = 0 if group.heads else 1
        blocks = [block(enumerate(both[side] for both in held[of]), group.size) for of in group.blocks]
        made: dict[str, str] = {}
        layout = built(blocks, made.__setitem__)
        mark = mark_of(digest_of(both[side]) for both in texts[group.of])
        laid[group.name] = Laid(mark, len(held[group.of]), layout)
        files |= {f"{group.name}/{name}.txt": text for name, text in made.items()}
    for entry, (head, _), (_, body) in zip(ordered, texts, held, strict=True):
        files |= text_files(entry.url, head, body)
    slots = [[part.slot for part in body] for _, body in held]
    files["index.json"] = first_level(ordered, slots, kinds, words, edition(laid))
    files["grams.json"] = grams_level(laid)
    return files


def age(entry: Entry) -> tuple[str, str]:
    """The order entries are numbered in: the oldest first, so that a new one moves no other."""
    return entry.day, entry.url


def text_files(url: str, head: str, body: Iterable[Part]) -> Iterator[tuple[str, str]]:
    """(address below `FOLDER`, text) of the head and of the parts of the body of the entry at `url`."""
    yield text_file(url), head
    for part in body:
        yield text_file(url, part.slot), part.text


def text_file(url: str, slot: int | None = None) -> str:
    """Where the part at `slot` of the page at `url` stands; without, its head."""
    return f"text/{url.strip('/') or 'index'}{'' if slot is None else f'.{slot}'}.txt"


def groups(count: int) -> Iterator[Group]:
    """The groups of bodies of so many entries, the oldest first, then the one of heads."""
    start = 0
    for size in BLOCKS:
        stop = count if size == BLOCKS[-1] else count - (count - start) % size
        many = size * BLOCKS_OF_A_GROUP
        while start < stop:
            yield Group(f"{size}/{start // many}", size, slice(start, min(start - start % many + many, stop)))
            start = min(start - start % many + many, stop)
    yield Group("head", HEADS, slice(0, count))


def digest_of(text: str) -> str:
    """A word that changes with the text."""
    return sha256(text.encode()).hexdigest()[:16]


def mark_of(digests: Iterable[str]) -> str:
    """A word that changes with a group's texts: addresses carry it, so that no browser mixes old and new."""
    return sha256("".join(digests).encode()).hexdigest()[:6]


def first_level(
    ordered: Sequence[Entry],
    slots: Sequence[Sequence[int]],
    kinds: Mapping[str, str],
    words: Mapping[str, str],
    made: str,
) -> str:
    """All entries, with parts at these `slots`, for the script to hold; `made` is the `edition` they belong to.

    Columns rather than rows, tags and people by number: half the size once compressed. Slots are said by how many there
    are, where none is left out.
    """
    tags = sorted({tag for entry in ordered for tag in entry.tags})
    people = sorted({person for entry in ordered for person in entry.people})
    tag_number = {tag: number for number, tag in enumerate(tags)}
    person_number = {person: number for number, person in enumerate(people)}
    named = {**{kind: kind for kind in sorted({entry.kind for entry in ordered})}, **kinds}
    shown = [kind for kind in [*kinds, *sorted(named)] if any(entry.kind == kind for entry in ordered)]
    order = list(dict.fromkeys(shown))
    content: dict[str, Any] = {
        "edition": made,
        "kinds": [[kind, named[kind]] for kind in order],
        "tags": tags,
        "people": people,
        "kind": [order.index(entry.kind) for entry in ordered],
        "url": [_short(entry) for entry in ordered],
        "parts": [len(some) if [*some] == [*range(len(some))] else some for some in slots],
        "day": [entry.day for entry in ordered],
        "title": [entry.title for entry in ordered],
        "tagged": [[tag_number[tag] for tag in dict.fromkeys(entry.tags)] for entry in ordered],
        "who": [[person_number[person] for person in dict.fromkeys(entry.people)] for entry in ordered],
        "words": dict(words),
    }
    return _json(content)


def edition(laid: Mapping[str, Laid]) -> str:
    """A word by which the script knows that two files were made together."""
    return mark_of(f"{name} {how.mark} " for name, how in laid.items())


def grams_level(laid: Mapping[str, Laid]) -> str:
    """Where grams are found.

    Of every group: its name, mark, entries and shards, and the scale of each gram that is common anywhere.
    """
    common = sorted({gram for how in laid.values() for gram in how.layout.common})
    content = {
        "edition": edition(laid),
        "window": WINDOW,
        "slot": SLOT,
        "heads": HEADS,
        "least": COMMON,
        "cut": CUT,
        "variants": list(VARIANTS),
        "frequent": FREQUENT,
        "common": "\n".join(common),
        "groups": [
            [name, mark, entries, layout.shards, "".join(map(layout.scale, common))]
            for name, (mark, entries, layout) in laid.items()
        ],
    }
    return _json(content)


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _short(entry: Entry) -> str:
    """The address without what its kind says already; a leading slash where the kind does not say it."""
    return entry.url[len(entry.kind) + 1 : -1] if re.fullmatch(rf"{entry.kind}/[^/]+/", entry.url) else f"/{entry.url}"


def words(language: Language) -> dict[str, str]:
    """What the script says to readers, in `language`."""
    return {key.removeprefix("search."): text for key, text in catalogue(language).items() if key.startswith("search.")}
