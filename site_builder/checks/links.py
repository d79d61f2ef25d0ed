"""Links inside the site lead somewhere; links outside are asked only on request (`external`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from site_builder.checks.article import Article, House, Reference, path_and_anchor
from site_builder.checks.rules import Finding, rule
from site_builder.meant import meant

POINTING = ("report", "apply", "map", "url")
"""Front-matter fields that hold a link."""


def pointers(article: Article) -> Iterator[Reference]:
    """Links of the body and of the front matter."""
    yield from article.links
    for place, text in article.texts:
        if place[-1] in POINTING and re.match(r"\S+$", text) and re.search(r"[./#]", text):
            yield Reference(article.field_line(*place), text)


@rule("link", "error", bad="[詳しく](../news/nai.md)", good="[詳しく](../news/network-opened.md)")
def target(article: Article, house: House) -> Iterator[Finding]:
    """A link inside the site leads to a page or file that exists."""
    for link in pointers(article):
        scheme, path, anchor = path_and_anchor(link.target)
        if scheme:
            if scheme not in ("http", "https", "mailto", "tel"):
                yield Finding(link.line, {"target": link.target}, "link-scheme")
            continue
        if not path and not anchor:
            yield Finding(link.line, {"text": link.text}, "link-empty")
        elif path and (found := house.target(article, path)) is None:
            near = _guess(path, house)
            values = {"target": link.target, "near": near}
            yield Finding(link.line, values, "link-near" if near else "link")
        elif path and isinstance(found, PurePosixPath) and found.name.endswith(".template.md"):
            yield Finding(link.line, {"target": link.target, "near": ""}, "link")


@rule("anchor", "error", bad="[目的](../privacy.md#mokuteki)", good="[目的](../privacy.md#利用目的)")
def anchor(article: Article, house: House) -> Iterator[Finding]:
    """A link to a place on a page leads to a heading that exists."""
    for link in pointers(article):
        scheme, path, name = path_and_anchor(link.target)
        if scheme or not name or re.match(r"fn(ref)?\d*:", name):
            continue
        found = house.target(article, path) if path else article.path
        if not isinstance(found, PurePosixPath):
            continue
        page = article if found == article.path else house.other(found)
        if name not in page.anchors and name not in TAKEN:
            near = meant(name, sorted(page.anchors), 50)
            values = {"target": link.target, "anchor": name, "near": near or ""}
            yield Finding(link.line, values, "anchor-near" if near else "anchor")


TAKEN = {"main", "contents", "summary", "notice", "related", "speakers", "join", "search", "share"}
"""Ids the theme's own parts have."""


def _guess(path: str, house: House) -> str:
    """The page probably meant."""
    name = PurePosixPath(path.rstrip("/")).stem
    known = {source.stem: source.relative_to(house.root).as_posix() for source in house.sources}
    near = meant(name, known)
    return known[near] if near else ""
