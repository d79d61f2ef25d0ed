"""What all pages share: the environment templates live in, the values they receive, and a mark of both.

Knows Jinja, `site.yml`, the menus and the folders templates lie in. Must not know MkDocs, content, or where a finished
page goes. Whatever is the same on all pages and stands in `context`, must stand in `frame` as well: else a page whose
frame changed would be taken for the one that is there already (see `cache`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from messages import catalogue
from site_builder.cache import engine, mark
from site_builder.compose import Planned
from site_builder.library import Library
from site_builder.menus import Menus, current
from site_builder.parts import base_of
from site_builder.schema import Site
from site_builder.views import View


@dataclass(frozen=True)
class Words:
    """`page`, as templates know it."""

    content: str


class _Here:
    """The page being written: addresses are told from `base`, since pages are written one at a time.

    It is not read from the context, which imported macros do not see.
    """

    base = "."

    @jinja2.pass_context  # so that Jinja does not work out constant addresses once for all pages
    def address(self, _: jinja2.runtime.Context, url: str) -> str:
        """The theme's `url`: from the site's root to what the page needs; absolute ones stay."""
        return url if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", url) else f"{self.base}/{url}"


class Templates:
    """The templates of one build, in `env`; compiled ones are kept in the folder `compiled`.

    `folders` are all that templates are looked up in, `own` those of them whose every change may show on pages. `url`
    is the site's public address.
    """

    def __init__(
        self,
        env: jinja2.Environment,
        site: Site,
        url: str,
        library: Library,
        menus: Menus,
        *,
        folders: Sequence[Path],
        own: Sequence[Path],
        compiled: Path,
    ) -> None:
        self.env = env
        self.site = site
        self.url = url
        self.library = library
        self.menus = menus
        self.own = own
        self._here = _Here()
        env.loader = jinja2.FileSystemLoader(folders)
        env.autoescape = True
        compiled.mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(compiled))
        env.undefined = jinja2.StrictUndefined
        env.filters["url"] = self._here.address

    @property
    def today(self) -> dt.date:
        """The day the site is built for."""
        return self.library.today

    def frame(self) -> str:
        """A mark of all that pages share: templates, who we are, menus, and of the day what templates show of it."""
        found = [(folder, path) for folder in self.own for path in sorted(folder.rglob("*")) if path.is_file()]
        templates = {
            f"{self.own.index(folder)}/{path.relative_to(folder).as_posix()}": path.read_text("utf-8", "replace")
            for folder, path in found
            if "assets" not in path.relative_to(folder).parts
        }
        shown = (re.sub(r"(?s)\{#.*?#\}", "", text) for text in templates.values())
        whole = any(re.search(r"\btoday\b(?!\.year\b)", text) for text in shown)
        day = self.today.isoformat() if whole else str(self.today.year)
        own = (self.site.model_dump_json(), repr(self.menus), repr([*self.library.pages]), self.url, day)
        return mark(engine(), *own, *templates, *templates.values())

    def html(self, planned: Planned, view: View, body: str) -> str:
        """One page, whole."""
        return self.env.get_template(view.template).render(self.context(planned, view, Words(body)))

    def context(self, planned: Planned, view: View, page: object) -> dict[str, Any]:
        """What a template receives: exactly the contract of `views`."""
        base = base_of(planned.url)
        if view.template == "404.html":  # shown at any depth
            base = "/" + "/".join(self.url.split("/")[3:]).strip("/") if self.url else ""
        self._here.base = base.rstrip("/")
        return {
            "site": self.site,
            "view": view,
            "t": self.translate,
            "today": self.today,
            "page": page,
            "base_url": self._here.base,
            "main_nav": current(self.menus.main, view.url),
            "footer_nav": current(self.menus.footer, view.url),
            "joining": "join/" if "join" in self.library.pages else self.site.join_url,
            "fixed": self.library.pages.keys(),
        }

    def translate(self, key: str, **words: object) -> str:
        """The theme's `t`: a message in the site's language, whoever builds."""
        return catalogue(self.site.language)[f"theme.{key}"].format_map(words)
