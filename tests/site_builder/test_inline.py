"""Texts are spared a search only where it could find nothing: the HTML is Python-Markdown's own."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from site_builder.inline import InlineExtension
from tests.factory_pages import ROOT

OURS = ["site_builder.interview:InterviewExtension", "admonition", "attr_list", "fenced_code", "footnotes", "tables"]
TEXTS = st.text(st.sampled_from("春風の図面。、「」abz019 \n\t`{}|｜\\[]()!<>&;#*_:/@.-=+~^\x02\x03"), max_size=60)


def both(text: str, *more: Extension) -> tuple[str, str]:
    plain = Markdown(extensions=[*OURS, *more]).convert(text)
    return Markdown(extensions=[*OURS, InlineExtension(), *more]).convert(text), plain


@given(TEXTS)
@example("図面の{隅|すみ}に`印`、**太字**と_斜体_、[説明](a.md)。")
@example("一行目  \n二行目\n三行目")
@example("![絵](a.png) <https://a.example/> <a@a.example> <b>字</b> &copy; \\*")
@example("注[^1]と[参照][a]と[短い]\n\n[^1]: 本文\n[a]: https://a.example/\n[短い]: b.md")
def test_the_html_is_the_same(text: str) -> None:
    ours, plain = both(text)
    assert ours == plain


@pytest.mark.sample
def test_the_html_of_what_we_publish_is_the_same() -> None:
    texts = [path.read_text("utf-8").rpartition("\n---\n")[2] for path in sorted((ROOT / "content").rglob("*.md"))]
    assert len(texts) > 30
    for text in texts:
        ours, plain = both(text)
        assert ours == plain


class _Shout(InlineProcessor):
    def handleMatch(self, m: Any, data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]
        element = ET.Element("strong")
        element.text = m.group(1)
        return element, m.start(0), m.end(0)


class _Shouting(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(_Shout(r"〈(.+?)〉", md), "shout", 65)


def test_a_pattern_that_a_firm_adds_is_searched_for_in_every_text() -> None:
    ours, plain = both("これは〈大事〉です", _Shouting())
    assert ours == plain == "<p>これは<strong>大事</strong>です</p>"


def test_what_we_publish_with_is_all_known() -> None:
    markdown = Markdown(extensions=[*OURS, "toc", "pymdownx.details", InlineExtension()])
    markdown.convert("春")
    assert markdown.treeprocessors["inline"]._mark.pattern, "each text is searched for all patterns again"  # type: ignore[attr-defined]
