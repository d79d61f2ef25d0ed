"""The proof sheet (校正紙): one file a person can read on a telephone, mark and agree to before anything is public.

Knows how an entry reads on paper and what its version is. Must not know the site's theme or MkDocs: a proof has to open
anywhere, from an e-mail, years later. Pictures are inside, questions numbered, nothing is loaded from elsewhere.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from urllib.parse import unquote

import jinja2
from markdown import Markdown
from markupsafe import Markup
from PIL import Image

from messages import say
from site_builder.approval import seal
from site_builder.content import Entry, find_picture
from site_builder.dates import day_label, today_in_tokyo
from site_builder.interview import InterviewExtension
from site_builder.photos import Unusable, normalised
from site_builder.schema import Event, Interview, Opportunity, Site

WIDEST = 1000
"""Pixels; a proof is sent by e-mail."""


def sheet(entry: Entry, site: Site, root: Path) -> str:
    """The proof of `entry` as one HTML page; pictures are taken from `root` (`content/`)."""
    meta = entry.meta
    markdown = Markdown(
        extensions=[
            InterviewExtension(speakers=[s.label for s in meta.speakers] if isinstance(meta, Interview) else []),
            "tables",
            "footnotes",
            "attr_list",
        ]
    )
    body = _numbered(markdown.convert(entry.body))
    body = re.sub(r'(<img\b[^>]*\bsrc=")([^"]+)"', lambda m: f'{m[1]}{_inside(entry, root, m[2])}"', body)
    body = re.sub(r"<a\b[^>]*>(.*?)</a>", r"\1", body, flags=re.DOTALL)
    template = jinja2.Environment(autoescape=True).from_string(
        (Path(__file__).parent / "proof.html").read_text("utf-8")
    )
    names = ("proof", "unpublished", "version", "how", "how_read", "how_tell", "how_agree")
    return template.render(
        words={name: say(f"proof.{name.replace('_', '-')}") for name in names},
        site=site.name,
        title=meta.title,
        version=seal(meta, entry.body),
        day=day_label(today_in_tokyo()),
        hero=_inside(entry, root, meta.hero) if meta.hero else "",
        hero_alt=meta.hero_alt or "",
        hero_caption=meta.hero_caption or "",
        facts=_facts(entry),
        body=Markup(body),  # noqa: S704  our own Markdown; scripts are refused by the checks and below
    )


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """What else will be public, in words."""
    meta = entry.meta
    facts = [(say("proof.description"), meta.description)]
    if meta.date:
        facts.append((say("proof.date"), day_label(meta.date)))
    if isinstance(meta, Interview):
        facts += [(say("proof.summary", number=n), line) for n, line in enumerate(meta.summary, 1)]
        for speaker in meta.speakers:
            reading = f"（{speaker.reading}）" if speaker.reading else ""
            facts.append((say("proof.speaker"), f"{speaker.name}{reading} {speaker.role}"))
        facts += [(say("proof.credit"), line) for line in meta.credits]
    if isinstance(meta, Event):
        facts.append((say("proof.place"), meta.place))
    if isinstance(meta, Opportunity):
        facts += list(meta.conditions.items())
    return facts


def _numbered(html: str) -> str:
    """Questions with their numbers, so that people can say 「質問3の答え」."""
    html = re.sub(r"<(script|style|iframe|object|embed)\b.*?(?:</\1>|$)", "", html, flags=re.DOTALL | re.IGNORECASE)
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f'{found.group()}<span class="number">Q{count}</span>'

    return re.sub(r'<p class="question">', number, html)


def _inside(entry: Entry, root: Path, source: str) -> str:
    """A picture as a `data:` address, small enough to send; empty where there is none."""
    found = find_picture(root, entry.path, unquote(source))
    if found is None:
        return ""
    try:
        ending, data, width = normalised((root / found).read_bytes())
    except Unusable:
        return ""
    if width > WIDEST:
        with Image.open(io.BytesIO(data)) as image:
            image.thumbnail((WIDEST, WIDEST))
            out = io.BytesIO()
            image.save(out, "PNG" if ending == ".png" else "JPEG", quality=82)
            data = out.getvalue()
    kind = "png" if ending == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
