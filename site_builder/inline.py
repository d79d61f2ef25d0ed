"""Inline Markdown only where there is any: most of a Japanese text holds none of the characters that begin it.

Knows which characters each of Python-Markdown's inline patterns, and our ruby, needs in a text to match at all. Must
not know what a pattern makes. Where another extension brings a pattern that is not in this list, every text is
searched as before: what comes out is the same either way.
"""

from __future__ import annotations

import re
from typing import Final

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import InlineProcessor

_NEEDED: Final = {
    "backtick": r"`",
    "ruby": r"\{",
    "escape": r"\\",
    "footnote": r"\[",
    "reference": r"\[",
    "link": r"\[",
    "image_link": r"!\[",
    "image_reference": r"!\[",
    "short_reference": r"\[",
    "short_image_ref": r"!\[",
    "autolink": "<",
    "automail": "<",
    "linebreak": r"[ ]{2}\n",
    "html": "<",
    "entity": "&",
    "em_strong": r"[*_]",
}
"""What a text must hold for a pattern of this name to match in it (markdown 3.11, `inlinepatterns` and `footnotes`)."""


_OURS: Final = {"markdown.inlinepatterns", "markdown.extensions.footnotes", "site_builder.interview"}
"""Where those patterns come from: another one of the same name is not ours to judge."""


class InlineExtension(Extension):
    """Spares texts without marks the search for each of the patterns, a fifth of the time a body takes."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Takes the place of Python-Markdown's own processor, with its priority."""
        md.treeprocessors.register(_Sparing(md), "inline", 20)


class _Sparing(InlineProcessor):
    """Python-Markdown's inline processor, asked only for texts in which a pattern can match."""

    def run(self, tree, ancestors=None):  # type: ignore[no-untyped-def]
        """Other extensions may have added patterns since we were registered: the list is looked at here."""
        named = sum(name in self.inlinePatterns for name in _NEEDED) == len(self.inlinePatterns)
        known = named and all(type(pattern).__module__ in _OURS for pattern in self.inlinePatterns)
        self._mark = re.compile("|".join(sorted(set(_NEEDED.values())))) if known else re.compile("")
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        # The private name is the only door between the walk through the tree and the patterns.
        if not self._mark.search(data):
            return data
        handled: str = super()._InlineProcessor__handleInline(data, patternIndex)  # type: ignore[misc]
        return handled
