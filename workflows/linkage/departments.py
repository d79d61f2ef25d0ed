"""Departments: 「第1営業部」 and 「第一営業部」, 「情シス」 and 「情報システム部」 are one.

Knows the table `departments.toml`, which each company edits. Must not know anybody's department.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

_KANJI_NUMBER: Final = str.maketrans("一二三四五六七八九", "123456789")
_DROPPED: Final = re.compile(r"[\W_]+|の")
_NUMBERED: Final = re.compile(r"第([0-9]+)")


def fold(text: str) -> str | None:
    """The comparison key of a department, or None where none is named."""
    bare = _bare(text)
    if not bare:
        return None
    for written, meant in synonyms():
        if bare == written or (bare.endswith(written) and not bare.endswith(meant)):
            return bare.removesuffix(written) + meant
    return bare


@cache
def synonyms() -> list[tuple[str, str]]:
    """(other name, name) pairs, longest first."""
    table = tomllib.loads(files(__package__).joinpath("departments.toml").read_text("utf-8"))["synonyms"]
    pairs = [(_bare(other), _bare(name)) for name, others in table.items() for other in others]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _bare(text: str) -> str:
    folded = _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold()).translate(_KANJI_NUMBER)
    return _NUMBERED.sub(r"\1", folded)
