"""Which pages there are, and those that no entry has: home, lists, tags, archive, search, leaflet, 404.

Knows the whole site as a set of addresses. Must not know templates, files or MkDocs. `pages()` says which pages exist
before anything is rendered; each view is made when its page is written, from bodies rendered by then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from math import ceil
from typing import Any
from urllib.parse import quote

from site_builder import metadata
from site_builder.articles import LISTED, TEMPLATES, Articles
from site_builder.body import Body
from site_builder.content import Entry, tag_slug
from site_builder.gathering import Gathering
from site_builder.images import Gallery
from site_builder.library import ARTICLES, Library
from site_builder.parts import Parts, tag_link
from site_builder.schema import Site
from site_builder.typography import title_phrases
from site_builder.views import (
    Head,
    HomeView,
    LeafletView,
    Link,
    ListView,
    NotFoundView,
    Pagination,
    Picture,
    SearchView,
    TagsView,
    View,
)

PAGE_SIZE = 24
"""Entries on one page of a list."""
ARCHIVE_FROM = 30
"""Articles from which on there is an archive by year."""


@dataclass(frozen=True)
class Planned:
    """A page to be: where it stands, and how its view is made once all bodies are rendered."""

    url: str
    template: str
    gather: Callable[[], Any]
    """What the page shows beyond its entry and body: `gathering.Shown`; on computed pages the view itself."""
    entry: Entry | None = None
    changed: dt.date | None = None
    """The day anything on it last changed, for the sitemap; None where it is not for search engines."""
    finish: Callable[[Any], View] = lambda gathered: gathered
    """What was gathered -> the view."""

    def make(self) -> View:
        """The view, once all bodies it shows are rendered."""
        return self.finish(self.gather())

    @property
    def source(self) -> str:
        """The source a link in Markdown names: the entry's own, or `tags/index.md` for a computed page."""
        if self.entry:
            return self.entry.path.as_posix()
        return self.url.replace(".html", ".md") if self.url.endswith(".html") else f"{self.url}index.md"


