"""Slips in Japanese prose, as warnings: `site.yml` switches each off (`prose: {long-sentence: false}`).

The slips themselves are in `prose`; here they are looked for where readers read: bodies (Markdown's own signs out of
the way) and the texts of the front matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder import interview, prose
from site_builder.checks.article import BLANK, Article, House
from site_builder.checks.rules import Finding, Looks, rule
from site_builder.interview import Paragraph
from site_builder.prose import Slip

READ = {
    "title",
    "description",
    "summary",
    "hero_alt",
    "hero_caption",
    "role",
    "quote",
    "attribution",
    "text",
    "audience",
}
"""Front-matter fields that are sentences."""
_PLAIN = re.compile(r"\s{0,3}(?:[#>|*+\-=]|\d+[.)]\s|:::|!!!|\?\?\?|<|\[\^|\*\[|\{)")
"""How a block begins that is no running prose: nobody closes a heading, a list item or a pulled quote with 。."""


_MARKS = re.compile(r"\]|[<&{@]|://")


def masked(text: str) -> str:
    """`text` with link targets, HTML tags, attributes and raw addresses blanked, every character in place."""
    if not _MARKS.search(text):
        return text

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", BLANK, found.group())

    text = re.sub(r"(?<=\])\([^)\n]*\)|(?<=\])\[[^\]\n]*\]|</?[A-Za-z][^>]*>|<https?:[^>]*>|&[#\w]+;", blank, text)
    text = re.sub(r"\{[:#.][^}\n]*\}|\{\{.*?\}\}", blank, text)
    return re.sub(r"https?://[\w./?=&%#~+:;,@-]+|[\w.+-]+@[\w.-]+", blank, text)


def slips_of(article: Article, house: House) -> list[tuple[int, int, Slip, str]]:
    """(line, place in the body or -1, slip, text around) of every slip an entry has; worked out once."""
    known: list[tuple[int, int, Slip, str]] | None = article.__dict__.get("_slips")
    if known is None:
        known = list(_slips(article, house))
        article.__dict__["_slips"] = known
    return known


def _slips(article: Article, house: House) -> Iterator[tuple[int, int, Slip, str]]:
    table = house.site.wording
    nowhere = prose.impossible("\n".join([article.plain, *(text for _, text in article.texts)]), table)
    without_end = nowhere | {"missing-full-stop"}
    for place, text in article.texts:
        if READ.intersection(part for part in place if isinstance(part, str)):
            for slip in prose.slips(masked(text), table, without_end):
                yield article.field_line(*place), -1, slip, text
    starts = _line_starts(article.body)
    for paragraph in article.paragraphs:
        text = masked(paragraph.text)
        spoken = _spoken(paragraph, article)
        begun = interview.turn_of(text, article.labels)
        skipped = len(text) - len(begun[2]) if begun else 0
        for slip in prose.slips(text[skipped:], table, nowhere if spoken else without_end):
            start = slip.start + skipped
            line = paragraph.line + text.count("\n", 0, start)
            yield line, starts[paragraph.line - article.body_line] + start, slip, paragraph.text[skipped:]


def _line_starts(body: str) -> list[int]:
    starts = [0]
    for line in body.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _spoken(paragraph: Paragraph, article: Article) -> bool:
    """Whether a paragraph is running prose that ends in 「。」."""
    return not (
        _PLAIN.match(paragraph.text)
        or interview.PICTURE.search(paragraph.text)
        or interview.CAPTION.match(paragraph.text)
        or paragraph.text.rstrip().endswith("  ")
    )


def _looking_for(name: str) -> Looks:
    def looks(article: Article, house: House) -> Iterator[Finding]:
        for line, _, slip, text in slips_of(article, house):
            if slip.rule == name:
                near = (
                    text[max(0, slip.start - 8) : slip.end + 6] if name != "long-sentence" else text[slip.start :][:14]
                )
                near = re.sub(f"[{BLANK}\n\u00a0\u200b]", " ", near).strip()
                yield Finding(line, {"wrong": slip.wrong, "right": slip.right or "", "near": near}, table="prose")

    looks.__module__ = __name__
    looks.__doc__ = prose.wording.__doc__ if name == "wording" else prose.RULES[name].__doc__
    return looks


EXAMPLES = {
    "doubled-punctuation": ("図面を見ました。。", "図面を見ました。"),
    "stray-desu": ("図面を見ました。です。", "図面を見ました。"),
    "half-width-punctuation": ("図面を見ましたか?", "図面を見ましたか？"),
    "invisible-character": ("図\u200b面を見ました。", "図面を見ました。"),
    "no-break-space": ("図面を\u00a0見ました。", "図面を見ました。"),
    "platform-character": ("㈱ハルカゼ", "（株）ハルカゼ"),
    "unbalanced-bracket": ("「図面を見ました。", "「図面を見ました」"),
    "long-sentence": (f"{'図面を見て、' * 30}話しました。", "図面を見ました。そして話しました。"),
    "missing-full-stop": ("図面を見て、話しました", "図面を見て、話しました。"),
    "wording": ("私達の図面です。", "私たちの図面です。"),
}
for _name, (_bad, _good) in EXAMPLES.items():
    rule(_name, "warning", bad=_bad, good=_good)(_looking_for(_name))
