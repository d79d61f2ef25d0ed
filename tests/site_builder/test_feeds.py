"""Feeds and what hosts read: valid, complete, and the same bytes every time."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from site_builder import feeds, hosting
from site_builder.compose import Composer
from tests import factory_site as factory

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def composer(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    second = factory.EVENT.replace("図面の会", "二つ目、の会；改行\\ ").replace("2026-12-05", "2026-12-01")
    return factory.composer(tmp_path_factory.mktemp("site"), {"events/second.md": second})


def atom(composer: Composer) -> str:
    return feeds.atom(
        composer.site, composer.library.articles, lambda entry: f"<p>{entry.slug} & co</p>", factory.TODAY
    )


def test_the_feed_has_all_that_atom_requires(composer: Composer) -> None:
    feed = ET.fromstring(atom(composer))
    assert [feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")] == [
        "https://alumni.minamo.example/network/",
        "ミナモ・アルムナイネットワーク",
        "2026-05-01T00:00:00+09:00",
    ]
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "https://alumni.minamo.example/network/feed.xml"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        "https://alumni.minamo.example/network/interviews/coming-back/",
        "https://alumni.minamo.example/network/news/opened/",
    ]
    for entry in entries:
        for name in ("title", "updated", "published", "summary", "content"):
            assert entry.findtext(f"{ATOM}{name}")
    assert entries[0].findtext(f"{ATOM}content") == "<p>coming-back & co</p>"
    assert [each.findtext(f"{ATOM}name") for each in entries[0].findall(f"{ATOM}contributor")] == ["川瀬 岸", "港 渚"]


def test_the_feed_ends_after_the_newest(composer: Composer) -> None:
    many = list(composer.library.articles) * 20
    feed = ET.fromstring(feeds.atom(composer.site, many, lambda _: "", factory.TODAY))
    assert len(feed.findall(f"{ATOM}entry")) == feeds.NEWEST
    empty = ET.fromstring(feeds.atom(composer.site, [], lambda _: "", factory.TODAY))
    assert empty.findtext(f"{ATOM}updated") == "2026-11-22T00:00:00+09:00"


def test_the_calendar_can_be_imported(composer: Composer) -> None:
    data = feeds.calendar(composer.site, composer.library.kind("events"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    book = Calendar.from_ical(data)
    assert book["PRODID"]
    first, second = book.walk("VEVENT")
    assert first["SUMMARY"] == "二つ目、の会；改行\\"
    assert second["UID"] == "drawing-day@alumni.minamo.example"
    assert second.decoded("DTSTART") == dt.datetime(2026, 12, 5, 5, 0, tzinfo=dt.UTC)
    assert second.decoded("DTSTAMP") == dt.datetime(2026, 9, 30, 15, 0, tzinfo=dt.UTC)
    assert second["URL"] == "https://alumni.minamo.example/network/events/drawing-day/"
    assert data == feeds.calendar(composer.site, composer.library.kind("events"))


def test_the_sitemap_tells_when_things_changed_not_when_they_were_built(composer: Composer) -> None:
    pages = [(planned.url, planned.changed) for planned in composer.pages() if planned.changed]
    tree = ET.fromstring(hosting.sitemap(composer.site, pages))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    told = {url.findtext(f"{space}loc"): url.findtext(f"{space}lastmod") for url in tree}
    root = "https://alumni.minamo.example/network/"
    assert told[f"{root}news/opened/"] == "2026-04-01"
    assert told[f"{root}people/kawase-kishi/"] == "2026-05-01"  # a new interview shows there
    assert told[root] == "2026-10-01"
    assert f"{root}404.html" not in told
    assert f"{root}search/" not in told


def test_a_former_address_leads_on(composer: Composer) -> None:
    page = hosting.redirect(composer.site, "news/opened/")
    assert 'content="0; url=https://alumni.minamo.example/network/news/opened/"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<script" not in page


def test_headers_forbid_what_pages_do_not_need() -> None:
    assert "unsafe" not in hosting.headers()
    assert "default-src 'none'" in hosting.headers()
    assert "frame-ancestors 'none'" in hosting.headers()


def test_the_nginx_sample_sends_the_same_headers() -> None:
    sample = (factory.ROOT / "docs/nginx.conf").read_text("utf-8")
    for line in hosting.headers().split("\n"):
        name, _, value = line.strip().partition(": ")
        if value and name != "Cache-Control":
            assert f'add_header {name} "{value}" always;' in sample


def test_robots_are_shown_the_map(composer: Composer) -> None:
    assert "Sitemap: https://alumni.minamo.example/network/sitemap.xml" in hosting.robots(composer.site)
