"""Word's `.docx`, also as Google Docs and LibreOffice write it, as a manuscript.

Knows WordprocessingML (ISO/IEC 29500-1 §17) as far as writers use it, and what must never come along: deleted and
hidden text, comments, authors. Tracked changes are taken as accepted, each reported. Must not know what an interview
is, nor how a hostile file is kept out (`package`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from messages import say
from site_builder.issues import Issue, Severity
from site_builder.manuscript import Manuscript, Photo, Piece, Unreadable
from site_builder.markup import emphasised, escaped, list_item, lists_joined, ruby, table
from site_builder.package import Package, opened
from site_builder.photos import Unusable, normalised

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_THROUGH = {f"{W}{name}" for name in ("sdt", "sdtContent", "smartTag", "fldSimple", "customXml", "bdo", "dir")}
"""Elements that only wrap what is read."""


def read_docx(data: bytes, name: str) -> Manuscript:
    """The manuscript in a `.docx`. Raises `Unreadable` for what is damaged, protected or hostile."""
    with opened(data, name) as package:
        return _Reader(package, name).manuscript()


@dataclass
class _Paragraph:
    """What one `w:p` holds while it is read."""

    line: int
    runs: list[tuple[str, bool, bool]] = field(default_factory=list)
    """(Markdown, bold, italic)."""
    pictures: list[int] = field(default_factory=list)
    joined: bool = False
    """Its end was deleted with tracked changes: the next paragraph continues it."""


class _Reader:
    def __init__(self, package: Package, name: str) -> None:
        self.package = package
        self.name = name
        self.found = Manuscript()
        self.line = 0
        self.main = self._main_part()
        self.relations = package.relations(self.main)
        self.style_lists: dict[str, str] = {}
        self.styles = self._styles()
        self.numbered = self._numbering()
        self.notes = self._notes()
        self.open_comments = self._open_comments()
        self.used_notes: list[str] = []
        self.said: set[tuple[int, str]] = set()

    # -- the parts beside the text ---------------------------------------------------------------------------------

    def _main_part(self) -> str:
        root = self.package.xml("_rels/.rels")
        for relation in root if root is not None else ():
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        return "word/document.xml"

    def _beside(self, name: str) -> Element | None:
        return self.package.xml(f"{self.main.rpartition('/')[0]}/{name}")

    def _styles(self) -> dict[str, str]:
        """Style id -> `title`, `caption`, `heading 1`…: by name, and by the style it is based on."""
        root = self._beside("styles.xml")
        names: dict[str, str] = {}
        based: dict[str, str] = {}
        for style in root.iter(f"{W}style") if root is not None else ():
            key = style.get(f"{W}styleId", "")
            label = style.find(f"{W}name")
            names[key] = (label.get(f"{W}val", "") if label is not None else "").lower()
            parent = style.find(f"{W}basedOn")
            if parent is not None:
                based[key] = parent.get(f"{W}val", "")
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                self.style_lists[key] = number.get(f"{W}val", "0")
        found = {}
        for key in names:
            here, steps = key, 0
            while here and steps < 12:
                kind = re.fullmatch(r"(?:heading|見出し) ?(\d)|(title|表題)|(caption|図表番号)", names.get(here, ""))
                if kind:
                    found[key] = f"heading {kind[1]}" if kind[1] else "title" if kind[2] else "caption"
                    break
                here, steps = based.get(here, ""), steps + 1
        return found

    def _numbering(self) -> dict[tuple[str, str], bool]:
        """(list, level) -> whether it counts (1. 2. 3.) rather than being bulleted."""
        root = self._beside("numbering.xml")
        if root is None:
            return {}
        formats = {}
        for abstract in root.iter(f"{W}abstractNum"):
            for level in abstract.iter(f"{W}lvl"):
                kind = level.find(f"{W}numFmt")
                counts = kind is not None and kind.get(f"{W}val") not in {"bullet", "none", None}
                formats[abstract.get(f"{W}abstractNumId", ""), level.get(f"{W}ilvl", "0")] = counts
        found = {}
        for number in root.iter(f"{W}num"):
            link = number.find(f"{W}abstractNumId")
            for (abstract_id, depth), counts in formats.items():
                if link is not None and link.get(f"{W}val") == abstract_id:
                    found[number.get(f"{W}numId", ""), depth] = counts
        return found

    def _notes(self) -> dict[str, str]:
        root = self._beside("footnotes.xml")
        found = {}
        for note in root.iter(f"{W}footnote") if root is not None else ():
            if note.get(f"{W}type") is None:
                text = " ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in note.iter(f"{W}p"))
                found[note.get(f"{W}id", "")] = escaped(text.strip())
        return found

    def _open_comments(self) -> set[str]:
        """Ids of comments nobody resolved; replies belong to the comment they answer. Texts are not read."""
        root = self._beside("comments.xml")
        if root is None:
            return set()
        extended = self._beside("commentsExtended.xml")
        done, replies = set(), set()
        for each in extended.iter(f"{W15}commentEx") if extended is not None else ():
            if each.get(f"{W15}done") in {"1", "true"}:
                done.add(each.get(f"{W15}paraId"))
            if each.get(f"{W15}paraIdParent"):
                replies.add(each.get(f"{W15}paraId"))
        found = set()
        for comment in root.iter(f"{W}comment"):
            ids = {p.get(f"{W14}paraId") for p in comment.iter(f"{W}p")} - {None}
            if not ids & (done | replies):
                found.add(comment.get(f"{W}id", ""))
        return found

    # -- the text --------------------------------------------------------------------------------------------------

    def manuscript(self) -> Manuscript:
        root = self.package.xml(self.main)
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise Unreadable(self.name, "damaged")
        pieces = list(self._blocks(body))
        for number, note in enumerate(self.used_notes, 1):
            pieces.append(Piece(self.line, f"[^{number}]: {self.notes.get(note, '')}", "block"))
        self.found.pieces = lists_joined(_levelled(_titled(pieces)))
        if not self.found.pieces:
            raise Unreadable(self.name, "empty")
        return self.found

    def say(self, rule: str, severity: Severity = "warning", **values: object) -> None:
        """Report once a paragraph."""
        if (self.line, rule) not in self.said:
            self.said.add((self.line, rule))
            message, fix = say(f"importer.{rule}", **values), say(f"importer.{rule}-fix", **values)
            self.found.issues.append(Issue(self.name, self.line, rule, message, fix, severity))

    def _blocks(self, parent: Element) -> Iterator[Piece]:
        held: _Paragraph | None = None
        for element in parent:
            if element.tag == f"{W}p":
                paragraph = self._paragraph(element)
                if held:
                    paragraph = replace(paragraph, line=held.line, runs=held.runs + paragraph.runs)
                    held = None
                if paragraph.joined:
                    held = paragraph
                    continue
                yield from self._pieces(paragraph, element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"}:
                yield from self._blocks(element)
        if held:
            yield Piece(held.line, _text(held))

    def _paragraph(self, element: Element) -> _Paragraph:
        self.line += 1
        paragraph = _Paragraph(self.line)
        mark = element.find(f"{W}pPr/{W}rPr")
        if mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None):
            paragraph.joined = True
            self.say("tracked-delete")
        self._runs(element, paragraph)
        return paragraph

    def _runs(self, parent: Element, paragraph: _Paragraph, link: str = "") -> None:
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                self._run(element, paragraph, link)
            elif tag in {f"{W}del", f"{W}moveFrom"}:
                if any((each.text or "").strip() for each in element.iter() if each.tag in {f"{W}delText", f"{W}t"}):
                    self.say("tracked-delete")
            elif tag in {f"{W}ins", f"{W}moveTo"}:
                text = "".join(each.text or "" for each in element.iter(f"{W}t"))
                if text.strip():
                    self.said.discard((self.line, "tracked-insert"))
                    self.say("tracked-insert", text=text if len(text) <= 20 else f"{text[:19]}…")
                self._runs(element, paragraph, link)
            elif tag == f"{W}hyperlink":
                target, outside = self.relations.get(element.get(f"{R}id", ""), ("", False))
                usable = outside and re.match(r"(?:https?|mailto):[^\s()<>]+$", target)
                start = len(paragraph.runs)
                self._runs(element, paragraph, target if usable else link)
                if usable and (words := "".join(run[0] for run in paragraph.runs[start:])).strip():
                    paragraph.runs[start:] = [(f"[{words}]({target})", False, False)]
            elif tag == f"{W}commentRangeStart" and element.get(f"{W}id") in self.open_comments:
                self.say("comment-open", "error")
            elif tag in {
                f"{W}sdt",
                f"{W}sdtContent",
                f"{W}smartTag",
                f"{W}fldSimple",
                f"{W}customXml",
                f"{W}bdo",
                f"{W}dir",
            }:
                self._runs(element, paragraph, link)
            elif tag == f"{MC}AlternateContent":
                choice = element.find(f"{MC}Choice")
                self._runs(choice if choice is not None else element, paragraph, link)

    def _run(self, run: Element, paragraph: _Paragraph, link: str) -> None:
        style = run.find(f"{W}rPr")
        if _on(style, "vanish") or _on(style, "webHidden"):
            if any((each.text or "").strip() for each in run.iter(f"{W}t")):
                self.say("hidden-text")
            return
        bold, italic = _on(style, "b"), _on(style, "i")
        for element in run:
            tag = element.tag
            if tag == f"{W}t":
                paragraph.runs.append((escaped(element.text or ""), bold, italic))
            elif tag in {f"{W}tab", f"{W}ptab"}:
                paragraph.runs.append((" ", bold, italic))
            elif tag in {f"{W}br", f"{W}cr"} and element.get(f"{W}type") in {None, "textWrapping"}:
                paragraph.runs.append(("\n", bold, italic))
            elif tag == f"{W}noBreakHyphen":
                paragraph.runs.append(("-", bold, italic))
            elif tag == f"{W}ruby":
                paragraph.runs.append((self._ruby(element), bold, italic))
            elif tag == f"{W}footnoteReference" and element.get(f"{W}id") in self.notes:
                self.used_notes.append(element.get(f"{W}id", ""))
                paragraph.runs.append((f"[^{len(self.used_notes)}]", False, False))
            elif tag == f"{W}commentReference" and element.get(f"{W}id") in self.open_comments:
                self.say("comment-open", "error")
            elif tag in {f"{W}drawing", f"{W}pict", f"{W}object"}:
                self._drawing(element, paragraph)
            elif tag == f"{MC}AlternateContent":
                choice = element.find(f"{MC}Choice")
                for drawing in choice if choice is not None else ():
                    self._drawing(drawing, paragraph)

    def _ruby(self, element: Element) -> str:
        def words(part: str) -> str:
            inside = element.find(f"{W}{part}")
            return "".join(each.text or "" for each in inside.iter(f"{W}t")) if inside is not None else ""

        return ruby(words("rubyBase"), words("rt"))

    def _drawing(self, element: Element, paragraph: _Paragraph) -> None:
        if any((each.text or "").strip() for box in element.iter(f"{W}txbxContent") for each in box.iter(f"{W}t")):
            self.say("text-box")
        described = next((each.get("descr") or "" for each in element.iter(f"{WP}docPr")), "")
        ids = [(each.get(f"{R}embed"), each.get(f"{R}link")) for each in element.iter(f"{A}blip")]
        ids += [(each.get(f"{R}id"), None) for each in element.iter(f"{V}imagedata")]
        for embedded, linked in ids:
            target, outside = self.relations.get(embedded or linked or "", ("", False))
            if outside or not embedded:
                self.say("linked-picture", target=target.rsplit("/", 1)[-1][:40] or "?")
            elif target in self.package.names:
                self._picture(target, described, paragraph)

    def _picture(self, part: str, described: str, paragraph: _Paragraph) -> None:
        try:
            ending, data, width = normalised(self.package.bytes(part))
        except Unusable as error:
            self.say("picture-lost", reason=f"{part.rsplit('.', 1)[-1]}: {error}")
            return
        if width < 800:
            self.say("picture-small", width=width)
        machine = re.search(r"自動的に生成|AI\s*生成|auto(?:matically)?[- ]generated", described, re.IGNORECASE)
        if machine:
            self.say("machine-alt", text=described.split("\n")[0][:30])
        alt = "" if machine else escaped(" ".join(described.split()))
        paragraph.pictures.append(len(self.found.pictures))
        self.found.pictures.append(Photo(f"picture{ending}", data, alt))

    def _pieces(self, paragraph: _Paragraph, element: Element) -> Iterator[Piece]:
        for picture in paragraph.pictures:
            yield Piece(paragraph.line, "", "picture", picture=picture)
        text = _text(paragraph)
        if not text.strip():
            return
        named = element.find(f"{W}pPr/{W}pStyle")
        style = named.get(f"{W}val", "") if named is not None else ""
        kind = self.styles.get(style, "")
        outline = element.find(f"{W}pPr/{W}outlineLvl")
        if not kind and outline is not None and outline.get(f"{W}val", "9") in "012345":
            kind = f"heading {int(outline.get(f'{W}val', '0')) + 1}"
        plain = "".join(run[0] for run in paragraph.runs).strip()
        number = element.find(f"{W}pPr/{W}numPr/{W}numId")
        listed = number.get(f"{W}val", "0") if number is not None else self.style_lists.get(style, "0")
        if kind == "title":
            yield Piece(paragraph.line, plain, "title")
        elif kind == "caption":
            yield Piece(paragraph.line, text, "caption")
        elif kind:
            yield Piece(paragraph.line, plain, "heading", int(kind[-1]))
        elif listed != "0" and not plain.startswith("―"):
            depth = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
            level = depth.get(f"{W}val", "0") if depth is not None else "0"
            counts = self.numbered.get((listed, level), False)
            yield Piece(paragraph.line, list_item(text, int(level), counted=counts), "block")
        else:
            yield Piece(paragraph.line, text)

    def _table(self, element: Element) -> Iterator[Piece]:
        """A table as Markdown; one that only lays out pictures or a single box, as its paragraphs."""
        start = self.line + 1
        rows: list[list[list[Piece]]] = []
        for row in element.findall(f"{W}tr"):
            rows.append([list(self._blocks(cell)) for cell in row.findall(f"{W}tc")])
        every = [piece for row in rows for cell in row for piece in cell]
        if any(piece.picture is not None for piece in every) or max(map(len, rows), default=0) < 2:
            yield from every
        elif every:
            yield Piece(
                start, table([[" ".join(piece.text for piece in cell) for cell in row] for row in rows]), "block"
            )


def _on(style: Element | None, name: str) -> bool:
    found = style.find(f"{W}{name}") if style is not None else None
    return found is not None and found.get(f"{W}val") not in {"0", "false", "off", "none"}


def _text(paragraph: _Paragraph) -> str:
    return emphasised(paragraph.runs)


def _titled(pieces: list[Piece]) -> list[Piece]:
    """Where no paragraph has the title's style, a single first-level heading at the very start is the title."""
    if not any(piece.kind == "title" for piece in pieces):
        for place, piece in enumerate(pieces):
            if piece.kind == "heading" and piece.level == 1 and not any(p.kind == "text" for p in pieces[:place]):
                pieces[place] = replace(piece, kind="title")
                break
            if piece.kind == "text":
                break
    return pieces


def _levelled(pieces: list[Piece]) -> list[Piece]:
    """Headings so that the highest in use is `##`."""
    levels = [piece.level for piece in pieces if piece.kind == "heading"]
    lift = 2 - min(levels, default=2)
    return [replace(p, level=p.level + lift) if p.kind == "heading" else p for p in pieces]
