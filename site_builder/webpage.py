"""A web page as Google Docs (or Word) saves it, as a manuscript.

Knows HTML as far as text processors write it: headings, emphasis by class, lists, tables, comments at the end, pictures
inside (`data:`). Must not know what an interview is. Nothing outside the file is fetched, scripts are not text.
"""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from messages import say
from site_builder.issues import Issue, Severity
from site_builder.manuscript import Manuscript, Photo, Piece, Unreadable, decoded
from site_builder.markup import emphasised, escaped, list_item, lists_joined, ruby, table
from site_builder.photos import Unusable, normalised

_BREAKING = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "table",
    "tr",
    "td",
    "th",
    "blockquote",
    "body",
}
_SILENT = {"script", "style", "head", "title", "noscript", "template", "svg"}
_VOID = {"br", "img", "hr", "meta", "link", "input", "col", "wbr", "area", "base", "embed", "source", "track"}
_BOLD = re.compile(r"font-weight:\s*(?:bold|[7-9]00)")
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all")


def read_html(data: bytes, name: str) -> Manuscript:
    """The manuscript in an HTML file. Raises `Unreadable` where it holds no text."""
    head = data[:2048].decode("ascii", "ignore")
    declared = re.search(r"charset=[\"']?([\w-]+)", head)
    try:
        text = data.decode(declared[1]) if declared else decoded(data, name)
    except (LookupError, UnicodeDecodeError):
        text = decoded(data, name)
    reader = _Reader(name, text)
    reader.feed(text)
    reader.close()
    reader.flush()
    found = reader.found
    found.pieces = lists_joined(found.pieces)
    levels = [piece.level for piece in found.pieces if piece.kind == "heading"]
    lift = 2 - min(levels, default=2)
    found.pieces = [
        Piece(p.line, p.text, p.kind, p.level + lift * (p.kind == "heading"), p.picture) for p in found.pieces
    ]
    if not found.pieces:
        raise Unreadable(name, "empty")
    return found


