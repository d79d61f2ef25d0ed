"""Texts in, entries out: what a file below `content/` says, and `site.yml`.

Knows file names, addresses and the day something becomes public. Must not know Markdown, templates, MkDocs, nor which
files there are (`reading`). All that is wrong in all files comes back as issues at once; who must not go on raises
`ContentError` with them.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from messages import say
from site_builder import approval, frontmatter
from site_builder.frontmatter import RULE, Values
from site_builder.issues import ContentError, Issue
from site_builder.meant import meant
from site_builder.schema import KINDS, FrontMatter, Interview, Opportunity, Person, Site, Voice
from site_builder.texts import Text
from site_builder.tokens import contrast_issues
from site_builder.typography import title_phrases

RESERVED = {"archive", "assets", "feed", "leaflet", "search", "tags", "404", "page", *KINDS}
"""Names of computed pages; a fixed page cannot have them."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Entry:
    """One file of content: what it says of itself, and its text."""

    kind: str
    """The folder, a key of `schema.KINDS`."""
    slug: str
    path: PurePosixPath
    """Below `content/`."""
    shown: str
    """The path as an editor reads it in messages."""
    meta: FrontMatter
    text: Text
    body_line: int
    """The file's line on which `body` begins."""
    seal: str = ""
    """Of an entry that somebody has to approve: what they would approve now (`approval.seal`)."""
    values: Values = field(default_factory=Values, compare=False, repr=False)
    """The front matter as typed, with the line of every field (`values.line(("hero",))`)."""
    cut: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """`phrases`, where they are known already."""
    mark: str = field(default="", compare=False, repr=False)
    """A mark of the file's bytes, where it was read from one: equal marks at one path are equal entries."""

    @property
    def title(self) -> str:
        """What it is called: of a person, the name."""
        return self.meta.name if isinstance(self.meta, Person) else self.meta.title

    @property
    def phrases(self) -> tuple[str, ...]:
        """The title, cut where a line may break."""
        return self.cut or title_phrases(self.title, self.meta.title_lines)

    @property
    def body(self) -> str:
        """Its Markdown, lines ended by `\\n` alone. Raises `ContentError` where the file has changed since."""
        return self.text.body

    @property
    def url(self) -> str:
        """Address from the site's root, without a leading slash; empty for the home page and for voices."""
        if self.kind == "voices" or (self.kind == "pages" and self.slug == "index"):
            return ""
        return f"{self.slug}/" if self.kind == "pages" else f"{self.kind}/{self.slug}/"

    @property
    def has_page(self) -> bool:
        """Whether the entry is a page of its own; voices are only quoted."""
        return self.kind != "voices"

    @property
    def public_from(self) -> dt.date | None:
        """The day (0:00 in Tokyo) it becomes public; None: at once."""
        return self.meta.date

    def issue(self, place: frontmatter.Place, rule: str, message: str, fix: str = "") -> Issue:
        """An issue at the line of a front-matter field."""
        return Issue(self.shown, self.values.line(place), rule, message, fix)


@dataclass(frozen=True)
class Content:
    """Everything below one `content/`, good or not."""

    root: Path
    entries: tuple[Entry, ...]
    """Those whose front matter is sound, drafts and future ones included, ordered by kind and path."""
    issues: tuple[Issue, ...]
    """What must be mended before anything is published."""
    beside: str = ""
    """A mark of all other files below `root`, pictures above all; empty where one of them has just changed, or where a
    folder leads elsewhere."""

    def public(self, today: dt.date, *, drafts: bool = False) -> tuple[Entry, ...]:
        """The entries readers may see on `today`."""
        return tuple(entry for entry in self.entries if is_public(entry, today, drafts=drafts))


def is_public(entry: Entry, today: dt.date, *, drafts: bool = False) -> bool:
    """Whether readers may see `entry` on `today` (a day in Tokyo). Drafts and what is to come: only with `drafts`.

    Opportunities are gone the day after they close, drafts or not.
    """
    if isinstance(entry.meta, Opportunity) and entry.meta.closes < today:
        return False
    if drafts:
        return True
    return not entry.meta.draft and (entry.public_from is None or entry.public_from <= today)


