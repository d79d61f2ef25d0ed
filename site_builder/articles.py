"""The page of one entry, by its kind: interview, news, event, person, opportunity, fixed page.

Knows what each kind shows. Must not know other entries, the day, lists, templates or files: what a page shows of those
was gathered before (`gathering.Shown`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from site_builder import metadata
from site_builder.body import Body
from site_builder.content import Entry, calendar_url
from site_builder.dates import day_label, moment_label, when
from site_builder.gathering import Shown
from site_builder.parts import frame, html_on, meta_as, words
from site_builder.schema import Event, Interview, Opportunity, Person, Site
from site_builder.typography import minutes_to_read
from site_builder.views import (
    ArticleView,
    EventView,
    Head,
    InterviewView,
    Link,
    NewsView,
    OpportunityView,
    PageView,
    PersonView,
    Picture,
    Row,
    Step,
)

TEMPLATES = {
    "interviews": "interview.html",
    "news": "news.html",
    "events": "event.html",
    "people": "person.html",
    "opportunities": "opportunity.html",
    "pages": "page.html",
}
LISTED = ("interviews", "news", "events", "people", "opportunities")
"""Kinds that have a list."""


class Articles:
    """Makes the views of entries. Their bodies (by source) are rendered by the time a view is made."""

    def __init__(self, site: Site, bodies: Mapping[str, Body]) -> None:
        self.site = site
        self.bodies = bodies

    def of(self, entry: Entry, shown: Shown) -> ArticleView:
        """The page of `entry`."""
        match entry.kind:
            case "interviews":
                return self.interview(entry, shown)
            case "news":
                return self.news(entry, shown)
            case "events":
                return self.event(entry, shown)
            case "people":
                return self.person(entry, shown)
            case "opportunities":
                return self.opportunity(entry, shown)
            case _:
                return self.page(entry, shown)

    def interview(self, entry: Entry, shown: Shown) -> InterviewView:
        """One interview."""
        meta = meta_as(entry, Interview)
        names = [speaker.name for speaker in meta.speakers]
        things = [self._article_thing(entry, shown.hero, names)]
        return InterviewView(
            **self._article(entry, shown, "article", things, halves=True),
            summary=tuple(meta.summary),
            speakers=shown.speakers,
            interviewed=meta.interviewed.isoformat() if meta.interviewed else "",
            interviewed_label=day_label(meta.interviewed, self.site.language),
            credits=tuple(meta.credits),
        )

    def news(self, entry: Entry, shown: Shown) -> NewsView:
        """One news item."""
        return NewsView(**self._article(entry, shown, "article", [self._article_thing(entry, shown.hero)]))

    def event(self, entry: Entry, shown: Shown) -> EventView:
        """One event, as it stands today."""
        meta = meta_as(entry, Event)
        images = [shown.hero.src] if shown.hero else []
        things = [metadata.event(self.site, entry.url, meta, images)]
        over = shown.status == "ended"
        return EventView(
            **self._article(entry, shown, "website", things),
            status=shown.status,
            when=when(meta.start, meta.end, self.site.language),
            place=meta.place,
            map=meta.map or "",
            audience=meta.audience,
            capacity=meta.capacity,
            apply=meta.apply or "" if shown.status == "open" else "",
            closes=meta.closes.isoformat() if meta.closes else "",
            closes_label=moment_label(meta.closes, self.site.language) if meta.closes else "",
            contact=_contact(meta.contact),
            ics=calendar_url(entry),
            report=shown.report,
            materials=tuple(Link(each.title, each.url) for each in meta.materials) if over else (),
        )

    def person(self, entry: Entry, shown: Shown) -> PersonView:
        """Someone who agreed to be shown, and where they speak."""
        meta = meta_as(entry, Person)
        common = self._article(
            entry, shown, "profile", [metadata.profile(self.site, entry.url, meta, shown.photo)], title=meta.name
        )
        common["phrases"] = (meta.name,)
        return PersonView(
            **common,
            name=meta.name,
            reading=meta.reading,
            role=meta.role,
            kind=meta.kind,
            photo=shown.photo,
            career=tuple(Step(step.year, step.text) for step in sorted(meta.career, key=lambda step: step.year)),
            articles=shown.articles,
        )

    def opportunity(self, entry: Entry, shown: Shown) -> OpportunityView:
        """A way to work together."""
        meta = meta_as(entry, Opportunity)
        language = self.site.language
        return OpportunityView(
            **self._article(entry, shown, "website", []),
            kind=meta.kind,
            as_of=meta.as_of.isoformat(),
            as_of_label=day_label(meta.as_of, language),
            closes=meta.closes.isoformat(),
            closes_label=day_label(meta.closes, language),
            place=meta.place,
            contact=_contact(meta.contact),
            conditions=tuple(Row(label, text) for label, text in meta.conditions.items()),
        )

    def page(self, entry: Entry, shown: Shown) -> PageView:
        """A fixed page."""
        return PageView(**self._article(entry, shown, "website", []), faq=shown.faq)

    def _article(
        self,
        entry: Entry,
        shown: Shown,
        kind: str,
        things: Sequence[metadata.Thing],
        *,
        title: str = "",
        halves: bool = False,
    ) -> dict[str, Any]:
        """What all articles have, as keyword arguments of their views."""
        meta, language = entry.meta, self.site.language
        body = self.bodies[entry.path.as_posix()]
        html = html_on(body, self.site, entry.url)
        crumbs = [Link(meta.title, entry.url)]
        if entry.kind in LISTED:
            crumbs.insert(0, Link(words(self.site, entry.kind), f"{entry.kind}/"))
        address = metadata.absolute(self.site, entry.url)
        template = TEMPLATES[entry.kind]
        common = frame(self.site, template, entry.url, meta.title, crumbs, entry.phrases)
        common["title"] = title or meta.title
        return {
            **common,
            "head": self._head(entry, shown, common, kind, things),
            "preview": shown.preview,
            "slug": entry.slug,
            "description": meta.description,
            "date": meta.date.isoformat() if meta.date else "",
            "date_label": day_label(meta.date, language),
            "updated": meta.updated.isoformat() if meta.updated else "",
            "updated_label": day_label(meta.updated, language),
            "tags": shown.tags,
            "hero": shown.hero,
            "toc": body.toc,
            "minutes": minutes_to_read(entry.body, self.site.characters_a_minute),
            "body": _halves(html) if halves else (html, ""),
            "previous": shown.older,
            "next": shown.newer,
            "related": shown.related,
            "people": shown.people,
            "share": share_links(address, meta.title, words(self.site, "mail")),
        }

    def _head(
        self, entry: Entry, shown: Shown, common: Mapping[str, Any], kind: str, things: Sequence[metadata.Thing]
    ) -> Head:
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
            **(shown.image.told() if shown.image else {}),
        )

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


def share_links(address: str, title: str, mail: str) -> tuple[Link, ...]:
    """Where an article can be shared, as plain links: nothing is loaded before they are followed."""
    url, text = quote(address, safe=""), quote(title, safe="")
    return (
        Link("X", f"https://x.com/intent/post?url={url}&text={text}"),
        Link("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
        Link("LINE", f"https://social-plugins.line.me/lineit/share?url={url}"),
        Link("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        Link(mail, f"mailto:?subject={text}&body={url}"),
    )


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
