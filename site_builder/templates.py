"""What all pages share: the environment templates live in, the values they receive, and a mark of both.

Knows Jinja, `site.yml`, the menus and the folders templates lie in. Must not know MkDocs, content, or where a finished
page goes. Whatever is the same on all pages and stands in `context`, must stand in `frame` as well: else a page whose
frame changed would be taken for the one that is there already (see `cache`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from markupsafe import Markup, escape

from messages import catalogue
from site_builder.cache import engine, mark
from site_builder.compose import Planned
from site_builder.fragments import equip
from site_builder.library import Library
from site_builder.menus import Menus, current, leads_to
from site_builder.parts import base_of
from site_builder.schema import Site
from site_builder.views import Link, View


@dataclass(frozen=True)
class Words:
    """`page`, as templates know it."""

    content: str


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates; those of another engine are compiled anew, since tags of ours are compiled into them."""

    def get_source_checksum(self, source: str) -> str:
        """What a template was compiled from."""
        return mark(engine(), source)


def escaped(value: object) -> object:
    """`markupsafe.escape` for what is written at once: most of it needs no escaping, and gets no object of its own."""
    if type(value) is str:
        return escape(value) if _special(value) else value
    return value if type(value) is Markup else escape(value)


_special = re.compile("[&<>\"']").search


class _Template(jinja2.Template):
    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> jinja2.Template:
        """A template that writes with `escaped`: a page has hundreds of values, and escaping took a third of it."""
        made = super().from_code(environment, code, globals, uptodate)
        own = made.root_render_func.__globals__
        if own.get("escape") is escape:
            own["escape"] = escaped
        return made


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
        self._said = catalogue(site.language)
        self._plain = {key: text for key, text in self._said.items() if not {"{", "}"} & {*text}}
        self._menus: dict[tuple[object, ...], tuple[Link, ...]] = {}
        self._shared = {
            "site": site,
            "t": self.translate,
            "today": self.today,
            "joining": "join/" if "join" in library.pages else site.join_url,
            "fixed": library.pages.keys(),
        }
        env.loader = jinja2.FileSystemLoader(folders)
        env.bytecode_cache = _Compiled(str(compiled))
        env.cache = {}  # keeps all templates: there are few, and each is read
        env.autoescape = True
        env.undefined = jinja2.StrictUndefined
        env.template_class = _Template
        self._here = equip(env, self._shared)

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

    def read(self) -> None:
        """Have all templates at hand that pages may need. What is wrong with one is said where a page needs it."""
        for folder in self.own:
            for path in folder.rglob("*.html"):
                with suppress(jinja2.TemplateError):
                    self.env.get_template(path.relative_to(folder).as_posix())

    def html(self, planned: Planned, view: View, body: str) -> str:
        """One page, whole."""
        return self.env.get_template(view.template).render(self.context(planned, view, Words(body)))

    def context(self, planned: Planned, view: View, page: object) -> dict[str, Any]:
        """What a template receives: exactly the contract of `views`."""
        base = base_of(planned.url)
        if view.template == "404.html":  # shown at any depth
            base = "/" + "/".join(self.url.split("/")[3:]).strip("/") if self.url else ""
        self._here.stand(base.rstrip("/"))
        return {
            **self._shared,
            "view": view,
            "page": page,
            "base_url": self._here.base,
            "here": view.url if any(link.url == view.url for link in self.menus.main) else "",
            "main_nav": self._menu("main", self.menus.main, view.url),
            "footer_nav": self._menu("footer", self.menus.footer, view.url),
        }

    def _menu(self, name: str, links: Sequence[Link], url: str) -> tuple[Link, ...]:
        """`current` links. Where the same are current they are one object, of which parts of pages are made once."""
        key = (name, *[leads_to(link, url) for link in links])
        if key not in self._menus:
            self._menus[key] = current(links, url)
        return self._menus[key]

    def translate(self, key: str, **words: object) -> str:
        """The theme's `t`: a message in the site's language, whoever builds."""
        name = f"theme.{key}"
        return self._plain[name] if name in self._plain else self._said[name].format_map(words)
