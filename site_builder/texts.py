"""The text of an entry: at hand, or in the file it was read from and read again when somebody asks.

Knows bytes, line ends and marks of files. Must not know front matter, entries or what is written. A build of thousands
of entries renders few of them: their texts are left where they are, and a file that has become another one since it was
looked at is never taken for the one that was.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from messages import say
from site_builder.cache import mark
from site_builder.issues import ContentError, Issue


class Text:
    """A body that is at hand."""

    def __init__(self, body: str) -> None:
        self._body = body

    @property
    def body(self) -> str:
        """What stands below the front matter, lines ended by `\\n` alone."""
        return self._body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.body == other.body

    __hash__ = None  # type: ignore[assignment]  # it is what it says, and that may have to be read

    def __repr__(self) -> str:
        return f"Text({self.body!r})"


class Stored(Text):
    """A body in `file`, whose bytes have the mark `sign`; `start` is where it begins in the text.

    Raises `ContentError` where the file is another one by now.
    """

    def __init__(self, file: Path, sign: str, start: int, shown: str) -> None:
        self._file, self._sign, self._start, self._shown = file, sign, start, shown

    @property
    def body(self) -> str:
        return self.whole[self._start :]

    @property
    def whole(self) -> str:
        """Front matter and body."""
        try:
            return _stored(self._file, self._sign)
        except (OSError, ValueError):
            fix = say("content.moved-on-fix")
            raise ContentError([Issue(self._shown, 0, "front-matter", say("content.moved-on"), fix)]) from None


@lru_cache(maxsize=4)
def _stored(file: Path, sign: str) -> str:
    """The text of `file`. Raises `ValueError` where its bytes have another mark, `OSError` where it is gone."""
    data = file.read_bytes()
    if mark(data) != sign:
        raise ValueError(sign)
    return decoded(data)


def decoded(data: bytes) -> str:
    """UTF-8 as text, lines ended by `\\n` alone, without a byte order mark. Raises `UnicodeDecodeError`."""
    text = data.decode("utf-8").removeprefix("\ufeff")
    return re.sub(r"\r\n?", "\n", text) if "\r" in text else text
