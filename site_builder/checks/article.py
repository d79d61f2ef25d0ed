"""One file as the rules see it, and the house it stands in.

Knows how to read a file that may be half broken, where its paragraphs, links and pictures are (with lines), and what
else there is to point to. Must not know rules.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from site_builder import facts, frontmatter, interview, reading
from site_builder.content import Entry, find_picture
from site_builder.frontmatter import Place, Values
from site_builder.issues import Issue
from site_builder.schema import KINDS, FrontMatter, Site

COMPUTED = ("archive/", "tags/", "search/", "leaflet/", "feed/", *(f"{kind}/" for kind in KINDS if kind != "pages"))
"""Addresses below which pages are made that no file stands for."""

BLANK = "\ue000"
"""Stands for a character that is no prose (code, an address, a tag); a private one, so that no rule takes offence."""
LINK = re.compile(
    r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?(?P<target>[^)\s>]*)>?(?:\s+[\"'][^)]*[\"'])?\s*\)"
)
REFERENCE = re.compile(r"(?m)^ {0,3}\[(?!\^)[^\]]+\]:\s*<?(?P<target>\S+?)>?(?:\s+[\"'].*)?$")
AUTOLINK = re.compile(r"<(?P<target>https?://[^>\s]+)>")


@dataclass(frozen=True)
class Reference:
    """Something a body points to."""

    line: int
    target: str
    text: str = ""


@dataclass(frozen=True)
class Article:
    """One file. `meta` is None where the front matter is not sound; `raw` holds what could be read of it."""

    shown: str
    kind: str
    path: PurePosixPath
    meta: FrontMatter | None
    values: Values
    body: str
    body_line: int

    @property
    def raw(self) -> dict[str, Any]:
        """The front matter as plain data."""
        return self.values.data

    @property
    def draft(self) -> bool:
        """Whether it says of itself that it is not finished; readers do not see it."""
        return self.raw.get("draft") is True

    @property
    def url(self) -> str:
        """Address from the site's root."""
        if self.kind == "pages":
            return "" if self.path.stem == "index" else f"{self.path.stem}/"
        return f"{self.kind}/{self.path.stem}/"

    @cached_property
    def texts(self) -> list[tuple[Place, str]]:
        """Every piece of text in the front matter, with its place."""
        return list(_texts(self.raw))

    @cached_property
    def blocks(self) -> list[interview.Block]:
        """The body in the manuscript grammar."""
        return interview.blocks_of(self.paragraphs, self.labels)

    @cached_property
    def labels(self) -> list[str]:
        """The declared speakers' labels, in order."""
        speakers = self.raw.get("speakers")
        return (
            [str(each["label"]) for each in speakers if isinstance(each, dict) and each.get("label")]
            if isinstance(speakers, list)
            else []
        )

    @cached_property
    def plain(self) -> str:
        """The body with code, comments and HTML tags blanked out, characters and lines in place."""

        def blank(found: re.Match[str]) -> str:
            return re.sub(r"[^\n]", BLANK, found.group())

        hidden = re.sub(r"(?ms)^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1[`~]*\s*$|<!--.*?-->", blank, self.body)
        return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", blank, hidden)

    @cached_property
    def paragraphs(self) -> list[interview.Paragraph]:
        """Paragraphs of the plain body, with file lines."""
        return interview.paragraphs(self.plain, self.body_line)

    def line_at(self, place: int) -> int:
        """The file line of a place in the body."""
        return self.body_line + self.body.count("\n", 0, place)

    def field_line(self, *place: str | int) -> int:
        """The file line of a front-matter field."""
        return max(self.values.line(place), 1)

    @cached_property
    def links(self) -> list[Reference]:
        """Links of the body, in order."""
        found = [
            (each.start(), each["target"], each.groupdict().get("text") or "")
            for pattern in (LINK, REFERENCE, AUTOLINK)
            for each in pattern.finditer(self.plain)
        ]
        return [Reference(self.line_at(place), target, text) for place, target, text in sorted(found)]

    @cached_property
    def pictures(self) -> list[Reference]:
        """Pictures of the body: `text` is the alt text."""
        marks = [(each.start(), each["src"], each["alt"]) for each in interview.PICTURE.finditer(self.plain)]
        tags = [
            (each.start(), source[1], alt[1] if (alt := re.search(r"\balt=[\"'](.*?)[\"']", each.group())) else "")
            for each in re.finditer(r"<img\b[^>]*>", self.plain)
            if (source := re.search(r"\bsrc=[\"'](.*?)[\"']", each.group()))
        ]
        return [Reference(self.line_at(place), src, alt) for place, src, alt in sorted([*marks, *tags])]

    @cached_property
    def anchors(self) -> set[str]:
        """Ids that links can end at: of headings as the page makes them, and those written by hand."""
        from pymdownx import slugs

        slugify = slugs.slugify(case="lower", normalize="NFC")  # type: ignore[no-untyped-call]
        found = set(re.findall(r"\{[^}\n]*#([^\s}]+)[^}\n]*\}", self.plain))
        found.update(re.findall(r"\b(?:id|name)=[\"']([^\"']+)[\"']", self.body))
        for paragraph in self.paragraphs:
            heading = re.match(r"#{1,6}\s*(.*?)\s*#*$", paragraph.text)
            if not heading or re.search(r"\{[^}]*#[^}]*\}\s*$", heading[1]):
                continue
            text = re.sub(r"\{([^{}|｜]+)[|｜][^{}]+\}", r"\1", heading[1])
            text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
            name = again = slugify(re.sub(r"[*`_]{1,3}(?=\S)|(?<=\S)[*`_]{1,3}", "", text), "-").strip("-")
            number = 1
            while again in found:
                number += 1
                again = f"{name}-{number}"
            found.add(again)
        return found


