"""What the page of an entry shows beyond the entry and its body: others, pictures, the day, the home page's picture.

Knows the library and who is shown where. Must not know views or templates. With the entry, its body and `site.yml`,
a `Shown` is all that `articles` makes a view from; so what is equal in all four is the same page, and `cache` needs to
look no further.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from site_builder.approval import awaited
from site_builder.content import Entry
from site_builder.dates import day_label
from site_builder.library import ARTICLES, event_status, people_of
from site_builder.parts import Image, Parts, meta_as
from site_builder.schema import Event, Interview, Person
from site_builder.views import Card, Link, Picture, Question, SpeakerCard


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All that one page shows of others and of today."""

    preview: str = ""
    tags: tuple[Link, ...] = ()
    hero: Picture | None = None
    image: Image | None = None
    """What is shared with a link to the page."""
    older: Card | None = None
    newer: Card | None = None
    related: tuple[Card, ...] = ()
    people: tuple[SpeakerCard, ...] = ()
    """Those who appear and have a page."""
    speakers: tuple[SpeakerCard, ...] = ()
    """Interviews only."""
    photo: Picture | None = None
    """People only; with `articles`."""
    articles: tuple[Card, ...] = ()
    status: str = ""
    """Events only; with `report`, once they are over."""
    report: Link | None = None
    faq: tuple[Question, ...] = ()
    """The FAQ's own page only."""


class Gathering:
    """Looks up what pages show of others, for one build."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.library = parts.library

    def of(self, entry: Entry) -> Shown:
        """What the page of `entry` shows of others."""
        parts, library = self.parts, self.library
        older, newer = library.neighbours(entry) if entry.kind != "pages" else (None, None)
        hero = parts.hero(entry)
        meta = entry.meta
        status = event_status(entry, library.today) if isinstance(meta, Event) else ""
        return Shown(
            preview=self._preview(entry),
            tags=parts.tag_links(entry),
            hero=hero,
            image=parts.image(entry, hero),
            older=parts.card(older) if older else None,
            newer=parts.card(newer) if newer else None,
            related=parts.cards(library.related(entry)) if entry.kind in ARTICLES else (),
            people=tuple(parts.face(library.people[slug]) for slug in people_of(entry) if slug in library.people),
            speakers=tuple(parts.speaker(entry, each) for each in meta.speakers) if isinstance(meta, Interview) else (),
            photo=parts.portrait(entry) if isinstance(meta, Person) else None,
            articles=parts.cards(library.by_person.get(entry.slug, ())) if isinstance(meta, Person) else (),
            status=status,
            report=self._report(entry) if status == "ended" else None,
            faq=parts.faq(entry.url) if entry.kind == "pages" and entry.slug == "faq" else (),
        )

    def _preview(self, entry: Entry) -> str:
        """Why an entry that is shown to its editors is not public yet."""
        if entry.meta.draft:
            return self.parts.say("preview-draft")
        if entry.public_from and entry.public_from > self.library.today:
            return self.parts.say("preview-later", day=day_label(entry.public_from, self.parts.site.language))
        if self.parts.site.approval and awaited(entry.meta, entry.seal):
            return self.parts.say("preview-unapproved")
        return ""

    def _report(self, entry: Entry) -> Link | None:
        """A report is an article (`news/day.md`), an address, or a sentence."""
        report = meta_as(entry, Event).report
        if not report:
            return None
        for start in ("", entry.path.parent.as_posix()):
            other = self.library.places.get(posixpath.normpath(posixpath.join(start, report)))
            if other:
                return Link(other.meta.title, other.url)
        return Link(self.parts.say("report"), report) if "://" in report else Link(report, "")
