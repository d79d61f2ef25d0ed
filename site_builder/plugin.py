"""MkDocs' side of the site: hands it our pages, our theme and our files, and keeps its own ideas of them away.

The only module that imports mkdocs; everything it writes was computed elsewhere. Works as an ordinary plugin
(`mkdocs build`, `mkdocs serve`) and through `build` and `serve` below. The order of one build:

`on_config` reads `site.yml` · `on_pre_build` reads `content/` (before MkDocs would empty `site/`) · `on_files` says
what can be linked to · `on_env` makes what is not in `site/` yet (`rebuild`), checks where links lead, draws pictures,
adds feeds · `on_post_build` adds the search index and keeps what the next build may use (`cache`).

Where other plugins want to see every page, each goes through MkDocs (`AlumniPage`) as it has always done, and all of
them every time.
"""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import json
import logging
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material prints a banner about its future otherwise

import jinja2
from mkdocs import utils as mkdocs_utils
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import config_options as option
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.pages import Page

from messages import catalogue, say, spoken
from site_builder import (
    cards,
    checks,
    facts,
    favicon,
    hosting,
    outputs,
    portable,
    retract,
    search,
    search_store,
    typography,
    unchanged,
)
from site_builder import content as contents
from site_builder.approval import awaited, seal
from site_builder.articles import LISTED
from site_builder.bodies import Bodies, config_mark
from site_builder.body import Addresses, Renderer, placed
from site_builder.cache import Cache, engine, mark
from site_builder.compose import Composer, Planned
from site_builder.content import Content, Entry
from site_builder.dates import day_to_build
from site_builder.images import SUFFIXES, Gallery
from site_builder.issues import ContentError, Issue
from site_builder.library import Library
from site_builder.menus import Menus, current, menus
from site_builder.metadata import absolute
from site_builder.parts import base_of, promise_pictures
from site_builder.published import Folder
from site_builder.rebuild import Rebuild, address_of, body_issues
from site_builder.schema import Site
from site_builder.stages import Stages
from site_builder.unchanged import Survey
from site_builder.views import Picture, View

log = logging.getLogger("mkdocs.plugins.alumni")
THEME = Path(__file__).parent / "theme"
Progress = Callable[[int, int], None]
"""Told how many pages of how many are made."""
_clean_directory = mkdocs_utils.clean_directory


def _leave(directory: str) -> None:
    """In place of `clean_directory`."""


def _assets(config: MkDocsConfig) -> Files:
    """In place of `get_files`."""
    found: list[File] = []
    for place, _, names in os.walk(Path(config.docs_dir, "assets"), followlinks=True):
        inside = Path(place).relative_to(config.docs_dir)
        paths = (str(inside / name) for name in sorted(names))
        found += [File(path, config.docs_dir, config.site_dir, config.use_directory_urls) for path in paths]
    set_exclusions(found, config)
    return Files([file for file in found if file.inclusion != InclusionLevel.EXCLUDED])


class AlumniConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin in `mkdocs.yml`."""

    site = option.Type(str, default="site.yml")
    cache = option.Type(str, default=".cache")
    today: str | dt.date | None = option.Optional(option.Type((str, dt.date)))  # type: ignore[assignment]
    drafts = option.Optional(option.Type(bool))
    search = option.Type(bool, default=True)  # false: no index is made, to measure what a build takes without it


class AlumniPage(Page):
    """A page whose body we render ourselves."""

    def __init__(self, file: File, config: MkDocsConfig, plugin: AlumniPlugin, planned: Planned) -> None:
        super().__init__(None, file, config)
        self.plugin = plugin
        self.planned = planned

    def read_source(self, config: MkDocsConfig) -> None:
        """The entry's text, without the front matter we have read already."""
        self.markdown = self.planned.entry.body if self.planned.entry else ""
        self.meta = {"template": self.planned.template}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Body to HTML, or as it was rendered before."""
        self.content = self.plugin.body_of(self.planned)
        self.present_anchor_ids = set()


class AlumniPlugin(BasePlugin[AlumniConfig]):  # type: ignore[no-untyped-call]
    """See the module."""

    command: Literal["build", "gh-deploy", "serve"] = "build"
    site: Site
    written: Content
    """As editors wrote it: what rules look at."""
    content: Content
    """With the facts told: what is published."""
    gallery: Gallery
    library: Library
    card_box: cards.Cards | None
    composer: Composer
    today: dt.date
    drafts: bool
    begun: float
    planned: list[Planned]
    cache: Cache
    bodies: Bodies
    folder: Folder
    menus: Menus
    _base: str = "."
    _private: TemporaryDirectory[str] | None = None
    keep: bool = True
    """Whether there is a cache."""
    progress: Progress | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember who asked: drafts are shown while serving."""
        self.command = command
        self._checked: dict[str, str] = {}
        self.notes: list[str] = []

    def on_shutdown(self) -> None:
        """Leave nothing behind."""
        if self._private:
            self._private.cleanup()
            self._private = None

    def on_build_error(self, **_: Any) -> None:
        """Nothing of this build is kept."""
        gc.enable()
        gc.unfreeze()
        self._keep_folder(False)
        if hasattr(self, "cache"):
            self.cache.close()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read `site.yml`; nothing of Material's own pages is made."""
        self.begun = time.monotonic()
        self.stages = Stages()
        self.remade = 0
        root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        self.root = root
        with _told():
            self.site = contents.load_site(root / self.config.site)
        try:
            self.today = day_to_build(self.config.today, os.environ)
        except ValueError as error:
            raise BuildError(say("build.today", value=error)) from None
        asked = os.environ.get("ALUMNI_DRAFTS")
        wanted = self.config.drafts if asked is None else bool(asked)
        self.drafts = self.command == "serve" if wanted is None else wanted
        config.site_name = self.site.name
        config.site_url = self.site_url = config.site_url or absolute(self.site, "")
        config.theme.static_templates.clear()
        if str(THEME) not in config.theme.dirs:
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))  # a firm's own lies over ours
        self.theme_dirs = [Path(folder) for folder in config.theme.dirs]
        # MkDocs lists every file of a theme, of which Material has thousands: what is not ours is only looked up
        ours = (path for path in self.theme_dirs if path == THEME or "site-packages" not in path.parts)
        config.theme.dirs[:] = map(str, ours)
        self.alone = len(config.plugins) == 1 and not config.hooks and not config.extra_templates
        site_dir = Path(config.site_dir)
        inside = site_dir.is_relative_to(root) and not root.is_relative_to(site_dir)
        self.known_place = self.alone and (inside or self.command == "serve")
        beside = [root / name for name in ("registration.toml", "form.toml") if (root / name).exists()]
        config.watch += [str(path) for path in (root / self.config.site, *beside, *self.theme_dirs[:1], THEME)]
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read all content, and stop before anything is touched where it cannot be published."""
        gc.disable()  # what is read now stays to the end; looking through it again and again takes a third of the time
        with self.stages("read"):
            public = self._read(config)
        with self.stages("plan"):
            self.library = Library(public, self.today)
            self.bodies = Bodies(public, self.cache)
            self.card_box = self._card_box()
            self.composer = Composer(self.site, self.library, self.gallery, self.bodies, self.share_card)
            for entry in public:
                self.share_card(entry)  # promised now, drawn before pages are written
            self.planned = list(self.composer.pages())
        if self.known_place:
            self._keep_folder(True)

    def _read(self, config: MkDocsConfig) -> tuple[Entry, ...]:
        """The entries that are public today, from the cache what did not change."""
        self.cache = self._open_cache()
        self.known = dict(self.cache.entries)
        self.phrases = typography.remember({text: tuple(json.loads(cut)) for text, cut in self.cache.phrases.items()})
        with _told():
            told, amiss = facts.load(self.root, self.site)
            loaded = contents.load(Path(config.docs_dir), self.root, self.known)
            if amiss:
                raise ContentError([*amiss, *loaded.issues])
            self.written = loaded
            filled = facts.filled(loaded, told, self.theme_dirs)
            self.content = replace(filled, entries=tuple(map(_marked, loaded.entries, filled.entries)))
            self.gallery = self._gallery(Path(config.docs_dir))
            public = self.content.public(self.today, drafts=self.drafts)
            if self.site.approval and not self.drafts:
                public = self._approved(public)
            issues = [*self.content.issues, *promise_pictures(public, self.gallery)]
            if issues:
                raise ContentError(issues)
        return public

    def forget(self, config: MkDocsConfig) -> None:
        """Throw away what was kept by any build, pictures too; whatever else lies in that folder stays."""
        root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        bases = (f"{kind}.sqlite" for kind in ("public", "drafts", "serve"))
        for name in (unchanged.NAME, *(each for base in bases for each in (base, f"{base}-journal"))):
            (root / self.config.cache / name).unlink(missing_ok=True)
        for name in ("images", "images-drafts", "search", "search-drafts", "cards", "templates", "serve"):
            shutil.rmtree(root / self.config.cache / name, ignore_errors=True)

    def _gallery(self, docs: Path) -> Gallery:
        """The cache of the public site holds no picture that is not public, or not any more; another one lends."""
        public, others = (self.root / self.config.cache / name for name in ("images", "images-drafts"))
        return Gallery(docs, others, public) if self.drafts else Gallery(docs, public, others, 0)

    def _open_cache(self) -> Cache:
        kind = "serve" if self.command == "serve" else "drafts" if self.drafts else "public"
        kept = Cache(self.root / self.config.cache / f"{kind}.sqlite" if self.keep else None)
        if kept.trouble:
            self._note(say(f"build.{kept.trouble}"))
        return kept

    def _note(self, sentence: str) -> None:
        """Say something that is no warning."""
        self.notes.append(sentence)
        log.info(sentence)

    @staticmethod
    def _keep_folder(keep: bool) -> None:
        """MkDocs empties the site's folder before a build; what is in it is what we compare with. And it looks at every
        file of `content/`, of which only those in `assets/` are for it."""
        mkdocs_utils.clean_directory = _leave if keep else _clean_directory
        mkdocs_build.get_files = _assets if keep else get_files  # type: ignore[attr-defined]

    def _approved(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Those nobody has to be asked about any more; the others are told, and left out."""
        waiting = [entry for entry in entries if awaited(entry.meta, entry.body)]
        for entry in waiting:
            fix = say("approve.missing-fix", path=entry.shown, now=seal(entry.meta, entry.body))
            log.warning(str(entry.issue(("consent",), "approval", say("approve.not-built"), fix)))
        left_out = {entry.shown for entry in waiting}
        return tuple(entry for entry in entries if entry.shown not in left_out)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Our pages instead of MkDocs'; of `content/` only what lies in `assets/` and is no picture, as it is."""
        kept = [file for file in files if self._is_published(file, config)]
        addresses = Addresses(
            pages={planned.source: planned.url for planned in self.planned},
            hidden=frozenset(entry.path.as_posix() for entry in self.content.entries),
            files=frozenset(file.src_uri for file in kept),
        )
        extensions, options = config.markdown_extensions, config.mdx_configs or {}
        renderer = Renderer(extensions, options, addresses, self.gallery, self.site.language)
        self.bodies.begin(renderer, config_mark(extensions, options))
        titles = {f"{kind}/index.md": self.translated("views", kind) for kind in (*LISTED, "tags", "search", "leaflet")}
        self.menus = menus(config.nav or [], addresses.pages, self.library, titles)
        for target in self.menus.unknown:
            log.warning(say("build.no-nav", target=target))
        config.nav = []  # its own navigation is neither needed nor built
        mine = Files(kept)
        for planned in () if self.alone else self.planned:
            file = File.generated(config, planned.source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            file.dest_uri = address_of(planned)
            AlumniPage(file, config, self, planned)
            mine.append(file)
        return mine

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Make what is not there yet, check where links lead, and add what is not a page."""
        self._keep_folder(False)
        env.loader = jinja2.FileSystemLoader(self.theme_dirs)
        env.autoescape = True
        compiled = self.root / self.config.cache / "templates"
        compiled.mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(compiled))
        env.undefined = jinja2.StrictUndefined
        env.filters["url"] = self.address
        self.env = env
        if self.alone:
            self._make_pages(config)
        gc.enable()
        with self.stages("check"):
            for issue in sorted(body_issues(self.planned, self.bodies)):
                log.warning(str(issue))
            if config.strict or self.command == "serve":
                for issue in self._rule_issues():
                    (log.warning if issue.severity == "error" else log.info)(str(issue))
        with self.stages("files"):
            self._add_files(config, files)
        return env

    def _make_pages(self, config: MkDocsConfig) -> None:
        """Write the pages that are not in the site's folder as they should be."""
        known = self.cache.outputs if self.known_place and self.cache.notes.get("site") == config.site_dir else {}
        self.folder = Folder(Path(config.site_dir), known, (search.FOLDER,))
        rebuild = Rebuild(self.bodies, self.folder, self._frame(config), self._html)
        with self.stages("compare"):
            stale = list(rebuild.stale(self.planned))
        with self.stages("pages"):
            for template in {page.planned.template for page in stale}:
                self.env.get_template(template)  # read once, before there are several processes
            count = itertools.count(1)
            tell = self.progress or (lambda made, of: None)
            gc.freeze()
            gc.enable()
            rebuild.make(stale, lambda: tell(next(count), len(stale)))
        self.remade = sum(1 for page in stale if page.planned.entry)

    def _frame(self, config: MkDocsConfig) -> str:
        """A mark of all that pages share: templates, who we are, menus, and of the day what templates show of it."""
        folders = [Path(folder) for folder in config.theme.dirs]
        found = [(folder, path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        templates = {
            f"{folders.index(folder)}/{path.relative_to(folder).as_posix()}": path.read_text("utf-8", "replace")
            for folder, path in found
            if "assets" not in path.relative_to(folder).parts
        }
        shown = (re.sub(r"(?s)\{#.*?#\}", "", text) for text in templates.values())
        whole = any(re.search(r"\btoday\b(?!\.year\b)", text) for text in shown)
        day = self.today.isoformat() if whole else str(self.today.year)
        own = (self.site.model_dump_json(), repr(self.menus), repr([*self.library.pages]), self.site_url, day)
        return mark(engine(), *own, *templates, *templates.values())

    def _html(self, planned: Planned, view: View) -> str:
        """One page, whole."""
        context = self._context(planned, view, Words(self.body_of(planned)))
        return self.env.get_template(view.template).render(context)

    def _add_files(self, config: MkDocsConfig, files: Files) -> None:
        """What is published beside the pages. Alone, only what is not there yet is written, and nothing is left to
        MkDocs."""
        made = self.gallery.make()
        if self.card_box:
            made.update(self.card_box.make())
        for address, path in made.items():
            files.append(File.generated(config, address, abs_src_path=str(path)))
        made_of: dict[str, str] = {}
        right: set[str] = set()
        for each in outputs.beside(self.site, self.library, self.planned, self.bodies, self.today):
            own = Path(config.docs_dir, favicon.OWN.get(each.address, ""))
            if own.is_file():
                files.append(File.generated(config, each.address, abs_src_path=str(own)))
            elif files.get_file_from_path(each.address) is None:
                if self.alone and each.made_of and self.folder.holds(each.address, each.made_of):
                    right.add(each.address)
                    continue
                made_of[each.address] = each.made_of
                files.append(File.generated(config, each.address, content=each.make()))
        taken = {planned.url for planned in self.planned}
        for address in retract.addresses(Path(config.docs_dir)):
            if address not in taken:
                place = f"{address}index.html" if address.endswith("/") else address
                files.append(File.generated(config, place, content=hosting.farewell(self.site, address)))
        if not self.alone:
            return
        pages = {address_of(planned) for planned in self.planned}
        self.folder.sweep({*pages, *right, *(file.dest_uri for file in files)})
        for file in list(files):
            if file.dest_uri not in pages:
                # a picture's address is never given to other bytes: it need not be read to know that it is right
                self._put(file, "lasting" if file.src_uri in made else made_of.get(file.src_uri, ""))
            files.remove(file)

    def _put(self, file: File, made_of: str) -> None:
        """Write a file that is no page, unless it is known to be there as it should."""
        if not made_of or not self.folder.holds(file.dest_uri, made_of):
            self.folder.put(file.dest_uri, made_of, file.content_bytes)

    def _rule_issues(self) -> Iterator[Issue]:
        """What the checks say of entries changed since the last build of this process; links and pictures are told."""

        now = {entry.shown: entry.mark for entry in self.written.entries}
        changed = {path for path, text in now.items() if self._checked.get(path) != text}
        self._checked = now
        for issue in checks.check(self.written, self.site, only=changed, base=self.root):
            if issue.rule not in ("link", "anchor", "picture"):
                yield issue

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Any) -> Any:
        """What a template receives, where MkDocs renders the page."""
        assert isinstance(page, AlumniPage)
        return self._context(page.planned, page.planned.make(), page)

    def _context(self, planned: Planned, view: View, page: object) -> dict[str, Any]:
        """Exactly the contract of `views`. What is the same on all pages must be in `_frame`."""
        base = base_of(planned.url)
        if view.template == "404.html":  # shown at any depth
            base = "/" + "/".join(self.site_url.split("/")[3:]).strip("/") if self.site_url else ""
        self._base = base.rstrip("/")
        return {
            "site": self.site,
            "view": view,
            "t": self.translate,
            "today": self.today,
            "page": page,
            "base_url": self._base,
            "main_nav": current(self.menus.main, view.url),
            "footer_nav": current(self.menus.footer, view.url),
            "joining": "join/" if "join" in self.library.pages else self.site.join_url,
            "fixed": self.library.pages.keys(),
        }

    def share_card(self, entry: Entry) -> Picture | None:
        """The card that stands for `entry` where its link is shared; None where cards are not drawn."""
        return outputs.shared(entry, self.site, self.card_box) if self.card_box else None

    def _card_box(self) -> cards.Cards | None:
        if not os.environ.get("ALUMNI_CARDS"):
            return None
        try:
            return cards.Cards(cards.find_font(), self.root / self.config.cache / "cards")
        except cards.NoFontError as error:
            raise BuildError(str(error)) from None

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The search index, beside the pages; what did not change is kept from the last build."""
        with self.stages("search"):
            self._index(config)
        with self.stages("keep"):
            self._keep(config)
        gc.unfreeze()
        if self.command == "serve":
            log.info(say("build.done", **self.figures()))

    def _index(self, config: MkDocsConfig) -> None:
        if self.config.search:
            folder = self._search_folder(Path(config.site_dir))
            names = {kind: self.translated("views", kind) for kind in (*LISTED, "pages")}
            entries = outputs.searched(self.library, self.planned, self.bodies)
            search_store.update(folder, entries, names, search.words(self.site.language))
            search_store.publish(folder, Path(config.site_dir) / search.FOLDER)

    def _keep(self, config: MkDocsConfig) -> None:
        """What the next build may use. Of what is not public, a public build keeps nothing."""
        entries = {path: row for path, row in self.known.items() if path in self.bodies}
        phrases = {text: json.dumps(cut, ensure_ascii=False) for text, cut in self.phrases.asked.items()}
        notes = {"site": config.site_dir} if self.known_place else self.cache.notes
        kept = self.folder.outputs if self.known_place else self.cache.outputs
        self.cache.keep(entries, self.bodies.to_keep(lambda entry: entry.has_page), kept, phrases, notes)
        if self.cache.trouble == "cache-unwritten":
            self._note(say("build.cache-unwritten"))
        self.cache.close()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Say where to look."""
        log.info(say("build.serving", url=server.url))
        return server

    def figures(self) -> dict[str, Any]:
        """What this build made: for `build.done` and `Built`."""
        entries = sum(1 for planned in self.planned if planned.entry)
        seconds = round(time.monotonic() - self.begun, 1)
        return {"entries": entries, "changed": self.remade, "pages": len(self.planned), "seconds": seconds}

    def _search_folder(self, site_dir: Path) -> Path:
        """Where the index is kept: in the cache for the site's own folder, else only as long as this process lives.

        With drafts it is another one: the cache of the public site holds nothing that the public site does not.
        """
        if site_dir.is_relative_to(self.root):
            return self.root / self.config.cache / ("search-drafts" if self.drafts else "search")
        if self._private is None:
            self._private = TemporaryDirectory(prefix="alumni-search-")
        return Path(self._private.name)

    def body_of(self, planned: Planned) -> str:
        """The body of a planned page, placed for it; computed pages have none."""
        return placed(self.bodies[planned.source].html, base_of(planned.url)) if planned.entry else ""

    @jinja2.pass_context  # so that Jinja does not work out constant addresses once for all pages
    def address(self, _: jinja2.runtime.Context, url: str) -> str:
        """The theme's `url`: from the site's root to what the page being written needs; absolute ones stay.

        The base is not read from the context, which imported macros do not see: MkDocs writes one page at a time.
        """
        return url if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", url) else f"{self._base}/{url}"

    def translate(self, key: str, **words: object) -> str:
        """The theme's `t`."""
        return self.translated("theme", key, **words)

    def translated(self, table: str, key: str, **words: object) -> str:
        """A message in the site's language, whoever builds."""
        return catalogue(self.site.language)[f"{table}.{key}"].format_map(words)

    def _is_published(self, file: File, config: MkDocsConfig) -> bool:
        """Of the content and of our theme (or a firm's own over it), what lies in `assets/`; of Material, nothing."""
        path = PurePosixPath(file.src_uri)
        if path.parts[0] != "assets" or file.src_dir is None:
            return False
        source = Path(file.src_dir)
        if source == Path(config.docs_dir):
            return path.suffix.lower() not in {*SUFFIXES, ".md"}
        return source in {THEME, Path(config.theme.custom_dir or THEME)}


def _marked(read: Entry, filled: Entry) -> Entry:
    """`filled` with a mark of its own, where what was filled in makes it another entry than the file alone."""
    return filled if filled is read else replace(filled, mark=mark(read.mark, filled.body))


@dataclass(frozen=True)
class Words:
    """`page`, as templates know it."""

    content: str


@dataclass(frozen=True)
class Built:
    """What one build made; `warnings` are sentences for the editor, in the order they came."""

    site_dir: Path
    entries: int
    pages: int
    seconds: float
    changed: int = 0
    """Entries whose pages were made again."""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What was no warning, and yet worth a sentence."""
    stages: Mapping[str, float] = field(default_factory=dict)
    """Seconds by stage (`build.stage-…`)."""


class StoppedError(Exception):
    """MkDocs stopped: with `strict` over warnings, or over its own configuration. `warnings` came before."""

    def __init__(self, message: str, warnings: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.warnings = warnings


def build(
    config_file: Path | str = "mkdocs.yml",
    *,
    today: dt.date | None = None,
    drafts: bool = False,
    strict: bool = False,
    site_dir: Path | None = None,
    keep: bool = True,
    clean: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Build the site as `mkdocs build` does.

    Without `keep` nothing of former builds is used and nothing kept; `clean` throws away what was kept. `progress` is
    told how many pages of how many are made.

    Raises `ContentError` with all that must be mended first (nothing is touched then), `StoppedError` where `strict`
    meets a warning or the configuration cannot be read.
    """
    return _build(config_file, today, drafts, strict, site_dir, keep, clean, progress)[0]


def build_portable(
    config_file: Path | str = "mkdocs.yml",
    *,
    today: dt.date | None = None,
    drafts: bool = False,
    strict: bool = False,
    keep: bool = True,
    clean: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Build into `preview/` what opens from there without a server; `site/` stays as it is.

    Raises as `build` does, and `portable.OccupiedError` where `preview/` is somebody's own.
    """
    folder = Path(config_file).absolute().parent / portable.FOLDER
    portable.vacant(folder)
    with TemporaryDirectory(prefix="alumni-preview-") as scratch:
        place = Path(scratch) / "site"
        built, plugin = _build(config_file, today, drafts, strict, place, keep, clean, progress)
        portable.move(built.site_dir, folder, plugin.site, plugin.today)
    return replace(built, site_dir=folder)


def _build(
    config_file: Path | str,
    today: dt.date | None,
    drafts: bool,
    strict: bool,
    site_dir: Path | None,
    keep: bool,
    clean: bool,
    progress: Progress | None,
) -> tuple[Built, AlumniPlugin]:
    with _heard() as said:
        try:
            more = {"site_dir": str(site_dir)} if site_dir else {}
            config = load_config(config_file=str(config_file), strict=strict, **more)
            plugin = config.plugins["alumni"]
            assert isinstance(plugin, AlumniPlugin)
            wanted = str(plugin.config.today or "")
            plugin.config.today = today or plugin.config.today
            plugin.config.drafts = drafts
            plugin.keep = keep
            plugin.progress = progress
            if clean:
                plugin.forget(config)
            root = Path(config_file).absolute().parent
            themes = [Path(config.theme.custom_dir)] if config.theme.custom_dir else []
            places = [Path(config.docs_dir), root / plugin.config.site, *themes, THEME]
            seen = Survey(root, places)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                mkdocs_build.build(config)
            finally:
                config.plugins.on_shutdown()
        except MkDocsException as error:
            if isinstance(error.__context__, ContentRefusedError):
                raise ContentError(error.__context__.issues) from None
            raise StoppedError(_reason(error, said), tuple(said.warnings)) from None
    built = Built(
        Path(config.site_dir),
        **plugin.figures(),
        warnings=tuple(said.warnings),
        notes=tuple(plugin.notes),
        stages=plugin.stages.seconds,
    )
    place = root / ".cache" / unchanged.NAME
    usual = plugin.known_place and plugin.bodies.config and place.parent == root / plugin.config.cache
    if keep and usual and unchanged.usual(Path(config_file).read_text("utf-8")):
        asked = unchanged.asked(day=plugin.today.isoformat(), drafts=drafts, strict=strict, language=spoken())
        read = {str(plugin.content.root / path): sign for path, (sign, _) in plugin.known.items()}
        told = {**plugin.figures(), "changed": 0, "warnings": built.warnings, "wanted": wanted}
        told |= {"places": list(map(str, places)), "config": str(Path(config_file).absolute())}
        unchanged.note(place, seen.mark(asked, read), built.site_dir, told)
    return built, plugin


def serve(
    config_file: Path | str = "mkdocs.yml",
    *,
    today: dt.date | None = None,
    drafts: bool = True,
    address: str | None = None,
) -> None:
    """Show the site while it is written, as `mkdocs serve` does; ends with Ctrl+C. Raises as `build` does.

    What is shown stays in the cache: the next time only what changed since has to be made.
    """
    if today:
        os.environ["ALUMNI_TODAY"] = today.isoformat()
    os.environ["ALUMNI_DRAFTS"] = "1" if drafts else ""
    aloud = logging.StreamHandler()
    aloud.addFilter(lambda record: record.levelno >= logging.WARNING or record.name == log.name)
    logging.getLogger("mkdocs").addHandler(aloud)
    log.setLevel(logging.INFO)
    more: dict[str, Any] = {"dev_addr": address} if address else {}
    try:
        _serve(str(config_file), more)
    except MkDocsException as error:
        if isinstance(error.__context__, ContentRefusedError):
            raise ContentError(error.__context__.issues) from None
        raise StoppedError(str(error)) from None
    finally:
        logging.getLogger("mkdocs").removeHandler(aloud)


def _serve(config_file: str, more: dict[str, Any]) -> None:
    """As `mkdocs.commands.serve` does it, with a folder that stays and with `Watch`."""
    from mkdocs.livereload import LiveReloadServer

    from site_builder.watch import Watch

    def configured() -> MkDocsConfig:
        config = load_config(config_file=config_file, **more)
        plugin = config.plugins["alumni"]
        assert isinstance(plugin, AlumniPlugin)
        config.site_dir = str(Path(config_file).absolute().parent / plugin.config.cache / "serve")
        return config

    first = configured()
    first.plugins.on_startup(command="serve", dirty=False)
    host, port = first.dev_addr
    path = "/".join((first.site_url or "/").split("/")[3:])

    def build_again(config: MkDocsConfig | None = None) -> None:
        config = config or configured()
        config.site_url = server.url
        mkdocs_build.build(config, serve_url=server.url)

    def error_page(code: int) -> bytes | None:
        page = Path(first.site_dir, f"{code}.html")
        return page.read_bytes() if page.is_file() else None

    server = LiveReloadServer(builder=build_again, host=host, port=port, root=first.site_dir, mount_path=path)
    server.error_handler = error_page
    server.observer = Watch()  # type: ignore[assignment]  # it asks no more of it
    try:
        build_again(first)
        for place in (first.docs_dir, first.config_file_path, *first.watch):
            server.watch(place)
        first.plugins.on_serve(server, config=first, builder=build_again)
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            log.info("")
        finally:
            server.shutdown()
    finally:
        first.plugins.on_shutdown()


class ContentRefusedError(BuildError):
    """`ContentError`, told to MkDocs: it prints the message and stops without a stack trace."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        listed = "\n".join(map(str, issues))
        super().__init__(f"{say('build.refused', count=len(issues))}\n{listed}")


class _Ear(logging.Handler):
    """Hears what MkDocs and its plugins say."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        (self.errors if record.levelno >= logging.ERROR else self.warnings).append(record.getMessage())


@contextmanager
def _heard() -> Iterator[_Ear]:
    ear = _Ear()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(ear)
    try:
        yield ear
    finally:
        logger.removeHandler(ear)


def _reason(error: MkDocsException, said: _Ear) -> str:
    """Why MkDocs stopped: its strict mode in our words, else its own."""
    if isinstance(error, Abort) and said.warnings and not said.errors:
        return say("build.strict", count=len(said.warnings))
    return "\n".join(said.errors) or str(error)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ContentError as error:
        raise ContentRefusedError(error.issues) from None
