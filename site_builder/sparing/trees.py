"""Walks through the finished tree that stop where nothing is to be found, and the table of contents.

Knows what Python-Markdown's tree processors look for. Must not know which pages we make.
"""

from __future__ import annotations

from typing import Any, Final
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.footnotes import FootnoteExtension, FootnotePostprocessor
from markdown.extensions.toc import TocTreeprocessor, nest_toc_tokens
from markdown.postprocessors import AndSubstitutePostprocessor, RawHtmlPostprocessor
from markdown.serializers import to_html_string
from markdown.treeprocessors import PrettifyTreeprocessor, UnescapeTreeprocessor
from markdown.util import STX

from site_builder.sparing import writing

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Footnotes(FootnoteExtension):
    """Footnotes go to the end, where no text asks for another place."""

    def findFootnotesPlaceholder(self, root: ET.Element) -> Any:  # noqa: N802
        """Where they shall go: None where no text names a place."""
        if self.getConfig("PLACE_MARKER") not in "".join(root.itertext()):
            return None
        return super().findFootnotesPlaceholder(root)


class Prettify(PrettifyTreeprocessor):
    """Line ends between blocks; whether a tag makes a block is asked once a tag."""

    def run(self, root: ET.Element) -> None:
        """As the library does."""
        self._blocks = _Blocks(self.md)
        super().run(root)

    def _prettifyETree(self, elem: ET.Element) -> None:  # noqa: N802
        blocks = self._blocks
        if blocks[elem.tag] and elem.tag not in ("code", "pre"):
            children = list(elem)
            if children and blocks[children[0].tag] and not (elem.text and elem.text.strip()):
                elem.text = "\n"
            for child in children:
                if blocks[child.tag]:
                    if len(child):
                        self._prettifyETree(child)
                    elif not (child.tail and child.tail.strip()):
                        child.tail = "\n"
        if not (elem.tail and elem.tail.strip()):
            elem.tail = "\n"


class _Blocks(dict[Any, bool]):
    """Which tags make blocks, as `Markdown` has it."""

    def __init__(self, md: Markdown) -> None:
        super().__init__()
        self.md = md

    def __missing__(self, tag: Any) -> bool:
        self[tag] = found = self.md.is_block_level(tag)
        return found


class Attributes(AttrListTreeprocessor):
    """Lists of attributes, where a text has a brace left."""

    def run(self, doc: ET.Element) -> None:
        """Ruby's braces are gone by now."""
        if "{" in "".join(doc.itertext()):
            super().run(doc)


class Unescape(UnescapeTreeprocessor):
    """Escaped characters, where there are any."""

    def run(self, root: ET.Element) -> None:
        """They stand as numbers in placeholders, in texts and in attributes."""
        if self.RE.search("".join(root.itertext())):
            super().run(root)
            return
        for element in root.iter():
            if (element.items() or not isinstance(element.tag, str)) and _is_marked(element):
                super().run(root)
                return


def _is_marked(element: ET.Element) -> bool:
    """Whether a placeholder stands in an attribute, or in what is no element and has no text to be searched."""
    for _, value in element.items():
        if value and STX in value:
            return True
    return not isinstance(element.tag, str)


class Toc(TocTreeprocessor):
    """The table of contents; `Markdown.toc`, which no page of ours shows, is made only where the library makes it."""

    def run(self, doc: ET.Element) -> None:
        """Quick where every heading is plain text and has its id already, and no text is the table's place."""
        headings = self._plain_headings(doc)
        if headings is None:
            super().run(doc)
            return
        tokens: list[Any] = []
        for heading in headings:
            level, text = int(heading.tag[-1]), heading.text or ""
            if self.toc_top <= level <= self.toc_bottom:
                tokens.append(
                    {
                        "level": level,
                        "id": heading.get("id"),
                        "name": " ".join(text.split()),
                        "html": text.strip(),
                        "data-toc-label": "",
                    }
                )
        self.md.toc_tokens = nest_toc_tokens(tokens)  # type: ignore[attr-defined]

    def _plain_headings(self, doc: ET.Element) -> list[ET.Element] | None:
        """All headings, in order; None where the library has to look."""
        if self.base_level or self.use_anchors or self.use_permalinks not in (False, None):
            return None
        if not self._written_as_known():
            return None
        if self.marker and self.marker in "".join(doc.itertext()):
            return None
        elements = list(doc.iter())
        tags: set[Any] = {element.tag for element in elements}
        if not all(tag in HEADINGS for tag in tags if not isinstance(tag, str) or self.header_rgx.match(tag)):
            return None
        headings = [element for element in elements if element.tag in HEADINGS]
        return headings if all(map(_is_plain, headings)) else None

    def _written_as_known(self) -> bool:
        """Whether nobody else has a hand in how a heading's text is written."""
        if self.md.serializer not in (to_html_string, writing.html):
            return False
        return all(type(each) in _POSTPROCESSORS for each in self.md.postprocessors)


_POSTPROCESSORS: Final = {RawHtmlPostprocessor, AndSubstitutePostprocessor, FootnotePostprocessor}
"""What they change begins with `STX`."""


def _is_plain(heading: ET.Element) -> bool:
    """Whether a heading's HTML is its text."""
    if len(heading) or heading.get("id") is None or "data-toc-label" in heading.keys():  # noqa: SIM118
        return False
    text = heading.text or ""
    if "&" in text or "<" in text or ">" in text:
        return False
    return STX not in text and STX not in (heading.tail or "") and not _is_marked(heading)
