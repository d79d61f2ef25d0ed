"""The header's and the footer's links.

Knows MkDocs' `nav` as plain data. Must not know MkDocs or templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from site_builder.library import Library
from site_builder.views import Link


@dataclass(frozen=True)
class Menus:
    """`main` is what `nav` names, `footer` the fixed pages it leaves, `unknown` what leads nowhere."""

    main: tuple[Link, ...]
    footer: tuple[Link, ...]
    unknown: tuple[str, ...]


def menus(nav: Iterable[Any], pages: Mapping[str, str], library: Library, titles: Mapping[str, str]) -> Menus:
    """The links `nav` asks for. `pages`: source -> address; `titles`: source -> what a computed page is called."""
    links: list[Link] = []
    unknown: list[str] = []
    for title, target in _leaves(nav):
        url = pages.get(target, target if "://" in target else None)
        if url is None:
            unknown.append(target)
        else:
            entry = library.places.get(target)
            links.append(Link(title or (entry.meta.title if entry else titles.get(target, target)), url))
    shown = {"", *(link.url for link in links)}
    rest = (Link(entry.meta.title, entry.url) for entry in library.kind("pages") if entry.url not in shown)
    return Menus(tuple(links), tuple(rest), tuple(unknown))


def current(links: Sequence[Link], url: str) -> tuple[Link, ...]:
    """`links` with those marked that `url` is, or lies below."""
    return tuple(replace(link, current=leads_to(link, url)) for link in links)


def leads_to(link: Link, url: str) -> bool:
    """Whether `url` is where `link` leads, or lies below."""
    return url == link.url or (bool(link.url) and url.startswith(link.url))


def _leaves(nav: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """(title, target) of every link, sections opened; an empty title is the page's own."""
    for item in nav:
        if isinstance(item, str):
            yield "", item
        elif isinstance(item, dict):
            for title, target in item.items():
                if isinstance(target, str):
                    yield str(title), target
                else:
                    yield from _leaves(target or ())
