"""One edition of the site, from reading `content/` to keeping what the next edition may use.

Knows the order of the work and hands each step what the steps before it made. Must not know MkDocs, command lines or
how any step is done. What stops it are `ContentError` and `cards.NoFontError`; what is worth a sentence goes to the log
it is given. The steps in order: `read` · `plan` · `link` · `dress` · `make_pages` · `extras` · `publish` · `index` ·
`keep`. Where others want to see every page, `make_pages` and `publish` are theirs.
"""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from logging import Logger
from pathlib import Path
from typing import Any

import jinja2

from messages import catalogue, say
from site_builder import cards, facts, outputs, reading, search, search_store, unchanged, workers
from site_builder.approval import awaited
from site_builder.articles import LISTED
from site_builder.bodies import Bodies, config_mark
from site_builder.body import Addresses, Renderer
from site_builder.cache import Cache, Left, Word, mark
from site_builder.compose import Composer, Planned
from site_builder.content import Content, Entry
from site_builder.findings import Findings
from site_builder.images import Gallery
from site_builder.issues import ContentError, Issue
from site_builder.library import Library
from site_builder.menus import Menus, menus
from site_builder.parts import html_on, promise_pictures
from site_builder.published import Folder
from site_builder.rebuild import Rebuild, address_of, body_issues
from site_builder.schema import Site
from site_builder.stages import Stages
from site_builder.surroundings import surroundings
from site_builder.templates import Templates
from site_builder.views import View

Progress = Callable[[int, int], None]
"""Told how many pages of how many are made."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What an edition shall be, and where everything lies."""

    root: Path
    """The folder of `site.yml`, `form.toml` and `registration.toml`."""
    docs: Path
    """`content/`."""
    place: Path
    """`site/`."""
    cache: Path
    themes: Sequence[Path]
    """Folders templates are looked up in, a firm's own first."""
    own_themes: Sequence[Path]
    """Those of `themes` that are ours or the firm's."""
    site: Site
    url: str
    """The site's public address."""
    today: dt.date
    drafts: bool
    serving: bool
    remember: bool
    """Whether there is a cache."""
    alone: bool
    """Whether nobody else wants to see pages."""
    known_place: bool
    """Whether what lies in `place` is what the last edition left there."""


