"""An entry's Markdown as HTML: headings with lasting addresses, pictures in all sizes, links that lead somewhere.

Knows Python-Markdown and what our pages need of its output. Must not know MkDocs, templates or front matter. One
instance renders all entries (making one costs more than a page). Addresses inside the site come out as
`site-root:/…`; `placed` turns them into addresses for the page, or the feed, that shows the HTML.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pymdownx import slugs

from messages import Language, say, speaking
from site_builder.content import Entry
from site_builder.images import SUFFIXES, BrokenPictureError, Gallery
from site_builder.issues import Issue
from site_builder.schema import Interview
from site_builder.sparing import SparingExtension
from site_builder.views import Picture, TocItem

ROOT = "site-root:/"
_OURS = re.compile(rf'<a\b[^>]*?\shref="{ROOT}([^"]*)"')
SIZES = "(min-width: 48rem) 44rem, 100vw"
"""How wide a picture in a body stands on screen."""
_TAKEN = {"main", "contents", "summary", "notice", "related", "speakers", "join", "search", "share"}
"""Ids the theme's own parts may have."""
_slugify: Callable[[str, str], str] = slugs.slugify(case="lower", normalize="NFC")  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Body:
    """A rendered body."""

    html: str
    """With `site-root:/` addresses: see `placed`."""
    toc: tuple[TocItem, ...] = ()
    ids: frozenset[str] = frozenset()
    anchors: tuple[tuple[str, str, int], ...] = ()
    """Links to a place on a page: (address of the page from the root, id, line of the source)."""
    issues: tuple[Issue, ...] = ()
    """Links and pictures that lead nowhere, as warnings."""
    asked: tuple[tuple[str, str, Any], ...] = ()
    """(`link` or `picture`, what was asked for, the answer): all that shaped the body besides its entry."""


def placed(html: str, base: str) -> str:
    """`html` for where it is shown: `base` is the way to the site's root (`../..`, `https://…`), without a slash."""
    return html.replace(ROOT, f"{base}/")


def addressed(html: str, site: str) -> str:
    """`html` in which links to our pages carry their whole address (`data-address`), for paper; `site`: `https://…/`."""

    def address(link: re.Match[str]) -> str:
        return f'{link[0]} data-address="{escape(site + unquote(unescape(link[1])))}"'

    return _OURS.sub(address, html)


@dataclass(frozen=True)
class Addresses:
    """What can be linked to."""

    pages: Mapping[str, str]
    """Source below `content/` (`people/a.md`) -> address from the root (`people/a/`); computed: `tags/index.md`."""
    hidden: frozenset[str] = frozenset()
    """Sources that exist but are not public today."""
    files: frozenset[str] = frozenset()
    """Files published as they are (`assets/plan.pdf`)."""
    urls: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "urls", frozenset(self.pages.values()))


