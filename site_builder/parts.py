"""What pages are made of: cards, faces, pictures, tags, questions, and what every page says of itself.

Knows entries and the pieces of `views` several pages share. Must not know which pages there are. Cards are made once
an entry, however many lists show them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from messages import catalogue, say
from site_builder import metadata
from site_builder.body import Body, addressed, placed
from site_builder.content import Entry, pictures, tag_slug, tag_url
from site_builder.dates import day_label, moment_label, when
from site_builder.images import BrokenPictureError, Gallery, Role
from site_builder.issues import Issue
from site_builder.library import Library, Tag, event_status
from site_builder.schema import Event, FrontMatter, Interview, Opportunity, Person, Site, Speaker, Voice
from site_builder.typography import title_phrases
from site_builder.views import Card, Head, Link, Picture, Question, SpeakerCard

Meta = TypeVar("Meta", bound=FrontMatter)


@dataclass(frozen=True)
class Image:
    """What is shared with a link to a page."""

    address: str
    """Absolute."""
    alt: str
    width: int
    height: int

    def told(self) -> dict[str, Any]:
        """As keyword arguments of `Head`."""
        return {
            "image": self.address,
            "image_alt": self.alt,
            "image_width": self.width,
            "image_height": self.height,
        }


class Parts:
    """Makes the parts of one build. `bodies` (by source) is filled by the caller before questions are asked for."""

    def __init__(
        self,
        site: Site,
        library: Library,
        gallery: Gallery,
        bodies: Mapping[str, Body],
        share_card: Callable[[Entry], Picture | None],
    ) -> None:
        self.site = site
        self.library = library
        self.gallery = gallery
        self.bodies = bodies
        self.share_card = share_card
        self._cards: dict[str, Card] = {}

    def say(self, key: str, **values: object) -> str:
        """A message of `[views]` in the site's language, whoever builds."""
        return words(self.site, key, **values)

    def cards(self, entries: Sequence[Entry]) -> tuple[Card, ...]:
        """What lists show, made once an entry."""
        return tuple(self.card(entry) for entry in entries)

    def card(self, entry: Entry) -> Card:
        """What a list shows of `entry`."""
        if entry.shown not in self._cards:
            self._cards[entry.shown] = self._make_card(entry)
        return self._cards[entry.shown]

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
        return Card(
            kind=entry.kind,
            title=entry.title,
            phrases=entry.phrases,
            url=self._person_url(meta.person) if isinstance(meta, Voice) else entry.url,
            description=meta.description,
            date=meta.date.isoformat() if meta.date else "",
            date_label=day_label(meta.date, language),
            tags=self.tag_links(entry),
            picture=self._card_picture(entry),
            **more,
        )

    def _card_picture(self, entry: Entry) -> Picture | None:
        meta = entry.meta
        if isinstance(meta, Person):
            return self.portrait(entry)
        if isinstance(meta, Voice):
            person = self.library.people.get(meta.person or "")
            return self._card_picture(person) if person else None
        return replace(hero, caption="") if (hero := self.hero(entry)) else None

    def speaker(self, entry: Entry, speaker: Speaker) -> SpeakerCard:
        person = self.library.people.get(speaker.person or "")
        photo = self.picture(entry, speaker.photo, speaker.name, role="portrait")
        if photo is None and person:
            photo = self.picture(person, meta_as(person, Person).photo, speaker.name, role="portrait")
        return SpeakerCard(
            name=speaker.name,
            reading=speaker.reading,
            role=speaker.role,
            kind=speaker.kind,
            label=speaker.label,
            photo=photo,
            url=person.url if person else "",
        )

    def face(self, entry: Entry) -> SpeakerCard:
        meta = meta_as(entry, Person)
        return SpeakerCard(meta.name, meta.reading, meta.role, meta.kind, meta.name, self.portrait(entry), entry.url)

    def portrait(self, person: Entry) -> Picture | None:
        """The photo of a person, named by their name."""
        meta = meta_as(person, Person)
        return self.picture(person, meta.photo, meta.name, role="portrait")

    def hero(self, entry: Entry) -> Picture | None:
        return self.picture(entry, entry.meta.hero, entry.meta.hero_alt or "", caption=entry.meta.hero_caption or "")

    def picture(
        self, entry: Entry, path: str | None, alt: str, *, caption: str = "", role: Role = "wide"
    ) -> Picture | None:
        found = self.gallery.find(entry.path, path) if path else None
        return self.gallery.picture(found, alt, caption=caption, role=role) if found else None

    def _person_url(self, slug: str | None) -> str:
        return f"people/{slug}/" if slug in self.library.people else ""

    def tag_links(self, entry: Entry) -> tuple[Link, ...]:
        """The tags of `entry`, without counts: a page does not change because others take up its tags."""
        slugs = dict.fromkeys(tag_slug(tag) for tag in entry.meta.tags)
        tags = (self.library.tags[slug] for slug in slugs if slug in self.library.tags)
        return tuple(Link(tag.name, tag_url(tag.name)) for tag in tags)

    def common(self, template: str, url: str, title: str, about: str, crumbs: Sequence[Link]) -> dict[str, Any]:
        """What all computed pages have, as keyword arguments of their views."""
        made = frame(self.site, template, url, title, crumbs, title_phrases(title))
        image = self.image(self.library.pages.get("index"), None)
        trail = made["breadcrumb"]
        head = Head(
            title=f"{title} | {self.site.name}",
            heading=title,
            description=about,
            canonical=metadata.absolute(self.site, url),
            json_ld=metadata.document([metadata.breadcrumbs(self.site, trail)]) if trail else "",
            **(image.told() if image else {}),
        )
        return {**made, "head": head}

    def image(self, entry: Entry | None, hero: Picture | None) -> Image | None:
        """The card shared with a link: the entry's own, else its picture, else the home page's."""
        home = self.library.pages.get("index")
        shared = (self.share_card(entry) if entry else None) or hero or (self.hero(home) if home else None)
        if shared is None:
            return None
        address, width = shared.sources[-1][1][-1] if shared.sources else (shared.src, shared.width)
        height = round(shared.height * width / shared.width)
        return Image(metadata.absolute(self.site, address), shared.alt, width, height)

    def faq(self, shown_on: str) -> tuple[Question, ...]:
        """The questions of the FAQ page, which are its lowest headings."""
        entry = self.library.pages.get("faq")
        if entry is None:
            return ()
        html = html_on(self.bodies[entry.path.as_posix()], self.site, shown_on)
        parts = re.split(r"<h([23]) id=\"([^\"]*)\"[^>]*>(.*?)</h\1>", html)
        asked = [tuple(parts[at : at + 4]) for at in range(1, len(parts) - 3, 4)]
        lowest = max((level for level, *_ in asked), default="")
        return tuple(
            Question(_plain_text(title), f"{entry.url}#{name}", answer.strip())
            for level, name, title, answer in asked
            if level == lowest and answer.strip()
        )


