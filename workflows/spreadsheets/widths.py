"""Column widths of a sheet in an xlsx file, as someone left them.

Knows the three parts of the file that lead to them (ECMA-376: workbook, its relationships, `cols`). Must not know what
a column holds. Readers of values do not tell widths, and a clerk who widens a column expects to find it wide tomorrow.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HEAD: Final = 1 << 18  # `cols` comes before the cells: no more of the part is unpacked
_PADDING: Final = 5  # pixels that programs add to the characters asked for, at 7 pixels a character


class Width(NamedTuple):
    """How wide a column is, in characters, and whether it was hidden."""

    characters: float
    hidden: bool


def column_widths(path: Path, tab: str) -> dict[int, Width]:
    """The columns of a tab by position, 0 first; empty where the file does not say or cannot be understood."""
    try:
        with zipfile.ZipFile(path) as archive:
            sheets = {one.get("name"): one.get(_RELATION) for one in fromstring(archive.read("xl/workbook.xml")).iter()}
            relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            targets = {one.get("Id"): one.get("Target") or "" for one in relations.iter()}
            part = targets.get(sheets.get(tab), "")
            with archive.open(part.removeprefix("/") if part.startswith("/") else f"xl/{part}") as file:
                head = file.read(_HEAD).decode("utf-8", "replace")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, ParseError, DefusedXmlException):
        return {}
    return dict(_widths(head))


def _widths(head: str) -> Iterator[tuple[int, Width]]:
    cols = re.search(r"<(?:\w+:)?cols>(.*?)</(?:\w+:)?cols>", head, re.DOTALL)
    for element in re.findall(r"<(?:\w+:)?col\b[^>]*>", cols[1] if cols else ""):
        said = dict(re.findall(r'(\w+)="([^"]*)"', element))
        if not {"min", "max", "width"} <= said.keys():
            continue
        pixels = round(float(said["width"]) * 7) - _PADDING
        for position in range(int(said["min"]), min(int(said["max"]), 200) + 1):
            yield position - 1, Width(max(pixels, 0) / 7, said.get("hidden") in ("1", "true"))
