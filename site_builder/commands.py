"""Building and serving as functions, for `cli` and whoever else wants a site: `build`, `build_portable`, `serve`.

Knows how MkDocs is started, what it says meanwhile and why it stops, and what `unchanged` has to remember. Must not
know command lines, nor what a build does: `plugin` hands that to `edition`. What goes wrong comes out as `ContentError`
or `StoppedError`, never as an error of MkDocs.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from messages import say, spoken
from site_builder import portable, unchanged
from site_builder.edition import Progress, forget
from site_builder.issues import ContentError
from site_builder.plugin import THEME, AlumniPlugin, ContentRefusedError, log, root_of
from site_builder.unchanged import Survey


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
                forget(root_of(config) / plugin.config.cache)
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
    edition = plugin.edition
    assert edition
    built = Built(
        Path(config.site_dir),
        **plugin.figures(),
        warnings=tuple(said.warnings),
        notes=tuple(edition.notes),
        stages=edition.stages.seconds,
    )
    place = root / ".cache" / unchanged.NAME
    usual = edition.order.known_place and edition.bodies.config and place.parent == edition.order.cache
    if keep and usual and unchanged.usual(Path(config_file).read_text("utf-8")):
        asked = unchanged.asked(day=plugin.today.isoformat(), drafts=drafts, strict=strict, language=spoken())
        read = {str(edition.content.root / path): known.mark for path, known in edition.known.items()}
        told = {**plugin.figures(), "changed": 0, "warnings": built.warnings, "wanted": wanted}
        told |= {"places": list(map(str, places)), "config": str(Path(config_file).absolute())}
        unchanged.note(place, seen, asked, read, built.site_dir, told)
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
