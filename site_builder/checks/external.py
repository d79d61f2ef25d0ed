"""Links that leave the site: asked only on request (`alumni site check --external`), never while building.

Knows how to ask other people's servers politely: one question a page, a pause between questions to the same host, no
question twice in a week. Must not know rules. A page that does not answer is a warning: it may be back tomorrow.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import requests

from messages import say
from site_builder.checks.article import Article
from site_builder.checks.links import pointers
from site_builder.issues import Issue

WEEK = 7 * 24 * 3600
PAUSE = 1.0
"""Seconds between two questions to one host."""
AGENT = "alumni-site-check/1 (link check; one request a page and week)"
RESERVED = (".example", ".test", ".invalid", ".localhost", "example.com", "example.org", "example.net")
"""Names that exist in examples only (RFC 2606)."""

Ask = Callable[[str], str]
"""(address) -> what is wrong with it, empty where it opens."""


def outside(articles: Iterable[Article], cache: Path, ask: Ask | None = None, now: float | None = None) -> list[Issue]:
    """A warning for every outside link that does not open. Good answers are kept in `cache` for a week."""
    now = time.time() if now is None else now
    known = _known(cache, now)
    ask = ask or Asker()
    wrong: dict[str, str] = {}
    found = []
    for article in articles:
        for link in pointers(article):
            address = urldefrag(link.target).url
            host = urlsplit(address).hostname or ""
            if urlsplit(address).scheme not in ("http", "https") or host.endswith(RESERVED):
                continue
            if address not in known and address not in wrong:
                reason = ask(address)
                if reason:
                    wrong[address] = reason
                else:
                    known[address] = now
            if address in wrong:
                message = say("check.link-outside", target=link.target, reason=wrong[address])
                fix = say("check.link-outside-fix")
                found.append(Issue(article.shown, link.line, "link-outside", message, fix, "warning"))
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text(json.dumps(known, indent=0, sort_keys=True), "utf-8")
    return sorted(found)


def _known(cache: Path, now: float) -> dict[str, float]:
    try:
        kept = json.loads(cache.read_text("utf-8"))
        return {str(address): float(when) for address, when in kept.items() if 0 <= now - float(when) < WEEK}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


class Asker:
    """Asks over HTTP, pausing between questions to one host."""

    def __init__(self, pause: float = PAUSE) -> None:
        self.pause = pause
        self.session = requests.Session()
        self.session.headers["User-Agent"] = AGENT
        self.last: dict[str, float] = {}

    def __call__(self, address: str) -> str:
        """What is wrong with `address`: a status, or the kind of failure; empty where it opens."""
        host = urlsplit(address).netloc
        wait = self.last.get(host, 0.0) + self.pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        try:
            answer = self.session.head(address, timeout=10, allow_redirects=True)
            if answer.status_code in (403, 404, 405, 501):  # some servers know only GET
                answer = self.session.get(address, timeout=10, allow_redirects=True, stream=True)
                answer.close()
        except requests.exceptions.RequestException as error:
            return type(error).__name__
        finally:
            self.last[host] = time.monotonic()
        # asked not to come so often, or to log in: the page is there
        return "" if answer.status_code < 400 or answer.status_code in (401, 403, 429) else str(answer.status_code)
