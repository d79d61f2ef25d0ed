"""Lists that leave the book: text that might be calculated arrives as text, and no list lies where Git sees it."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factory_payloads import PAYLOADS
from tests.factory_registrations import AT
from workflows.settings import ROOT
from workflows.spreadsheets import exported
from workflows.spreadsheets.cells import as_text, tidy
from workflows.stopped import Stopped

ROWS = [[text, n, date(2026, 4, 1)] for n, text in enumerate(PAYLOADS)]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def office(soffice: str, folder: Path, name: str, *options: str) -> list[list[ElementTree.Element]]:
    """The cells of a table as LibreOffice holds them after it opened, calculated and saved it."""
    profile = f"-env:UserInstallation=file://{folder}/office"
    command = [soffice, profile, "--headless", *options, "--convert-to", "ods", "--outdir", folder, folder / name]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile((folder / name).with_suffix(".ods")) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    table = next(root.iter(f"{TABLE}table"))
    return [list(row.iter(f"{TABLE}table-cell")) for row in table.iter(f"{TABLE}table-row")]


def shown(cell: ElementTree.Element) -> str:
    return "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))


def bare(text: str) -> str:
    """`text` without blanks, which LibreOffice writes as elements of their own."""
    return "".join(tidy(text).split())


def calculated(rows: list[list[ElementTree.Element]]) -> int:
    return sum(f"{TABLE}formula" in cell.attrib for row in rows for cell in row)


CALCULATING = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true"
"""As LibreOffice opens a csv where someone has told it to calculate what looks like a formula."""


def test_libreoffice_calculates_nothing_of_a_csv_even_where_it_is_told_to(soffice: str, tmp_path: Path) -> None:
    exported.write(tmp_path / "members.csv", ["言葉", "番号", "日"], ROWS, AT)
    (tmp_path / "unguarded.csv").write_text("".join(f'"{text}"\n' for text in ("=1+1", "=SUM(A1)")), "utf-8-sig")
    unguarded = office(soffice, tmp_path, "unguarded.csv", CALCULATING)
    assert calculated(unguarded) == 2, "this way of opening does calculate"
    rows = office(soffice, tmp_path, "members.csv", CALCULATING)
    assert calculated(rows) == 0
    assert len(rows) == len(PAYLOADS) + 1
    for payload, row in zip(PAYLOADS, rows[1:], strict=True):
        if exported.guarded(payload) != payload:
            assert row[0].get(f"{OFFICE}value-type") == "string"
            assert bare(shown(row[0]).removeprefix("'")) == bare(payload.removeprefix("'"))


def test_a_csv_reads_back_as_it_was_apart_from_the_apostrophes(tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    exported.write(path, ["言葉", "番号", "日"], ROWS, AT)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file))
    assert read[0] == ["言葉", "番号", "日"]
    assert [row[0] for row in read[1:]] == [exported.guarded(as_text(text)) for text in PAYLOADS]
    assert {row[2] for row in read[1:]} == {"2026-04-01"}


@given(st.text())
def test_no_text_reaches_a_csv_with_a_sign_first_that_calculates(text: str) -> None:
    data = exported.as_csv(["x"], [[text]])
    field = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1]
    (said,) = field or [""]
    assert said.lstrip(" 　\t\r\n\ufeff\u200b\u200c\u200d\u2060")[:1] not in tuple(exported.HARMFUL)
    assert said.removeprefix("'") == as_text(text).encode("utf-8", "replace").decode().removeprefix("'")


def test_libreoffice_calculates_nothing_of_a_workbook_and_keeps_its_cells_text(soffice: str, tmp_path: Path) -> None:
    """A cell of a text format stays text when it is edited, and takes that format along when it is copied."""
    exported.write(tmp_path / "members.xlsx", ["言葉", "番号", "日"], ROWS, AT)
    rows = office(soffice, tmp_path, "members.xlsx")
    assert calculated(rows) == 0
    for payload, row in zip(PAYLOADS, rows[1:], strict=False):
        assert row[0].get(f"{OFFICE}value-type") == "string"
        assert bare(shown(row[0])) == bare(payload)
    sheet = openpyxl.load_workbook(tmp_path / "members.xlsx").worksheets[0]
    assert {cell.number_format for cell in sheet["A"]} == {"@"}
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert {cell.data_type for cell in sheet["B"]} == {"s", "n"}


def test_nothing_is_written_inside_a_repository(tmp_path: Path) -> None:
    for place in (ROOT / "members.xlsx", ROOT / "content" / "members.csv"):
        with pytest.raises(Stopped, match="Git"):
            exported.write(place, ["x"], [["a"]], AT)
        assert not place.exists()
    (tmp_path / "link").symlink_to(ROOT / "docs")
    with pytest.raises(Stopped, match="Git"):
        exported.write(tmp_path / "link" / "members.csv", ["x"], [["a"]], AT)


def test_a_wrong_ending_names_the_right_ones(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match=r"\.csv \.xlsx"):
        exported.write(tmp_path / "members.txt", ["x"], [["a"]], AT)


def test_a_list_is_its_owners_alone_and_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new" / "members.csv"
    exported.write(path, ["x"], [["a"]], AT)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Stopped, match="No space"):
            exported.write(path, ["x"], [["b"]], AT)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["members.csv"]
