"""Who speaks, in which order, and whether the page keeps the form the theme gives it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz.distance import DamerauLevenshtein

from site_builder import interview
from site_builder.checks.article import BLANK, Article, House
from site_builder.checks.rules import Finding, rule
from site_builder.interview import Caption, Question, Turn

INTERVIEWS = ("interviews",)


@rule(
    "undeclared-label",
    "error",
    bad="――いまは。\n\n佐々本：設計です。",
    good="――いまは。\n\n佐々木：設計です。",
    kinds=INTERVIEWS,
)
def undeclared_label(article: Article, house: House) -> Iterator[Finding]:
    """Who speaks is declared in the front matter."""
    for paragraph in article.paragraphs:
        label = interview.undeclared_label(paragraph.text, article.labels)
        if not label:
            continue
        near = _near(label, article.labels)
        if near:
            yield Finding(paragraph.line, {"label": label, "near": near}, "undeclared-label-near")
        else:
            yield Finding(paragraph.line, {"label": label})


def _near(label: str, labels: list[str]) -> str:
    """The declared label that was probably meant: one character off, or with an honorific."""
    bare = re.sub(r"(?:さん|氏|様)$", "", label)
    for each in labels:
        if bare == each or bare.startswith(each) or each.startswith(bare):
            return each
    close = [each for each in labels if DamerauLevenshtein.distance(bare, each) == 1 and len(each) > 1]
    return close[0] if close else ""


@rule(
    "silent-speaker",
    "error",
    bad="speakers: 佐々木、倉本\n\n――いまは。\n\n佐々木：設計です。",
    good="speakers: 佐々木、倉本\n\n――いまは。\n\n佐々木：設計です。\n\n倉本：私もです。",
    kinds=INTERVIEWS,
)
def silent_speaker(article: Article, house: House) -> Iterator[Finding]:
    """Every declared speaker says something."""
    spoken = {block.label for block in article.blocks if isinstance(block, Turn)}
    for number, label in enumerate(article.labels):
        if label not in spoken:
            yield Finding(article.field_line("speakers", number, "label"), {"label": label})
    for label, times in Counter(article.labels).items():
        if times > 1:
            number = len(article.labels) - 1 - article.labels[::-1].index(label)
            yield Finding(article.field_line("speakers", number, "label"), {"label": label}, "double-speaker")


@rule(
    "unanswered-question",
    "error",
    bad="――いまは。\n\n――ほかには。\n\n佐々木：ありません。",
    good="――いまは。\n\n佐々木：設計です。\n\n――ほかには。\n\n佐々木：ありません。",
    kinds=INTERVIEWS,
)
def unanswered_question(article: Article, house: House) -> Iterator[Finding]:
    """A question is followed by an answer."""
    open_: Question | None = None
    for block in article.blocks:
        if isinstance(block, Question):
            if open_:
                yield Finding(open_.line, {"question": _short(open_.text)})
            open_ = block
        elif isinstance(block, Turn):
            open_ = None
        elif isinstance(block, interview.Heading) and open_:
            yield Finding(open_.line, {"question": _short(open_.text)})
            open_ = None
    if open_:
        yield Finding(open_.line, {"question": _short(open_.text)})


@rule(
    "answer-first",
    "error",
    bad="佐々木：設計です。\n\n――いまは。\n\n佐々木：設計です。",
    good="――いまは。\n\n佐々木：設計です。",
    kinds=INTERVIEWS,
)
def answer_first(article: Article, house: House) -> Iterator[Finding]:
    """Nobody answers before the first question."""
    for block in article.blocks:
        if isinstance(block, Question):
            return
        if isinstance(block, Turn):
            yield Finding(block.line, {"label": block.label})
            return
    if article.labels and article.meta:
        yield Finding(article.body_line, {}, "no-questions")


@rule(
    "label-spacing",
    "warning",
    bad="佐々木：はい。\n\n佐々木: いいえ。",
    good="佐々木：はい。\n\n佐々木：いいえ。",
    kinds=INTERVIEWS,
)
def label_spacing(article: Article, house: House) -> Iterator[Finding]:
    """The colon after a label is written the same way throughout, best `：` without spaces."""
    turns = [block for block in article.blocks if isinstance(block, Turn)]
    if len({turn.colon for turn in turns}) > 1:
        usual = (
            "：" if any(turn.colon == "：" for turn in turns) else Counter(t.colon for t in turns).most_common(1)[0][0]
        )
        for turn in turns:
            if turn.colon != usual:
                yield Finding(turn.line, {"label": turn.label, "colon": turn.colon, "usual": usual})


@rule(
    "run-together",
    "error",
    bad="――いまは。\n佐々木：設計です。",
    good="――いまは。\n\n佐々木：設計です。",
    kinds=INTERVIEWS,
)
def run_together(article: Article, house: House) -> Iterator[Finding]:
    """An empty line stands before every question and every turn."""
    for paragraph in article.paragraphs:
        for number, line in enumerate(paragraph.text.split("\n")[1:], paragraph.line + 1):
            if interview.question_of(line) is not None or interview.turn_of(line, article.labels):
                yield Finding(number, {"text": _short(line.strip(), 14)})


@rule(
    "caption-alone",
    "error",
    bad="（写真左）設計部 佐々木 遥さん",
    good="![図面を見る人](../assets/zumen.jpg)\n\n（写真左）設計部 佐々木 遥さん",
)
def caption_alone(article: Article, house: House) -> Iterator[Finding]:
    """A caption follows its picture."""
    for block in article.blocks:
        if isinstance(block, Caption) and not block.picture:
            yield Finding(block.line, {"caption": _short(block.text)})


@rule(
    "typed-notice",
    "error",
    bad="※こちらは在籍していた方専用のネットワークです",
    good="（書きません。サイトが自動で付けます）",
)
def typed_notice(article: Article, house: House) -> Iterator[Finding]:
    """The notice is never typed by hand: the theme sets it."""
    if article.kind == "pages":
        return
    for paragraph in article.paragraphs:
        if interview.is_notice(paragraph.text, house.site.notice):
            yield Finding(paragraph.line, {"text": _short(paragraph.text)})


@rule("inline-style", "error", bad='<p style="color:red">大切</p>', good="**大切**")
def inline_style(article: Article, house: House) -> Iterator[Finding]:
    """No `style=`: the site's security policy forbids it, and it does not follow the dark theme."""
    for found in re.finditer(r"<[a-zA-Z][^>]*\bstyle\s*=|\{[^}\n]*\bstyle\s*=", article.plain):
        yield Finding(article.line_at(found.end()), {})


