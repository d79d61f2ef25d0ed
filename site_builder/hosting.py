"""What the host and its visitors' machines are told: sitemap, robots, redirects, headers.

Knows the formats hosts read. Must not know MkDocs or templates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from html import escape

from messages import say
from site_builder.metadata import absolute
from site_builder.schema import Site

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
"""Content-Security-Policy of every page, in its `<meta>` and in `_headers`."""


def sitemap(site: Site, pages: Iterable[tuple[str, dt.date | None]]) -> str:
    """`sitemap.xml` of (address, the day its content last changed)."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for url, changed in sorted(pages):
        day = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(absolute(site, url), quote=False)}</loc>{day}</url>")
    return "\n".join([*lines, "</urlset>", ""])


def robots(site: Site) -> str:
    """`robots.txt`: everyone is welcome; here is the map."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {absolute(site, 'sitemap.xml')}\n"


def redirect(site: Site, url: str) -> str:
    """The page at a former address: leads to `url` at once, with a link for those whose browser does not."""
    address = escape(absolute(site, url))
    return (
        f'<!doctype html>\n<html lang="{site.language}">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta http-equiv="refresh" content="0; url={address}">\n<meta name="robots" content="noindex">\n'
        f'<link rel="canonical" href="{address}">\n<title>{escape(site.name)}</title>\n'
        f'<p><a href="{address}">{address}</a></p>\n</html>\n'
    )


def farewell(site: Site, address: str) -> str:
    """The page at the `address` of an entry that was taken back; search engines forget it."""
    home = "../" * address.count("/") or "./"
    return (
        f'<!doctype html>\n<html lang="{site.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(say('retract.title'))} | {escape(site.name)}</title>\n"
        f'<link rel="stylesheet" href="{home}assets/tokens.css">\n'
        f'<link rel="stylesheet" href="{home}assets/site.css">\n</head>\n<body>\n'
        f'<main><div class="wrap lost"><h1>{escape(say("retract.title"))}</h1>\n'
        f"<p>{escape(say('retract.text'))}</p>\n"
        f'<p class="hero-actions"><a class="button" href="{home}">{escape(say("retract.home"))}</a></p>\n'
        "</div></main>\n</body>\n</html>\n"
    )


def headers() -> str:
    """`_headers` as Cloudflare Pages and Netlify read it."""
    return (
        "/*\n"
        f"  Content-Security-Policy: {POLICY}; frame-ancestors 'none'\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
        "  Permissions-Policy: camera=(), microphone=(), geolocation=()\n"
        "/assets/img/*\n"
        "  Cache-Control: public, max-age=31536000, immutable\n"
    )
