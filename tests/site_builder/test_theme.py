"""The theme alone: every template with much and with little, in both languages, before any browser sees it."""

from __future__ import annotations

import dataclasses
import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import html5lib
import pytest

import messages
from promises.terms import ROSTER
from site_builder import hosting, tokens, views
from site_builder.schema import Colours
from tests import factory_theme as factory

FULL = factory.full_views()
SPARE = factory.spare_views()
PAGES = [*FULL.items(), *SPARE.items()]
NAMES = [f"full {name}" for name in FULL] + [f"spare {name}" for name in SPARE]
THEME = factory.THEME


class _Elements(HTMLParser):
    """All elements with their attributes, and the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _elements(html: str, *tags: str) -> Iterator[dict[str, str | None]]:
    for tag, attributes in _Elements(html).found:
        if tag in tags:
            yield attributes


RENDERED: dict[str, str] = {}


@pytest.fixture(params=zip(NAMES, PAGES, strict=True), ids=NAMES)
def html(request: pytest.FixtureRequest) -> str:
    """A page of every template."""
    name, (_, view) = request.param
    if name not in RENDERED:
        RENDERED[name] = factory.rendered(view)
    return RENDERED[name]


def test_pages_are_well_formed(html: str) -> None:
    html5lib.HTMLParser(strict=True).parse(html)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(html: str) -> None:
    for tag, attributes in _Elements(html).found:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert tag not in ("style", "iframe", "object", "embed", "base", "form"), tag
        if tag == "script":
            assert attributes.get("type") == "application/ld+json" or attributes.get("src"), attributes
        for name in ("src", "srcset"):
            assert "//" not in (attributes.get(name) or ""), (tag, attributes)
        if tag == "link" and attributes.get("rel") in ("stylesheet", "icon"):
            assert "//" not in (attributes["href"] or "")


def test_the_policy_is_the_one_hosts_send(html: str) -> None:
    said = [each["content"] for each in _elements(html, "meta") if "http-equiv" in each]
    assert said == [hosting.POLICY]


def test_headings_make_an_outline(html: str) -> None:
    levels = [int(tag[1]) for tag, _ in _Elements(html).found if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_ids_are_single_and_every_reference_meets_one(html: str) -> None:
    found = _Elements(html).found
    ids = [each["id"] for _, each in found if each.get("id")]
    assert len(ids) == len(set(ids)), ids
    for tag, each in found:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert not each.get(name) or each[name] in ids, (tag, each)


def test_pictures_keep_their_place_and_only_one_hurries(html: str) -> None:
    pictures = list(_elements(html, "img"))
    for picture in pictures:
        assert picture["width"], picture
        assert picture["height"], picture
        assert "alt" in picture
    assert sum("fetchpriority" in picture for picture in pictures) <= 1
    for source in _elements(html, "source"):
        assert re.fullmatch(r"(\S+ \d+w)(, \S+ \d+w)*", source["srcset"] or ""), source
        assert source["sizes"]


def test_readers_are_never_told_they_graduated(html: str) -> None:
    assert "卒業" not in html


def test_a_fictional_company_says_so_on_every_page(html: str) -> None:
    assert messages.say("theme.fictional", company=factory.SITE.company.name) in html


def test_every_page_leads_to_membership_privacy_and_contact(html: str) -> None:
    links = {each.get("href") for each in _elements(html, "a")}
    assert factory.SITE.change_url in links
    assert "mailto:alumni@minamo.example" in links
    assert any((link or "").endswith("privacy/") for link in links)


@pytest.mark.parametrize("name", FULL)
def test_english_readers_meet_no_japanese_of_ours(name: str) -> None:
    site = factory.SITE.model_copy(update={"language": "en"})
    html = factory.rendered(FULL[name], site)
    assert '<html lang="en">' in html
    for key, sentence in messages.catalogue("ja").items():
        if key.startswith("theme.") and "{" not in sentence and sentence != messages.catalogue("en")[key]:
            assert f">{sentence}<" not in html, key


def test_what_templates_say_is_what_the_messages_hold() -> None:
    """Keys made at run time (`status-` + name) are known by their beginnings."""
    said: set[str] = set()
    begun: set[str] = set()
    for path in THEME.rglob("*.html"):
        text = path.read_text("utf-8")
        said |= set(re.findall(r"""\bt\(["']([\w-]+)["']\s*[,)]""", text))
        begun |= set(re.findall(r"""\bt\(["']([\w-]+-)["'] ~""", text))
    held = {key.removeprefix("theme.") for key in messages.catalogue("ja") if key.startswith("theme.")}
    assert said <= held
    unused = {key for key in held - said if not key.startswith(tuple(begun))}
    assert unused == set()


def test_facts_say_what_the_messages_hold() -> None:
    text = (THEME / "partials/facts.html").read_text("utf-8")
    said = set(re.findall(r"""\btell\(["']([\w-]+)["']\s*[,)]""", text))
    held = {key.removeprefix("facts.") for key in messages.catalogue("ja") if key.startswith("facts.")}
    assert {key for key in held if not key.startswith("roster-")} == said
    fields = {"tenure" if name in ("joined", "left") else name for name in ROSTER}
    assert held - said == {f"roster-{name}" for name in fields}


def test_words_of_editors_cannot_become_markup() -> None:
    nasty = '"><script>alert(1)</script><b>&'
    view = dataclasses.replace(
        FULL["interview"],
        title=nasty,
        phrases=(nasty,),
        summary=(nasty, nasty, nasty),
        credits=(nasty,),
        tags=(views.Link(nasty, "tags/a/"),),
        speakers=(dataclasses.replace(factory.speaker(), name=nasty, role=nasty, reading=nasty),),
        hero=factory.picture(alt=nasty, caption=nasty),
        breadcrumb=(views.Link(nasty, ""),),
        head=factory.head(title=nasty, description=nasty, heading=nasty),
    )
    html = factory.rendered(view)
    assert "<script>alert" not in html
    assert "<b>" not in html


def test_an_interview_says_who_it_is_for_at_both_ends_and_asks_twice() -> None:
    html = factory.rendered(FULL["interview"])
    text = _Elements(html).text
    assert text.count(factory.SITE.notice) == 2
    assert text.count(messages.say("theme.notice-more")) == 2
    main = html[html.index("<main") : html.index("</main>")]
    assert len(re.findall(r'class="button[^"]*" href="[^"]*join/"', main)) == 2
    assert text.index(factory.SITE.notice) < text.index("はじめの段落です。") < text.rindex(factory.SITE.notice)


def test_the_call_to_action_stands_between_the_halves() -> None:
    html = factory.rendered(FULL["interview"])
    assert html.index('id="why"') < html.index('class="join-card"') < html.index('id="next"')


@pytest.mark.parametrize(
    ("status", "apply", "shown", "absent"),
    [
        ("open", "https://forms.minamo.example/a", "theme.apply", "theme.apply-ended"),
        ("open", "", "theme.apply-open", "theme.apply-closed"),
        ("closed", "", "theme.apply-closed", "theme.apply-open"),
        ("soon", "", "theme.apply-soon", "theme.apply-ended"),
        ("ended", "", "theme.apply-ended", "theme.apply-soon"),
    ],
)
def test_an_event_says_whether_one_can_still_come(status: str, apply: str, shown: str, absent: str) -> None:
    html = factory.rendered(dataclasses.replace(FULL["event"], status=status, apply=apply))
    assert messages.say(f"theme.status-{status}") in html
    assert f"{messages.say(shown)}<" in html
    assert f"{messages.say(absent)}<" not in html
    assert (f'href="{apply}"' in html) == bool(apply)


def test_home_looks_whole_with_one_article_and_with_many() -> None:
    one = factory.rendered(SPARE["home-one"])
    many = factory.rendered(FULL["home"])
    assert one.count('class="story ') + one.count('class="story"') == 1
    assert many.count("<article") > 8
    for key in ("theme.home-ways", "theme.home-steps", "theme.home-privacy", "theme.band-title"):
        assert messages.say(key) in one
        assert messages.say(key) in many
    assert 'id="news"' not in one


def test_the_search_page_holds_what_the_script_fills() -> None:
    html = factory.rendered(FULL["search"])
    hooks = {name for _, each in _Elements(html).found for name in each if name.startswith("data-search")}
    assert hooks == {
        f"data-search{part}" for part in ("", "-form", "-input", "-filters", "-status", "-results", "-more", "-else")
    }
    assert "<noscript>" in html


def _packed(*paths: str) -> int:
    return sum(len(gzip.compress((THEME / "assets" / path).read_bytes(), 9, mtime=0)) for path in paths)


def test_the_stylesheet_stays_small() -> None:
    assert _packed("site.css") <= 14 * 1024


def test_scripts_stay_small() -> None:
    assert _packed("js/theme.js") <= 500
    assert _packed("js/site.js") <= 1500


def test_the_stylesheet_closes_what_it_opens_and_asks_for_nothing() -> None:
    css = re.sub(r"/\*.*?\*/", "", (THEME / "assets/site.css").read_text("utf-8"), flags=re.DOTALL)
    assert css.count("{") == css.count("}")
    assert "url(" not in css
    assert "@import" not in css
    defined = set(re.findall(r"(--[\w-]+)\s*:", css)) | {f"--{name}" for name in tokens.palette(Colours())}
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= defined


@pytest.mark.parametrize("name", ["interviews", "news", "events", "people", "opportunities"])
def test_an_empty_list_says_so_kindly(name: str) -> None:
    assert messages.say(f"theme.empty-{name}") in factory.rendered(SPARE[f"list-{name}"])


def test_every_template_is_held_against_something() -> None:
    known: set[Any] = {view.template for view in FULL.values()}
    assert {path.name for path in THEME.glob("*.html")} - {"base.html"} == known