@rule("unsafe-html", "error", bad="<script>alert(1)</script>", good="（スクリプトや埋め込みは使いません）")
def unsafe_html(article: Article, house: House) -> Iterator[Finding]:
    """No scripts, frames or event handlers: nothing of other hosts runs on our pages."""
    pattern = r"<(script|iframe|object|embed|form|style|link|meta|base)\b|<[a-z][^>]*\s(on[a-z]+)\s*=|(javascript):"
    for found in re.finditer(pattern, article.plain, re.IGNORECASE):
        yield Finding(article.line_at(found.start()), {"what": next(filter(None, found.groups()))})


@rule("heading-level", "warning", bad="# 題名\n\n#### 深い見出し", good="## 見出し\n\n### 小見出し")
def heading_level(article: Article, house: House) -> Iterator[Finding]:
    """Headings begin at `##` (the title is the page's only `#`) and go down one step at a time."""
    before = 1
    for paragraph in article.paragraphs:
        heading = re.match(r"(#{1,6})(\s*)\S", paragraph.text)
        if not heading:
            continue
        level = len(heading[1])
        if not heading[2]:
            yield Finding(paragraph.line, {"marks": heading[1]}, "heading-space")
        if level == 1:
            yield Finding(paragraph.line, {}, "heading-first")
        elif level > before + 1:
            yield Finding(paragraph.line, {"level": "#" * level, "wanted": "#" * (before + 1)})
        before = max(level, 1)


def _short(text: str, length: int = 18) -> str:
    text = " ".join(text.replace(BLANK, "").split())
    return text if len(text) <= length else f"{text[: length - 1]}…"