class Composer:
    """Makes the views of one build. `bodies` (by source) is filled by the caller before a view is made."""

    def __init__(
        self,
        site: Site,
        library: Library,
        gallery: Gallery,
        bodies: Mapping[str, Body],
        share_card: Callable[[Entry], Picture | None] = lambda _: None,
    ) -> None:
        self.site = site
        self.library = library
        self.parts = Parts(site, library, gallery, bodies, share_card)
        self.gathering = Gathering(self.parts)
        self.articles = Articles(site, bodies)

    def pages(self) -> Iterator[Planned]:
        """Every page of the site, home first."""
        library = self.library
        home = library.pages.get("index")
        everything = [entry for shelf in library.by_kind.values() for entry in shelf]
        yield Planned("", "home.html", self.home, home, _changed(everything))
        for entry in everything:
            if entry.has_page and entry is not home:
                shown = library.by_person.get(entry.slug, ()) if entry.kind == "people" else ()
                yield Planned(
                    entry.url,
                    TEMPLATES[entry.kind],
                    partial(self.gathering.of, entry),
                    entry,
                    _changed([entry, *shown]),
                    partial(self.articles.of, entry),
                )
        for kind in LISTED:
            tagged = library.kind(kind)
            shelf = library.past() if kind == "events" else tagged
            title, description = self.parts.say(kind), self.parts.say(f"{kind}-about")
            yield from self._list(f"{kind}/", kind, title, description, shelf, tagged, archive=kind in ARTICLES)
        if len(library.articles) >= ARCHIVE_FROM:
            for year, shelf in library.by_year.items():
                title = self.parts.say("archive", year=year)
                yield from self._list(
                    f"archive/{year}/", "archive", title, self.parts.say("archive-about", year=year), shelf, year=year
                )
        yield Planned("tags/", "tags.html", self.tags, changed=_changed(everything))
        for slug, tag in sorted(library.tags.items()):
            title, about = self.parts.say("tag", tag=tag.name), self.parts.say("tag-about", tag=tag.name)
            yield from self._list(f"tags/{quote(slug)}/", "tags", title, about, tag.entries, tag=tag.name)
        yield Planned("search/", "search.html", self.search)
        yield Planned("leaflet/", "leaflet.html", self.leaflet)
        yield Planned("404.html", "404.html", self.not_found)

    def _list(
        self,
        url: str,
        kind: str,
        title: str,
        about: str,
        shelf: Sequence[Entry],
        tagged: Sequence[Entry] = (),
        *,
        archive: bool = False,
        **more: Any,
    ) -> Iterator[Planned]:
        """The pages of one list; the first exists even when it is empty, so that links to it hold.

        `tagged`: the entries whose tags are named above the list.
        """
        total = max(1, ceil(len(shelf) / PAGE_SIZE))
        top_tags = cache(lambda: self._top_tags(tagged))
        for number in range(1, total + 1):
            some = shelf[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]

            def make(number: int = number, some: Sequence[Entry] = some) -> View:
                own = _page_url(url, number)
                here = title if number == 1 else self.parts.say("numbered", title=title, number=number)
                crumbs = [Link(title, url)] if number == 1 else [Link(title, url), Link(here, own)]
                if kind == "tags":
                    crumbs.insert(0, Link(self.parts.say("tags"), "tags/"))
                upcoming = self.library.upcoming() if kind == "events" and number == 1 else []
                return ListView(
                    **self.parts.common("list.html", own, here, about, crumbs),
                    kind=kind,
                    cards=self.parts.cards(some),
                    upcoming=self.parts.cards(upcoming),
                    pagination=_pagination(url, number, total, len(shelf) + len(upcoming)),
                    years=self._years(more.get("year", 0)) if archive or kind == "archive" else (),
                    tags=top_tags(),
                    **more,
                )

            coming = self.library.upcoming() if kind == "events" and number == 1 else []
            yield Planned(_page_url(url, number), "list.html", make, changed=_changed([*some, *coming]))

    def home(self) -> HomeView:
        """The first page."""
        library, entry = self.library, self.library.pages.get("index")
        site = self.site
        newest = next(iter(library.kind("interviews")), None)
        hero = self.parts.hero(entry) if entry else None
        if hero is None and newest:
            hero = self.parts.hero(newest)
        title = entry.meta.title if entry else site.tagline
        head = Head(
            title=f"{site.name} | {site.tagline}",
            heading=site.name,
            description=entry.meta.description if entry else site.lead,
            canonical=metadata.absolute(site, ""),
            json_ld=metadata.document([metadata.organization(site), metadata.website(site)]),
            **(image.told() if (image := self.parts.image(entry, hero)) else {}),
        )
        return HomeView(
            template="home.html",
            url="",
            title=title,
            phrases=entry.phrases if entry else title_phrases(title),
            head=head,
            hero=hero,
            interviews=self.parts.cards(library.kind("interviews")[:6]),
            news=self.parts.cards(library.kind("news")[:4]),
            events=self.parts.cards(library.upcoming()[:3] or library.past()[:1]),
            voices=self.parts.cards(library.kind("voices")[:4]),
            opportunities=self.parts.cards(library.kind("opportunities")[:3]),
            people=self.parts.cards(library.kind("people")[:6]),
            faq=self.parts.faq("")[:3],
            counts=tuple((kind, len(library.kind(kind))) for kind in LISTED),
        )

    def tags(self) -> TagsView:
        """All tags."""
        title, about = self.parts.say("tags"), self.parts.say("tags-about")
        links = [tag_link(tag) for tag in self.library.tags.values()]
        links.sort(key=lambda link: (-link.count, link.title))
        return TagsView(
            **self.parts.common("tags.html", "tags/", title, about, [Link(title, "tags/")]), tags=tuple(links)
        )

    def search(self) -> SearchView:
        """Where the search script works."""
        title, about = self.parts.say("search"), self.parts.say("search-about")
        common = self.parts.common("search.html", "search/", title, about, [Link(title, "search/")])
        common["head"] = replace(common["head"], robots="noindex")
        kinds = tuple(Link(self.parts.say(kind), f"{kind}/", len(self.library.kind(kind))) for kind in LISTED)
        return SearchView(**common, kinds=kinds, tags=self._top_tags(self.library.articles))

    def leaflet(self) -> LeafletView:
        """One page to print."""
        title, about = self.parts.say("leaflet"), self.parts.say("leaflet-about")
        common = self.parts.common("leaflet.html", "leaflet/", title, about, [Link(title, "leaflet/")])
        common["head"] = replace(common["head"], robots="noindex")
        join = metadata.absolute(self.site, "join/") if "join" in self.library.pages else self.site.join_url
        import segno

        code = segno.make(join, error="m", micro=False)
        drawn = code.svg_inline(
            border=2, scale=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
        )
        return LeafletView(**common, join=join, qr_svg=drawn)

    def not_found(self) -> NotFoundView:
        """The page for addresses that lead nowhere."""
        title, about = self.parts.say("not-found"), self.parts.say("not-found-about")
        common = self.parts.common("404.html", "404.html", title, about, [])
        common["head"] = replace(common["head"], robots="noindex", canonical="", json_ld="")
        return NotFoundView(**common, latest=self.parts.cards(self.library.articles[:3]))

    def _top_tags(self, shelf: Sequence[Entry]) -> tuple[Link, ...]:
        counts: dict[str, int] = {}
        for entry in shelf:
            for slug in {tag_slug(tag) for tag in entry.meta.tags}:
                counts[slug] = counts.get(slug, 0) + 1
        best = sorted(counts, key=lambda slug: (-counts[slug], slug))[:12]
        links = [tag_link(self.library.tags[slug]) for slug in best]
        return tuple(sorted(links, key=lambda link: (-link.count, link.title)))

    def _years(self, current: int) -> tuple[Link, ...]:
        if len(self.library.articles) < ARCHIVE_FROM:
            return ()
        years = sorted(self.library.by_year.items(), reverse=True)
        return tuple(
            Link(self.parts.say("year", year=year), f"archive/{year}/", len(shelf), year == current)
            for year, shelf in years
        )


def _changed(entries: Sequence[Entry]) -> dt.date | None:
    return max((day for entry in entries if (day := entry.meta.updated or entry.meta.date)), default=None)


def _page_url(url: str, number: int) -> str:
    return url if number == 1 else f"{url}page/{number}/"


def _pagination(url: str, number: int, total: int, count: int) -> Pagination:
    near = sorted({1, total, *range(max(1, number - 1), min(total, number + 1) + 1)})
    pages: list[Link] = []
    for place, each in enumerate(near):
        if place and each - near[place - 1] > 1:
            pages.append(Link("…", ""))
        pages.append(Link(str(each), _page_url(url, each), current=each == number))
    return Pagination(
        number=number,
        total=total,
        count=count,
        previous=_page_url(url, number - 1) if number > 1 else "",
        next=_page_url(url, number + 1) if number < total else "",
        pages=tuple(pages) if total > 1 else (),
    )
