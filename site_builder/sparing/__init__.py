"""Python-Markdown, spared the work that provably changes nothing: most Japanese paragraphs hold no mark at all.

Knows which version of the library was read, and puts our quick ways in the place of its own. Must not know entries,
pages or what a page needs of its HTML. In the order a text passes through:

- `source`: whitespace, fenced code and HTML are looked for only in texts that hold their characters;
- `blocks`: a paragraph is known by how its lines begin, before fifteen processors are asked;
- `inline`: blocks and patterns without their marks are passed by;
- `trees`: walks through the finished tree stop where nothing is to be found; headings become a table of contents;
- `writing`: the tree as HTML.

Each decides for one text whether its quick way gives what the library gives; where that is not certain, the library
does the work. So it does where another extension brings something of its own, and in any version but the one read.
"""

from __future__ import annotations

from typing import Any, Final

import markdown
from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.toc import TocTreeprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.serializers import to_html_string
from markdown.treeprocessors import InlineProcessor, PrettifyTreeprocessor, UnescapeTreeprocessor

from site_builder.sparing import blocks, inline, source, trees, writing

READ: Final = (3, 11)
"""The version of Python-Markdown these modules were written beside; another one may read texts differently."""
_QUICK: Final[dict[type, type]] = {
    NormalizeWhitespace: source.Whitespace,
    FencedBlockPreprocessor: source.Fences,
    HtmlBlockPreprocessor: source.Html,
    BlockParser: blocks.Blocks,
    FootnoteExtension: trees.Footnotes,
    InlineProcessor: inline.Inline,
    PrettifyTreeprocessor: trees.Prettify,
    AttrListTreeprocessor: trees.Attributes,
    TocTreeprocessor: trees.Toc,
    UnescapeTreeprocessor: trees.Unescape,
}
"""The library's own class -> ours, which asks the former where it is not sure."""


class SparingExtension(Extension):
    """The same HTML for less work. Stands after the extensions it shall spare."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Give the library's own parts our ways, and leave anybody else's alone."""
        if markdown.__version_info__[:2] != READ:
            return
        part: Any
        for part in (*md.preprocessors, md.parser, *md.registeredExtensions, *md.treeprocessors):
            if type(part) in _QUICK:
                part.__class__ = _QUICK[type(part)]  # in place: it keeps its options, and whoever holds it has ours
        formats: Any = md.output_formats
        if formats.get("html") is to_html_string:
            md.output_formats = {**formats, "html": writing.html}  # type: ignore[misc]