class Renderer:
    """Turns entries into bodies, one after the other, with one Markdown instance."""

    def __init__(
        self,
        extensions: Sequence[Any],
        configs: Mapping[str, Any],
        addresses: Addresses,
        gallery: Gallery,
        language: Language,
    ) -> None:
        self.language: Language = language
        self.addresses = addresses
        self.gallery = gallery
        self._markdown = Markdown(
            extensions=[*extensions, SparingExtension(), _PageExtension(self)],
            extension_configs=dict(configs),
            output_format="html",
        )
        self._entry: Entry | None = None
        self._asked: dict[tuple[str, str], Any] = {}
        self._pictures: dict[tuple[str, str], str] = {}
        self._near: dict[tuple[str, str], str | None] = {}
        """(folder, link as written in its files) -> where that leads from the folder: the first that is tried."""
        self._ids: set[str] = set()
        self._anchors: list[tuple[str, str, int]] = []
        self._warnings: list[tuple[str, int, dict[str, object]]] = []

    def render(self, entry: Entry) -> Body:
        """The body of `entry`; what is wrong with its links and pictures is in `Body.issues`."""
        self._entry = entry
        self._asked, self._ids, self._anchors, self._warnings = {}, set(), [], []
        markdown = self._markdown
        markdown.reset()
        if "interview" in markdown.treeprocessors:
            speakers = entry.meta.speakers if isinstance(entry.meta, Interview) else []
            turns: Any = markdown.treeprocessors["interview"]
            turns.labels = [speaker.label for speaker in speakers]
        with speaking(self.language):  # the page speaks to readers, the warnings below to the editor
            html = _whole_lines(markdown.convert(entry.body))
        tokens = getattr(markdown, "toc_tokens", [])
        asked = tuple((kind, about, answer) for (kind, about), answer in self._asked.items())
        return Body(html, _toc(tokens), frozenset(self._ids), tuple(self._anchors), tuple(self._said(entry)), asked)

    def agrees(self, entry: Entry, asked: Iterable[Sequence[Any]]) -> bool:
        """Whether all that was asked for when `entry` was rendered (`Body.asked`) would get the same answers now.

        Pictures are promised anew on the way, as rendering would do.
        """
        self._entry = entry
        return all(self._answer(kind, about) == answer for kind, about, answer in asked)

    def promise(self, entry: Entry, pictures: Iterable[str]) -> None:
        """Promise the pictures that `entry` shows, as rendering it would."""
        self._entry = entry
        for about in pictures:
            self._answer("picture", about)

    def _answer(self, kind: str, about: str) -> Any:
        """What the renderer is told of a thing outside the entry: plain data, the same for the same thing."""
        assert self._entry
        folder = str(self._entry.path).rpartition("/")[0]
        if kind == "link":
            if (folder, about) not in self._near:
                self._near[folder, about] = self._leads(_place(folder, about))
            found = self._near[folder, about]
            if found is None:
                found = next((to for to in map(self._leads, self._candidates(about)) if to is not None), None)
            return [found, found is None and any(name in self.addresses.hidden for name in self._candidates(about))]
        if (folder, about) not in self._pictures:
            self._pictures[folder, about] = self._picture(about)
        return self._pictures[folder, about]

    def _picture(self, about: str) -> str:
        assert self._entry
        picture = self.gallery.find(self._entry.path, about)
        if picture is None or picture.suffix.lower() not in SUFFIXES:
            return ""
        try:
            self.gallery.picture(picture, "")
        except BrokenPictureError:
            return "broken"
        return self.gallery.facts(picture)

    def _ask(self, kind: str, about: str) -> Any:
        """As `_answer`, and remembered: nothing outside the entry may shape its body in another way."""
        if (kind, about) not in self._asked:
            self._asked[kind, about] = self._answer(kind, about)
        return self._asked[kind, about]

    def warn(self, key: str, needle: str, **words: object) -> None:
        """Note something wrong at the line where `needle` stands in the source."""
        self._warnings.append((key, self.line_of(needle), words))

    def _said(self, entry: Entry) -> Iterator[Issue]:
        for key, line, words in self._warnings:
            rule = "picture" if "picture" in key else "link"
            yield Issue(entry.shown, line, rule, say(f"content.{key}", **words), say(f"content.{key}-fix"), "warning")

    def line_of(self, needle: str) -> int:
        """The line of the source where `needle` first stands."""
        assert self._entry
        at = self._entry.body.find(needle)
        return self._entry.body_line + self._entry.body.count("\n", 0, max(at, 0))

    # The steps of `_PageTreeprocessor`, in order.

    def name_headings(self, root: ET.Element) -> None:
        """Ids from the headings' words, readable in an address; a second of the same gets `-2`."""
        used = set(_TAKEN)
        headings = []
        for element in root.iter():
            if name := element.get("id"):
                used.add(name)
            if element.tag in _HEADINGS:
                headings.append(element)
        for number, element in enumerate(headings, 1):
            if element.get("id"):
                continue
            slug = _slugify(_PLACEHOLDER.sub("", "".join(_words(element))), "-").strip("-") or f"section-{number}"
            name, again = slug, 1
            while name in used:
                again += 1
                name = f"{slug}-{again}"
            used.add(name)
            element.set("id", name)

    def finish(self, root: ET.Element) -> None:
        """Links, pictures, tables and default titles, once the tree is complete."""
        parents: dict[ET.Element, ET.Element] = {}
        for element in list(root.iter()):
            if name := element.get("id"):
                self._ids.add(name)
            tag = element.tag
            if tag not in _FINISHED or (tag == "p" and element.get("class") != "admonition-title"):
                continue
            if tag == "a":
                if (href := element.get("href")) is not None:
                    element.set("href", self._link(href))
            elif tag in ("th", "td"):
                _align(element)
            else:
                parents = parents or {child: parent for parent in root.iter() for child in parent}
                if tag == "img":
                    self._image(element, parents[element])
                elif tag == "table":
                    _wrap(element, parents[element])
                else:
                    _name_box(element, parents.get(element))

    def _link(self, href: str) -> str:
        assert self._entry
        parts = urlsplit(href)
        if parts.scheme or href.startswith("//"):
            if parts.scheme.lower() not in ("http", "https", "mailto", "tel"):
                self.warn("link-scheme", href, target=href)
                return "#"
            return href
        if not parts.path:
            if parts.fragment and not re.match(r"fn(ref)?\d*:", parts.fragment):
                self._anchors.append((self._entry.url, unquote(parts.fragment), self.line_of(href)))
            return href
        found, hidden = self._ask("link", unquote(parts.path))
        if found is None:
            self.warn("no-target-yet" if hidden else "no-target", href, target=href)
            return href
        tail = f"?{parts.query}" if parts.query else ""
        if parts.fragment:
            self._anchors.append((found, unquote(parts.fragment), self.line_of(href)))
            tail += f"#{parts.fragment}"
        return f"{ROOT}{found}{tail}"

    def _candidates(self, path: str) -> Iterator[str]:
        """`path` as written from the file's folder, from the page's address, and from the root."""
        assert self._entry
        for start in (str(self._entry.path).rpartition("/")[0], self._entry.url, ""):
            where = _place(start, path)
            if where is not None:
                yield where

    def _leads(self, where: str | None) -> str | None:
        """The address of what stands at `where`, a path from the root; None where nothing does."""
        if where is None:
            return None
        if where in self.addresses.pages:
            return self.addresses.pages[where]
        if f"{where}/".lstrip("/") in self.addresses.urls and not where.endswith(".md"):
            return f"{where}/".lstrip("/")
        return quote(where) if where in self.addresses.files else None

    def _image(self, img: ET.Element, parent: ET.Element) -> None:
        assert self._entry
        source = img.get("src", "")
        if urlsplit(source).scheme or source.startswith("//"):
            self.warn("no-picture", source, picture=source)  # nothing is fetched from other hosts
            return
        name = unquote(source)
        facts = self._ask("picture", name)
        if facts in ("", "broken"):
            self.warn("picture-broken" if facts else "no-picture", source, picture=source)
            return
        found = self.gallery.find(self._entry.path, name)
        assert found
        picture = self.gallery.picture(found, img.get("alt", ""))
        place = list(parent).index(img)
        parent[place] = _picture(picture, img)


