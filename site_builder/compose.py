"""Views from entries: every page of the site, computed.

Knows which pages there are and what each shows. Must not know templates, files or MkDocs. `pages()` says which pages
exist before anything is rendered; each view is made when its page is written, from bodies rendered by then.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import segno

from messages import catalogue
from site_builder import metadata
from site_builder.body import Body, placed
from site_builder.content import Entry, find_picture, tag_slug, tag_url
from site_builder.dates import day_label, moment_label, when
from site_builder.images import Gallery, Role
from site_builder.library import ARTICLES, Library, Tag, event_status, people_of
from site_builder.schema import Event, Interview, Opportunity, Person, Site, Speaker, Voice
from site_builder.typography import minutes_to_read, title_phrases
from site_builder.views import (
    Card,
    EventView,
    Head,
    HomeView,
    InterviewView,
    LeafletView,
    Link,
    ListView,
    NewsView,
    NotFoundView,
    OpportunityView,
    PageView,
    Pagination,
    PersonView,
    Picture,
    Question,
    Row,
    SearchView,
    SpeakerCard,
    Step,
    TagsView,
    View,
)

PAGE_SIZE = 24
"""Entries on one page of a list."""
ARCHIVE_FROM = 30
"""Articles from which on there is an archive by year."""
TEMPLATES = {
    "interviews": "interview.html",
    "news": "news.html",
    "events": "event.html",
    "people": "person.html",
    "opportunities": "opportunity.html",
    "pages": "page.html",
}
LISTED = ("interviews", "news", "events", "people", "opportunities")


@dataclass(frozen=True)
class Planned:
    """A page to be: where it stands, and how its view is made once all bodies are rendered."""

    url: str
    template: str
    make: Callable[[], View]
    entry: Entry | None = None
    changed: dt.date | None = None
    """The day anything on it last changed, for the sitemap; None where it is not for search engines."""

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
        self.gallery = gallery
        self.bodies = bodies
        self.share_card = share_card
        self._cards: dict[PurePosixPath, Card] = {}

    def say(self, key: str, **words: object) -> str:
        """A message of `[views]` in the site's language, whoever builds."""
        return catalogue(self.site.language)[f"views.{key}"].format_map(words)

    # Which pages there are

    def pages(self) -> Iterator[Planned]:
        """Every page of the site, home first."""
        library = self.library
        home = library.pages.get("index")
        everything = [entry for shelf in library.by_kind.values() for entry in shelf]
        yield Planned("", "home.html", self.home, home, _changed(everything))
        for entry in everything:
            if entry.has_page and entry is not home:
                shown = library.by_person.get(entry.slug, ()) if entry.kind == "people" else ()
                yield Planned(entry.url, TEMPLATES[entry.kind], self._maker(entry), entry, _changed([entry, *shown]))
        for kind in LISTED:
            shelf = library.kind(kind)
            title, description = self.say(kind), self.say(f"{kind}-about")
            if kind == "events":
                shelf = library.past()
            yield from self._list(f"{kind}/", kind, title, description, shelf, archive=kind in ARTICLES)
        if len(library.articles) >= ARCHIVE_FROM:
            for year, shelf in library.by_year.items():
                title = self.say("archive", year=year)
                yield from self._list(
                    f"archive/{year}/", "archive", title, self.say("archive-about", year=year), shelf, year=year
                )
        yield Planned("tags/", "tags.html", self.tags, changed=_changed(everything))
        for slug, tag in sorted(library.tags.items()):
            title, about = self.say("tag", tag=tag.name), self.say("tag-about", tag=tag.name)
            yield from self._list(f"tags/{quote(slug)}/", "tags", title, about, tag.entries, tag=tag.name)
        yield Planned("search/", "search.html", self.search)
        yield Planned("leaflet/", "leaflet.html", self.leaflet)
        yield Planned("404.html", "404.html", self.not_found)

    def _maker(self, entry: Entry) -> Callable[[], View]:
        make: dict[str, Callable[[Entry], View]] = {
            "interviews": self.interview,
            "news": self.news,
            "events": self.event,
            "people": self.person,
            "opportunities": self.opportunity,
            "pages": self.page,
        }
        return lambda: make[entry.kind](entry)

    def _list(
        self, url: str, kind: str, title: str, about: str, shelf: Sequence[Entry], *, archive: bool = False, **more: Any
    ) -> Iterator[Planned]:
        """The pages of one list; the first exists even when it is empty, so that links to it hold."""
        total = max(1, ceil(len(shelf) / PAGE_SIZE))
        for number in range(1, total + 1):
            some = shelf[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]

            def make(number: int = number, some: Sequence[Entry] = some) -> View:
                own = _page_url(url, number)
                here = title if number == 1 else self.say("numbered", title=title, number=number)
                crumbs = [Link(title, url)] if number == 1 else [Link(title, url), Link(here, own)]
                if kind == "tags":
                    crumbs.insert(0, Link(self.say("tags"), "tags/"))
                upcoming = self.library.upcoming() if kind == "events" and number == 1 else []
                return ListView(
                    **self._common("list.html", own, here, about, crumbs),
                    kind=kind,
                    cards=self.cards(some),
                    upcoming=self.cards(upcoming),
                    pagination=_pagination(url, number, total, len(shelf) + len(upcoming)),
                    years=self._years(more.get("year", 0)) if archive or kind == "archive" else (),
                    tags=self._top_tags(shelf) if kind in LISTED else (),
                    **more,
                )

            coming = self.library.upcoming() if kind == "events" and number == 1 else []
            yield Planned(_page_url(url, number), "list.html", make, changed=_changed([*some, *coming]))

    # Articles

    def interview(self, entry: Entry) -> InterviewView:
        """One interview."""
        meta = _as(entry, Interview)
        speakers = tuple(self._speaker(entry, speaker) for speaker in meta.speakers)
        common = self._article(entry, halves=True)
        names = [speaker.name for speaker in meta.speakers]
        things = [self._article_thing(entry, common["hero"], names)]
        common["head"] = self._head(entry, common, "article", things)
        return InterviewView(
            **common,
            summary=tuple(meta.summary),
            speakers=speakers,
            interviewed=meta.interviewed.isoformat() if meta.interviewed else "",
            interviewed_label=day_label(meta.interviewed, self.site.language),
            credits=tuple(meta.credits),
        )

    def news(self, entry: Entry) -> NewsView:
        """One news item."""
        common = self._article(entry)
        common["head"] = self._head(entry, common, "article", [self._article_thing(entry, common["hero"])])
        return NewsView(**common)

    def event(self, entry: Entry) -> EventView:
        """One event, as it stands today."""
        meta = _as(entry, Event)
        status = event_status(entry, self.library.today)
        common = self._article(entry)
        images = [common["hero"].src] if common["hero"] else []
        common["head"] = self._head(entry, common, "website", [metadata.event(self.site, entry.url, meta, images)])
        over = status == "ended"
        return EventView(
            **common,
            status=status,
            when=when(meta.start, meta.end, self.site.language),
            place=meta.place,
            map=meta.map or "",
            audience=meta.audience,
            capacity=meta.capacity,
            apply=meta.apply or "" if status == "open" else "",
            closes=meta.closes.isoformat() if meta.closes else "",
            closes_label=moment_label(meta.closes, self.site.language) if meta.closes else "",
            contact=_contact(meta.contact),
            ics=f"{entry.url}event.ics",
            report=self._report(entry, meta.report) if over and meta.report else None,
            materials=tuple(Link(each.title, each.url) for each in meta.materials) if over else (),
        )

    def person(self, entry: Entry) -> PersonView:
        """Someone who agreed to be shown, and where they speak."""
        meta = _as(entry, Person)
        photo = self._picture(entry, meta.photo, meta.name, role="portrait")
        common = self._article(entry)
        common["title"] = meta.name
        common["phrases"] = (meta.name,)
        things = [metadata.profile(self.site, entry.url, meta, photo)]
        common["head"] = self._head(entry, common, "profile", things)
        return PersonView(
            **common,
            name=meta.name,
            reading=meta.reading,
            role=meta.role,
            kind=meta.kind,
            photo=photo,
            career=tuple(Step(step.year, step.text) for step in sorted(meta.career, key=lambda step: step.year)),
            articles=self.cards(self.library.by_person.get(entry.slug, ())),
        )

    def opportunity(self, entry: Entry) -> OpportunityView:
        """A way to work together."""
        meta = _as(entry, Opportunity)
        common = self._article(entry)
        common["head"] = self._head(entry, common, "website", [])
        language = self.site.language
        return OpportunityView(
            **common,
            kind=meta.kind,
            as_of=meta.as_of.isoformat(),
            as_of_label=day_label(meta.as_of, language),
            closes=meta.closes.isoformat(),
            closes_label=day_label(meta.closes, language),
            place=meta.place,
            contact=_contact(meta.contact),
            conditions=tuple(Row(label, text) for label, text in meta.conditions.items()),
        )

    def page(self, entry: Entry) -> PageView:
        """A fixed page."""
        common = self._article(entry)
        common["head"] = self._head(entry, common, "website", [])
        return PageView(**common, faq=self._faq(entry.url) if entry.slug == "faq" else ())

    # Computed pages

    def home(self) -> HomeView:
        """The first page."""
        library, entry = self.library, self.library.pages.get("index")
        site = self.site
        newest = next(iter(library.kind("interviews")), None)
        hero = self._hero(entry) if entry else None
        if hero is None and newest:
            hero = self._hero(newest)
        title = entry.meta.title if entry else site.tagline
        head = Head(
            title=f"{site.name} | {site.tagline}",
            heading=site.name,
            description=entry.meta.description if entry else site.lead,
            canonical=metadata.absolute(site, ""),
            json_ld=metadata.document([metadata.organization(site), metadata.website(site)]),
            **self._head_image(entry, hero),
        )
        return HomeView(
            template="home.html",
            url="",
            title=title,
            phrases=title_phrases(title, entry.meta.title_lines if entry else ()),
            head=head,
            hero=hero,
            interviews=self.cards(library.kind("interviews")[:6]),
            news=self.cards(library.kind("news")[:4]),
            events=self.cards(library.upcoming()[:3] or library.past()[:1]),
            voices=self.cards(library.kind("voices")[:4]),
            opportunities=self.cards(library.kind("opportunities")[:3]),
            people=self.cards(library.kind("people")[:6]),
            faq=self._faq("")[:3],
            counts=tuple((kind, len(library.kind(kind))) for kind in LISTED),
        )

    def tags(self) -> TagsView:
        """All tags."""
        title, about = self.say("tags"), self.say("tags-about")
        links = [_tag_link(tag) for tag in self.library.tags.values()]
        links.sort(key=lambda link: (-link.count, link.title))
        return TagsView(**self._common("tags.html", "tags/", title, about, [Link(title, "tags/")]), tags=tuple(links))

    def search(self) -> SearchView:
        """Where the search script works."""
        title, about = self.say("search"), self.say("search-about")
        common = self._common("search.html", "search/", title, about, [Link(title, "search/")])
        common["head"] = replace(common["head"], robots="noindex")
        kinds = tuple(Link(self.say(kind), f"{kind}/", len(self.library.kind(kind))) for kind in LISTED)
        return SearchView(**common, kinds=kinds, tags=self._top_tags(self.library.articles))

    def leaflet(self) -> LeafletView:
        """One page to print."""
        title, about = self.say("leaflet"), self.say("leaflet-about")
        common = self._common("leaflet.html", "leaflet/", title, about, [Link(title, "leaflet/")])
        common["head"] = replace(common["head"], robots="noindex")
        join = metadata.absolute(self.site, "join/") if "join" in self.library.pages else self.site.join_url
        code = segno.make(join, error="m", micro=False)
        drawn = code.svg_inline(
            border=2, scale=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
        )
        return LeafletView(**common, join=join, qr_svg=drawn)

    def not_found(self) -> NotFoundView:
        """The page for addresses that lead nowhere."""
        title, about = self.say("not-found"), self.say("not-found-about")
        common = self._common("404.html", "404.html", title, about, [])
        common["head"] = replace(common["head"], robots="noindex", canonical="", json_ld="")
        return NotFoundView(**common, latest=self.cards(self.library.articles[:3]))

    # Parts

    def cards(self, entries: Sequence[Entry]) -> tuple[Card, ...]:
        """What lists show, made once an entry."""
        return tuple(self.card(entry) for entry in entries)

    def card(self, entry: Entry) -> Card:
        """What a list shows of `entry`."""
        if entry.path not in self._cards:
            self._cards[entry.path] = self._make_card(entry)
        return self._cards[entry.path]

    def _make_card(self, entry: Entry) -> Card:
        meta, language = entry.meta, self.site.language
        more: dict[str, Any] = {}
        if isinstance(meta, Interview):
            more = {"people": tuple(speaker.name for speaker in meta.speakers)}
        elif isinstance(meta, Event):
            more = {
                "status": event_status(entry, self.library.today),
                "when": when(meta.start, meta.end, language),
                "place": meta.place,
                "closes_label": moment_label(meta.closes, language) if meta.closes else "",
            }
        elif isinstance(meta, Person):
            more = {"name": meta.name, "reading": meta.reading, "role": meta.role, "person_kind": meta.kind}
        elif isinstance(meta, Opportunity):
            more = {
                "status": "open",
                "opportunity_kind": meta.kind,
                "place": meta.place,
                "closes_label": day_label(meta.closes, language),
            }
        elif isinstance(meta, Voice):
            more = {"quote": meta.quote, "attribution": meta.attribution}
        title = meta.name if isinstance(meta, Person) else meta.title
        return Card(
            kind=entry.kind,
            title=title,
            phrases=title_phrases(title, meta.title_lines),
            url=self._person_url(meta.person) if isinstance(meta, Voice) else entry.url,
            description=meta.description,
            date=meta.date.isoformat() if meta.date else "",
            date_label=day_label(meta.date, language),
            tags=self._tag_links(entry),
            picture=self._card_picture(entry),
            **more,
        )

    def _card_picture(self, entry: Entry) -> Picture | None:
        meta = entry.meta
        if isinstance(meta, Person):
            return self._picture(entry, meta.photo, meta.name, role="portrait")
        if isinstance(meta, Voice):
            person = self.library.people.get(meta.person or "")
            return self._card_picture(person) if person else None
        return replace(hero, caption="") if (hero := self._hero(entry)) else None

    def _speaker(self, entry: Entry, speaker: Speaker) -> SpeakerCard:
        person = self.library.people.get(speaker.person or "")
        photo = self._picture(entry, speaker.photo, speaker.name, role="portrait")
        if photo is None and person:
            photo = self._picture(person, _as(person, Person).photo, speaker.name, role="portrait")
        return SpeakerCard(
            name=speaker.name,
            reading=speaker.reading,
            role=speaker.role,
            kind=speaker.kind,
            label=speaker.label,
            photo=photo,
            url=person.url if person else "",
        )

    def _article(self, entry: Entry, *, halves: bool = False) -> dict[str, Any]:
        """What all articles have, as keyword arguments of their views."""
        meta, language = entry.meta, self.site.language
        body = self.bodies[entry.path.as_posix()]
        html = placed(body.html, base_of(entry.url))
        older, newer = self.library.neighbours(entry) if entry.kind != "pages" else (None, None)
        crumbs = [Link(meta.title, entry.url)]
        if entry.kind in LISTED:
            crumbs.insert(0, Link(self.say(entry.kind), f"{entry.kind}/"))
        address = metadata.absolute(self.site, entry.url)
        related = self.library.related(entry) if entry.kind in ARTICLES else []
        return {
            **self._common(TEMPLATES[entry.kind], entry.url, meta.title, meta.description, crumbs, meta.title_lines),
            "slug": entry.slug,
            "description": meta.description,
            "date": meta.date.isoformat() if meta.date else "",
            "date_label": day_label(meta.date, language),
            "updated": meta.updated.isoformat() if meta.updated else "",
            "updated_label": day_label(meta.updated, language),
            "tags": self._tag_links(entry),
            "hero": self._hero(entry),
            "toc": body.toc,
            "minutes": minutes_to_read(entry.body, self.site.characters_a_minute),
            "body": _halves(html) if halves else (html, ""),
            "previous": self.card(older) if older else None,
            "next": self.card(newer) if newer else None,
            "related": self.cards(related),
            "people": self._appearing(entry),
            "share": share_links(address, meta.title),
        }

    def _appearing(self, entry: Entry) -> tuple[SpeakerCard, ...]:
        people = [self.library.people[slug] for slug in people_of(entry) if slug in self.library.people]
        return tuple(self._face(person) for person in people)

    def _face(self, entry: Entry) -> SpeakerCard:
        meta = _as(entry, Person)
        photo = self._picture(entry, meta.photo, meta.name, role="portrait")
        return SpeakerCard(meta.name, meta.reading, meta.role, meta.kind, meta.name, photo, entry.url)

    def _common(
        self, template: str, url: str, title: str, about: str, crumbs: Sequence[Link], lines: Sequence[str] = ()
    ) -> dict[str, Any]:
        """What all pages have, as keyword arguments of their views."""
        trail = (Link(self.say("home"), ""), *crumbs) if crumbs else ()
        site = self.site
        head = Head(
            title=f"{title} | {site.name}",
            heading=title,
            description=about,
            canonical=metadata.absolute(site, url),
            json_ld=metadata.document([metadata.breadcrumbs(site, trail)]) if trail else "",
            **self._head_image(self.library.pages.get("index"), None),
        )
        return {
            "template": template,
            "url": url,
            "title": title,
            "phrases": title_phrases(title, lines),
            "head": head,
            "breadcrumb": trail,
        }

    def _head(self, entry: Entry, common: Mapping[str, Any], kind: str, things: Sequence[metadata.Thing]) -> Head:
        crumbs = metadata.breadcrumbs(self.site, common["breadcrumb"])
        dated = kind == "article" and entry.meta.date
        return Head(
            title=f"{common['title']} | {self.site.name}",
            heading=common["title"],
            description=entry.meta.description,
            canonical=metadata.absolute(self.site, entry.url),
            kind=kind,
            published=entry.meta.date.isoformat() if dated else "",
            modified=(entry.meta.updated or entry.meta.date).isoformat() if dated else "",
            json_ld=metadata.document([*things, crumbs, metadata.organization(self.site)]),
            **self._head_image(entry, common["hero"]),
        )

    def _head_image(self, entry: Entry | None, hero: Picture | None) -> dict[str, Any]:
        """The card shared with a link: the entry's own, else its picture, else the home page's."""
        home = self.library.pages.get("index")
        shared = (self.share_card(entry) if entry else None) or hero or (self._hero(home) if home else None)
        if shared is None:
            return {}
        address, width = shared.sources[-1][1][-1] if shared.sources else (shared.src, shared.width)
        return {
            "image": metadata.absolute(self.site, address),
            "image_alt": shared.alt,
            "image_width": width,
            "image_height": round(shared.height * width / shared.width),
        }

    def _article_thing(self, entry: Entry, hero: Picture | None, speakers: Sequence[str] = ()) -> metadata.Thing:
        return metadata.article(
            self.site,
            url=entry.url,
            title=entry.meta.title,
            description=entry.meta.description,
            published=entry.meta.date,
            modified=entry.meta.updated,
            images=[hero.src] if hero else [],
            speakers=speakers,
            news=entry.kind == "news",
        )

    def _hero(self, entry: Entry) -> Picture | None:
        return self._picture(entry, entry.meta.hero, entry.meta.hero_alt or "", caption=entry.meta.hero_caption or "")

    def _picture(
        self, entry: Entry, path: str | None, alt: str, *, caption: str = "", role: Role = "wide"
    ) -> Picture | None:
        found = find_picture(self.gallery.root, entry.path, path) if path else None
        return self.gallery.picture(found, alt, caption=caption, role=role) if found else None

    def _report(self, entry: Entry, report: str) -> Link:
        """A report is an article (`news/day.md`), an address, or a sentence."""
        for start in ("", entry.path.parent.as_posix()):
            other = self.library.places.get(posixpath.normpath(posixpath.join(start, report)))
            if other:
                return Link(other.meta.title, other.url)
        return Link(self.say("report"), report) if "://" in report else Link(report, "")

    def _person_url(self, slug: str | None) -> str:
        return f"people/{slug}/" if slug in self.library.people else ""

    def _tag_links(self, entry: Entry) -> tuple[Link, ...]:
        slugs = dict.fromkeys(tag_slug(tag) for tag in entry.meta.tags)
        return tuple(_tag_link(self.library.tags[slug]) for slug in slugs if slug in self.library.tags)

    def _top_tags(self, shelf: Sequence[Entry]) -> tuple[Link, ...]:
        counts: dict[str, int] = {}
        for entry in shelf:
            for slug in {tag_slug(tag) for tag in entry.meta.tags}:
                counts[slug] = counts.get(slug, 0) + 1
        best = sorted(counts, key=lambda slug: (-counts[slug], slug))[:12]
        return tuple(_tag_link(self.library.tags[slug]) for slug in best)

    def _years(self, current: int) -> tuple[Link, ...]:
        if len(self.library.articles) < ARCHIVE_FROM:
            return ()
        years = sorted(self.library.by_year.items(), reverse=True)
        return tuple(
            Link(self.say("year", year=year), f"archive/{year}/", len(shelf), year == current) for year, shelf in years
        )

    def _faq(self, shown_on: str) -> tuple[Question, ...]:
        """The questions of the FAQ page, which are its lowest headings."""
        entry = self.library.pages.get("faq")
        if entry is None:
            return ()
        html = placed(self.bodies[entry.path.as_posix()].html, base_of(shown_on))
        parts = re.split(r"<h([23]) id=\"([^\"]*)\"[^>]*>(.*?)</h\1>", html)
        asked = [tuple(parts[at : at + 4]) for at in range(1, len(parts) - 3, 4)]
        lowest = max((level for level, *_ in asked), default="")
        return tuple(
            Question(_text(title), f"{entry.url}#{name}", answer.strip())
            for level, name, title, answer in asked
            if level == lowest and answer.strip()
        )


