"""The preview that opens from a folder: a double click on `preview/index.html`, no server, nobody's network.

Knows what browsers refuse on `file://` (folders as addresses, `fetch`, `'self'` of some of them) and rewrites finished
pages so that they do without. Must not know MkDocs or how a page is made: whatever the site shows, its preview shows.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable
from html import escape
from pathlib import Path, PurePosixPath

from messages import catalogue
from site_builder.dates import day_label
from site_builder.hosting import POLICY
from site_builder.schema import Site

FOLDER = "preview"
"""Beside `site/`, which it never touches."""
_MARK = '<meta name="alumni" content="preview">'
_LOCAL = POLICY.replace("connect-src 'self'", "connect-src 'none'").replace("'self'", "'self' file:")
"""As strict as `POLICY`: not every browser takes files beside a page for its own."""
_ONLY_HOSTED = ("404.html", "_headers", "robots.txt", "sitemap.xml", "search/index", "assets/js/search.js")
_LINK = re.compile(r"""(<a\b[^>]*?\shref=)(["'])(.*?)\2""", re.DOTALL)


class OccupiedError(Exception):
    """`preview/` holds something that no preview left there."""


def local(address: str) -> str:
    """An address of the site as a browser finds it in a folder: `../news/?a#b` becomes `../news/index.html?a#b`."""
    found = re.fullmatch(r"([^?#]*)(\?[^#]*)?(#.*)?", address, re.DOTALL)
    if found is None or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", address) or not address:
        return address
    path, query, anchor = found[1], found[2] or "", found[3] or ""
    if path in ("", ".", "..") or path.endswith(("/", "/.", "/..")):
        path += "index.html" if path.endswith("/") or not path else "/index.html"
    return f"{path}{query}{anchor}"


def page(html: str, note: str, no_search: str) -> str:
    """A finished page, rewritten: it says `note` above everything, and `no_search` where one could search."""
    html = html.replace(f'content="{POLICY}">', f'content="{_LOCAL}">\n{_MARK}', 1)
    if '<meta name="robots"' not in html:
        html = html.replace(_MARK, f'{_MARK}\n<meta name="robots" content="noindex">', 1)
    html = _LINK.sub(lambda found: f"{found[1]}{found[2]}{local(found[3])}{found[2]}", html)
    html = re.sub(r'<script src="[^"]*assets/js/search\.js"[^>]*></script>', "", html)
    html = re.sub(r"<search\b.*?</search>", f"<p>{escape(no_search)}</p>", html, flags=re.DOTALL)
    html = re.sub(r'<noscript><p class="search-noscript">.*?</noscript>', "", html, flags=re.DOTALL)
    return re.sub(r"(<body\b[^>]*>)", rf'\1\n<p class="preview" role="note">{escape(note)}</p>', html, count=1)


def vacant(folder: Path) -> None:
    """Raise `OccupiedError` where `folder` is neither empty nor a former preview: it will be replaced."""
    home = folder / "index.html"
    former = home.is_file() and _MARK in home.read_text("utf-8", "replace")
    if folder.exists() and not former and not (folder.is_dir() and not any(folder.iterdir())):
        raise OccupiedError


def move(built: Path, folder: Path, site: Site, day: dt.date) -> None:
    """Put the site in `built` into `folder` as its preview; what `vacant` allowed to lie there goes first."""
    words = catalogue(site.language)
    note = words["portable.note"].format(day=day_label(day, site.language))
    for name in _ONLY_HOSTED:
        _remove(built / PurePosixPath(name))
    for path in _pages(built):
        html = path.read_text("utf-8")
        if '<meta http-equiv="refresh"' in html:  # a former address leads to the public site, where this is not yet
            path.unlink()
        else:
            path.write_text(page(html, note, words["portable.no-search"]), "utf-8", newline="\n")
    if folder.exists():
        shutil.rmtree(folder)
    shutil.move(built, folder)


def _pages(root: Path) -> Iterable[Path]:
    return sorted(root.rglob("*.html"))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
