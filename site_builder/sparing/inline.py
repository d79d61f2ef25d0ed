"""Inline Markdown only where there is any: most of a Japanese text holds none of the characters that begin it.

Knows which characters each of Python-Markdown's inline patterns, and our ruby, needs in a text to match at all. Must
not know what a pattern makes. Where another extension brings a pattern that is not in this list, every text is
searched for all of them.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

from markdown import inlinepatterns as known
from markdown.extensions.footnotes import FootnoteInlineProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import STX, AtomicString

from site_builder.interview import Ruby


class _Needs(NamedTuple):
    """A pattern we have read, and what a text must hold for it to match: one of `signs`."""

    kind: type
    pattern: str
    signs: tuple[str, ...]
    refers: bool = False
    """Looks for what a reference (`[name]: address`) defines, and does nothing where there is none."""


_NEEDS: Final = {
    "backtick": _Needs(known.BacktickInlineProcessor, known.BACKTICK_RE, ("`",)),
    "ruby": _Needs(Ruby, Ruby.PATTERN, ("{",)),
    "escape": _Needs(known.EscapeInlineProcessor, known.ESCAPE_RE, ("\\",)),
    "footnote": _Needs(FootnoteInlineProcessor, r"\[\^([^\]]*)\]", ("[^",)),
    "reference": _Needs(known.ReferenceInlineProcessor, known.REFERENCE_RE, ("[",), refers=True),
    "link": _Needs(known.LinkInlineProcessor, known.LINK_RE, ("](",)),
    "image_link": _Needs(known.ImageInlineProcessor, known.IMAGE_LINK_RE, ("![",)),
    "image_reference": _Needs(known.ImageReferenceInlineProcessor, known.IMAGE_REFERENCE_RE, ("![",), refers=True),
    "short_reference": _Needs(known.ShortReferenceInlineProcessor, known.REFERENCE_RE, ("[",), refers=True),
    "short_image_ref": _Needs(known.ShortImageReferenceInlineProcessor, known.IMAGE_REFERENCE_RE, ("![",), refers=True),
    "autolink": _Needs(known.AutolinkInlineProcessor, known.AUTOLINK_RE, ("<",)),
    "automail": _Needs(known.AutomailInlineProcessor, known.AUTOMAIL_RE, ("<",)),
    "linebreak": _Needs(known.SubstituteTagInlineProcessor, known.LINE_BREAK_RE, ("  \n",)),
    "html": _Needs(known.HtmlInlineProcessor, known.HTML_RE, ("<",)),
    "entity": _Needs(known.HtmlInlineProcessor, known.ENTITY_RE, ("&",)),
    "em_strong": _Needs(known.DelimiterProcessor, r"\*|_", ("*", "_")),
}
"""By the names they are registered with (markdown 3.11)."""
_MARK: Final = re.compile(r"[`{\\\[<&*_" + STX + "]")
"""Some sign of each pattern, but for a break at a line's end; and the placeholders of what was found already."""


class Inline(InlineProcessor):
    """Python-Markdown's walk through the tree, past blocks and patterns without marks."""

    def run(self, tree: ET.Element, ancestors: list[str] | None = None) -> ET.Element:
        """Extensions may have added patterns since the last text: they are looked at here."""
        self._needs = self._known()
        if not self._needs or any(child.tail for child in tree):
            return super().run(tree, ancestors)
        # What the walk makes of a block stays in that block, where nothing follows it: the others need not be there.
        marked = ET.Element(tree.tag)
        for child in tree:
            text = "".join(child.itertext())
            if _MARK.search(text) or "  \n" in text:
                marked.append(child)
        super().run(marked, ancestors)
        return tree

    def _known(self) -> list[tuple[int, Any, str, str]]:
        """(place, pattern, its signs) of all patterns that can match; empty where one of them is not ours to judge."""
        found: list[tuple[int, Any, str, str]] = []
        patterns: Any = self.inlinePatterns
        pattern: Any
        refers = bool(self.md.references)
        names = {id(patterns[name]): needs for name, needs in _NEEDS.items() if name in patterns}
        for place, pattern in enumerate(patterns):
            needs = names.get(id(pattern))
            if not needs or pattern.pattern != needs.pattern or type(pattern) is not needs.kind:
                return []
            if refers or not needs.refers:
                found.append((place, pattern, needs.signs[0], needs.signs[-1]))
        return found

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        # The private names are the only doors between the walk through the tree and the patterns.
        if not self._needs:
            text: str = super()._InlineProcessor__handleInline(data, patternIndex)  # type: ignore[misc]
            return text
        if isinstance(data, AtomicString) or not (_MARK.search(data) or "  \n" in data):
            return data
        apply: Any = super()._InlineProcessor__applyPattern  # type: ignore[misc]
        for place, pattern, sign, other in self._needs:
            found, start = place >= patternIndex and (sign in data or other in data), 0
            while found:
                data, found, start = apply(pattern, data, place, start)
        return data
