"""MkDocs' side of the site: hands it our pages, our theme and our files, and keeps its own ideas of them away.

Knows MkDocs' events, files and configuration. Must not know how anything is read, planned or written: `edition` does
that; each event hands over what MkDocs has found and passes on what there is to say. With `commands`, which starts it,
the only module that imports mkdocs; `mkdocs build` and `mkdocs serve` find it by its entry point.

Where other plugins want to see every page, each goes through MkDocs (`AlumniPage`), and all of them every time.
"""

from __future__ import annotations

import datetime as dt
import gc
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.pages import Page

from messages import say
from site_builder import content, outputs
from site_builder.cards import NoFontError
from site_builder.compose import Planned
from site_builder.dates import day_to_build
from site_builder.edition import Edition, Order, Progress
from site_builder.images import SUFFIXES
from site_builder.issues import ContentError, Issue
from site_builder.metadata import absolute
from site_builder.rebuild import address_of
from site_builder.schema import Site

log = logging.getLogger("mkdocs.plugins.alumni")
THEME = Path(__file__).parent / "theme"
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

    def __init__(self, file: File, config: MkDocsConfig, edition: Edition, planned: Planned) -> None:
        super().__init__(None, file, config)
        self.edition = edition
        self.planned = planned

    def read_source(self, config: MkDocsConfig) -> None:
        """The entry's text, without the front matter we have read already."""
        self.markdown = self.planned.entry.body if self.planned.entry else ""
        self.meta = {"template": self.planned.template}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Body to HTML, or as it was rendered before."""
        self.content = self.edition.body_of(self.planned)
        self.present_anchor_ids = set()


class AlumniPlugin(BasePlugin[AlumniConfig]):  # type: ignore[no-untyped-call]
    """MkDocs' events in their order; one `Edition` for each build, and what outlives it while serving."""

    command: Literal["build", "gh-deploy", "serve"] = "build"
    site: Site
    today: dt.date
    edition: Edition | None = None
    progress: Progress | None = None
    keep: bool = True
    """Whether there is a cache."""
    _scratch: TemporaryDirectory[str] | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember who asked: drafts are shown while serving."""
        self.command = command
        self._checked: dict[str, str] = {}

    def on_shutdown(self) -> None:
        """Leave nothing behind."""
        if self._scratch:
            self._scratch.cleanup()
            self._scratch = None

    def on_build_error(self, **_: Any) -> None:
        """Nothing of this build is kept."""
        gc.enable()
        gc.unfreeze()
        self._keep_folder(False)
        if self.edition:
            self.edition.cache.close()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read `site.yml`, and lay our theme over the one that is named."""
        self.begun = time.monotonic()
        self.root = root_of(config)
        with _told():
            self.site = content.load_site(self.root / self.config.site)
        try:
            self.today = day_to_build(self.config.today, os.environ)
        except ValueError as error:
            raise BuildError(say("build.today", value=error)) from None
        config.site_name = self.site.name
        config.site_url = self.site_url = config.site_url or absolute(self.site, "")
        if str(THEME) not in config.theme.dirs:
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))  # a firm's own lies over ours
        self.theme_dirs = [Path(folder) for folder in config.theme.dirs]
        beside = [self.root / name for name in ("registration.toml", "form.toml") if (self.root / name).exists()]
        config.watch += [str(path) for path in (self.root / self.config.site, *beside, *self.theme_dirs[:1], THEME)]
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read all content, and stop before anything is touched where it cannot be published."""
        self._leave_material(config)
        gc.disable()  # what is read now stays to the end; looking through it again and again takes a third of the time
        self.edition = edition = Edition(self._order(config), log)
        with _told():
            edition.plan(edition.read())
        if edition.order.known_place:
            self._keep_folder(True)

    @staticmethod
    def _leave_material(config: MkDocsConfig) -> None:
        """Nothing of Material's own pages is made, nor its files listed, which are thousands: they are only looked up.

        Not while plugins are still being configured: those listed after ours may look into it, as `search` does.
        """
        config.theme.static_templates.clear()
        ours = [place for place in config.theme.dirs if place == str(THEME) or "site-packages" not in Path(place).parts]
        config.theme.dirs[:] = ours

    def _order(self, config: MkDocsConfig) -> Order:
        asked = os.environ.get("ALUMNI_DRAFTS")
        drafts = self.config.drafts if asked is None else bool(asked)
        alone = len(config.plugins) == 1 and not config.hooks and not config.extra_templates
        place = Path(config.site_dir)
        inside = place.is_relative_to(self.root) and not self.root.is_relative_to(place)
        return Order(
            root=self.root,
            docs=Path(config.docs_dir),
            place=place,
            cache=self.root / self.config.cache,
            themes=self.theme_dirs,
            own_themes=[Path(folder) for folder in config.theme.dirs],
            site=self.site,
            url=self.site_url or "",
            today=self.today,
            drafts=self.command == "serve" if drafts is None else drafts,
            serving=self.command == "serve",
            remember=self.keep,
            alone=alone,
            known_place=alone and (inside or self.command == "serve"),
        )

    @staticmethod
    def _keep_folder(keep: bool) -> None:
        """MkDocs empties the site's folder before a build; what is in it is what we compare with. And it looks at every
        file of `content/`, of which only those in `assets/` are for it."""
        mkdocs_utils.clean_directory = _leave if keep else _clean_directory
        mkdocs_build.get_files = _assets if keep else get_files  # type: ignore[attr-defined]

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Our pages instead of MkDocs'; of `content/` only what lies in `assets/` and is no picture, as it is."""
        assert self.edition
        kept = [file for file in files if self._is_published(file, config)]
        sources = (file.src_uri for file in kept)
        self.edition.link(sources, config.markdown_extensions, config.mdx_configs or {}, config.nav or [])
        for target in self.edition.menus.unknown:
            log.warning(say("build.no-nav", target=target))
        config.nav = []  # its own navigation is neither needed nor built
        mine = Files(kept)
        for planned in () if self.edition.order.alone else self.edition.planned:
            file = File.generated(config, planned.source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            file.dest_uri = address_of(planned)
            AlumniPage(file, config, self.edition, planned)
            mine.append(file)
        return mine

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Make what is not there yet, check where links lead, and add what is not a page."""
        assert self.edition
        self._keep_folder(False)
        self.edition.dress(env)
        if self.edition.order.alone:
            self.edition.make_pages(self.progress)
        gc.enable()
        with self.edition.stages("check"):
            for issue in self.edition.issues():
                log.warning(str(issue))
            if config.strict or self.command == "serve":
                for issue in self._slips(self.edition):
                    (log.warning if issue.severity == "error" else log.info)(str(issue))
        with self.edition.stages("files"):
            self._add_files(self.edition, config, files)
        return env

    def _slips(self, edition: Edition) -> Iterator[Issue]:
        """What the checks say of entries changed since the last build of this process."""
        before, self._checked = self._checked, edition.marks()
        return edition.slips(before)

    @staticmethod
    def _add_files(edition: Edition, config: MkDocsConfig, files: Files) -> None:
        """What is published beside the pages; alone, nothing is left to MkDocs."""
        extras = edition.extras(files.src_uris)
        if edition.order.alone:
            assets = {file.dest_uri: Path(file.abs_src_path) for file in files if file.abs_src_path}
            for file in list(files):
                files.remove(file)
            edition.publish(assets, extras)
            return
        for extra in extras:
            files.append(_file(config, extra))

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Any) -> Any:
        """What a template receives, where MkDocs renders the page."""
        assert isinstance(page, AlumniPage)
        return page.edition.templates.context(page.planned, page.planned.make(), page)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The search index, beside the pages, and what the next build may use."""
        assert self.edition
        with self.edition.stages("search"):
            if self.config.search:
                self.edition.index(self._scratch_folder)
        with self.edition.stages("keep"):
            self.edition.keep()
        gc.unfreeze()
        if self.command == "serve":
            log.info(say("build.done", **self.figures()))

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Say where to look."""
        log.info(say("build.serving", url=server.url))
        return server

    def figures(self) -> dict[str, Any]:
        """What this build made: for `build.done` and `commands.Built`."""
        assert self.edition
        return {**self.edition.figures(), "seconds": round(time.monotonic() - self.begun, 1)}

    def _scratch_folder(self) -> Path:
        """A folder that is there as long as this process lives."""
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="alumni-search-")
        return Path(self._scratch.name)

    def _is_published(self, file: File, config: MkDocsConfig) -> bool:
        """Of the content and of our theme (or a firm's own over it), what lies in `assets/`; of Material, nothing."""
        path = PurePosixPath(file.src_uri)
        if path.parts[0] != "assets" or file.src_dir is None:
            return False
        source = Path(file.src_dir)
        if source == Path(config.docs_dir):
            return path.suffix.lower() not in {*SUFFIXES, ".md"}
        return source in {THEME, Path(config.theme.custom_dir or THEME)}


def root_of(config: MkDocsConfig) -> Path:
    """The folder `mkdocs.yml` lies in."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def _file(config: MkDocsConfig, extra: outputs.Extra) -> File:
    if isinstance(extra.content, Path):
        return File.generated(config, extra.address, abs_src_path=str(extra.content))
    assert extra.content is not None
    return File.generated(config, extra.address, content=extra.content)


class ContentRefusedError(BuildError):
    """`ContentError`, told to MkDocs: it prints the message and stops without a stack trace."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        listed = "\n".join(map(str, issues))
        super().__init__(f"{say('build.refused', count=len(issues))}\n{listed}")


@contextmanager
def _told() -> Iterator[None]:
    """What stops an edition, as MkDocs stops: with a sentence."""
    try:
        yield
    except ContentError as error:
        raise ContentRefusedError(error.issues) from None
    except NoFontError as error:
        raise BuildError(str(error)) from None
