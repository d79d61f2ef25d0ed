"""Entries on their shelves: by kind, tag, person and year, in the order readers meet them.

Knows which entries are public and how they hang together. Must not know what a page looks like. Every look-up is an
index: a site of ten thousand articles takes ten times as long as one of a thousand, not a hundred times.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from itertools import chain
from typing import Any, NamedTuple

from site_builder.content import Entry, tag_slug
from site_builder.dates import TOKYO, midnight
from site_builder.schema import Event, Interview, Person, Voice

ARTICLES = ("interviews", "news")
"""Kinds that are read as articles: archived by year, related to each other, in the feed."""
_NEAR = 8
"""Entries looked at on each side of an entry when something related is sought."""
_SAME_KIND = 1.2
"""What the same kind counts beside a shared tag (1 to 2): a little more than a tag that many have."""


@dataclass
class Tag:
    """A tag as first written, and its entries, newest first."""

    name: str
    entries: list[Entry] = field(default_factory=list)


class Traits(NamedTuple):
    """What makes articles related."""

    entry: Entry
    url: str
    people: set[str]
    tags: set[str]
    day: int


class Library:
    """All that is public on `today`."""

    def __init__(self, entries: Iterable[Entry], today: dt.date) -> None:
        self.today = today
        self.by_kind: dict[str, list[Entry]] = {}
        for entry in entries:
            self.by_kind.setdefault(entry.kind, []).append(entry)
        for kind, shelf in self.by_kind.items():
            shelf.sort(key=_ORDER.get(kind, _newest))
        self.articles = sorted(chain(*(self.kind(kind) for kind in ARTICLES)), key=_newest)
        self.people = {entry.slug: entry for entry in self.kind("people")}
        self.pages = {entry.slug: entry for entry in self.kind("pages")}
        self.places = {place: entry for shelf in self.by_kind.values() for entry in shelf for place in _places(entry)}
        self.traits: dict[str, Traits] = {}
        self.tags: dict[str, Tag] = {}
        self.by_person: dict[str, list[Entry]] = {}
        self.by_year: dict[int, list[Entry]] = {}
        dated = sorted((e for e in chain(*self.by_kind.values()) if e.kind not in ("voices", "pages")), key=_newest)
        for entry in dated:
            for slug, name in {tag_slug(name): name for name in entry.meta.tags}.items():
                self.tags.setdefault(slug, Tag(name)).entries.append(entry)
        for entry in self.articles:
            self.traits[entry.url] = Traits(
                entry, entry.url, set(people_of(entry)), tags_of(entry), entry.meta.date.toordinal()
            )
            self.by_year.setdefault(entry.meta.date.year, []).append(entry)
            for person in people_of(entry):
                self.by_person.setdefault(person, []).append(entry)

    def kind(self, kind: str) -> Sequence[Entry]:
        """The entries of one folder, in reading order: newest first, people by reading, pages by name."""
        return self.by_kind.get(kind, ())

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """(the next older, the next newer) of the same kind."""
        shelf = self.kind(entry.kind)
        place = _place(shelf, entry)
        older = shelf[place + 1] if place + 1 < len(shelf) else None
        return older, shelf[place - 1] if place else None

    def related(self, entry: Entry, most: int = 3) -> list[Entry]:
        """Articles that share people, then tags (rare ones say more) and kind, then those nearest in time; not the
        neighbours, which are shown anyway."""
        mine = self.traits[entry.url]
        near = dict(self._near[entry.url])
        for shown in (entry, *filter(None, self.neighbours(entry))):
            near.pop(shown.url, None)
        rarity = [(tag, 1 + 1 / len(self.tags[tag].entries)) for tag in sorted(mine.tags)]
        scored = [
            (
                -len(mine.people & other.people) if mine.people else 0,
                -sum([weight for tag, weight in rarity if tag in other.tags])
                - (_SAME_KIND if other.entry.kind == entry.kind else 0),
                abs(other.day - mine.day),
                url,
            )
            for url, other in near.items()
        ]
        return [near[url].entry for *_, url in nsmallest(most, scored)]

    @cached_property
    def _near(self) -> dict[str, dict[str, Traits]]:
        """By address of an article: the articles next to it on every shelf it stands on."""
        near: dict[str, dict[str, Traits]] = {url: {} for url in self.traits}
        for shelf in (*self.by_person.values(), *(tag.entries for tag in self.tags.values()), self.articles):
            traits = [self.traits.get(each.url) for each in shelf]
            for place, mine in enumerate(traits):
                if mine:
                    window = traits[max(0, place - _NEAR) : place + _NEAR + 1]
                    near[mine.url].update([(other.url, other) for other in window if other])
        return near

    def upcoming(self) -> list[Entry]:
        """Events that are not over, soonest first."""
        return [entry for entry in reversed(self.kind("events")) if event_status(entry, self.today) != "ended"]

    def past(self) -> list[Entry]:
        """Events that are over, the last one first."""
        return [entry for entry in self.kind("events") if event_status(entry, self.today) == "ended"]


def people_of(entry: Entry) -> Iterator[str]:
    """Slugs of the people who appear in an entry, in order, once each."""
    if isinstance(entry.meta, Interview):
        yield from dict.fromkeys(speaker.person for speaker in entry.meta.speakers if speaker.person)
    elif isinstance(entry.meta, Voice) and entry.meta.person:
        yield entry.meta.person


def named(entry: Entry) -> Iterator[tuple[str, str]]:
    """(name, reading or empty) of everyone an entry introduces by name."""
    if isinstance(entry.meta, Interview):
        yield from ((speaker.name, speaker.reading) for speaker in entry.meta.speakers)
    elif isinstance(entry.meta, Person):
        yield entry.meta.name, entry.meta.reading


def tags_of(entry: Entry) -> set[str]:
    """Slugs of an entry's tags."""
    return set(map(tag_slug, entry.meta.tags))


def event_status(entry: Entry, today: dt.date) -> str:
    """`open` (one can sign up: `apply`, or by mail), `closed`, `soon` (no sign-up), `ended`, at 0:00 of `today`."""
    event = entry.meta
    assert isinstance(event, Event)
    if event.end.astimezone(TOKYO).date() < today:
        return "ended"
    if not event.apply and not event.closes:
        return "soon"
    closes = event.closes or midnight(event.start.astimezone(TOKYO).date() + dt.timedelta(days=1))
    return "closed" if closes <= midnight(today) else "open"


def _places(entry: Entry) -> tuple[str, str]:
    """The ways front matter names an entry: `news/day.md`, `news/day`."""
    return entry.path.as_posix(), entry.url.rstrip("/")


def _newest(entry: Entry) -> tuple[int, str]:
    date = entry.meta.date or dt.date.min
    return -date.toordinal(), entry.url or entry.slug


def _latest_start(entry: Entry) -> tuple[float, str]:
    assert isinstance(entry.meta, Event)
    return -entry.meta.start.timestamp(), entry.slug


def _by_reading(entry: Entry) -> tuple[bool, str, str]:
    assert isinstance(entry.meta, Person)
    return not entry.meta.reading, entry.meta.reading or entry.meta.name, entry.slug


def _by_slug(entry: Entry) -> str:
    return entry.slug


_ORDER: dict[str, Callable[[Entry], Any]] = {"events": _latest_start, "people": _by_reading, "pages": _by_slug}


def _place(shelf: Sequence[Entry], entry: Entry) -> int:
    order = _ORDER.get(entry.kind, _newest)
    return bisect_left(shelf, order(entry), key=order)