class Edition:
    """The site as it is made for one `order`; the steps in the order the module tells."""

    library: Library
    gallery: Gallery
    bodies: Bodies
    menus: Menus
    templates: Templates
    folder: Folder
    written: Content
    """As editors wrote it: what rules look at."""
    content: Content
    """With the facts told: what is published."""
    findings: Findings
    card_box: cards.Cards | None
    elsewhere: str = ""
    """The mark of what pages may show of others."""
    planned: Sequence[Planned] = ()

    def __init__(self, order: Order, log: Logger) -> None:
        self.order = order
        self.site = order.site
        self.log = log
        self.stages = Stages()
        self.remade = 0
        self.notes: list[str] = []
        """What was no warning, and yet worth a sentence."""
        self.cache = Cache(None)

    def read(self) -> tuple[Entry, ...]:
        """The entries that are public today, from the cache what did not change.

        Raises `ContentError` with all that has to be mended before anything can be published.
        """
        with self.stages("read"):
            return self._read()

    def _read(self) -> tuple[Entry, ...]:
        order = self.order
        self.cache = self._open_cache()
        left = self.cache.left
        self.known = dict(left.entries)
        told, amiss = facts.load(order.root, self.site)
        self._facts = mark(repr(told))
        loaded = reading.load(order.docs, order.root, self.known)
        if amiss:
            raise ContentError([*amiss, *loaded.issues])
        self.written = loaded
        filled = facts.filled(loaded, told, order.themes, self._compiled())
        self.content = replace(filled, entries=tuple(map(_marked, loaded.entries, filled.entries)))
        self.gallery = self._gallery()
        self.gallery.measured |= left.pictures
        public = self.content.public(order.today, drafts=order.drafts)
        if self.site.approval and not order.drafts:
            public = self._approved(public)
        issues = [*self.content.issues, *promise_pictures(public, self.gallery)]
        if issues:
            raise ContentError(issues)
        return public

    def _open_cache(self) -> Cache:
        kind = "serve" if self.order.serving else "drafts" if self.order.drafts else "public"
        kept = Cache(self.order.cache / f"{kind}.sqlite" if self.order.remember else None)
        if kept.trouble:
            self._note(say(f"build.{kept.trouble}"))
        return kept

    def _compiled(self) -> Path:
        """The folder of compiled templates."""
        folder = self.order.cache / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _noted(self, name: str) -> str:
        """What the last build noted under `name`."""
        return self.cache.left.notes.get(name, Word("")).text

    def _note(self, sentence: str) -> None:
        self.notes.append(sentence)
        self.log.info(sentence)

    def _gallery(self) -> Gallery:
        """The cache of the public site holds no picture that is not public, or not any more; another one lends."""
        public, others = (self.order.cache / name for name in ("images", "images-drafts"))
        docs = self.order.docs
        return Gallery(docs, others, public) if self.order.drafts else Gallery(docs, public, others, 0)

    def _approved(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Those nobody has to be asked about any more; the others are told, and left out."""
        waiting = [entry for entry in entries if awaited(entry.meta, entry.seal)]
        for entry in waiting:
            fix = say("approve.missing-fix", path=entry.shown, now=entry.seal)
            self.log.warning(str(entry.issue(("consent",), "approval", say("approve.not-built"), fix)))
        left_out = {entry.shown for entry in waiting}
        return tuple(entry for entry in entries if entry.shown not in left_out)

    def plan(self, public: tuple[Entry, ...]) -> None:
        """Say which pages there are, before anything is rendered. Raises `cards.NoFontError`."""
        with self.stages("plan"):
            self.library = Library(public, self.order.today)
            self.bodies = Bodies(public, self.cache)
            wanted = os.environ.get("ALUMNI_CARDS")
            self.card_box = cards.Cards(cards.find_font(), self.order.cache / "cards") if wanted else None
            share = partial(outputs.shared, site=self.site, box=self.card_box)
            composer = Composer(self.site, self.library, self.gallery, self.bodies, share)
            for entry in public:
                share(entry)  # promised now, drawn before pages are written
            self.planned = list(composer.pages())

    def link(
        self, files: Iterable[str], extensions: Sequence[Any], options: Mapping[str, Any], nav: Iterable[Any]
    ) -> None:
        """Say what can be linked to, pages and `files`, and how Markdown is read; menus are made of `nav`."""
        addresses = Addresses(
            pages={planned.source: planned.url for planned in self.planned},
            hidden=frozenset(entry.path.as_posix() for entry in self.content.entries),
            files=frozenset(files),
        )
        renderer = Renderer(extensions, options, addresses, self.gallery, self.site.language)
        letters = self.card_box.letters if self.card_box else ""
        asked = (self.order.today.isoformat(), str(self.order.drafts), letters)
        public = self.bodies.entries.values()
        self.elsewhere = surroundings(self.content, public, self.known, addresses.files, self.site, *asked)
        self.findings = Findings(self.cache.left.slips, self.elsewhere and mark(self.elsewhere, self._facts))
        self._elsewhere_same = bool(self.elsewhere) and self._noted("elsewhere") == self.elsewhere
        self.bodies.begin(renderer, config_mark(extensions, options), elsewhere_same=self._elsewhere_same)
        titles = {f"{kind}/index.md": self._label(kind) for kind in (*LISTED, "tags", "search", "leaflet")}
        self.menus = menus(nav, addresses.pages, self.library, titles)

    def _label(self, kind: str) -> str:
        return catalogue(self.site.language)[f"views.{kind}"]

    def dress(self, env: jinja2.Environment) -> None:
        """Take `env` as the one templates are rendered in."""
        order = self.order
        self.templates = Templates(
            env,
            self.site,
            order.url,
            self.library,
            self.menus,
            folders=order.themes,
            own=order.own_themes,
            compiled=self._compiled(),
        )

    def make_pages(self, tell: Progress | None) -> None:
        """Write the pages that are not in the site's folder as they should be."""
        place = self.order.place
        known = self.cache.left.outputs if self.order.known_place and self._noted("site") == str(place) else {}
        self.folder = Folder(place, known, (search.FOLDER,))
        frame = self.templates.frame()
        rebuild = Rebuild(self.bodies, self.folder, frame, self._html, elsewhere_same=self._elsewhere_same)
        with self.stages("compare"):
            stale = list(rebuild.stale(self.planned))
        with self.stages("pages"):
            if len(stale) >= workers.WORTH_IT:
                self.templates.read()  # once, before there are several processes
            count = itertools.count(1)
            gc.freeze()  # what other processes copy of this one stays shared, as long as nobody looks through it
            gc.enable()
            rebuild.make(stale, lambda: tell(next(count), len(stale)) if tell else None)
        self.remade = sum(1 for page in stale if page.entry)

    def _html(self, planned: Planned, view: View) -> str:
        return self.templates.html(planned, view, self.body_of(planned))

    def body_of(self, planned: Planned) -> str:
        """The body of a planned page, placed for it; computed pages have none."""
        return html_on(self.bodies[planned.source], self.site, planned.url) if planned.entry else ""

    def issues(self) -> list[Issue]:
        """What leads nowhere, in all bodies."""
        return sorted(body_issues(self.planned, self.bodies))

    def slips(self, checked: Mapping[str, str]) -> Iterator[Issue]:
        """What the checks say of entries that are not `checked` as they are; links and pictures are `issues`."""
        changed = (entry for entry in self.written.entries if checked.get(entry.shown) != entry.mark)
        yield from self.findings.of(changed, self.written, self.site, self.order.root)

    def marks(self) -> dict[str, str]:
        """What `slips` may be told next time."""
        return {entry.shown: entry.mark for entry in self.written.entries}

    def extras(self, taken: Iterable[str]) -> list[outputs.Extra]:
        """What is published beside the pages, pictures first; what is computed yields to the addresses `taken`."""
        made = self.gallery.make()
        if self.card_box:
            made.update(self.card_box.make())
        computed = outputs.beside(self.site, self.library, self.planned, self.bodies, self.order.today)
        holds = self.folder.holds if self.order.alone else lambda address, made_of: False
        return [
            *outputs.lasting(made),
            *outputs.extras(computed, self.order.docs, {*taken, *made}, holds),
            *outputs.farewells(self.site, self.order.docs, self.planned),
        ]

    def publish(self, assets: Mapping[str, Path], extras: Iterable[outputs.Extra]) -> None:
        """Put `assets` (by address) and `extras` beside the pages where they are not there yet; the rest goes."""
        pages = {address_of(planned) for planned in self.planned}
        copies = (outputs.Extra(address, path) for address, path in assets.items())
        wanted = {each.address: each for each in (*copies, *extras)}
        self.folder.sweep({*pages, *wanted})
        for each in wanted.values():
            if each.address in pages or each.content is None:
                continue
            # a picture's address is never given to other bytes: it need not be read to know that it is right
            if not each.made_of or not self.folder.holds(each.address, each.made_of):
                self.folder.put(each.address, each.made_of, each.data())

    def index(self, scratch: Callable[[], Path]) -> None:
        """The search index, beside the pages; what did not change is kept from the last build.

        Kept in the cache for a site's own folder, in `scratch` for any other. With drafts it is another one: the cache
        of the public site holds nothing that the public site does not.
        """
        inside = self.order.place.is_relative_to(self.order.root)
        folder = self.order.cache / ("search-drafts" if self.order.drafts else "search") if inside else scratch()
        names = {kind: self._label(kind) for kind in (*LISTED, "pages")}
        entries = outputs.searched(self.library, self.planned, self.bodies)
        search_store.update(folder, entries, names, search.words(self.site.language))
        search_store.publish(folder, self.order.place / search.FOLDER)

    def keep(self) -> None:
        """What the next build may use. Of what is not public, a public build keeps nothing."""
        known = self.order.known_place
        bodies, html = self.bodies.to_keep()
        left = Left(
            entries={path: file for path, file in self.known.items() if path in self.bodies},
            bodies=bodies,
            outputs=self.folder.outputs if known else self.cache.left.outputs,
            pictures=self.gallery.asked(),
            slips={path: slips for path, slips in self.findings.kept.items() if path in self.bodies},
            notes={
                "site": Word(str(self.order.place) if known else self._noted("site")),
                # in any other folder bodies are of this build, outputs of the one before
                "elsewhere": Word(self.elsewhere if known else ""),
            },
        )
        self.cache.keep(left, html)
        if self.cache.trouble == "cache-unwritten":
            self._note(say("build.cache-unwritten"))
        self.cache.close()

    def figures(self) -> dict[str, int]:
        """How much there is: entries with a page, those made again, pages."""
        entries = sum(1 for planned in self.planned if planned.entry)
        return {"entries": entries, "changed": self.remade, "pages": len(self.planned)}


def forget(cache: Path) -> None:
    """Throw away what was kept by any build, pictures too; whatever else lies in that folder stays."""
    bases = (f"{kind}.sqlite" for kind in ("public", "drafts", "serve"))
    for name in (unchanged.NAME, *(each for base in bases for each in (base, f"{base}-journal"))):
        (cache / name).unlink(missing_ok=True)
    for name in ("images", "images-drafts", "search", "search-drafts", "cards", "templates", "serve"):
        shutil.rmtree(cache / name, ignore_errors=True)


def _marked(read: Entry, filled: Entry) -> Entry:
    """`filled` with a mark of its own, where what was filled in makes it another entry than the file alone."""
    return filled if filled is read else replace(filled, mark=mark(read.mark, filled.body))
