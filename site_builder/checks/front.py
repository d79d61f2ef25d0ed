"""What an entry says of itself, beyond what the schema can tell of a single field.

Unknown, missing and misread fields are found where front matter is read (`frontmatter`, `content`), under the rules
`front-matter` and `file-name`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from site_builder.checks.article import Article, House
from site_builder.checks.rules import Finding, rule
from site_builder.issues import Severity
from site_builder.proposals import TO_FILL


@rule("to-fill", "error", bad="hero_alt: 要記入：写真に写っているもの", good="hero_alt: 工場で図面を見る二人")
def to_fill(article: Article, house: House) -> Iterator[Finding]:
    """What was left for a person to write is still open (in a draft only a reminder)."""
    weight: Severity | None = "warning" if article.draft else None
    for place, text in article.texts:
        if TO_FILL in text:
            shown = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)
            yield Finding(article.field_line(*place), {"field": shown, "mark": TO_FILL}, severity=weight)
    for found in re.finditer(TO_FILL, article.plain):
        yield Finding(article.line_at(found.start()), {"mark": TO_FILL}, "to-fill-body", severity=weight)


@rule(
    "description-length",
    "warning",
    bad="description: 対談です。",
    good="description: 設計を離れて農業へ移った岩城さんが、畑の機械を直しながら考えたことを話します。"
    "図面の経験は土の上でも生きていました。",
    kinds=("interviews", "news", "events", "people", "opportunities", "pages"),
)
def description_length(article: Article, house: House) -> Iterator[Finding]:
    """A description has 40 to 160 characters, so that search results and cards show it whole."""
    text = article.raw.get("description")
    if isinstance(text, str) and text.strip() and TO_FILL not in text and not 40 <= len(text.strip()) <= 160:
        yield Finding(article.field_line("description"), {"length": len(text.strip())})


@rule("reading", "error", bad="reading: 佐々木 遥", good="reading: ささき はるか")
def reading(article: Article, house: House) -> Iterator[Finding]:
    """A reading is written in hiragana, or left empty."""
    for place, text in article.texts:
        if place[-1] == "reading" and not re.fullmatch(r"[ぁ-ゖー・\s]*", text):
            yield Finding(article.field_line(*place), {"reading": text})


_ORDERS = (
    ("date", "updated", "dates-updated"),
    ("interviewed", "date", "dates-interviewed"),
    ("as_of", "closes", "dates-closes"),
    ("closes", "end", "dates-event-closes"),
)


@rule("dates", "error", bad="date: 2026-04-01\nupdated: 2025-04-02", good="date: 2026-04-01\nupdated: 2026-04-02")
def dates(article: Article, house: House) -> Iterator[Finding]:
    """Days follow each other as they can only follow: published before updated, interviewed before published."""
    for first, second, key in _ORDERS:
        before, after = _moment(article.raw.get(first)), _moment(article.raw.get(second))
        if before and after and after < before:
            blamed = second if key in ("dates-updated", "dates-closes") else first
            yield Finding(article.field_line(blamed), {"first": first, "second": second}, key)


def _moment(value: object) -> dt.datetime | None:
    """A day or moment made comparable; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    return None


@rule("duplicate-tag", "warning", bad="tags: [設計, 設計]", good="tags: [設計, 農業]")
def duplicate_tag(article: Article, house: House) -> Iterator[Finding]:
    """A tag stands once."""
    from site_builder.content import tag_slug

    tags = article.raw.get("tags")
    seen: set[str] = set()
    for number, tag in enumerate(tags if isinstance(tags, list) else []):
        slug = tag_slug(str(tag))
        if slug in seen:
            yield Finding(article.field_line("tags", number), {"tag": tag})
        seen.add(slug)
