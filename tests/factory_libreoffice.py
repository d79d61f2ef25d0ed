"""LibreOffice as HR's hands: opening files, copying cells, editing them and pressing Enter, and what is left then."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

Cells = list[list[ElementTree.Element]]

_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Main
  Dim doc, frame, hand, sheet, cursor, row, column, last, width, text
  Dim point(0) As New com.sun.star.beans.PropertyValue
  Dim typed(0) As New com.sun.star.beans.PropertyValue
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  doc = StarDesktop.loadComponentFromURL(ConvertToURL(Environ("ALUMNI_BOOK")), "_blank", 0, Array())
  frame = doc.CurrentController.Frame
  hand = createUnoService("com.sun.star.frame.DispatchHelper")
  sheet = doc.Sheets(0)
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  last = cursor.RangeAddress.EndRow
  width = cursor.RangeAddress.EndColumn
  point(0).Name = "ToPoint"
  typed(0).Name = "StringName"
  cursor = sheet.getCellRangeByPosition(0, 0, width, last)
  doc.CurrentController.select(cursor)
  hand.executeDispatch(frame, ".uno:Copy", "", 0, Array())
  doc.CurrentController.select(sheet.getCellByPosition(0, last + 1))
  hand.executeDispatch(frame, ".uno:Paste", "", 0, Array())
  For row = 0 To last
    For column = 0 To width
      text = sheet.getCellByPosition(column, row).String
      If text &lt;&gt; "" Then
        doc.CurrentController.select(sheet.getCellByPosition(column, row))
        typed(0).Value = text
        hand.executeDispatch(frame, ".uno:EnterString", "", 0, typed())
      End If
    Next
  Next
  kind(0).Name = "FilterName"
  kind(0).Value = "calc8"
  doc.storeToURL(ConvertToURL(Environ("ALUMNI_BOOK") &amp; ".ods"), kind())
  doc.close(True)
End Sub
</script:module>
"""


class LibreOffice:
    """One installation with a profile of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._profile = program, folder
        self._start("--terminate_after_init")
        # A first start lays the profile out, an empty module in it.
        (folder / "user" / "basic" / "Standard" / "Module1.xba").write_text(_MACRO, "utf-8")

    def _start(self, *words: str | Path, **environment: str) -> None:
        command = [
            self._program,
            f"-env:UserInstallation={self._profile.as_uri()}",
            "--headless",
            "--norestore",
            *words,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, **environment})

    def opened(self, path: Path, *options: str) -> Cells:
        """The first tab's cells after it opened `path`, calculated, and saved it."""
        self._start(*options, "--convert-to", "ods", "--outdir", path.parent, path)
        return _cells(path.with_suffix(".ods"))

    def handled(self, path: Path) -> Cells:
        """The first tab's cells after all were copied below themselves, and each was entered again as it is shown."""
        self._start("macro:///Standard.Module1.Main", ALUMNI_BOOK=str(path))
        return _cells(path.with_name(f"{path.name}.ods"))


def _cells(path: Path) -> Cells:
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    table = next(root.iter(f"{TABLE}table"))
    return [list(row.iter(f"{TABLE}table-cell")) for row in table.iter(f"{TABLE}table-row")]


def shown(cell: ElementTree.Element) -> str:
    """A cell's text."""
    return "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))


def formulas(rows: Cells) -> list[str]:
    """The formulas among cells."""
    return [cell.attrib[f"{TABLE}formula"] for row in rows for cell in row if f"{TABLE}formula" in cell.attrib]
