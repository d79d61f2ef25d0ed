"""A1 ranges as Google writes them, and the rectangles they mean.

Knows `'Tab'!A2:C`, whole columns, whole rows, whole tabs. Must not know what the cells hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"(?:(?:'((?:[^']|'')*)'|([^'!]+))!)?([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?")


@dataclass(frozen=True)
class Rectangle:
    """Rows and columns from 0, ends excluded; None is the edge of the grid."""

    title: str | None
    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None


def column(letters: str) -> int:
    """`A` is 0, `AA` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def letters(column: int) -> str:
    """0 is `A`."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def parse(text: str, titles: list[str]) -> Rectangle | None:
    """The rectangle that `text` means, where a bare tab name means the whole tab; None for nonsense."""
    bare = text[1:-1].replace("''", "'") if re.fullmatch(r"'(?:[^']|'')*'", text) else text
    if bare in titles:
        return Rectangle(bare)
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    quoted, plain, left, top, right, bottom = found.groups()
    title = quoted.replace("''", "'") if quoted is not None else plain
    if title is not None and title not in titles:
        return None
    if right is None and bottom is None:
        right, bottom = left, top
    if left and right and column(right) < column(left):
        left, right = right, left
    if top and bottom and int(bottom) < int(top):
        top, bottom = bottom, top
    return Rectangle(
        title,
        int(top) - 1 if top else None,
        column(left) if left else None,
        int(bottom) if bottom else None,
        column(right) + 1 if right else None,
    )


def quoted(title: str) -> str:
    """A title as Google writes it back: quoted where it is more than letters and digits, or could be a cell's name."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", title) and not re.fullmatch(r"[A-Za-z]{1,3}\d+", title)
    return title if plain else "'" + title.replace("'", "''") + "'"


def written(title: str, top: int, left: int, bottom: int, right: int) -> str:
    """`Tab!A1:C3`, or `Tab!A1` for one cell; ends excluded."""
    first, last = f"{letters(left)}{top + 1}", f"{letters(right - 1)}{bottom}"
    return f"{quoted(title)}!{first}" + (f":{last}" if (bottom - top, right - left) != (1, 1) else "")
