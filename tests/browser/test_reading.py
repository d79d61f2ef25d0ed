"""A reader's way through the site: by keyboard, on a phone, in the dark, without scripts, on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from site_builder import content
from tests.factory_pages import ROOT, kinds

SITE = content.load_site(ROOT / "site.yml")


def _tab_to(page: Any, wanted: str, limit: int = 80) -> None:
    """Press Tab until the element that `wanted` selects has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted} on {page.url}")


def _focus_shows(page: Any) -> bool:
    return bool(page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"))


@pytest.mark.parametrize("width", [1280, 390])
def test_from_home_to_joining_by_keyboard(visitor: Callable[..., Any], width: int) -> None:
    with visitor(width) as visit:
        page = visit.open("")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        _tab_to(page, ".story-title a")
        assert _focus_shows(page)
        page.keyboard.press("Enter")
        page.wait_for_url("**/interviews/*/")
        assert page.locator("h1").inner_text()
        if width < 1100:
            _tab_to(page, ".menu summary")
            page.keyboard.press("Enter")
            _tab_to(page, ".menu a[href$='search/']")
        else:
            _tab_to(page, ".tool-search")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/")
        _tab_to(page, "[data-search-input]")
        page.keyboard.type("座談会")
        page.wait_for_selector(".search-results mark")
        _tab_to(page, ".search-results a[href*='events/']")
        assert _focus_shows(page)
        page.keyboard.press("Enter")
        page.wait_for_url("**/events/*/")
        _tab_to(page, "a[href$='.ics']")
        calendar = page.request.get(page.evaluate("document.activeElement.href"))
        assert calendar.ok
        assert calendar.text().startswith("BEGIN:VCALENDAR")
        _tab_to(page, "a[href$='join/']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/join/")
        _tab_to(page, f"a[href='{SITE.join_url}']")


def test_the_menu_of_a_phone_closes_with_escape(visitor: Callable[..., Any]) -> None:
    with visitor(390) as visit:
        page = visit.open("")
        summary = page.locator(".menu summary")
        summary.click()
        assert page.locator(".menu nav").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator(".menu nav").is_visible()
        assert summary.evaluate("element => element === document.activeElement")


def test_the_choice_of_dark_stays_and_is_forgotten_when_the_system_agrees(visitor: Callable[..., Any]) -> None:
    def paper(page: Any) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    with visitor(1280, color_scheme="light") as visit:
        page = visit.open("")
        light = paper(page)
        toggle = page.locator(".tools > .theme-toggle")
        assert toggle.get_attribute("aria-pressed") == "false"
        toggle.click()
        assert paper(page) != light
        assert toggle.get_attribute("aria-pressed") == "true"
        visit.open("news/")
        assert paper(page) != light
        assert page.evaluate("Object.entries(localStorage)") == [["theme", "dark"]]
        page.locator(".tools > .theme-toggle").click()
        assert paper(page) == light
        assert page.evaluate("localStorage.length") == 0


def test_the_first_paint_has_the_chosen_colours(visitor: Callable[..., Any]) -> None:
    with visitor(1280, color_scheme="light") as visit:
        page = visit.open("")
        page.evaluate("localStorage.setItem('theme', 'dark')")
        visit.open("events/")
        order = page.evaluate(
            "[...document.head.querySelectorAll('script[src],link[rel=stylesheet]')].map(e => e.tagName)"
        )
        assert order[0] == "SCRIPT"
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_everything_but_search_works_without_scripts(visitor: Callable[..., Any], site: Any) -> None:
    with visitor(390, java_script_enabled=False) as visit:
        for path in kinds(site).values():
            page = visit.open(path)
            assert page.locator("main").inner_text().strip(), path
        page = visit.open("interviews/why-we-stay-connected/")
        page.locator(".toc summary").click()
        assert page.locator(".toc li").first.is_visible()
        assert not page.locator(".theme-toggle").first.is_visible()
        page.locator(".menu summary").click()
        page.locator(".menu a[href$='join/']").click()
        page.wait_for_url("**/join/")
        page = visit.open("faq/")
        answer = page.locator(".question-box .prose").nth(1)
        page.locator(".question-box summary").nth(1).click()
        assert answer.is_visible()
        page = visit.open("search/")
        assert page.locator(".search-noscript").is_visible()
        assert not page.locator("[data-search-form]").is_visible()


def test_a_link_to_a_question_opens_it(visitor: Callable[..., Any]) -> None:
    with visitor() as visit:
        page = visit.open("faq/")
        name = page.locator(".question-box").nth(2).get_attribute("id")
        visit.open("faq/#" + name)
        page.reload()
        assert page.locator(".question-box").nth(2).evaluate("element => element.open")


def test_paper_carries_the_words_and_not_the_tools(visitor: Callable[..., Any]) -> None:
    with visitor() as visit:
        page = visit.open("interviews/why-we-stay-connected/")
        page.emulate_media(media="print", color_scheme="dark")
        for hidden in (".site-header", ".join-card", ".band", ".share", ".toc"):
            assert not page.locator(hidden).first.is_visible(), hidden
        for shown in ("h1", ".summary", ".turn", ".notice"):
            assert page.locator(shown).first.is_visible(), shown
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator(".paper-address").inner_text().endswith("/interviews/why-we-stay-connected/")
        for link in page.locator(".prose a:not([href^='#'])").all():
            assert "https://" in link.evaluate("element => getComputedStyle(element, '::after').content")
        page = visit.open("faq/")
        page.emulate_media(media="print")
        assert page.locator(".question-box .prose").first.is_visible()  # nobody opens an answer on paper


def test_the_leaflet_is_one_sheet_of_a4(visitor: Callable[..., Any]) -> None:
    with visitor() as visit:
        page = visit.open("leaflet/")
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
