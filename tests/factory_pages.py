"""The finished site, built once, and a host to read it from.

Knows how a plain host behaves (types, gzip, 404 page, folders' index.html), on a free loopback port. The day is fixed:
events stay open or over.
"""

from __future__ import annotations

import datetime as dt
import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
TODAY = dt.date(2026, 11, 23)
"""A day on which the sample content has events to come and events held."""
PACKED = {".html", ".css", ".js", ".svg", ".xml", ".json", ".ics", ".txt"}
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("text/calendar", ".ics")


def kinds(site: Path) -> dict[str, str]:
    """One address of every kind of page: kind -> path from the root."""

    def first(folder: str) -> str:
        pages = sorted(path.parent.name for path in (site / folder).glob("*/index.html") if path.parent.name != "page")
        return f"{folder}/{pages[0]}/"

    found = {
        "home": "",
        "interview": "interviews/why-we-stay-connected/",
        "interviews": "interviews/",
        "news item": first("news"),
        "news": "news/",
        "event": "events/career-roundtable-2026/",
        "event held": "events/harvest-ideathon-2026/",
        "events": "events/",
        "person": first("people"),
        "people": "people/",
        "opportunity": first("opportunities"),
        "opportunities": "opportunities/",
        "tags": "tags/",
        "tag": first("tags"),
        "search": "search/",
        "leaflet": "leaflet/",
        "404": "404.html",
    }
    return found | {page: f"{page}/" for page in ("about", "join", "privacy", "contact", "faq")}


class _Host(BaseHTTPRequestHandler):
    """Serves `folder`; packs text as hosts do."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, folder: Path) -> None:
        self.folder = folder
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """A file, a folder's index, or the 404 page."""
        path = self.folder / unquote(urlsplit(self.path).path).lstrip("/")
        if path.is_dir():
            path /= "index.html"
        status = HTTPStatus.OK
        if not path.is_file() or not path.resolve().is_relative_to(self.folder.resolve()):
            path, status = self.folder / "404.html", HTTPStatus.NOT_FOUND
        body = path.read_bytes()
        self.send_response(status)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if path.suffix in PACKED else kind)
        if path.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "public, max-age=31536000" if "/assets/" in self.path else "no-cache")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """`folder` on a free port of this machine; the address, with its slash, for the length of a `with` block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, folder=folder))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
