"""The preview in a real browser, opened as an approver opens it: from a folder, with no server and no network."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_builder import portable
from site_builder.content import load_site
from tests.factory_pages import ROOT, TODAY

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def preview(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("a folder of 校正")
    shutil.copytree(site, root / "built")
    portable.move(root / "built", root / portable.FOLDER, load_site(ROOT / "site.yml"), TODAY)
    return root / portable.FOLDER


def test_an_approver_walks_from_the_home_page_to_an_interview_and_on_to_an_event(
    browser: Browser, preview: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 844})
    page.set_default_timeout(8000)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.on("request", lambda request: faults.append(request.url) if not request.url.startswith("file:") else None)
    seen_pictures = 0

    def look(end: str) -> None:
        nonlocal seen_pictures
        page.wait_for_url(f"**{end}")
        assert page.locator("p.preview").first.is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('p.preview')).textAlign") == "center", "styled"
        for picture in page.locator("main img").all():
            picture.scroll_into_view_if_needed()
            page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
            seen_pictures += 1

    page.goto((preview / "index.html").as_uri())
    look("/preview/index.html")
    page.locator("nav.nav-wide a", has_text="インタビュー").click()
    look("/preview/interviews/index.html")
    page.locator("main a[href*='coming-back-after-five-years']").first.click()
    look("/coming-back-after-five-years/index.html")
    page.locator("main a[href*='events/career-roundtable-2026']").first.click()
    look("/events/career-roundtable-2026/index.html")
    page.locator("a.tool-search").click()
    look("/preview/search/index.html")
    assert page.get_by_text("検索は使えません").is_visible()
    assert not page.locator("input").count()
    page.locator("main a[href*='tags/']").first.click()
    page.locator("a.brand").click()
    look("/preview/index.html")
    assert seen_pictures > 5
    assert not faults, "\n".join(faults)
    page.close()