def _place(start: str, path: str) -> str | None:
    """`path` as written at `start`, from the root; None where it leads out of the site."""
    where = posixpath.normpath(posixpath.join(start, path.lstrip("/")))
    if where.startswith(".."):
        return None
    return "" if where == "." else where


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FINISHED = frozenset({"a", "img", "th", "td", "table", "p", "summary"})
_PLACEHOLDER = re.compile(r"\x02.*?\x03")
"""Inline marks that Python-Markdown puts back later."""


def _words(element: ET.Element) -> Iterator[str]:
    """The text of a heading, without the readings of ruby."""
    if element.tag not in ("rt", "rp"):
        yield element.text or ""
        for child in element:
            yield from _words(child)
            yield child.tail or ""


def _picture(picture: Picture, img: ET.Element) -> ET.Element:
    """`<picture>` in place of `img`, whose class, id and title are kept."""
    element = ET.Element("picture")
    element.tail = img.tail
    for kind, variants in picture.sources:
        srcset = ", ".join(f"{ROOT}{address} {width}w" for address, width in variants)
        ET.SubElement(element, "source", {"type": kind, "srcset": srcset, "sizes": SIZES})
    kept = {name: value for name, value in img.attrib.items() if name in ("class", "id", "title")}
    ET.SubElement(
        element,
        "img",
        {
            "src": f"{ROOT}{picture.src}",
            "alt": picture.alt,
            "width": str(picture.width),
            "height": str(picture.height),
            "loading": "lazy",
            "decoding": "async",
            **kept,
        },
    )
    return element


