"""A new entry from its commented template (`content/**/*.template.md`).

Knows which template stands for which type, what is filled in and what must be asked. Must not ask anybody or write
anything: the desk does. What nobody can know yet stays 要記入, which the checks point to until it is written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from messages import say
from site_builder.slugs import slug_of


@dataclass(frozen=True)
class Kind:
    """A type of entry an editor can ask for."""

    folder: str
    """Below `content/`; empty for pages."""
    template: str
    names: tuple[str, ...]
    """What editors may type for it."""
    asks: tuple[str, ...] = ()
    """Fields nobody can guess, asked for on a terminal."""


KINDS = (
    Kind("interviews", "interview", ("interview", "interviews", "インタビュー")),
    Kind("news", "news", ("news", "お知らせ")),
    Kind("events", "event", ("event", "events", "イベント"), ("start", "end", "place")),
    Kind("people", "person", ("person", "people", "人")),
    Kind("opportunities", "", ("opportunity", "opportunities", "募集"), ("kind", "closes")),
    Kind("voices", "voice", ("voice", "voices", "声", "ひとこと"), ("quote", "attribution")),
    Kind("", "page", ("page", "pages", "固定ページ", "ページ")),
)
OPPORTUNITIES = {
    "employment": "employment",
    "contract": "contract",
    "mentoring": "mentoring",
    "speaking": "mentoring",
}


class Unknown(Exception):
    """No such type, or a value that cannot be; the message says what there is."""


def kind_of(word: str) -> Kind:
    """The type an editor means. Raises `Unknown`."""
    for kind in KINDS:
        if word.lower() in kind.names:
            return kind
    raise Unknown(say("new.unknown-type", word=word, types="・".join(f"`{kind.names[0]}`" for kind in KINDS)))


def template_of(kind: Kind, values: Mapping[str, str], content: Path) -> Path:
    """Where the template lies."""
    name = kind.template or OPPORTUNITIES[values.get("kind", "employment")]
    return content / kind.folder / f"{name}.template.md"


def mistake_in(name: str, value: str) -> str:
    """What is wrong with an answer, in the asker's words; empty where it will do."""
    try:
        if name in {"start", "end"}:
            moment(value)
        elif name in {"closes", "date"}:
            dt.date.fromisoformat(value)
        elif name == "kind" and value not in OPPORTUNITIES:
            return say("new.bad-kind", kinds="・".join(OPPORTUNITIES))
        elif name == "quote" and len(value) > 80:
            return say("new.long-quote", length=len(value))
        elif not value.strip():
            return say("new.empty")
    except ValueError:
        return say("new.bad-time" if name in {"start", "end"} else "new.bad-date")
    return ""


def moment(value: str) -> dt.datetime:
    """`2026-12-05 14:00` in Tokyo, or any ISO time with its own zone."""
    found = dt.datetime.fromisoformat(value.strip().replace(" ", "T", 1))
    return found if found.tzinfo else found.replace(tzinfo=dt.timezone(dt.timedelta(hours=9)))


def entry(template: str, kind: Kind, title: str, today: dt.date, values: Mapping[str, str], slug: str) -> str:
    """The new file's text: the template with what is known filled in, its own introduction left out."""
    known: dict[str, str] = {"title": _scalar(title)}
    if kind.folder:
        known["date"] = values.get("date", today.isoformat())
    if kind.folder == "people":
        known["name"] = _scalar(title)
    if kind.folder == "interviews":
        known["hero"] = f"assets/{slug}/hero.jpg"
    if kind.folder == "events":
        start = moment(values["start"]) if "start" in values else _afternoon(today + dt.timedelta(days=30))
        end = moment(values["end"]) if "end" in values else start + dt.timedelta(hours=2)
        if end <= start:
            raise Unknown(say("new.ends-first"))
        known |= {"start": start.isoformat(), "end": end.isoformat()}
    if kind.folder == "opportunities":
        known |= {"kind": values.get("kind", "employment"), "as_of": today.isoformat()}
        known["closes"] = values.get("closes", (today + dt.timedelta(days=60)).isoformat())
    for name in ("place", "quote", "attribution"):
        if name in values:
            known[name] = _scalar(values[name])
    lines = template.split("\n")
    begin = next((n for n, line in enumerate(lines[1:], 1) if not line.startswith("#")), 1)
    lines[1:begin] = []
    for number, line in enumerate(lines):
        found = re.match(r"([a-z_]+):( .*)?$", line)
        if found and found[1] in known:
            comment = re.search(r" # .*$", line)
            lines[number] = f"{found[1]}: {known.pop(found[1])}{comment.group() if comment else ''}"
        elif line == "---" and number:
            break
    return "\n".join(lines)


def slug_for(kind: Kind, title: str, today: dt.date) -> str:
    """A readable ASCII name, proposed from the title."""
    return slug_of(title, f"{kind.names[0]}-{today.isoformat()}")


def _afternoon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14), dt.timezone(dt.timedelta(hours=9)))


def _scalar(text: str) -> str:
    dumped = yaml.safe_dump(" ".join(text.split()), allow_unicode=True, width=10**6).strip()
    return dumped.removesuffix("\n...").strip()
