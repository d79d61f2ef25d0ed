"""A manuscript as a writer hands it in: pieces of text in order, with the line each began on.

Knows plain text (encodings, line ends, hard-wrapped lines) and the shape all readers deliver. Must not know what a
piece means for an interview, nor Word: `word` and `webpage` read those into the same shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from messages import say
from site_builder.interview import CAPTION, LABEL, QUESTION
from site_builder.issues import Issue

LIMIT = 50_000_000
"""Bytes a manuscript may have; pictures straight from a camera included."""

Kind = Literal["text", "title", "heading", "caption", "picture", "block"]


@dataclass(frozen=True)
class Piece:
    """One paragraph. `line` counts lines (Word: paragraphs) from 1; `block` is finished Markdown (a list, a table)."""

    line: int
    text: str
    kind: Kind = "text"
    level: int = 0
    picture: int | None = None
    """Place in `Manuscript.pictures`."""


@dataclass(frozen=True)
class Photo:
    """A picture found in a manuscript, turned upright and without its EXIF; `name` has the right ending."""

    name: str
    data: bytes
    alt: str = ""


@dataclass
class Manuscript:
    """What a reader found in one file."""

    pieces: list[Piece] = field(default_factory=list)
    pictures: list[Photo] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


class Unreadable(Exception):
    """The file is no manuscript this house reads; the message tells the editor why and what to do."""

    def __init__(self, name: str, reason: str, **values: object) -> None:
        super().__init__(say(f"importer.unreadable.{reason}", name=name, **values))


def read(data: bytes, name: str) -> Manuscript:
    """The manuscript in `data`; `name` is what findings are reported under, its ending tells the format.

    Raises `Unreadable` for an empty, oversized, damaged, encrypted or hostile file, and for an unknown ending.
    """
    if len(data) > LIMIT:
        raise Unreadable(name, "large", megabytes=len(data) // 1_000_000, limit=LIMIT // 1_000_000)
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(name, "empty")
    ending = PurePath(name).suffix.lower()
    if ending in {".txt", ".text", ".md"}:
        return read_text(data, name)
    if ending == ".docx":
        from site_builder.word import read_docx

        return read_docx(data, name)
    if ending in {".html", ".htm"}:
        from site_builder.webpage import read_html

        return read_html(data, name)
    raise Unreadable(name, "old-word" if ending in {".doc", ".docm", ".rtf"} else "format", ending=ending or "?")


def read_text(data: bytes, name: str) -> Manuscript:
    """Plain text in UTF-8 (with or without BOM), UTF-16 (with BOM) or CP932; any line end."""
    text = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", decoded(data, name))
    found = Manuscript()
    for start, lines in _stretches(re.split(r"\r\n|\r|\n|\x0b|\x0c|\u2028|\u2029", text)):
        found.pieces += _pieces(start, lines)
    return found


def decoded(data: bytes, name: str) -> str:
    """The characters of a text file; raises `Unreadable` when no encoding used in Japan fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.startswith(b"\x1b$") or b"\x1b$B" in data:
        encodings = ["iso2022_jp_ext"]
    else:
        encodings = ["utf-8-sig", "cp932", "euc_jp"]
    readings: list[str] = []
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            readings.append(text)
        if encoding == "utf-8-sig":
            break
    if not readings:
        raise Unreadable(name, "encoding")
    return min(readings, key=lambda text: len(re.findall("[\uff61-\uff9f]", text)))


def _stretches(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines between blank ones, with the number of the first."""
    found: list[tuple[int, list[str]]] = []
    held: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip(" \t\u3000\u00a0\ufeff\u200b"):
            held.append(line)
        elif held:
            found.append((number - len(held), held))
            held = []
    return found


def _pieces(start: int, lines: list[str]) -> list[Piece]:
    """Paragraphs of one stretch: a line break is a new paragraph unless the lines were wrapped at a fixed width."""
    if lines[0].lstrip()[:1] in {"|", "`"} or all(re.match(r"\s*(?:[-*・]|\d+[.)])\s", line) for line in lines):
        return [Piece(start, "\n".join(re.sub(r"^\s*・\s*", "- ", line.rstrip()) for line in lines), "block")]
    widest = max(map(len, lines))
    found: list[Piece] = []
    for number, line in enumerate(lines, start):
        before = found[-1].text if found else ""
        wrapped = (
            number > start
            and len(lines[number - start - 1].rstrip()) >= max(0.9 * widest, 20)
            and not re.search(r"[。！？!?」』]$", before)
            and not _begins_anew(line)
            and not CAPTION.match(before)
        )
        if wrapped:
            found[-1] = Piece(found[-1].line, before + line.strip(" \t\u3000"))
        else:
            found.append(Piece(number, line.strip(" \t\u3000\ufeff")))
    return found


def _begins_anew(line: str) -> bool:
    return bool(QUESTION.match(line) or LABEL.match(line) or CAPTION.match(line) or re.match(r"\s*[※■●◆#【　]", line))
