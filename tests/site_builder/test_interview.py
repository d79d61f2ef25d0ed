"""The manuscript grammar: what editors write becomes what readers see."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from site_builder.interview import Block, Caption, InterviewExtension, Turn, blocks, paragraphs, undeclared_label

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "interview.yml").read_text("utf-8"))
LABELS = ["佐々木", "田中"]


def short(block: Block) -> str:
    words = [type(block).__name__, str(block.line)]
    if isinstance(block, Turn):
        words += [block.label, str(len(block.paragraphs))]
    if isinstance(block, Caption) and block.picture:
        words.append("with picture")
    return " ".join(words)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_grammar(case: dict[str, str]) -> None:
    html = markdown.markdown(case["body"], extensions=[InterviewExtension(speakers=LABELS), "fenced_code"])
    assert html == case["html"].rstrip("\n")
    assert [short(block) for block in blocks(case["body"], LABELS)] == case["blocks"]


def test_footnotes_in_an_answer_keep_working_and_stand_at_the_end() -> None:
    body = "田中：図面です[^1]。\n\n[^1]: 手描きのものです。\n"
    html = markdown.markdown(body, extensions=["footnotes", InterviewExtension(speakers=LABELS)])
    assert html.index("</div>") < html.index('<div class="footnote">')
    assert 'class="footnote-ref"' in html


def test_one_instance_reused_forgets_the_page_before() -> None:
    md = markdown.Markdown(extensions=[InterviewExtension(speakers=LABELS)])
    first = md.convert("田中：はい。")
    md.reset()
    assert "turn" not in md.convert("地の文です。")
    md.reset()
    assert md.convert("田中：はい。") == first


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("山田：はい。", "山田"),
        ("田仲:はい。", "田仲"),
        ("例：図面", None),
        ("日時：12月5日", None),
        ("田中：はい。", None),
        ("大切なのは：図面", None),
        ("https://example.jp", None),
        ("「設計」：図面", None),
        ("――理想の上司：どんな人ですか。", None),
    ],
)
def test_only_what_looks_like_a_person_counts_as_an_undeclared_label(text: str, label: str | None) -> None:
    assert undeclared_label(text, LABELS) == label


@given(st.text(alphabet="――佐々木田中：: \n#※写真（）![]()ab`", max_size=80))
def test_every_written_character_is_in_some_paragraph_at_its_own_line(body: str) -> None:
    lines = body.split("\n")
    found = paragraphs(body)
    assert [line for p in found for line in p.text.split("\n") if line.strip()] == [x for x in lines if x.strip()]
    for paragraph in found:
        assert lines[paragraph.line - 1] == paragraph.text.split("\n")[0]


@given(st.text(alphabet="――佐々木田中：: \n#>*-1.", max_size=80))
def test_blocks_and_page_agree_on_who_speaks(body: str) -> None:
    """Counted only where Markdown itself sees plain paragraphs: no quotations, lists or code."""
    assume(not re.search(r"(?m)^(?:    |\t|\s*[>*\-#1])", body))
    html = markdown.markdown(body, extensions=[InterviewExtension(speakers=LABELS)])
    found = blocks(body, LABELS)
    assert html.count('class="turn"') == sum(isinstance(block, Turn) for block in found)
    assert html.count('class="question"') == sum(type(block).__name__ == "Question" for block in found)
