"""A real browser on the finished site: built once, one browser for all tests, every fault of a page noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from site_builder import commands
from tests.factory_pages import ROOT, TODAY, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these read the sample company's site."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("sample")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of `content/`, built."""
    return commands.build(ROOT / "mkdocs.yml", today=TODAY, site_dir=tmp_path_factory.mktemp("pages") / "site").site_dir


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[str]:
    """Where the site is read from."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Debian's Chromium, once."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=chromium, args=options)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source, where `npm ci` has brought it."""
    source = ROOT / "node_modules/axe-core/axe.min.js"
    if not source.is_file():
        pytest.skip("needs axe-core (npm ci)")
    return source.read_text("utf-8")


class Visit:
    """A page being read, and what went wrong on it."""

    def __init__(self, page: Page, host: str) -> None:
        self.page = page
        self.host = host
        self.faults: list[str] = []
        page.on("console", lambda said: self._note(said.type, said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._note("script", str(error)))
        page.on("response", lambda reply: self._note("missing", reply.url) if reply.status >= 400 else None)
        page.on("request", lambda request: self._away(request.url))

    def _note(self, kind: str, text: str) -> None:
        self.faults.append(f"{self.page.url}: {kind}: {text}")

    def _away(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and not url.startswith(self.host):
            self._note("other host", url)

    def open(self, path: str) -> Page:
        """Open `path` (from the site's root)."""
        self.page.goto(self.host + path)
        return self.page


Visitor = Callable[..., Any]


@pytest.fixture
def visitor(browser: Browser, host: str) -> Callable[..., Any]:
    """`with visitor(width=390, color_scheme="dark") as visit:`; ends by finding no fault."""

    @contextmanager
    def reading(width: int = 1280, height: int = 844, *, faults: bool = True, **options: Any) -> Iterator[Visit]:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(8000)
        visit = Visit(context.new_page(), host)
        try:
            yield visit
            if faults:
                assert not visit.faults, "\n".join(visit.faults)
        finally:
            context.close()

    return reading
