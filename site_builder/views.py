"""Computed pages: what lists, cards and related blocks show, as pure functions of entries.

Knows entries, dates and order. Must not know templates, files or MkDocs. Templates receive only what is declared here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A picture in all its sizes, ready for `<picture>`."""

    src: str
    """Address of the JPEG or PNG fallback, from the site's root, without a leading slash."""
    alt: str
    width: int
    height: int
    sources: tuple[tuple[str, str], ...] = ()
    """(`image/avif`, `srcset`) pairs, best format first; addresses from the site's root."""
    caption: str = ""


@dataclass(frozen=True)
class Link:
    """A word to click."""

    title: str
    url: str
    """From the site's root, without a leading slash; `https://…` where it leaves the site."""
    count: int = 0


@dataclass(frozen=True)
class Card:
    """What a list shows of an entry."""

    kind: str
    """The folder: `interviews`, `news`, `events`, `people`, `opportunities`, `voices`."""
    title: str
    phrases: tuple[str, ...]
    """The title cut where a line may break; joined they are the title."""
    url: str
    description: str
    date: str
    """ISO date shown with the card."""
    tags: tuple[Link, ...] = ()
    picture: Picture | None = None
    people: tuple[str, ...] = ()
    status: str = ""
    """Events: `open`, `closed`, `ended`; opportunities: `open`; otherwise empty."""
    place: str = ""
    quote: str = ""
    attribution: str = ""
