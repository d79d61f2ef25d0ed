"""The page of one entry, by its kind: interview, news, event, person, opportunity, fixed page.

Knows what each kind shows and how the day matters to it. Must not know lists, templates or files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from site_builder import metadata
from site_builder.approval import awaited
from site_builder.body import placed
from site_builder.content import Entry
from site_builder.dates import day_label, moment_label, when
from site_builder.library import ARTICLES, event_status, people_of
from site_builder.parts import Parts, base_of, meta_as
from site_builder.schema import Event, Interview, Opportunity, Person
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
    SpeakerCard,
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
    """Makes the views of entries. Their bodies are rendered by the time a view is made."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.site = parts.site
        self.library = parts.library

    def of(self, entry: Entry) -> ArticleView:
        """The page of `entry`."""
        match entry.kind:
            case "interviews":
                return self.interview(entry)
            case "news":
                return self.news(entry)
            case "events":
                return self.event(entry)
            case "people":
                return self.person(entry)
            case "opportunities":
                return self.opportunity(entry)
            case _:
                return self.page(entry)

    def interview(self, entry: Entry) -> InterviewView:
        """One interview."""
        meta = meta_as(entry, Interview)
        speakers = tuple(self.parts.speaker(entry, speaker) for speaker in meta.speakers)
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
        meta = meta_as(entry, Event)
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
        meta = meta_as(entry, Person)
        photo = self.parts.picture(entry, meta.photo, meta.name, role="portrait")
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
            articles=self.parts.cards(self.library.by_person.get(entry.slug, ())),
        )

    def opportunity(self, entry: Entry) -> OpportunityView:
        """A way to work together."""
        meta = meta_as(entry, Opportunity)
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
        return PageView(**common, faq=self.parts.faq(entry.url) if entry.slug == "faq" else ())

    def _article(self, entry: Entry, *, halves: bool = False) -> dict[str, Any]:
        """What all articles have, as keyword arguments of their views."""
        meta, language = entry.meta, self.site.language
        body = self.parts.bodies[entry.path.as_posix()]
        html = placed(body.html, base_of(entry.url))
        older, newer = self.library.neighbours(entry) if entry.kind != "pages" else (None, None)
        crumbs = [Link(meta.title, entry.url)]
        if entry.kind in LISTED:
            crumbs.insert(0, Link(self.parts.say(entry.kind), f"{entry.kind}/"))
        address = metadata.absolute(self.site, entry.url)
        related = self.library.related(entry) if entry.kind in ARTICLES else []
        template = TEMPLATES[entry.kind]
        common = self.parts.common(template, entry.url, meta.title, meta.description, crumbs, meta.title_lines)
        return {
            **common,
            "preview": self._preview(entry),
            "slug": entry.slug,
            "description": meta.description,
            "date": meta.date.isoformat() if meta.date else "",
            "date_label": day_label(meta.date, language),
            "updated": meta.updated.isoformat() if meta.updated else "",
            "updated_label": day_label(meta.updated, language),
            "tags": self.parts.tag_links(entry),
            "hero": self.parts.hero(entry),
            "toc": body.toc,
            "minutes": minutes_to_read(entry.body, self.site.characters_a_minute),
            "body": _halves(html) if halves else (html, ""),
            "previous": self.parts.card(older) if older else None,
            "next": self.parts.card(newer) if newer else None,
            "related": self.parts.cards(related),
            "people": self._appearing(entry),
            "share": share_links(address, meta.title, self.parts.say("mail")),
        }

    def _preview(self, entry: Entry) -> str:
        """Why an entry that is shown to its editors is not public yet."""
        if entry.meta.draft:
            return self.parts.say("preview-draft")
        if entry.public_from and entry.public_from > self.library.today:
            return self.parts.say("preview-later", day=day_label(entry.public_from, self.site.language))
        if self.site.approval and awaited(entry.meta, entry.body):
            return self.parts.say("preview-unapproved")
        return ""

    def _appearing(self, entry: Entry) -> tuple[SpeakerCard, ...]:
        people = [self.library.people[slug] for slug in people_of(entry) if slug in self.library.people]
        return tuple(self.parts.face(person) for person in people)

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
            **self.parts.head_image(entry, common["hero"]),
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

    def _report(self, entry: Entry, report: str) -> Link:
        """A report is an article (`news/day.md`), an address, or a sentence."""
        for start in ("", entry.path.parent.as_posix()):
            other = self.library.places.get(posixpath.normpath(posixpath.join(start, report)))
            if other:
                return Link(other.meta.title, other.url)
        return Link(self.parts.say("report"), report) if "://" in report else Link(report, "")


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
