"""What machines are told of a page: JSON-LD, by schema.org's words and search engines' requirements.

Knows views and the site's facts; pure functions that return plain dicts. Must not know templates. `document` makes
them safe to stand in a page.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from site_builder.dates import midnight
from site_builder.schema import Event, Person, Site
from site_builder.views import Link, Picture

Thing = dict[str, Any]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def absolute(site: Site, url: str) -> str:
    """`url` (from the site's root) with the site's own address before it; absolute addresses stay."""
    return url if "://" in url else f"{site.url.rstrip('/')}/{url}"


def organization(site: Site) -> Thing:
    """The company behind the site."""
    return {
        "@type": "Organization",
        "@id": absolute(site, "#organization"),
        "name": site.company.name,
        "url": site.company.url,
        "address": site.company.address,
    }


def website(site: Site) -> Thing:
    """The site, with where to search it."""
    return {
        "@type": "WebSite",
        "@id": absolute(site, "#website"),
        "name": site.name,
        "url": absolute(site, ""),
        "description": site.lead,
        "inLanguage": site.language,
        "publisher": {"@id": absolute(site, "#organization")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": absolute(site, "search/?q={search_term_string}")},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(site: Site, links: Sequence[Link]) -> Thing:
    """The way from home to here."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": link.title, "item": absolute(site, link.url)}
            for place, link in enumerate(links, 1)
        ],
    }


def article(
    site: Site,
    *,
    url: str,
    title: str,
    description: str,
    published: dt.date,
    modified: dt.date | None,
    images: Sequence[str],
    speakers: Sequence[str] = (),
    news: bool = False,
) -> Thing:
    """An interview or a news item. `images` are addresses from the root."""
    address = absolute(site, url)
    told: Thing = {
        "@type": "NewsArticle" if news else "Article",
        "@id": f"{address}#article",
        "headline": title,
        "description": description,
        "inLanguage": site.language,
        "datePublished": midnight(published).isoformat(),
        "dateModified": midnight(modified or published).isoformat(),
        "mainEntityOfPage": address,
        "author": {"@type": "Organization", "name": site.contact.name, "url": absolute(site, "")},
        "publisher": {"@id": absolute(site, "#organization")},
        "isPartOf": {"@id": absolute(site, "#website")},
    }
    if images:
        told["image"] = [absolute(site, image) for image in images]
    if speakers:
        told["mentions"] = [{"@type": "Person", "name": name} for name in speakers]
    return told


def event(site: Site, url: str, meta: Event, images: Sequence[str] = ()) -> Thing:
    """Something to come to. An event whose place says オンライン is held there."""
    online = "オンライン" in meta.place or "online" in meta.place.lower()
    both = online and meta.place not in ("オンライン", "Online", "online")
    there: Thing = {"@type": "Place", "name": meta.place, "address": meta.place}
    virtual: Thing = {"@type": "VirtualLocation", "url": meta.apply or absolute(site, url)}
    mode = "Mixed" if both else "Online" if online else "Offline"
    told: Thing = {
        "@type": "Event",
        "@id": f"{absolute(site, url)}#event",
        "name": meta.title,
        "description": meta.description,
        "url": absolute(site, url),
        "startDate": meta.start.isoformat(),
        "endDate": meta.end.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": [there, virtual] if both else virtual if online else there,
        "organizer": {"@id": absolute(site, "#organization"), "@type": "Organization", "name": site.company.name},
        "audience": {"@type": "Audience", "audienceType": meta.audience},
    }
    if meta.capacity:
        told["maximumAttendeeCapacity"] = meta.capacity
    if images:
        told["image"] = [absolute(site, image) for image in images]
    return told


def profile(site: Site, url: str, meta: Person, photo: Picture | None = None) -> Thing:
    """Someone who agreed to be shown."""
    person: Thing = {
        "@type": "Person",
        "@id": f"{absolute(site, url)}#person",
        "name": meta.name,
        "jobTitle": meta.role,
    }
    if photo:
        person["image"] = absolute(site, photo.src)
    return {
        "@type": "ProfilePage",
        "url": absolute(site, url),
        "dateCreated": midnight(meta.date).isoformat(),
        "dateModified": midnight(meta.updated or meta.date).isoformat(),
        "mainEntity": person,
    }


def document(things: Sequence[Thing]) -> str:
    """One JSON-LD document; nothing in it can end the `<script>` it stands in."""
    text = _encode({"@context": "https://schema.org", "@graph": things})
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