def base_of(url: str) -> str:
    """The way from the page at `url` to the site's root, without a trailing slash."""
    return "/".join([".."] * url.count("/")) or "."


def navigation(links: Sequence[Link], url: str) -> tuple[Link, ...]:
    """`links` with those marked that `url` is or lies below."""
    return tuple(
        replace(link, current=(bool(link.url) and url.startswith(link.url)) or url == link.url) for link in links
    )


def share_links(address: str, title: str) -> tuple[Link, ...]:
    """Where an article can be shared, as plain links: nothing is loaded before they are followed."""
    url, text = quote(address, safe=""), quote(title, safe="")
    return (
        Link("X", f"https://x.com/intent/post?url={url}&text={text}"),
        Link("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
        Link("LINE", f"https://social-plugins.line.me/lineit/share?url={url}"),
        Link("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        Link("メール", f"mailto:?subject={text}&body={url}"),
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


def _tag_link(tag: Tag) -> Link:
    return Link(tag.name, tag_url(tag.name), len(tag.entries))


def _contact(contact: str) -> Link:
    if re.fullmatch(r"[^\s@]+@[^\s@]+", contact):
        return Link(contact, f"mailto:{contact}")
    return Link(contact, contact if "://" in contact else "")


def _halves(html: str) -> tuple[str, str]:
    """`html` cut before the `<h2>` nearest its middle; whole where there are fewer than three."""
    places = [found.start() for found in re.finditer(r"<h2[ >]", html)]
    if len(places) < 3:
        return html, ""
    middle = min(places[1:], key=lambda place: abs(place - len(html) / 2))
    return html[:middle], html[middle:]


def _text(html: str) -> str:
    for escaped, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        html = re.sub(r"<[^>]+>", "", html).replace(escaped, sign)
    return html


def _as(entry: Entry, model: type[Any]) -> Any:
    assert isinstance(entry.meta, model)
    return entry.meta