def words(site: Site, key: str, **values: object) -> str:
    """A message of `[views]` in the site's language, whoever builds."""
    return catalogue(site.language)[f"views.{key}"].format_map(values)


def frame(
    site: Site, template: str, url: str, title: str, crumbs: Sequence[Link], phrases: tuple[str, ...]
) -> dict[str, Any]:
    """What all pages have but their `head`, as keyword arguments of their views."""
    return {
        "template": template,
        "url": url,
        "title": title,
        "phrases": phrases,
        "breadcrumb": (Link(words(site, "home"), ""), *crumbs) if crumbs else (),
    }


def meta_as(entry: Entry, model: type[Meta]) -> Meta:
    """The front matter of `entry`, known to be a `model`."""
    assert isinstance(entry.meta, model)
    return entry.meta


def base_of(url: str) -> str:
    """The way from the page at `url` to the site's root, without a trailing slash."""
    return "/".join([".."] * url.count("/")) or "."


def html_on(body: Body, site: Site, url: str) -> str:
    """The HTML of `body` on the page at `url`."""
    return placed(addressed(body.html, metadata.absolute(site, "")), base_of(url))


def tag_link(tag: Tag) -> Link:
    """A tag, with how many entries have it."""
    return Link(tag.name, tag_url(tag.name), len(tag.entries))


def _plain_text(html: str) -> str:
    for escaped, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        html = re.sub(r"<[^>]+>", "", html).replace(escaped, sign)
    return html


def promise_pictures(entries: Iterable[Entry], gallery: Gallery) -> Iterator[Issue]:
    """Ask for every picture that front matter names, in the role it plays; those that cannot be opened are issues."""
    for entry in entries:
        for place, picture in pictures(entry.meta):
            path = gallery.find(entry.path, picture)
            if path is None:
                continue  # `reading.load` has said so
            try:
                gallery.picture(path, "", role="portrait" if place[-1] == "photo" else "wide")
            except BrokenPictureError:
                message = say("content.picture-broken", picture=picture)
                yield entry.issue(place, "picture", message, say("content.picture-broken-fix"))
