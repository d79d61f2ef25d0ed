"""The preview for approvers: every address leads to a file, nothing needs a server, nobody's folder is lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from typer.testing import CliRunner

import alumni
from site_builder import portable
from site_builder.hosting import POLICY
from tests import factory_site as factory


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("../../", "../../index.html"),
        ("..", "../index.html"),
        ("./", "./index.html"),
        ("", ""),
        ("news/?a=1#b", "news/index.html?a=1#b"),
        ("?a=1", "index.html?a=1"),
        ("../tags/%E8%A8%AD%E8%A8%88/", "../tags/%E8%A8%AD%E8%A8%88/index.html"),
        ("../events/event.ics", "../events/event.ics"),
        ("#here", "#here"),
        ("https://minamo.example/", "https://minamo.example/"),
        ("//minamo.example/", "//minamo.example/"),
        ("mailto:alumni@minamo.example", "mailto:alumni@minamo.example"),
    ],
)
def test_addresses_name_files(address: str, found: str) -> None:
    assert portable.local(address) == found
    assert portable.local(found) == found


def build(root: Path, *words: str) -> Any:
    command = ["site", "build", "--portable", "-f", str(root / "mkdocs.yml"), *words]
    return CliRunner().invoke(alumni.app, command)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("portable")
    factory.write(root, {"news/draft.md": DRAFT, "news/opened.md": OPENED})
    done = build(root, "--drafts", "--today", factory.TODAY.isoformat())
    assert done.exit_code == 0, done.output
    assert "index.html` をダブルクリック" in done.output
    assert not (root / "site").exists()
    return root / "preview"


DRAFT = (
    "---\ntitle: まだの記事\ndescription: まだ公開していない記事です。\ndate: 2026-04-01\ndraft: true\n---\nまだ。\n"
)
OPENED = (
    "---\ntitle: 開いた記事\ndescription: もう公開した記事です。\ndate: 2026-04-01\naliases: [/news/former/]\n---\n"
    "公開。<a href='../../'>ホーム</a>\n"
)


class _Addresses(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.found.append(value)
            elif name == "srcset" and value:
                self.found += [each.split()[0] for each in value.split(", ")]


def test_every_address_of_every_page_leads_to_a_file(preview: Path) -> None:
    pages = sorted(preview.rglob("*.html"))
    assert len(pages) > 8
    for page in pages:
        for address in _Addresses(page.read_text("utf-8")).found:
            parts = urlsplit(address)
            if parts.scheme or not parts.path:
                continue
            target = page.parent / unquote(parts.path)
            assert target.is_file(), f"{page.relative_to(preview)}: {address}"


def test_pages_say_what_they_are_and_ask_search_engines_to_forget_them(preview: Path) -> None:
    for page in preview.rglob("*.html"):
        html = page.read_text("utf-8")
        assert html.count('<p class="preview" role="note">確認用に作ったサイトです（2026年11月22日の姿）') == 1, page
        assert html.count('<meta name="robots"') == 1
        assert "noindex" in html
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
        assert policy
        assert policy[1] != POLICY
        assert "unsafe" not in policy[1]
        assert "connect-src 'none'" in policy[1]
        assert "script-src 'self' file:" in policy[1]
        assert 'type="module"' not in html
        assert "search.js" not in html
    assert "下書きです" in (preview / "news" / "draft" / "index.html").read_text("utf-8")


def test_what_only_a_host_reads_stays_away(preview: Path) -> None:
    names = {path.relative_to(preview).as_posix() for path in preview.rglob("*") if path.is_file()}
    assert not names & {"404.html", "_headers", "robots.txt", "sitemap.xml", "assets/js/search.js"}
    assert not [name for name in names if name.startswith("search/index/")]
    assert "news/former/index.html" not in names, "a former address would lead out to the public site"
    search = (preview / "search" / "index.html").read_text("utf-8")
    assert "検索は使えません" in search
    assert "<input" not in search


def test_a_preview_replaces_a_former_one_and_nothing_else(tmp_path: Path) -> None:
    factory.write(tmp_path, {})
    assert build(tmp_path).exit_code == 0
    (tmp_path / "preview" / "gone.html").write_text("x", "utf-8")
    assert build(tmp_path).exit_code == 0
    assert not (tmp_path / "preview" / "gone.html").exists()
    (tmp_path / "preview" / "index.html").write_text("<h1>mine</h1>", "utf-8")
    done = build(tmp_path)
    assert done.exit_code == 1
    assert "確認用のサイトではないもの" in done.output
    assert (tmp_path / "preview" / "index.html").read_text("utf-8") == "<h1>mine</h1>"


def test_what_stops_a_build_leaves_the_former_preview(tmp_path: Path) -> None:
    factory.write(tmp_path, {})
    assert build(tmp_path).exit_code == 0
    (tmp_path / "content" / "news" / "broken.md").write_text("---\ntitle：窓口\n---\n", "utf-8")
    done = build(tmp_path)
    assert done.exit_code == 1
    assert "broken.md" in done.output
    assert (tmp_path / "preview" / "index.html").is_file()