@cache
def tag_slug(tag: str) -> str:
    """The last part of a tag's address, the same for spellings that differ in case, width or spaces.

    Characters that no file system can hold are dropped, and a short digest then keeps such tags apart.
    """
    folded = re.sub(r"\s+", "-", unicodedata.normalize("NFKC", tag).casefold().strip())
    kept = re.sub(r"[<>:\"/\\|?*\x00-\x1f]", "", folded).strip(".")
    return kept if kept == folded else f"{kept}-{sha256(folded.encode()).hexdigest()[:6]}".lstrip("-")


def calendar_url(event: Entry) -> str:
    """Address of the calendar file of one event; its name is what a phone or a folder shows once it is saved."""
    return f"{event.url}{event.slug}.ics"


@cache
def tag_url(tag: str) -> str:
    """Address of a tag's list, from the site's root, percent-encoded."""
    return f"tags/{quote(tag_slug(tag))}/"


def parse(text: str, path: PurePosixPath, shown: str, mark: str = "") -> tuple[Entry | None, list[Issue]]:
    """The entry written in `text`, or all that is wrong with it. `path` is below `content/` and tells the kind; `mark`
    is the file's."""
    kind = path.parts[0] if len(path.parts) > 1 else "pages"
    issues = list(_name_issues(kind, path, shown))
    if controls := list(_controls(text, shown)):
        return None, issues + controls
    parts = frontmatter.split(text)
    if parts is None:
        issues.append(Issue(shown, 1, RULE, say("content.no-front-matter"), say("content.no-front-matter-fix")))
        return None, issues
    header, body, body_line = parts
    values, traps = frontmatter.read(header, shown, 2)
    values.lines.setdefault((), 1)
    meta, complaints = frontmatter.validate(KINDS[kind], values, shown)
    issues += traps + complaints
    if meta is None:
        return None, issues
    sealed = approval.seal(meta, body) if approval.concerns(meta) else ""
    entry = Entry(kind, path.stem, path, shown, meta, Text(body), body_line, sealed, values, mark=mark)
    issues += _meta_issues(entry)
    return (None if issues else entry), issues


def _controls(text: str, shown: str) -> Iterator[Issue]:
    """Characters that nobody sees and XML cannot hold; they come with text pasted from elsewhere."""
    if not _CONTROL.search(text):
        return
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if found := _CONTROL.search(line):
            message = say("content.control", code=f"{ord(found[0]):04X}")
            yield Issue(shown, number, RULE, message, say("content.control-fix"))


def _name_issues(kind: str, path: PurePosixPath, shown: str) -> Iterator[Issue]:
    if not _SLUG.fullmatch(path.stem):
        yield Issue(shown, 0, "file-name", say("content.file-name", name=path.name), say("content.file-name-fix"))
    elif path.stem in (RESERVED if kind == "pages" else {"index", "page"}):
        yield Issue(shown, 0, "file-name", say("content.reserved", name=path.stem), say("content.reserved-fix"))


def _meta_issues(entry: Entry) -> Iterator[Issue]:
    """What the model cannot say of a single field."""
    meta = entry.meta
    if meta.title_lines and "".join("".join(meta.title_lines).split()) != "".join(meta.title.split()):
        lines = "".join(meta.title_lines)
        message = say("content.title-lines", lines=lines, title=meta.title)
        yield entry.issue(("title_lines",), RULE, message, say("content.title-lines-fix"))
    for index, tag in enumerate(meta.tags):
        if len(tag) > 40:
            yield entry.issue(("tags", index), RULE, say("content.tag-long", tag=tag), say("content.tag-long-fix"))
    for index, alias in enumerate(meta.aliases):
        if alias_path(alias) is None:
            message = say("content.alias-outside", alias=alias)
            yield entry.issue(("aliases", index), RULE, message, say("content.alias-outside-fix"))


