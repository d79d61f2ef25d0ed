"""What readers' programs fetch: an Atom feed of the articles, events as iCalendar.

Knows RFC 4287 and RFC 5545 (through `icalendar`). Must not know MkDocs. No time of building anywhere: the same entries
give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from site_builder.content import Entry
from site_builder.dates import midnight
from site_builder.metadata import absolute
from site_builder.schema import Event, Interview, Site

ATOM = "http://www.w3.org/2005/Atom"
NEWEST = 20
"""Articles in the feed."""
ET.register_namespace("", ATOM)


def atom(site: Site, articles: Sequence[Entry], html: Callable[[Entry], str], today: dt.date) -> str:
    """The newest articles, newest first. `html` gives an entry's body with absolute addresses."""
    newest = articles[:NEWEST]
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": site.language})

    def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
        element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        element.text = text or None
        return element

    add(feed, "id", absolute(site, ""))
    add(feed, "title", site.name)
    add(feed, "subtitle", site.tagline)
    add(feed, "updated", max((_changed(entry) for entry in newest), default=midnight(today)).isoformat())
    add(feed, "link", rel="self", type="application/atom+xml", href=absolute(site, "feed.xml"))
    add(feed, "link", rel="alternate", type="text/html", href=absolute(site, ""))
    add(add(feed, "author"), "name", site.contact.name)
    for entry in newest:
        item = add(feed, "entry")
        add(item, "id", absolute(site, entry.url))
        add(item, "title", entry.meta.title)
        add(item, "link", rel="alternate", type="text/html", href=absolute(site, entry.url))
        add(item, "published", midnight(entry.meta.date).isoformat())
        add(item, "updated", _changed(entry).isoformat())
        if isinstance(entry.meta, Interview):
            for speaker in entry.meta.speakers:
                add(add(item, "contributor"), "name", speaker.name)
        for tag in entry.meta.tags:
            add(item, "category", term=tag)
        add(item, "summary", entry.meta.description)
        add(item, "content", html(entry), type="html")
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, "unicode") + "\n"


def calendar(site: Site, events: Sequence[Entry]) -> bytes:
    """Events as one iCalendar file, soonest first; `UID` never changes, `DTSTAMP` is the day the entry last changed."""
    from icalendar import Calendar  # takes longer to import than most builds need altogether
    from icalendar import Event as CalendarEvent
    from icalendar.prop import vText, vUri

    book = Calendar()
    book.add("prodid", f"-//{site.company.name}//{site.name}//{site.language.upper()}")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", vText(site.name))
    for entry in sorted(events, key=lambda each: (_event(each).start, each.slug)):
        meta = _event(entry)
        event = CalendarEvent()
        event.add("uid", f"{entry.slug}@{urlsplit(site.url).hostname}")
        event.add("dtstamp", _changed(entry).astimezone(dt.UTC))
        event.add("last-modified", _changed(entry).astimezone(dt.UTC))
        event.add("dtstart", meta.start.astimezone(dt.UTC))
        event.add("dtend", meta.end.astimezone(dt.UTC))
        event.add("summary", meta.title)
        event.add("description", f"{meta.description}\n{absolute(site, entry.url)}")
        event.add("location", meta.place)
        event.add("url", vUri(absolute(site, entry.url)))
        event.add("status", "CONFIRMED")
        book.add_component(event)
    return bytes(book.to_ical())


def _event(entry: Entry) -> Event:
    assert isinstance(entry.meta, Event)
    return entry.meta


def _changed(entry: Entry) -> dt.datetime:
    return midnight(entry.meta.updated or entry.meta.date)
