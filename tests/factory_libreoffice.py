"""LibreOffice as HR's hands: opening files, copying cells, editing them and pressing Enter, and what is left then."""

from __future__ import annotations

import os
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

Cells = list[list[ElementTree.Element]]

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Main
{}End Sub
</script:module>
"""

_HANDLE = """
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
"""


_PRESS = """
  Dim doc, frame, hand, file, press, codes, code, text
  Dim typed(0) As New com.sun.star.beans.PropertyValue
  Dim by(1) As New com.sun.star.beans.PropertyValue
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  doc = StarDesktop.loadComponentFromURL(ConvertToURL(Environ("ALUMNI_BOOK")), "_blank", 0, Array())
  frame = doc.CurrentController.Frame
  hand = createUnoService("com.sun.star.frame.DispatchHelper")
  doc.CurrentController.setActiveSheet(doc.Sheets(CInt(Environ("ALUMNI_TAB"))))
  typed(0).Name = "StringName"
  by(0).Name = "By"
  by(0).Value = 1
  by(1).Name = "Sel"
  file = FreeFile
  Open Environ("ALUMNI_KEYS") For Input As #file
  Do While Not Eof(file)
    Line Input #file, press
    If Left(press, 5) = "type " Then
      text = ""
      codes = Split(Mid(press, 6), " ")
      For Each code In codes
        text = text &amp; Chr(CLng(code))
      Next
      typed(0).Value = text
      hand.executeDispatch(frame, ".uno:EnterString", "", 0, typed())
    ElseIf Left(press, 5) = "move " Then
      by(1).Value = False
      hand.executeDispatch(frame, Mid(press, 6), "", 0, by())
    ElseIf press &lt;&gt; "" Then
      hand.executeDispatch(frame, press, "", 0, Array())
    End If
  Loop
  Close #file
  kind(0).Name = "FilterName"
  kind(0).Value = "Calc MS Excel 2007 XML"
  doc.storeToURL(ConvertToURL(Environ("ALUMNI_BOOK") &amp; ".saved"), kind())
  doc.close(True)
"""

DISPATCHES = {
    "Right": "move .uno:GoRight",
    "Down": "move .uno:GoDown",
    "Ctrl+C": ".uno:Copy",
    "Ctrl+V": ".uno:Paste",
}
"""What LibreOffice does at a press of keys; anything else is typed into the cell."""


class LibreOffice:
    """One installation with a profile of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._profile = program, folder
        self._start("--terminate_after_init")

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
        self._play(_HANDLE, ALUMNI_BOOK=str(path))
        return _cells(path.with_name(f"{path.name}.ods"))

    def pressed(self, path: Path, keys: Sequence[str], tab: int = 0) -> None:
        """Open a workbook at a tab (by place), press `keys` one after another, and save it in place."""
        script = path.with_suffix(".keys")
        # Basic reads a file in the system's own encoding: what is typed goes in as numbers of characters.
        script.write_text("".join(f"{DISPATCHES.get(key) or _typed(key)}\n" for key in keys), "ascii")
        self._play(_PRESS, ALUMNI_BOOK=str(path), ALUMNI_TAB=str(tab), ALUMNI_KEYS=str(script))
        script.unlink()
        path.with_name(f"{path.name}.saved").replace(path)

    def saved(self, path: Path) -> None:
        """Open a workbook and save it in place, as a clerk does who changed nothing."""
        self.pressed(path, [])

    def _play(self, macro: str, **environment: str) -> None:
        # A first start laid the profile out, an empty module in it.
        (self._profile / "user" / "basic" / "Standard" / "Module1.xba").write_text(_MODULE.format(macro), "utf-8")
        self._start("macro:///Standard.Module1.Main", **environment)


def _typed(text: str) -> str:
    return "type " + " ".join(str(ord(one)) for one in text)


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