_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
_INLINE = "(?:strong|em|b|i|a|ruby|span|mark|abbr|small|sup|sub|del|ins)"
_NEXT = re.compile(rf"\n[ \t]*(?P<opened>(?:<{_INLINE}\b[^>]*>)*)(?={_WIDE})")
"""A line that goes on with a Japanese letter."""
_CLOSING = re.compile(rf"</{_INLINE}>")
_LETTER = re.compile(_WIDE)


def _whole_lines(html: str) -> str:
    """A line broken in the source between Japanese letters is one line to the reader: no space comes between."""
    if not _NEXT.search(html):
        return html
    parts = re.split(r"(<pre\b.*?</pre>)", html, flags=re.S)
    return "".join(part if place % 2 else _joined(part) for place, part in enumerate(parts))


def _joined(html: str) -> str:
    """`html` without the breaks between two such letters, whatever marks end or begin there."""
    kept: list[str] = []
    done = start = 0
    while found := _NEXT.search(html, start):
        end = found.start()
        while end > done and html[end - 1] in " \t":
            end -= 1
        letter = end
        while html[letter - 1 : letter] == ">":
            tag = html.rfind("<", done, letter)
            if tag < 0 or not _CLOSING.fullmatch(html, tag, letter):
                break
            letter = tag
        start = found.start() + 1
        if letter > done and _LETTER.match(html, letter - 1):
            kept += html[done:end], found["opened"]
            done = start = found.end()
    return "".join([*kept, html[done:]])


def _align(cell: ET.Element) -> None:
    """The extension aligns cells with `style`, which a strict policy forbids."""
    if style := cell.get("style", ""):
        del cell.attrib["style"]
        if align := re.search(r"text-align:\s*(left|center|right)", style):
            cell.set("class", f"{cell.get('class', '')} align-{align[1]}".strip())


def _wrap(table: ET.Element, parent: ET.Element) -> None:
    """A wide table scrolls in its own box, which the keyboard can reach."""
    box = ET.Element(
        "div", {"class": "table-scroll", "tabindex": "0", "role": "group", "aria-label": say("views.table")}
    )
    box.tail, table.tail = table.tail, None
    parent[list(parent).index(table)] = box
    box.append(table)


def _name_box(element: ET.Element, parent: ET.Element | None) -> None:
    """The title of an admonition that the editor did not name: the extension writes its class in English."""
    if parent is None or not (element.get("class") == "admonition-title" or element.tag == "summary"):
        return
    kind = next((word for word in parent.get("class", "").split() if word != "admonition"), "")
    if kind and element.text == kind.capitalize():
        element.text = say(f"views.box-{kind}" if kind in _BOXES else "views.box-note")


_BOXES = {"note", "tip", "info", "warning", "danger", "example", "question", "quote"}


def _toc(tokens: Sequence[Mapping[str, Any]]) -> tuple[TocItem, ...]:
    return tuple(TocItem(_bare(token["name"]), token["id"], _toc(token["children"])) for token in tokens)


def _bare(name: str) -> str:
    """A heading as plain text: the extension hands it over escaped."""
    for escaped, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        name = name.replace(escaped, sign)
    return name


class _Step(Treeprocessor):
    def __init__(self, markdown: Markdown, step: Callable[[ET.Element], None]) -> None:
        super().__init__(markdown)
        self.step = step

    def run(self, root: ET.Element) -> None:
        self.step(root)


class _PageExtension(Extension):
    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self.renderer = renderer

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Ids before `toc` (priority 5) would give its own, after `attr_list` (8); the rest when all is in place."""
        md.treeprocessors.register(_Step(md, self.renderer.name_headings), "alumni-headings", 6)
        md.treeprocessors.register(_Step(md, self.renderer.finish), "alumni-page", 1)
