"""Bodies as readers get them: links that lead somewhere, addresses that last, nothing a strict policy forbids."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import messages
from site_builder import body
from site_builder.body import Addresses, Body, Renderer, addressed, placed
from site_builder.content import parse
from site_builder.images import Gallery
from site_builder.views import TocItem
from tests import factory_site as factory

ADDRESSES = Addresses(
    pages={
        "index.md": "",
        "join.md": "join/",
        "news/a.md": "news/a/",
        "people/b.md": "people/b/",
        "tags/再入社/index.md": "tags/%E5/",
    },
    hidden=frozenset({"news/later.md"}),
    files=frozenset({"assets/計画 1.pdf"}),
)


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    factory.picture(tmp_path / "assets/desk.png")
    (tmp_path / "assets/broken.jpg").write_bytes(b"")
    return Renderer(*factory.EXTENSIONS, ADDRESSES, Gallery(tmp_path, tmp_path / "cache"), "ja")


def render(renderer: Renderer, text: str) -> Body:
    entry, issues = parse(
        factory.front().replace("本文です。\n", text), PurePosixPath("news/a.md"), "content/news/a.md"
    )
    assert not issues
    assert entry
    return renderer.render(entry)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("../people/b.md", "../../people/b/"),
        ("people/b.md", "../../people/b/"),
        ("/people/b.md", "../../people/b/"),
        ("../../people/b/", "../../people/b/"),
        ("/people/b/", "../../people/b/"),
        ("../index.md", "../../"),
        ("../join.md?from=news#steps", "../../join/?from=news#steps"),
        ("../assets/計画%201.pdf", "../../assets/%E8%A8%88%E7%94%BB%201.pdf"),
        ("https://example.com/a b", "https://example.com/a b"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("#ここ", "#ここ"),
    ],
)
def test_links(renderer: Renderer, written: str, address: str) -> None:
    body = render(renderer, f"[行き先](<{written}>)")
    assert f'<a href="{address}">行き先</a>' in placed(body.html, "../..")
    assert not body.issues


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("people/c.md", "リンク先 `people/c.md` がありません（ファイル名とフォルダーを確かめてください） [link]"),
        ("../../../etc/passwd", "リンク先 `../../../etc/passwd` がありません"),
        ("later.md", "リンク先 `later.md` は下書きか、まだ公開されていないか、終わったページです"),
        ("javascript:alert(1)", "リンク先 `javascript:alert(1)` は使えません"),
        ("JaVaScRiPt:alert(1)", "は使えません"),
        ("data:text/html,x", "は使えません"),
    ],
)
def test_links_that_lead_nowhere_are_told_with_their_line(renderer: Renderer, written: str, said: str) -> None:
    body = render(renderer, f"一行目。\n\n三行目の[行き先]({written})。\n")
    (issue,) = body.issues
    assert str(issue).startswith("content/news/a.md:8: ")
    assert said in str(issue)
    assert issue.severity == "warning"
    assert "javascript:" not in body.html.lower()
    with messages.speaking("en"):
        assert "link" in render(renderer, f"[a]({written})").issues[0].message


def test_pictures_come_in_all_sizes_and_wait_until_they_are_seen(renderer: Renderer) -> None:
    html = placed(render(renderer, '![机の上](../assets/desk.png "取材の朝")\n').html, "../..")
    assert "<figcaption>取材の朝</figcaption>" in html
    assert 'alt="机の上"' in html
    for part in ('type="image/avif"', 'width="600"', 'height="400"', 'loading="lazy"', "../../assets/img/desk-"):
        assert part in html
    assert len(renderer.gallery.variants) == 6


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("../assets/none.png", "画像 `../assets/none.png` がありません"),
        ("https://example.com/a.png", "画像 `https://example.com/a.png` がありません"),
        ("../assets/broken.jpg", "画像 `../assets/broken.jpg` を開けません"),
    ],
)
def test_pictures_that_are_not_there(renderer: Renderer, written: str, said: str) -> None:
    (issue,) = render(renderer, f"![説明]({written})").issues
    assert issue.message == said


def test_headings_have_readable_addresses_of_their_own(renderer: Renderer) -> None:
    text = "## 戻る\n\n## 戻る\n\n### {漢字|かんじ}と`code`\n\n## ！？\n\n## Main\n\n## 名前 {#name}\n"
    body = render(renderer, text)
    assert [item.id for item in body.toc] == ["戻る", "戻る-2", "section-4", "main-2", "name"]
    assert body.toc[1].children[0].id == "漢字とcode"
    assert body.toc[0] == TocItem("戻る", "戻る")
    assert {"戻る", "name"} <= body.ids


def test_nothing_a_strict_policy_forbids(renderer: Renderer) -> None:
    table, boxes = "| 左 | 右 |\n|:--|--:|\n| 1 | 2 |", "!!! note\n    覚え書き\n\n??? warning\n    ご注意"
    text = f"{table}\n\n{boxes}\n\n注[^1]\n\n[^1]: 説明\n"
    html = render(renderer, text).html
    assert "style=" not in html
    assert 'class="align-right"' in html
    assert 'tabindex="0"' in html
    assert ">メモ<" in html
    assert ">ご注意<" in html
    assert 'title="本文の注1に戻る"' in html


def test_a_line_broken_in_the_source_is_whole_to_the_reader(renderer: Renderer) -> None:
    html = render(renderer, "一行目は、\n  **二行目**\n続く。\nABC\ndef  \n改行\n\n```\n一\n二\n```\n").html
    assert html.startswith("<p>一行目は、<strong>二行目</strong>続く。\nABC\ndef<br>\n改行</p>")
    assert "一\n二\n</code>" in html


_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60]"
_MARK = "(?:strong|ruby|a)"
_BREAK = re.compile(rf"({_WIDE}(?:</{_MARK}>)*)[ \t]*\n[ \t]*((?:<{_MARK}\b[^>]*>)*)(?={_WIDE})")
"""What a broken line is, in one expression: true, and slow."""
HTML = st.lists(
    st.sampled_from(
        ["春", "。", "a", "\n", " ", "\t", "<a>", '<a b="\n">', "</a>", "</strong>", "<ruby>", "<p>", "<", ">"]
    )
)


@settings(max_examples=300)
@given(HTML.map("".join))
@example("春</a></strong> \n <ruby><a>春\n春\n\n春")
@example('春\n<a b="春\n春')
def test_lines_are_joined_where_one_expression_would_join_them(html: str) -> None:
    assert body._whole_lines(html) == _BREAK.sub(r"\1\2", html)


def test_one_page_leaves_nothing_behind_for_the_next(renderer: Renderer) -> None:
    first = render(renderer, "## 戻る\n\n[a](none.md)\n\n注[^1]\n\n[^1]: 説明\n")
    assert render(renderer, "## 戻る\n\n[a](none.md)\n\n注[^1]\n\n[^1]: 説明\n") == first
    assert "footnote" not in render(renderer, "本文").html


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(alphabet=st.sampled_from(list("[]()!{}|<>#*_`~:-=\"'&\\ \n　ab漢1.^?")), max_size=60))
def test_any_text_becomes_a_page(renderer: Renderer, text: str) -> None:
    render(renderer, text)


def test_on_paper_our_own_links_tell_their_address() -> None:
    html = (
        '<p><a class="x" href="site-root:/tags/%E5%86%8D%22/?a&amp;b#c">再</a> <a href="https://a.example/">a</a></p>'
    )
    told = addressed(html, "https://alumni.example/")
    assert told.count("data-address") == 1
    assert 'data-address="https://alumni.example/tags/再&quot;/?a&amp;b#c">再</a>' in told
