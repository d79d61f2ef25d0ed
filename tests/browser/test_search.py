"""Searching as a reader does: typing, filters, keyboard, an address to send on; nothing loaded before it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Visitor = Callable[..., Any]
RESULTS = "[data-search-results] li"


def _loaded(page: Any) -> list[str]:
    """What of the index the browser has asked for."""
    names = page.evaluate("performance.getEntriesByType('resource').map(it => it.name)")
    return [name for name in names if "/search/index/" in name]


def _settled(page: Any) -> None:
    page.wait_for_selector("[data-search-status]:has-text('件')")
    page.wait_for_selector("[data-search]:not([aria-busy])")


def test_nothing_is_loaded_before_the_reader_asks(visitor: Visitor) -> None:
    with visitor(1280) as visit:
        page = visit.open("search/")
        page.wait_for_load_state("networkidle")
        assert _loaded(page) == []
        with page.expect_response("**/index.json"):
            page.focus("[data-search-input]")


@pytest.mark.parametrize("width", [1280, 390])
def test_words_are_found_marked_and_lead_to_their_page(visitor: Visitor, width: int) -> None:
    with visitor(width) as visit:
        page = visit.open("search/")
        page.fill("[data-search-input]", "社員食堂")
        page.wait_for_selector(f"{RESULTS} mark")
        _settled(page)
        assert set(page.locator(f"{RESULTS} mark").all_inner_texts()) == {"社員食堂"}
        for item in page.locator(RESULTS).all():
            assert item.locator("mark").count(), item.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(f"{RESULTS} a").first.click()
        page.wait_for_selector("h1")
        assert "社員食堂" in page.inner_text("main")


@pytest.mark.parametrize("typed", ["あるむない", "再入社", "ささき", "sasaki", "半導体 温度"])
def test_every_result_shows_why_it_was_found(visitor: Visitor, typed: str) -> None:
    """In its title, its tags, a name that sounds like it, or the piece of text that is shown."""
    with visitor(1280) as visit:
        page = visit.open(f"search/?q={typed}")
        _settled(page)
        while page.locator("[data-search-more]").is_visible():
            page.click("[data-search-more]")
            page.wait_for_selector("[data-search]:not([aria-busy])")
        for item in page.locator(RESULTS).all():
            item.locator("mark").first.wait_for()  # a text may still be on its way
            if " " in typed:
                seen = item.inner_text()
                assert all(word in seen for word in typed.split()), seen


def test_a_long_piece_is_marked_to_its_end(visitor: Visitor) -> None:
    typed = "構造解析の技術者だった戸田涼介さんは、退職して長野へ移り、いまは業務委託で元のチームの解析を"
    typed += "引き受けています。同じ人たちと別の立場で働くことの、実際のところを聞きました。"
    with visitor(1280) as visit:
        page = visit.open(f"search/?q={typed}")
        _settled(page)
        assert page.locator(f"{RESULTS} mark").all_inner_texts() == [typed]


def test_every_result_holds_the_words_on_its_page(visitor: Visitor) -> None:
    with visitor(1280) as visit:
        page = visit.open("search/?q=図面")
        _settled(page)
        links = page.locator(f"{RESULTS} a").evaluate_all("links => links.map(link => link.href)")
        assert links
        for link in links:
            page.goto(link)
            assert "図面" in page.inner_text("main") + page.title(), link


@pytest.mark.parametrize("typed", ["minase", "みなせ", "ミナセ", "ﾐﾅｾ", "水瀨", "MINASE Kaori"])
def test_a_person_is_found_however_the_name_is_typed(visitor: Visitor, typed: str) -> None:
    with visitor(1280) as visit:
        page = visit.open("search/")
        page.fill("[data-search-input]", typed)
        _settled(page)
        assert page.locator(f"{RESULTS} a[href*='people/minase-kaori']").count() == 1
        assert page.locator(f"{RESULTS} h2 mark").first.inner_text() in ("水瀬", "水瀬 香織")


def test_filters_and_the_address_say_the_same(visitor: Visitor) -> None:
    with visitor(1280) as visit:
        page = visit.open("search/?q=図面&kind=interviews")
        _settled(page)
        assert page.locator("[data-search-filters] [aria-pressed=true]").inner_text() == "インタビュー"
        some = page.locator(RESULTS).count()
        assert {*page.locator(f"{RESULTS} .kind").all_inner_texts()} == {"インタビュー"}
        page.locator("[data-search-filters] button").first.click()
        page.wait_for_selector(f"{RESULTS}:nth-child({some + 1})")
        assert "kind=" not in page.url
        tag = page.locator("[data-search-filters] option").nth(1).get_attribute("value")
        page.fill("[data-search-input]", "")
        page.select_option("[data-search-filters] select", tag)
        _settled(page)
        assert page.locator(RESULTS).count() >= 1
        page.reload()
        _settled(page)
        assert page.input_value("[data-search-filters] select") == tag


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    with visitor(1280) as visit:
        page = visit.open("search/")
        page.keyboard.press("/")
        page.keyboard.type("図面")
        page.keyboard.press("Enter")
        _settled(page)
        page.keyboard.press("ArrowDown")
        first = page.evaluate("document.activeElement.href")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.href") != first
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.href") == first
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "q"


def test_more_results_come_when_asked_for(visitor: Visitor) -> None:
    with visitor(1280) as visit:
        page = visit.open("search/?q=ます")
        _settled(page)
        assert page.locator(RESULTS).count() == 10
        seen = 10
        while page.locator("[data-search-more]").is_visible():
            page.click("[data-search-more]")
            page.wait_for_selector("[data-search]:not([aria-busy])")
            assert page.locator(RESULTS).count() >= seen
            seen = page.locator(RESULTS).count()
        links = page.locator(f"{RESULTS} a").evaluate_all("links => links.map(link => link.href)")
        assert len(links) == len(set(links)) > 10


def test_words_that_are_nowhere_and_markup_are_only_words(visitor: Visitor) -> None:
    with visitor(1280) as visit:
        page = visit.open("search/?q=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
        page.wait_for_selector("[data-search-status]:has-text('見つかりません')")
        assert page.locator("main img[src=x]").count() == 0
        assert page.locator(RESULTS).count() == 0
        assert page.locator("[data-search-status]").inner_text().count("<img") == 1
        assert page.locator("[data-search-else]").is_visible()  # where else to look


def test_an_index_that_cannot_be_read_says_so(visitor: Visitor) -> None:
    with visitor(1280) as visit:
        page = visit.open("search/")
        page.fill("[data-search-input]", "図面")
        _settled(page)
        page.route("**/search/index/**", lambda route: route.abort())
        page.fill("[data-search-input]", "見本市の前日に")
        page.wait_for_selector("[data-search-status]:has-text('読み込めません')")
        visit.faults.clear()