def _texts(data: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _texts(value, (*place, name))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _texts(value, (*place, number))


def article(source: Path, root: Path, shown: str, entry: Entry | None = None) -> Article:
    """The file at `source`; `entry` where it was loaded already. What is no UTF-8 has no body to find fault with."""
    if entry:
        return Article(shown, entry.kind, entry.path, entry.meta, entry.values, entry.body, entry.body_line)
    try:
        text = source.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        text = ""  # said by `content`, once
    path = PurePosixPath(source.relative_to(root).as_posix())
    kind = path.parts[0] if len(path.parts) > 1 else "pages"
    parts = frontmatter.split(text)
    if parts is None:
        return Article(shown, kind, path, None, Values(), re.sub(r"\r\n?", "\n", text), 1)
    header, body, line = parts
    values, _ = frontmatter.read(header, shown, 2)
    return Article(shown, kind, path, None, values, body, line)


@dataclass
class House:
    """What stands around an entry: the site's facts, all files, and what is read only when somebody points to it."""

    root: Path
    site: Site
    _read: dict[PurePosixPath, Article] = field(default_factory=dict)
    _pictures: dict[tuple[PurePosixPath, str], PurePosixPath | None] = field(default_factory=dict)
    _seen: dict[PurePosixPath, Any] = field(default_factory=dict)

    @cached_property
    def told(self) -> tuple[facts.Facts, list[Issue]]:
        """The facts that pages may tell, and what is wrong with the files they stand in."""
        return facts.load(self.root.parent, self.site)

    @cached_property
    def sources(self) -> list[Path]:
        """All Markdown files that are content of a known kind."""
        return [
            source
            for source in reading.sources(self.root)
            if len(parts := source.relative_to(self.root).parts) == 1 or (parts[0] in KINDS and parts[0] != "pages")
        ]

    @cached_property
    def files(self) -> set[str]:
        """Every file below the root, as a path from there."""
        return {
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(self.root).parts)
        }

    @cached_property
    def by_url(self) -> dict[str, PurePosixPath]:
        """Address -> source of every page a file stands for."""
        found = {}
        for source in self.sources:
            path = PurePosixPath(source.relative_to(self.root).as_posix())
            if path.parts[0] == "voices":
                continue
            name = "" if path.as_posix() == "index.md" else f"{path.with_suffix('').as_posix()}/"
            found[name] = path
        return found

    def picture(self, here: Article, source: str) -> PurePosixPath | None:
        """The picture `here` means by `source`, below the root; looked for once."""
        key = (here.path.parent, source)
        if key not in self._pictures:
            self._pictures[key] = find_picture(self.root, here.path, unquote(source))
        return self._pictures[key]

    def other(self, path: PurePosixPath) -> Article:
        """Another entry, read when it is first asked for."""
        if path not in self._read:
            self._read[path] = article(self.root / path, self.root, path.as_posix())
        return self._read[path]

    def target(self, here: Article, path: str) -> PurePosixPath | str | None:
        """What a link's path leads to: a source, the address of a computed page or file, or None.

        Tried from the file's folder, from the page's address, and from the root, as the page does.
        """
        for where in _candidates(here, path):
            if where in self.files:
                return PurePosixPath(where) if where.endswith(".md") else where
            address = f"{where.removesuffix('/index.md').removesuffix('index.md')}/".lstrip("/")
            if address in self.by_url and not where.endswith(".md"):
                return self.by_url[address]
            if address in COMPUTED or address.startswith(("tags/", "archive/")):
                return address
        return None


def _candidates(here: Article, path: str) -> Iterator[str]:
    for start in (here.path.parent.as_posix(), here.url, ""):
        where = posixpath.normpath(posixpath.join("" if path.startswith("/") else start, path.lstrip("/")))
        if not where.startswith(".."):
            yield "" if where == "." else where


def path_and_anchor(target: str) -> tuple[str, str, str]:
    """(scheme, decoded path, decoded anchor) of a link's target."""
    parts = urlsplit(target)
    return (
        (parts.scheme.lower() or ("https" if target.startswith("//") else "")),
        unquote(parts.path),
        unquote(parts.fragment),
    )