class _Reader(HTMLParser):
    def __init__(self, name: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name = name
        self.found = Manuscript()
        self.runs: list[tuple[str, bool, bool]] = []
        self.open: list[tuple[str, dict[str, str]]] = []
        self.line = 0
        self.begun = 0
        self.rows: list[list[str]] | None = None
        self.link: tuple[str, int] | None = None
        self.base = ""
        self.reading = ""
        styles = " ".join(re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL | re.IGNORECASE))
        self.bold = set(re.findall(r"\.([\w-]+)\s*\{[^}]*font-weight:\s*(?:bold|[7-9]00)", styles))
        self.italic = set(re.findall(r"\.([\w-]+)\s*\{[^}]*font-style:\s*italic", styles))
        self.hidden = set(re.findall(r"\.([\w-]+)\s*\{[^}]*display:\s*none", styles))

    def say(self, rule: str, severity: Severity = "warning", **values: object) -> None:
        line = self.getpos()[0]
        message, fix = say(f"importer.{rule}", **values), say(f"importer.{rule}-fix", **values)
        self.found.issues.append(
            Issue(self.name, line, rule, message, fix, "error" if severity == "error" else "warning")
        )

    # -- what the parser calls ---------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {key: value or "" for key, value in attrs}
        if tag in _BREAKING:
            self.flush()
        if tag == "br":
            self.runs.append(("\n", *self._look()))
        elif tag == "hr":
            self.flush()
        elif tag == "img":
            self._picture(known)
        elif tag == "table":
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
        elif tag == "a":
            target = known.get("href", "")
            if re.match(r"#cmnt\d+$", target):
                self.say("comment-open", "error")
                known["silent"] = "1"
            elif re.match(r"#cmnt_ref\d+$", target):  # the comments themselves, at the end of the page
                known["silent"] = "1"
                self._silence_block()
            self.link = (target, len(self.runs))
        elif tag == "ruby":
            self.base = self.reading = ""
        if tag not in _VOID:
            self.open.append((tag, known))

    def handle_endtag(self, tag: str) -> None:
        if tag == "ruby":
            self.runs.append((ruby(self.base, self.reading), *self._look()))
        if tag == "a" and self.link:
            self._close_link()
        if tag in _BREAKING:
            self.flush()
        if tag == "table" and self.rows is not None:
            rows = [row for row in self.rows if any(cell.strip() for cell in row)]
            self.rows = None
            if rows and max(map(len, rows)) > 1:
                self.found.pieces.append(Piece(self.getpos()[0], table(rows), "block"))
            else:
                self.found.pieces += [
                    Piece(self.getpos()[0], cell.strip()) for row in rows for cell in row if cell.strip()
                ]
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                break

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.open}
        if tags & _SILENT or any("silent" in known for _, known in self.open):
            return
        if self._is_hidden():
            if data.strip():
                self.say("hidden-text")
            return
        if "rp" in tags:
            return
        if "rt" in tags:
            self.reading += data
        elif "ruby" in tags:
            self.base += data
        elif data.strip() or self.runs:
            if not self.runs:
                self.begun = self.getpos()[0] + data[: len(data) - len(data.lstrip("\r\n \t"))].count("\n")
            self.runs.append((escaped(re.sub(r"[ \t\r\n]+", " ", data)), *self._look()))

    # -- pieces ------------------------------------------------------------------------------------------------------

    def _look(self) -> tuple[bool, bool]:
        """(bold, italic) here, by element, class or style."""
        bold = italic = False
        for tag, known in self.open:
            classes, style = set(known.get("class", "").split()), known.get("style", "")
            bold |= (
                tag in {"b", "strong"}
                or bool(classes & self.bold)
                or bool(re.search(r"font-weight:\s*(bold|[7-9]00)", style))
            )
            italic |= tag in {"i", "em"} or bool(classes & self.italic) or "font-style:italic" in style.replace(" ", "")
        return bold, italic

    def _is_hidden(self) -> bool:
        return any(
            set(known.get("class", "").split()) & self.hidden
            or re.search(r"display:\s*none|mso-hide:\s*all", known.get("style", ""))
            for _, known in self.open
        )

    def _silence_block(self) -> None:
        for tag, known in reversed(self.open):
            if tag in {"div", "p"}:
                known["silent"] = "1"
                if tag == "div":
                    return

    def _close_link(self) -> None:
        assert self.link
        target, start = self.link
        self.link = None
        parts = urlsplit(target)
        if parts.hostname and parts.hostname.endswith("google.com") and parts.path == "/url":
            target = parse_qs(parts.query).get("q", [""])[0]
        words = "".join(run[0] for run in self.runs[start:])
        if words.strip() and re.match(r"(?:https?|mailto):[^\s()<>]+$", target):
            self.runs[start:] = [(f"[{words.strip()}]({target})", False, False)]

    def _picture(self, known: dict[str, str]) -> None:
        found = re.match(r"data:image/[\w.+-]+;base64,(.*)$", known.get("src", ""), re.DOTALL)
        if not found:
            self.say("linked-picture", target=known.get("src", "").rsplit("/", 1)[-1][:40] or "?")
            return
        try:
            ending, data, width = normalised(base64.b64decode(found[1], validate=False))
        except (Unusable, binascii.Error) as error:
            self.say("picture-lost", reason=str(error))
            return
        if width < 800:
            self.say("picture-small", width=width)
        self.flush()
        alt = known.get("alt", "")
        if re.search(r"自動的に生成|AI\s*生成", alt):
            self.say("machine-alt", text=alt[:30])
            alt = ""
        self.found.pieces.append(Piece(self.getpos()[0], "", "picture", picture=len(self.found.pictures)))
        self.found.pictures.append(Photo(f"picture{ending}", data, escaped(" ".join(alt.split()))))

    def flush(self) -> None:
        """End the paragraph."""
        runs, self.runs = self.runs, []
        text = emphasised(runs)
        if not text.strip():
            return
        if self.rows:
            cell = self.rows[-1]
            if cell:
                cell[-1] = f"{cell[-1]} {text}".strip()
            return
        tags = [tag for tag, _ in self.open]
        classes = {word for _, known in self.open for word in known.get("class", "").split()}
        heading = next((tag for tag in tags if re.fullmatch("h[1-6]", tag)), "")
        plain = "".join(run[0] for run in runs).strip()
        if "title" in classes or "MsoTitle" in classes or (heading == "h1" and not self.found.pieces):
            self.found.pieces.append(Piece(self.begun, plain, "title"))
        elif heading:
            self.found.pieces.append(Piece(self.begun, plain, "heading", int(heading[1])))
        elif "MsoCaption" in classes:
            self.found.pieces.append(Piece(self.begun, text, "caption"))
        elif "li" in tags:
            lists = [tag for tag in tags if tag in {"ul", "ol"}]
            depth = max(len(lists) - 1, 0)
            self.found.pieces.append(Piece(self.begun, list_item(text, depth, counted=lists[-1:] == ["ol"]), "block"))
        else:
            self.found.pieces.append(Piece(self.begun, text))
