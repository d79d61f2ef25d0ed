"""Paragraphs, headings and quotes of one line, without asking every block processor.

Knows how a block must begin, or go on, for each of Python-Markdown's block processors (and those of the extensions we
publish with) to take it. Must not know inline marks or what comes of a block. Where another extension has a processor
of its own, every block is asked about as before.
"""

from __future__ import annotations

import re
from typing import Any, Final
from xml.etree import ElementTree as ET

from markdown import blockprocessors as known
from markdown.blockparser import BlockParser
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.extensions.tables import TableProcessor
from pymdownx.details import DetailsProcessor

_BOXES: Final = (AdmonitionProcessor, DetailsProcessor)
_KNOWN: Final = {
    *_BOXES,
    known.EmptyBlockProcessor,
    known.ListIndentProcessor,
    known.CodeBlockProcessor,
    TableProcessor,
    known.HashHeaderProcessor,
    known.SetextHeaderProcessor,
    known.HRProcessor,
    known.OListProcessor,
    known.UListProcessor,
    known.BlockQuoteProcessor,
    FootnoteBlockProcessor,
    known.ReferenceProcessor,
    known.ParagraphProcessor,
}
"""Whose tests were read (markdown 3.11, pymdownx 13): all but the last take a block only where `_LINE` finds a line."""

_DETAILS_AS_READ: Final = DetailsProcessor.START.pattern.startswith(r"(?:^|\n)\?{3}")
"""The one processor that is not of the library comes with a version of its own."""
_LINE: Final = (
    r"[ ]"  # code, what belongs to a list or a box, and anything that may be indented
    r"|[>#\[]"  # quote; heading; reference or footnote
    r"|[*+-][ ]|\d+\.[ ]"  # list
    r"|!!!|\?\?\?"  # box
    r"|[-_*][-_* ]*(?:\n|\Z)|=+[ ]*(?:\n|\Z)"  # rule, or line under a heading
)
"""The beginning of a line that some processor may take. A table needs a second line, and a bar."""
_HEADING: Final = re.compile(r"(#{1,6})([^#\\]*)")
"""A heading without escapes, and without signs at its end."""
_FIRST: Final = re.compile(rf"\n|{_LINE}")
_LATER: Final = re.compile(rf"\n(?:{_LINE})")


class Blocks(BlockParser):
    """Python-Markdown's parser, which knows a paragraph when it sees one.

    It calls itself as deep as the library does, and no deeper: what is nested too deep is left as text.
    """

    root: Any = None
    sure = False
    """Whether all processors are ours to judge."""

    def parseBlocks(self, parent: ET.Element, blocks: list[str]) -> None:  # noqa: N802
        """Each block to the processor that takes it, which may put back what it leaves."""
        if parent is self.root and not len(parent):  # a new text: extensions may have added processors since the last
            self._look()
        tight = self.state.isstate("list")
        settled = self.sure and self._settled()
        while blocks:
            block = blocks[0]
            taken: Any = None
            if not settled:
                pass
            elif not block or block[0] == "\n":
                if not _LATER.search(block):
                    taken = self._empty
            elif "\n" in block:
                if "|" not in block and not _FIRST.match(block) and not _LATER.search(block):
                    taken = self._paragraph
            elif not _FIRST.match(block):
                taken = self._paragraph
            elif self._hash and (heading := _HEADING.fullmatch(block)):
                del blocks[0]
                ET.SubElement(parent, f"h{len(heading[1])}").text = heading[2].strip()
                continue
            elif block[0] == ">" and self._quote and self._quote.test(parent, block):
                taken = self._quote
            if taken is None:
                processor: Any
                for processor in self.blockprocessors:
                    if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                        break
                settled = self.sure and self._settled()
            elif tight or taken is not self._paragraph:
                taken.run(parent, blocks)
            else:
                del blocks[0]
                if text := block.lstrip():
                    ET.SubElement(parent, "p").text = text

    def _look(self) -> None:
        """Who is asked about blocks, in this text."""
        found: list[Any] = list(self.blockprocessors)
        by_kind = {type(each): each for each in found}
        known_all = by_kind.keys() <= _KNOWN and len(by_kind) == len(found)
        self.sure = known_all and type(found[-1]) is known.ParagraphProcessor and _DETAILS_AS_READ
        self._paragraph = found[-1]
        self._empty = by_kind.get(known.EmptyBlockProcessor)
        self._boxes = [by_kind[kind] for kind in _BOXES if kind in by_kind]
        self._hash = by_kind.get(known.HashHeaderProcessor)
        self._quote = by_kind.get(known.BlockQuoteProcessor)

    def _settled(self) -> bool:
        """Whether no box still waits for the block it found last: near the limit of nesting it is left waiting."""
        return all(box.current_sibling is None for box in self._boxes)
