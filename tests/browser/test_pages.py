"""Every kind of page, as a reader's browser meets it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.factory_pages import ROOT, kinds

OVERFLOWING = """() => {
  const wide = document.documentElement.clientWidth;
  const reached = document.documentElement.scrollWidth;
  if (reached <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > wide + 1)
    .map((element) => element.tagName + "." + element.className);
}"""
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 150);
})"""


@pytest.fixture(scope="module")
def paths(site: Path) -> dict[str, str]:
    """Kind of page -> path."""
    return kinds(site)


def test_no_page_breaks_the_policy_or_asks_another_host(visitor: Callable[..., Any], paths: dict[str, str]) -> None:
    with visitor(reduced_motion="reduce") as visit:
        for path in paths.values():
            page = visit.open(path)
            page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            page.wait_for_timeout(60)
        assert page.context.cookies() == []
        assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


WIDTHS = (320, 390, 640, 768, 1130, 1280)
"""640: a window of 1280 at 200 %; 1130: just wide enough for the menu to unfold."""


def test_nothing_sticks_out_sideways(visitor: Callable[..., Any], paths: dict[str, str]) -> None:
    found: dict[str, list[str]] = {}
    with visitor(WIDTHS[0]) as visit:
        for kind, path in paths.items():
            page = visit.open(path)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                found |= {f"{kind} at {width}": out for out in [page.evaluate(OVERFLOWING)] if out}
    assert found == {}


SMALL = """() => [...document.querySelectorAll("a, button, summary")].filter((link) => {
  if (!link.getClientRects().length || link.closest(".prose p, .prose li, .prose td")) return false; // in a sentence
  link.scrollIntoView({ block: "center", behavior: "instant" });
  const box = link.getClientRects()[0], x = box.left + Math.min(box.width / 2, 20), y = box.top + box.height / 2;
  const hit = (height) => link.contains(document.elementFromPoint(x, y + height));
  return hit(0) && !(hit(-21) && hit(21));
}).map((link) => link.textContent.trim())"""
"""Links a thumb would miss: less than 44 px high (what cannot be reached from the middle is below something else)."""


def test_a_thumb_meets_what_it_aims_at(visitor: Callable[..., Any], paths: dict[str, str]) -> None:
    with visitor(390, reduced_motion="reduce") as visit:
        small = {kind: visit.open(paths[kind]).evaluate(SMALL) for kind in ("home", "interviews", "event held")}
    assert small == {kind: [] for kind in small}


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_while_a_page_loads(visitor: Callable[..., Any], paths: dict[str, str], width: int) -> None:
    with visitor(width) as visit:
        for kind in ("home", "interview", "interviews", "event", "person"):
            assert visit.open(paths[kind]).evaluate(SHIFT) < 0.01, kind


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_has_nothing_to_say(visitor: Callable[..., Any], paths: dict[str, str], axe: str, width: int) -> None:
    """All rules in the light; in the dark those that look at colours."""
    ask = "(rules) => axe.run(rules).then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
    colours = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    found: dict[str, list[str]] = {}
    with visitor(width, color_scheme="light", bypass_csp=True, reduced_motion="reduce") as visit:
        for kind, path in paths.items():
            page = visit.open(path)
            page.evaluate(axe)
            found |= {f"{kind}: {rule}": places for rule, places in page.evaluate(ask, {})}
            page.emulate_media(color_scheme="dark")
            found |= {f"{kind}, dark: {rule}": places for rule, places in page.evaluate(ask, colours)}
            page.emulate_media(color_scheme="light")
        page = visit.open(paths["search"])
        page.fill("[data-search-input]", "アルムナイ")
        page.wait_for_selector(".search-results mark")
        page.evaluate(axe)
        found |= {f"results: {rule}": places for rule, places in page.evaluate(ask, {})}
        page.emulate_media(color_scheme="dark")
        found |= {f"results, dark: {rule}": places for rule, places in page.evaluate(ask, colours)}
    assert found == {}


def test_the_checker_of_the_web_finds_no_error(site: Path, java: str) -> None:
    checker = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    if not checker.is_file():
        pytest.skip("needs vnu-jar (npm ci)")
    options = ["--errors-only", "--skip-non-html", "--format", "json"]
    done = subprocess.run([java, "-jar", checker, *options, site], capture_output=True, text=True, check=False)
    said = [message for message in json.loads(done.stderr)["messages"] if message["type"] == "error"]
    assert [f"{message['url'].rpartition('/site/')[2]}: {message['message']}" for message in said] == []
