"""The editors' reference: every field and every rule, from the schema and the rules themselves.

Knows the order and the look of `docs/編集リファレンス.md`, which a test holds against `page()`. Written anew by
`python -m site_builder.reference`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from messages import say, speaking
from site_builder.checks import FAMILIES, RULES
from site_builder.schema import KINDS, Consent, Material, Milestone, Site, Speaker

PLACE = Path(__file__).parent.parent / "docs" / "編集リファレンス.md"
TITLES = {
    "interviews": "インタビュー",
    "news": "お知らせ",
    "events": "イベント",
    "people": "人",
    "opportunities": "募集",
    "voices": "声",
    "pages": "固定ページ",
}
PARTS: dict[str, type[BaseModel]] = {
    "`speakers` の一人ひとり": Speaker,
    "`consent`": Consent,
    "`materials` の一つひとつ": Material,
    "`career` の一つひとつ": Milestone,
}
FAMILY = {
    "front": "先頭の項目",
    "grammar": "インタビューの書き方",
    "pictures": "画像",
    "links": "リンク",
    "language": "文章",
    "law": "法令と約束",
    "personal": "個人情報",
}


def page() -> str:
    """The whole reference, in Japanese."""
    with speaking("ja"):
        return "\n".join([*_head(), *_fields(), *_site(), *_rules()]) + "\n"


def _head() -> list[str]:
    return [
        "# 編集リファレンス",
        "",
        "項目と決まりの一覧です。プログラムから自動で作られています（書き換えは `python -m site_builder.reference`）。",
        "使い方は[編集ガイド](編集ガイド.md)をご覧ください。",
        "",
    ]


def _fields() -> list[str]:
    lines = ["## 項目", ""]
    for kind, model in KINDS.items():
        folder = "content/" if kind == "pages" else f"content/{kind}/"
        lines += [f"### {TITLES[kind]}（`{folder}`）", "", *_table(model)]
    for title, part in PARTS.items():
        lines += [f"### {title}", "", *_table(part)]
    return lines


def _site() -> list[str]:
    lines = ["## サイトの設定（`site.yml`）", ""]
    lines += _table(Site)
    for name, model in _parts(Site):
        lines += [f"### `{name}`", "", *_table(model)]
    return lines


def _parts(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """The models within a model, each by the name it is written under, and those within them."""
    for name, field in model.model_fields.items():
        for inner in _models(field.annotation):
            yield f"{before}{name}", inner
            yield from _parts(inner, f"{before}{name}.")


def _table(model: type[BaseModel]) -> list[str]:
    lines = ["| 項目 | 必要 | 書くもの | 説明 |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        needed = "○" if field.is_required() else ""
        lines.append(f"| `{name}` | {needed} | {_kind(field.annotation)} | {field.description or ''} |")
    return [*lines, ""]


_WORDS = {
    str: "文",
    int: "数",
    bool: "`true` / `false`",
    dt.date: "日付",
    dt.datetime: "日時",
}


def _kind(annotation: Any) -> str:
    """What an editor writes for a field of this type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _kind(next(each for each in arguments if each is not type(None)))
    if origin is Literal:
        return "・".join(f"`{each}`" for each in arguments)
    if origin is list:
        return "並び"
    if origin is dict:
        return "表"
    if hasattr(annotation, "__metadata__"):
        return _kind(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "表"
    return _WORDS.get(annotation, "文")


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in _models(each)]


def _rules() -> list[str]:
    lines = ["## 決まり", "", "「誤り」は直すまで公開できません。「注意」は考えてほしいことです。", ""]
    for family in FAMILIES:
        name = family.__name__.rsplit(".", 1)[1]
        lines += [f"### {FAMILY[name]}", ""]
        if name == "front":
            for bare in ("front-matter", "file-name", "exposed"):
                lines += [f"#### `{bare}`（誤り）", "", f"{say(f'rule.{bare}')}。", ""]
        for rule in RULES.values():
            if rule.family == name:
                severity = "誤り" if rule.severity == "error" else "注意"
                lines += [f"#### `{rule.name}`（{severity}）", "", f"{say(f'rule.{rule.name}')}。", ""]
                lines += ["- 直す前", "", *_block(rule.bad), "- 直した後", "", *_block(rule.good)]
    return lines


def _block(text: str) -> list[str]:
    shown = text.replace("\u200b", "［見えない文字］").replace("\u00a0", "［改行しない空白］")
    lines = (line if len(line) <= 90 else f"{line[:90]}…（続く）" for line in shown.split("\n"))
    return ["  ```", *(f"  {line}".rstrip() for line in lines), "  ```", ""]


if __name__ == "__main__":
    PLACE.write_text(page(), "utf-8")
