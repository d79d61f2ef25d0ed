"""What templates receive, and that a page is made again when something all pages share has changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from site_builder import views
from site_builder.compose import Composer
from site_builder.menus import Menus
from site_builder.templates import Templates, Words, escaped
from site_builder.views import Link
from tests import factory_site as factory
from tests.factory_theme import THEME

MENUS = Menus((Link("人", "people/"), Link("案内", "about/")), (Link("取り扱い", "privacy/"),), ())


@pytest.fixture(scope="module")
def composer(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    return factory.composer(tmp_path_factory.mktemp("site"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A firm's own theme."""
    (tmp_path / "own/assets").mkdir(parents=True)
    return tmp_path / "own"


@pytest.fixture
def templates(composer: Composer, own: Path, tmp_path: Path) -> Callable[..., Templates]:
    def dress(**changed: object) -> Templates:
        told = {
            "site": composer.site,
            "url": "https://alumni.example/sub/",
            "library": composer.library,
            "menus": MENUS,
        }
        (tmp_path / "compiled").mkdir(exist_ok=True)
        folders = {"folders": [own, THEME], "own": [own, THEME], "compiled": tmp_path / "compiled"}
        return Templates(jinja2.Environment(), **{**told, **folders, **changed})  # type: ignore[arg-type]

    return dress


def test_a_template_receives_what_views_declares(templates: Callable[..., Templates], composer: Composer) -> None:
    planned = next(each for each in composer.pages() if each.url == "people/kawase-kishi/")
    told = templates().context(planned, planned.make(), Words("本文"))
    declared = set(re.findall(r"(?m)^- `(\w+)` ", views.__doc__ or ""))
    assert {*told, "url", "srcset"} == declared
    assert told["base_url"] == "../.."
    assert told["here"] == ""
    assert [link.current for link in told["main_nav"]] == [True, False]


def test_the_page_for_lost_addresses_is_right_at_any_depth(
    templates: Callable[..., Templates], composer: Composer
) -> None:
    planned = next(each for each in composer.pages() if each.url == "404.html")
    made = templates()
    assert 'href="/sub/people/"' in made.html(planned, planned.make(), "")
    home = next(composer.pages())
    assert 'href="./people/"' in made.html(home, home.make(), "")
    assert 'href="/sub/people/"' in made.html(planned, planned.make(), "")


def test_pages_name_the_menus_link_they_are_at(templates: Callable[..., Templates], composer: Composer) -> None:
    made, shown = templates(), {}
    for planned in composer.pages():
        page = made.html(planned, planned.make(), "本文")
        shown[planned.url] = set(re.findall(r'href="[./]*(\w+)/" aria-current="(\w+)"', page))
    assert shown["people/"] == {("people", "page")}
    assert shown["people/kawase-kishi/"] == {("people", "true")}
    assert shown["about/"] == {("about", "page")}
    assert shown["search/"] == {("search", "page")}
    assert shown["news/opened/"] == set()


def test_a_page_is_made_again_when_what_all_share_has_changed(
    templates: Callable[..., Templates], composer: Composer, own: Path
) -> None:
    before = templates().frame()
    assert templates().frame() == before
    marks = {
        before,
        templates(site=composer.site.model_copy(update={"tagline": "また、となりで。"})).frame(),
        templates(url="https://other.example/").frame(),
        templates(menus=replace(MENUS, main=MENUS.main[:1])).frame(),
    }
    (own / "404.html").write_text("迷子です", "utf-8")
    marks.add(templates().frame())
    (own / "404.html").write_text("迷子でした", "utf-8")
    marks.add(templates().frame())
    assert len(marks) == 6
    known = templates().frame()
    (own / "assets/logo.svg").write_text("<svg/>", "utf-8")
    assert templates().frame() == known  # published beside the pages, not in them


def test_the_day_counts_where_a_template_shows_it(
    tmp_path: Path, templates: Callable[..., Templates], composer: Composer, own: Path
) -> None:
    def on(day: dt.date) -> str:
        library = composer.library
        known, library.today = library.today, day
        try:
            return templates().frame()
        finally:
            library.today = known

    days = [dt.date(2026, 11, 22), dt.date(2026, 11, 23), dt.date(2027, 1, 1)]
    assert len({on(day) for day in days}) == 2  # the year stands in the footer
    (own / "404.html").write_text("{# today.isoformat() #}{{ today.year }}", "utf-8")
    assert len({on(day) for day in days}) == 2
    (own / "404.html").write_text("{{ today.isoformat() }}", "utf-8")
    assert len({on(day) for day in days}) == 3


def test_compiled_templates_of_another_version_are_not_used(
    templates: Callable[..., Templates], composer: Composer, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own / "404.html").write_text("{{ t('go-home') }}", "utf-8")
    planned = next(each for each in composer.pages() if each.url == "404.html")
    first = templates().html(planned, planned.make(), "")
    monkeypatch.setattr(jinja2.Environment, "_generate", lambda *_, **__: "raise RuntimeError('compiled')")
    assert templates().html(planned, planned.make(), "") == first
    monkeypatch.setattr("site_builder.templates.engine", lambda: "another")
    with pytest.raises(RuntimeError, match="compiled"):
        templates().html(planned, planned.make(), "")


@given(st.one_of(st.text(), st.text("<>&'\"a"), st.integers(), st.none(), st.booleans(), st.text("<&").map(Markup)))
def test_what_is_written_is_escaped(value: object) -> None:
    assert str(escaped(value)) == str(escape(value))
