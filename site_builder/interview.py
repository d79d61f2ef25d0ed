"""The manuscript grammar: who asks, who answers, where a picture and its caption stand.

Knows the marks editors write and what they mean, twice from the same definitions: `blocks` for those who check or
import (with line numbers) and `InterviewExtension` for the page. Must not know files, front matter, MkDocs, the theme.

What is written, and what comes out (emphasis, links, lists, footnotes and figures inside answers keep working):

    ――なぜ戻られたのですか。           <p class="question"><span class="visually-hidden">質問：</span>なぜ…</p>
    佐々木：図面が好きだからです。      <div class="turn" data-speaker="0">
                                         <p class="speaker-label">佐々木</p>
                                         <p>図面が好きだからです。</p>
    もう一つあります。                   <p>もう一つあります。</p></div>
    ![図面を見る人](a.jpg)              <figure class="picture"><img …>
    （写真左）設計部 佐々木 遥さん        <figcaption>（写真左）設計部 佐々木 遥さん</figcaption></figure>

A question begins with `――` (`——` and `──` are taken as well); the theme draws the dash. A turn begins with a declared
speaker's label and a colon; `data-speaker` is that speaker's place in the front matter, from 0. Paragraphs without a
label, lists, tables and figures belong to the last speaker; a heading, a rule or a question ends a turn; a figure at
the end of a turn stands after it. A picture alone in its paragraph is a figure; the paragraph after it is its caption
where it begins with （写真…）, 写真： or ▲ (an image title, `![…](… "caption")`, does the same).
`{漢字|かんじ}` is ruby. Other content types take the same extension without speakers, for figures and ruby.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from messages import say

if TYPE_CHECKING:
    from markdown import Markdown

QUESTION = re.compile(r"\s*(?:[―—─]{2})[ \u3000\u00a0]*")
CAPTION = re.compile(r"(?:[（(]写真[^）)]{0,12}[）)]|写真[：:]|[▲△])")
PICTURE = re.compile(
    r"!\[(?P<alt>[^\]]*)\]\(\s*<?(?P<src>[^)\s>]+)>?(?:\s+[\"'](?P<title>[^\"']*)[\"'])?\s*\)(?:\{[^}]*\})?"
)
LABEL = re.compile(
    r"(?P<label>[^\s：:。、，．,.!?！？「」『』（）()［\[\]］<>#*_`|{}\\※―—─]{1,12})"
    r"[ \u3000\u00a0]*[：:](?!//)"
)
NOT_A_NAME = re.compile(
    r"(?:要記入|例|注|注記|補足|参考|出典|引用|追記|訂正|日時|日程|場所|会場|対象|定員|締切|備考|結論|理由|目的|条件|時間|費用|"
    r"参加費|持ち物|問い合わせ先?|お問い合わせ先?|連絡先|文|取材|撮影|写真|編集|聞き手|構成|図|表|"
    r"[一二三四五六七八九十]つ目?|\d+|[A-Za-z]+(?:\d+)?|https?)|.*(?:は|が|を|に|で|と|も|の|へ|から|まで|こと|もの|点|です|ます)$"
)


@dataclass(frozen=True)
class Paragraph:
    """Source text that stands together, and the line (of the file) it begins on."""

    line: int
    text: str


@dataclass(frozen=True)
class Heading(Paragraph):
    """`## …`; `text` without the marks."""

    level: int = 2


@dataclass(frozen=True)
class Question(Paragraph):
    """`――…`; `text` without the dash."""


@dataclass(frozen=True)
class Caption(Paragraph):
    """`（写真左）…`; `picture` tells whether a picture stands right before it."""

    picture: bool = False


@dataclass(frozen=True)
class Notice(Paragraph):
    """The notice line typed by hand; the theme sets it."""


@dataclass(frozen=True)
class Other(Paragraph):
    """Any other Markdown before the first turn or after a heading: a lead, a picture, a list."""


@dataclass
class Turn:
    """All a speaker says until somebody else does. `paragraphs[0]` begins after the label."""

    line: int
    speaker: int
    """Place in the declared labels, from 0."""
    label: str
    colon: str
    """The colon as written, with the spaces around it."""
    paragraphs: list[Paragraph] = field(default_factory=list)


Block = Heading | Question | Caption | Notice | Other | Turn


def question_of(text: str) -> str | None:
    """The question in a paragraph, without its dash; None where the paragraph asks nothing."""
    found = QUESTION.match(text)
    return text[found.end() :] if found else None


def turn_of(text: str, labels: Sequence[str]) -> tuple[int, str, str] | None:
    """(place in `labels`, colon as written, words) where a paragraph begins a declared speaker's turn."""
    if not text.startswith(tuple(labels)):
        return None
    for label in sorted(labels, key=len, reverse=True) if len(labels) > 1 else labels:
        if label and text.startswith(label):
            colon = _COLON.match(text, len(label))
            if colon:
                return labels.index(label), colon.group(), text[colon.end() :]
    return None


