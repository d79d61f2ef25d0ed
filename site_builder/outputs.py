"""What is published beside the pages: feeds, calendars, tokens, sitemap, redirects, farewells, share cards, what search
indexes.

Knows which of these there are and from what they are made. Must not know how they look inside (`feeds`, `hosting`,
`tokens`, `search` do) or who writes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from messages import catalogue
from site_builder import favicon, feeds, hosting, retracted, search, tokens
from site_builder.articles import LISTED
from site_builder.bodies import Bodies
from site_builder.body import Body, placed
from site_builder.cache import engine, mark
from site_builder.cards import HEIGHT, WIDTH, Card, Cards
from site_builder.compose import Planned
from site_builder.content import Entry, alias_path, calendar_url, tag_slug
from site_builder.library import Library, named
from site_builder.schema import Site
from site_builder.views import Picture


class Computed(NamedTuple):
    """A file that is no page."""

    address: str
    make: Callable[[], str | bytes]
    made_of: str = ""
    """A mark of all it is made of, where that is known without making it."""


class Extra(NamedTuple):
    """A file beside the pages, ready to be put at its address."""

    address: str
    content: str | bytes | Path | None
    """Text, bytes, or the file to copy; None where it stands there already as it should."""
    made_of: str = ""

    def data(self) -> bytes:
        """What stands in it, where anything is to be put there."""
        content = self.content
        assert content is not None
        if isinstance(content, Path):
            return content.read_bytes()
        return content.encode() if isinstance(content, str) else content


def lasting(made: Mapping[str, Path]) -> Iterator[Extra]:
    """Pictures and cards by address; an address is never given to other bytes."""
    for address, path in made.items():
        yield Extra(address, path, "lasting")


def extras(
    computed: Iterable[Computed], docs: Path, taken: Collection[str], holds: Callable[[str, str], bool]
) -> Iterator[Extra]:
    """`computed` files, made unless the site `holds` (address, mark) them; a firm's own favicon stands for ours.

    The first at an address stays, and files that are there by themselves (`taken`) go before all.
    """
    taken = set(taken)
    for each in computed:
        own = docs / favicon.OWN[each.address] if each.address in favicon.OWN else None
        if own and own.is_file():
            yield Extra(each.address, own)
        elif each.address in taken:
            continue
        elif each.made_of and holds(each.address, each.made_of):
            yield Extra(each.address, None)
        else:
            yield Extra(each.address, each.make(), each.made_of)
        taken.add(each.address)


def farewells(site: Site, docs: Path, pages: Sequence[Planned]) -> Iterator[Extra]:
    """A word where something was taken back, unless a page stands there today."""
    taken = {planned.url for planned in pages}
    for address in retracted.addresses(docs):
        if address not in taken:
            place = f"{address}index.html" if address.endswith("/") else address
            yield Extra(place, hosting.farewell(site, address))


def beside(
    site: Site, library: Library, pages: Sequence[Planned], bodies: Mapping[str, Body], today: dt.date
) -> Iterator[Computed]:
    """Every computed file that is no page."""
    us = mark(engine(), site.model_dump_json())
    root = site.url.rstrip("/")

    def whole(entry: Entry) -> str:
        return placed(bodies[entry.path.as_posix()].html, root)

    yield Computed("assets/tokens.css", partial(tokens.stylesheet, site.colours))
    yield Computed(favicon.SVG, partial(favicon.svg, site.colours), us)
    yield Computed(favicon.PNG, partial(favicon.png, site.colours), us)
    yield Computed("feed.xml", partial(feeds.atom, site, library.articles, whole, today))
    events = library.kind("events")
    marks = {entry.url: entry.mark and mark(us, entry.path.as_posix(), entry.mark) for entry in events}
    all_marks = mark(us, *marks.values()) if all(marks.values()) else ""
    yield Computed("events/events.ics", partial(feeds.calendar, site, events), all_marks)
    for entry in events:
        yield Computed(calendar_url(entry), partial(feeds.calendar, site, [entry]), marks[entry.url])
    listed = [(planned.url, planned.changed) for planned in pages if planned.changed]
    yield Computed("sitemap.xml", partial(hosting.sitemap, site, listed))
    yield Computed("robots.txt", partial(hosting.robots, site))
    yield Computed("_headers", hosting.headers)
    for planned in pages:
        for alias in planned.entry.meta.aliases if planned.entry else ():
            if path := alias_path(alias):
                yield Computed(path, partial(hosting.redirect, site, planned.url))


def searched(library: Library, pages: Sequence[Planned], bodies: Bodies) -> Iterator[search.Entry]:
    """Every entry that has a page, as search sees it; the home page leads everywhere and is left out."""
    for planned in pages:
        entry = planned.entry
        if entry is None or not planned.url:
            continue
        slugs = dict.fromkeys(map(tag_slug, entry.meta.tags))
        yield search.Entry(
            kind=entry.kind,
            url=planned.url,
            title=entry.title,
            day=entry.meta.date.isoformat() if entry.meta.date else "",
            people=tuple(named(entry)),
            tags=tuple(library.tags[slug].name for slug in slugs if slug in library.tags),
            text=partial(_text, bodies, entry),
            sign=mark(entry.meta.description, digest) if (digest := bodies.digest(planned.source)) else "",
        )


def _text(bodies: Bodies, entry: Entry) -> str:
    return search.plain(entry.meta.description, bodies[entry.path.as_posix()].html)


def shared(entry: Entry, site: Site, box: Cards | None) -> Picture | None:
    """The card that stands for `entry` where its link is shared, promised to `box`; voices are never shared alone.

    None as well where there is no `box`: cards are not drawn then.
    """
    if box is None or not entry.has_page:
        return None
    meta = entry.meta
    label = catalogue(site.language)[f"views.{entry.kind}"] if entry.kind in LISTED else site.tagline
    card = Card(entry.phrases, label, site.name, site.colours, bool(meta.title_lines))
    return Picture(box.address(card), entry.title, WIDTH, HEIGHT)
