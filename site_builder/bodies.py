"""The bodies of one build: those of the last build that still hold, and those rendered now.

Knows which body may be reused (see `cache`) and how one is kept. Must not know pages, templates or MkDocs. Texts are
held packed: of thousands of pages a build writes few, and each reads its own body alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from messages import spoken
from site_builder.body import Body, Renderer
from site_builder.cache import Cache, Kept, mark, packed, unpacked
from site_builder.content import Entry
from site_builder.issues import Issue
from site_builder.views import TocItem

_READERS = ("pymdownx.snippets", "pymdownx.b64")
"""Extensions that read other files, which no key of ours covers."""
_KNOWN = frozenset(
    {"abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs"}
    | {"legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks"}
    | {"site_builder.interview:InterviewExtension"}
)


def config_mark(extensions: Iterable[Any], options: Mapping[str, Any]) -> str:
    """A mark of how Markdown is read; empty where an extension may depend on what nobody can see from here."""
    names = list(extensions)
    for name in names:
        known = isinstance(name, str) and (name in _KNOWN or name.startswith(("markdown.extensions.", "pymdownx.")))
        if not known or name in _READERS:
            return ""
    try:
        return mark(json.dumps([names, options], sort_keys=True))
    except TypeError:  # an option that is a function: of what it does, nothing is known
        return ""


@dataclass(frozen=True)
class Rendered:
    """A body fresh from the renderer, as a worker hands it over."""

    path: str
    kept: Kept
    data: bytes


@dataclass(frozen=True)
class Notes:
    """What is said of a body without reading it."""

    ids: frozenset[str]
    anchors: tuple[tuple[str, str, int], ...]
    issues: tuple[Issue, ...]


class Bodies(Mapping[str, Body]):
    """Bodies by source, once `begin` has said how they are rendered."""

    renderer: Renderer

    def __init__(self, entries: Iterable[Entry], cache: Cache) -> None:
        self.entries = {entry.path.as_posix(): entry for entry in entries}
        self.cache = cache
        self.config = ""
        self.fresh: dict[str, Rendered] = {}
        """What was rendered now."""
        self._holds: dict[str, bool] = {}
        self._last: tuple[str, Body] = "", Body("")
        self._made: Rendered | None = None

    def begin(self, renderer: Renderer, config: str, *, elsewhere_same: bool = False) -> None:
        """From here on bodies can be had; `config` is a `config_mark`. `elsewhere_same`: every question of the renderer
        would be answered as last time."""
        self.renderer = renderer
        self.config = config
        self._elsewhere_same = elsewhere_same

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __contains__(self, path: object) -> bool:
        return path in self.entries

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, path: str) -> Body:
        if self._last[0] != path:
            self._last = path, self._body(path)
        return self._last[1]

    def _body(self, path: str) -> Body:
        if path not in self.fresh and self.holds(path):
            text = self.cache.html(path)
            if text is not None:
                return _read(text, self.notes(path))
            self._holds[path] = False
        if path not in self.fresh:
            self.take(self.render(path))
        fresh = self.fresh[path]
        text = unpacked(fresh.data, fresh.kept.digest)
        assert text is not None
        return _read(text, self.notes(path))

    def holds(self, path: str) -> bool:
        """Whether the body of the last build is still the one that rendering would give."""
        if path not in self._holds:
            kept = self.cache.left.bodies.get(path)
            entry = self.entries[path]
            self._holds[path] = bool(
                self.config and kept and kept.mark == self._mark(entry) and self._agrees(entry, kept)
            )
        return self._holds[path]

    def _agrees(self, entry: Entry, kept: Kept) -> bool:
        if self._elsewhere_same:
            self._promise(entry.path.as_posix(), kept)
            return True
        return self.renderer.agrees(entry, json.loads(kept.asked))

    def _promise(self, path: str, kept: Kept) -> None:
        self.renderer.promise(self.entries[path], filter(None, kept.pictures.split("\n")))

    def digest(self, path: str) -> str:
        """A mark of the body's HTML and table of contents; empty where it is not rendered yet."""
        if path in self.fresh:
            return self.fresh[path].kept.digest
        return self.cache.left.bodies[path].digest if self.holds(path) else ""

    def render(self, path: str) -> Rendered:
        """The body made anew. It is `take`n by whoever wants to use it."""
        entry = self.entries[path]
        body = self.renderer.render(entry)
        toc = json.dumps(body.toc, ensure_ascii=False, default=_toc_item)
        data, digest = packed(f"{toc}\n{body.html}")
        notes = [sorted(body.ids), body.anchors, [list(vars(issue).values()) for issue in body.issues]]
        asked = json.dumps(body.asked, ensure_ascii=False)
        pictures = "\n".join(about for kind, about, _ in body.asked if kind == "picture")
        kept = Kept(self._mark(entry), asked, pictures, json.dumps(notes, ensure_ascii=False), digest)
        self._last = path, body
        self._made = Rendered(path, kept, data)
        return self._made

    def take(self, rendered: Rendered) -> None:
        """Use what was rendered, here or elsewhere: pictures that another process was promised are promised here."""
        self.fresh[rendered.path] = rendered
        self._promise(rendered.path, rendered.kept)
        if self._last[0] == rendered.path and rendered is not self._made:
            self._last = "", Body("")

    def notes(self, path: str) -> Notes:
        """Ids, anchors and issues of a body that is rendered, or that holds."""
        kept = self.fresh[path].kept if path in self.fresh else self.cache.left.bodies[path]
        ids, anchors, issues = json.loads(kept.notes)
        return Notes(
            frozenset(ids),
            tuple((url, name, line) for url, name, line in anchors),
            tuple(Issue(*each) for each in issues),
        )

    def to_keep(self) -> tuple[dict[str, Kept], dict[str, bytes]]:
        """(the bodies of all pages, the HTML of those that were rendered now), for `cache.keep`."""
        if not self.config:
            return {}, {}
        pages = [path for path, entry in self.entries.items() if entry.has_page]
        kept = {path: self.cache.left.bodies[path] for path in pages if path not in self.fresh and self.holds(path)}
        fresh = {path: self.fresh[path] for path in pages if path in self.fresh}
        kept |= {path: rendered.kept for path, rendered in fresh.items()}
        return kept, {path: rendered.data for path, rendered in fresh.items()}

    def _mark(self, entry: Entry) -> str:
        place = f"{entry.shown}:{entry.path}"
        return mark(self.config, self.renderer.language, spoken(), place, entry.mark)


def _toc_item(item: object) -> Any:
    assert isinstance(item, TocItem)
    return [item.title, item.id, item.children]


def _toc(items: Iterable[Any]) -> tuple[TocItem, ...]:
    return tuple(TocItem(title, name, _toc(children)) for title, name, children in items)


def _read(text: str, notes: Notes) -> Body:
    toc, _, html = text.partition("\n")
    return Body(html, _toc(json.loads(toc)), notes.ids, notes.anchors, notes.issues)
