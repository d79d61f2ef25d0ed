"""What search engines and cards need to know is there, and cannot break the page it stands in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from site_builder import metadata
from tests import factory_site as factory

REQUIRED = {
    # Google's required and recommended properties that we can fill, and schema.org's own for the rest
    "Article": {"headline", "image", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"},
    "NewsArticle": {"headline", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"},
    "BreadcrumbList": {"itemListElement"},
    "Event": {
        "name",
        "startDate",
        "endDate",
        "location",
        "eventStatus",
        "eventAttendanceMode",
        "organizer",
        "description",
    },
    "Organization": {"name", "url", "address"},
    "ProfilePage": {"mainEntity", "dateCreated", "dateModified"},
    "WebSite": {"name", "url", "inLanguage"},
}


def things(document: str) -> dict[str, dict[str, Any]]:
    told = json.loads(document)
    assert told["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in told["@graph"]}


def test_every_page_tells_what_it_is_with_all_that_is_required(tmp_path: Path) -> None:
    composer = factory.composer(tmp_path)
    seen = set()
    for planned in composer.pages():
        head = planned.make().head
        assert head.title
        assert head.description
        if not head.json_ld:
            assert head.robots == "noindex"
            continue
        for kind, thing in things(head.json_ld).items():
            assert REQUIRED[kind] <= {name for name, value in thing.items() if value}
            seen.add(kind)
    assert seen == set(REQUIRED)


def test_breadcrumbs_number_absolute_addresses(tmp_path: Path) -> None:
    planned = {each.url: each for each in factory.composer(tmp_path).pages()}
    crumbs = things(planned["news/opened/"].make().head.json_ld)["BreadcrumbList"]["itemListElement"]
    assert [(each["position"], each["item"]) for each in crumbs] == [
        (1, "https://alumni.minamo.example/network/"),
        (2, "https://alumni.minamo.example/network/news/"),
        (3, "https://alumni.minamo.example/network/news/opened/"),
    ]


@pytest.mark.parametrize(
    ("place", "mode", "kinds"),
    [
        ("水面工場 2階", "Offline", ["Place"]),
        ("オンライン", "Online", ["VirtualLocation"]),
        ("水面工場とオンライン", "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_events_say_where_they_are_held(tmp_path: Path, place: str, mode: str, kinds: list[str]) -> None:
    text = factory.EVENT.replace("水面工場 2階", place)
    planned = {each.url: each for each in factory.composer(tmp_path, {"events/drawing-day.md": text}).pages()}
    event = things(planned["events/drawing-day/"].make().head.json_ld)["Event"]
    assert event["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    places = event["location"] if isinstance(event["location"], list) else [event["location"]]
    assert [each["@type"] for each in places] == kinds
    assert event["startDate"] == "2026-12-05T14:00:00+09:00"


def test_nothing_in_it_can_end_its_script(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><!-- & 題名"
    text = metadata.document([{"@type": "Thing", "name": evil}])
    assert "<" not in text
    assert json.loads(text)["@graph"][0]["name"] == evil
