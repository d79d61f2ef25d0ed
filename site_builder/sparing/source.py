"""The text before it is cut into blocks: what is looked for only where its characters are.

Knows what Python-Markdown's preprocessors search for. Must not know blocks, trees or HTML.
"""

from __future__ import annotations

from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.util import ETX, STX


class Whitespace(NormalizeWhitespace):
    """Line ends, tabs and lines of spaces, where there are any."""

    def run(self, lines: list[str]) -> list[str]:
        """Two blank lines close every text, as the library wants it."""
        text = "\n".join(lines)
        if "\n " in text or "\t" in text or "\r" in text or STX in text or ETX in text:
            return super().run(lines)
        return [*lines, "", ""]


class Fences(FencedBlockPreprocessor):
    """Fenced code, where there is a fence."""

    def run(self, lines: list[str]) -> list[str]:
        """A fence is three signs or more."""
        text = "\n".join(lines)
        return super().run(lines) if "```" in text or "~~~" in text else lines


class Html(HtmlBlockPreprocessor):
    """Blocks of HTML, where a tag or an entity could begin."""

    def run(self, lines: list[str]) -> list[str]:
        """Without either, the library's parser gives back one piece: all of it."""
        text = "\n".join(lines)
        return super().run(lines) if "<" in text or "&" in text else lines