def alias_path(alias: str) -> str | None:
    """The file below `site/` that guides from a former address; None where that is no place inside the site."""
    path = alias.strip().lstrip("/")
    if (
        not path
        or re.search(r"[\\:?#<>\"|*\s]", path)
        or any(part in (".", "..", "") for part in path.rstrip("/").split("/"))
    ):
        return None
    return path if path.endswith(".html") else f"{path.rstrip('/')}/index.html"


def between(entries: Iterable[Entry], root: Path) -> Iterator[Issue]:
    """What only shows when entries are seen together: equal addresses, people and pictures that are not there."""
    entries = list(entries)
    people = {entry.slug for entry in entries if entry.kind == "people"}
    there = cache(lambda folder, picture: find_picture(root, folder / "_", picture) is not None)
    taken: dict[str, Entry] = {}
    for entry in entries:
        if not entry.has_page:
            continue
        first = taken.setdefault(f"{entry.url}index.html", entry)
        if first is not entry:
            message = say("content.twice", url=entry.url, other=first.shown)
            yield Issue(entry.shown, 0, "file-name", message, say("content.twice-fix"))
    for entry in entries:
        for index, alias in enumerate(entry.meta.aliases):
            if alias_path(alias) in taken:
                message = say("content.alias-taken", alias=alias)
                yield entry.issue(("aliases", index), RULE, message, say("content.alias-taken-fix"))
        for place, person in references(entry):
            if person not in people:
                near = meant(person, sorted(people))
                fix = say("content.no-person-near", near=near) if near else say("content.no-person-fix")
                yield entry.issue(place, "link", say("content.no-person", person=person), fix)
        for place, picture in pictures(entry.meta):
            if not there(entry.path.parent, picture):
                message = say("content.no-picture", picture=picture)
                yield entry.issue(place, "picture", message, say("content.no-picture-fix"))


def references(entry: Entry) -> Iterator[tuple[frontmatter.Place, str]]:
    """(place, slug) of every person the front matter points to."""
    if isinstance(entry.meta, Interview):
        for index, speaker in enumerate(entry.meta.speakers):
            if speaker.person:
                yield ("speakers", index, "person"), speaker.person
    elif isinstance(entry.meta, Voice) and entry.meta.person:
        yield ("person",), entry.meta.person


def pictures(meta: FrontMatter) -> Iterator[tuple[frontmatter.Place, str]]:
    """(place, path) of every picture the front matter names."""
    if meta.hero:
        yield ("hero",), meta.hero
    if isinstance(meta, Person) and meta.photo:
        yield ("photo",), meta.photo
    if isinstance(meta, Interview):
        for index, speaker in enumerate(meta.speakers):
            if speaker.photo:
                yield ("speakers", index, "photo"), speaker.photo


def find_picture(root: Path, source: PurePosixPath, picture: str) -> PurePosixPath | None:
    """The picture meant, below `root`: written from `content/` or from the file that names it. Never outside."""
    for start in ((), source.parts[:-1]):
        parts = list(start)
        for part in picture.split("/"):
            if part == ".." and not parts:
                break
            if part == "..":
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        else:
            if parts and os.path.isfile(os.path.join(root, *parts)):  # noqa: PTH113, PTH118  asked for every picture
                return PurePosixPath(*parts)
    return None


def read_site(text: str, shown: str = "site.yml") -> tuple[Site | None, list[Issue]]:
    """`site.yml` as a `Site`, or all that is wrong with it."""
    values, issues = frontmatter.read(text, shown)
    values.lines.setdefault((), 1)
    site, complaints = frontmatter.validate(Site, values, shown)
    issues += complaints
    if site:
        issues += contrast_issues(site, values, shown)
    return (None if issues else site), issues


def load_site(path: Path) -> Site:
    """`site.yml`; raises `ContentError` with everything wrong with it."""
    shown = path.name
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise ContentError(
            [Issue(shown, 0, RULE, say("content.no-site-file"), say("content.no-site-file-fix"))]
        ) from None
    except UnicodeDecodeError:
        raise ContentError([Issue(shown, 0, RULE, say("content.not-utf8"), say("content.not-utf8-fix"))]) from None
    site, issues = read_site(text, shown)
    if site is None:
        raise ContentError(issues)
    return site