def undeclared_label(text: str, labels: Sequence[str]) -> str | None:
    """The word before a colon at a paragraph's start, where it looks like a person nobody declared."""
    found = LABEL.match(text)
    if not found or found["label"] in labels:
        return None
    label = found["label"]
    return None if NOT_A_NAME.fullmatch(label) or len(label) > 8 else label


def is_notice(text: str, notice: str = "") -> bool:
    """Whether a paragraph is the notice to readers: the site's own, or one of its kind (※…在籍…専用・対象…)."""

    if notice and len(text) < 2 * len(notice) + 8 and _bare(text) == _bare(notice):
        return True
    return bool(_NOTICE.match(text))


def _bare(words: str) -> str:
    return re.sub(r"[\s※＊*。．.]", "", unicodedata.normalize("NFKC", words))


_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}(?!#)")
_HEADING_WORDS = re.compile(r"(#{1,6})\s*(.*?)\s*#*$")
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*")
_COLON = re.compile(r"[ \u3000\u00a0]*[：:][ \u3000\u00a0]*")
_NOTICE = re.compile(r"\s*[※＊*](?=.*(?:在籍|退職|元社員|アルムナイ)).*(?:専用|対象|限定)")


def paragraphs(body: str, first_line: int = 1) -> list[Paragraph]:
    """`body` cut at blank lines and around headings, with file lines; fenced code and HTML comments stay whole."""
    found: list[Paragraph] = []
    held: list[str] = []
    start = 0
    fence = ""
    comment = False

    def close() -> None:
        if held:
            found.append(Paragraph(start, "\n".join(held)))
            held.clear()

    for number, line in enumerate(body.split("\n"), first_line):
        line = line.rstrip("\r")
        opening = _FENCE.match(line)
        if fence or comment:
            held.append(line)
            if fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                close()
            elif comment and "-->" in line:
                comment = False
            continue
        heading = line.startswith("#") and _HEADING.match(line)
        if not line.strip() or opening or heading:
            close()
        if not line.strip():
            continue
        if not held:
            start = number
        held.append(line)
        if opening:
            fence = opening[1]
        elif heading:
            close()
        elif "<!--" in line and "-->" not in line.rsplit("<!--", 1)[1]:
            comment = True
    close()
    return found


def blocks(body: str, labels: Sequence[str], *, notice: str = "", first_line: int = 1) -> list[Block]:
    """What an interview's body says, in order. `first_line` is the file line of the body's first."""
    return blocks_of(paragraphs(body, first_line), labels, notice=notice)


def blocks_of(found_paragraphs: Sequence[Paragraph], labels: Sequence[str], *, notice: str = "") -> list[Block]:
    """`blocks` of a body that is cut into paragraphs already."""
    found: list[Block] = []
    turn: Turn | None = None
    pictured = False
    for paragraph in found_paragraphs:
        line, text = paragraph.line, paragraph.text
        heading = _HEADING_WORDS.match(text)
        question = question_of(text)
        begun = turn_of(text, labels)
        if heading:
            turn = None
            found.append(Heading(line, heading[2], len(heading[1])))
        elif question is not None:
            turn = None
            found.append(Question(line, question))
        elif begun:
            turn = Turn(line, begun[0], labels[begun[0]], begun[1], [Paragraph(line, begun[2])])
            found.append(turn)
        elif CAPTION.match(text):
            found.append(Caption(line, text, pictured))
        elif is_notice(text, notice):
            found.append(Notice(line, text))
        elif turn and not _RULE.fullmatch(text):
            turn.paragraphs.append(paragraph)
        else:
            turn = None
            found.append(Other(line, text))
        pictured = bool(PICTURE.fullmatch(text.strip()))
    return found


class InterviewExtension(Extension):
    """Python-Markdown extension; `speakers` are the labels in the order of the front matter."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"speakers": [[], "labels of the declared speakers, in order"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Run on parsed blocks, before inline marks are read (priority 20), after footnotes are placed (50)."""
        md.treeprocessors.register(_Turns(md, list(self.getConfig("speakers"))), "interview", 25)
        md.inlinePatterns.register(Ruby(Ruby.PATTERN, md), "ruby", 182)


class Ruby(InlineProcessor):
    """`{漢字|かんじ}` (`｜` inside tables) with parentheses for readers whose browser draws no ruby."""

    PATTERN = r"\{([^{}|｜\n]+)[|｜]([^{}|｜\n]+)\}"

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        ruby = ET.Element("ruby")
        ruby.text = m[1]
        for tag, text in (("rp", "（"), ("rt", m[2]), ("rp", "）")):
            ET.SubElement(ruby, tag).text = text
        return ruby, m.start(0), m.end(0)


class _Turns(Treeprocessor):
    """Groups the top-level blocks of a page into questions, turns and figures."""

    def __init__(self, md: Markdown, labels: list[str]) -> None:
        super().__init__(md)
        self.labels = labels

    def run(self, root: ET.Element) -> None:
        old = list(root)
        del root[:]
        asked = say("interview.question")
        turn: ET.Element | None = None
        for child in _figures(old):
            text = child.text or "" if child.tag == "p" else ""
            question = question_of(text)
            begun = turn_of(text, self.labels)
            if question is not None:
                turn = None
                child.set("class", "question")
                hidden = ET.Element("span", {"class": "visually-hidden"})
                hidden.text = asked
                hidden.tail = question
                child.text = ""
                child.insert(0, hidden)
                root.append(child)
            elif begun:
                turn = ET.SubElement(root, "div", {"class": "turn", "data-speaker": str(begun[0])})
                ET.SubElement(turn, "p", {"class": "speaker-label"}).text = self.labels[begun[0]]
                child.text = begun[2]
                turn.append(child)
            elif turn is not None and child.tag not in _ENDS_A_TURN:
                turn.append(child)
            else:
                turn = None
                root.append(child)
        _release_figures(root)


_ENDS_A_TURN = {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "div"}


def _figures(children: list[ET.Element]) -> list[ET.Element]:
    """`children` with lone pictures as figures that hold their captions."""
    found: list[ET.Element] = []
    for child in children:
        text = (child.text or "").strip() if child.tag == "p" and not len(child) else ""
        if not text.startswith(_PICTURED):
            found.append(child)
            continue
        first, _, rest = text.partition("\n")
        picture = PICTURE.fullmatch(first.strip())
        if picture and (not rest or CAPTION.match(rest.strip())):
            figure = ET.Element("figure", {"class": "picture"})
            figure.text = _without_title(picture)
            caption = rest.strip() or picture["title"]
            if caption:
                _describe(figure, caption)
            found.append(figure)
        elif CAPTION.match(text) and found and found[-1].tag == "figure" and not len(found[-1]):
            _describe(found[-1], text)
        else:
            found.append(child)
    return found


_PICTURED = ("![", "（", "(", "写真", "▲", "△")
"""How `PICTURE` and `CAPTION` begin."""


def _describe(figure: ET.Element, caption: str) -> None:
    """Set the caption; each line of the manuscript stays a line (`（写真左）…` above `（写真右）…`)."""
    ET.SubElement(figure, "figcaption").text = re.sub(r"[ \t]*\n", "  \n", caption)


def _without_title(picture: re.Match[str]) -> str:
    """The image mark without its title: the caption says it once."""
    if not picture["title"]:
        return picture.group()
    return re.sub(r"\s+[\"'][^\"']*[\"']\s*\)", ")", picture.group(), count=1)


def _release_figures(root: ET.Element) -> None:
    """Move figures at the end of a turn behind it: they belong to the page, not to what was said last."""
    for place in range(len(root) - 1, -1, -1):
        turn = root[place]
        if turn.get("class") != "turn":
            continue
        while len(turn) > 2 and turn[-1].tag == "figure":
            figure = turn[-1]
            turn.remove(figure)
            root.insert(place + 1, figure)
