"""Lists that leave the book: text that might be calculated arrives as text, and no list lies where Git sees it."""

from __future__ import annotations

import csv
import io
import os
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.factory_libreoffice import OFFICE, LibreOffice, formulas, shown
from tests.factory_payloads import PAYLOADS
from tests.factory_registrations import AT
from workflows.settings import ROOT
from workflows.spreadsheets import exported, xlsx
from workflows.spreadsheets.cells import as_text, tidy
from workflows.spreadsheets.places import read_tables
from workflows.stopped import Stopped

ROWS = [[text, n, date(2026, 4, 1)] for n, text in enumerate(PAYLOADS)]


@pytest.fixture(scope="module")
def office(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice, started once."""
    return LibreOffice(soffice, tmp_path_factory.mktemp("office"))


def bare(text: str) -> str:
    """`text` without blanks, which LibreOffice writes as elements of their own."""
    return "".join(tidy(text).split())


CALCULATING = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true"
"""As LibreOffice opens a csv where someone has told it to calculate what looks like a formula."""


def test_libreoffice_calculates_nothing_of_a_csv_even_where_it_is_told_to(office: LibreOffice, tmp_path: Path) -> None:
    exported.write(tmp_path / "members.csv", ["言葉", "番号", "日"], ROWS, AT)
    (tmp_path / "unguarded.csv").write_text('"=1+1"\n"=SUM(A1)"\n', "utf-8-sig")
    unguarded = office.opened(tmp_path / "unguarded.csv", CALCULATING)
    assert len(formulas(unguarded)) == 2, "this way of opening does calculate"
    rows = office.opened(tmp_path / "members.csv", CALCULATING)
    assert formulas(rows) == []
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_a_csv_of_responses_is_read_as_people_typed_it(tmp_path: Path, encoding: str) -> None:
    """What comes in keeps every sign; text is made harmless where it goes out, never where it is compared."""
    texts = [text for text in PAYLOADS if text.encode(encoding, "ignore").decode(encoding) == text]
    assert len(texts) >= 60
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["言葉", "番号"], *([text, "00123"] for text in texts)])
    (tmp_path / "responses.csv").write_bytes(text.getvalue().encode(encoding))
    (sheet,) = read_tables(str(tmp_path / "responses.csv"))
    assert [list(row) for row in sheet.rows] == [["言葉", "番号"], *([text, "00123"] for text in texts)]


@given(st.text())
def test_no_text_reaches_a_csv_with_a_sign_first_that_calculates(text: str) -> None:
    data = exported.as_csv(["x"], [[text]])
    field = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1]
    (said,) = field or [""]
    assert said.lstrip(" 　\t\r\n\ufeff\u200b\u200c\u200d\u2060")[:1] not in tuple(exported.HARMFUL)
    assert said.removeprefix("'") == as_text(text).encode("utf-8", "replace").decode().removeprefix("'")


def test_nothing_of_a_workbook_revives_when_it_is_copied_or_edited_and_entered_again(
    office: LibreOffice, tmp_path: Path
) -> None:
    plain = xlsxwriter.Workbook(str(tmp_path / "plain.xlsx"), {"strings_to_formulas": False})
    plain.add_worksheet().write_string(0, 0, "=1+1")
    plain.close()
    assert formulas(office.handled(tmp_path / "plain.xlsx")), "a hand that enters text as it is shown does revive it"
    exported.write(tmp_path / "members.xlsx", ["言葉"], [[text] for text in PAYLOADS], AT)
    rows = office.handled(tmp_path / "members.xlsx")
    assert formulas(rows) == []
    texts = [bare(shown(row[0])) for row in rows if row and shown(row[0])]
    assert texts == 2 * ["言葉", *(bare(xlsx.guarded(text)) for text in PAYLOADS)]


@given(st.text(alphabet="'=+-@({|a"))
def test_an_apostrophe_that_was_added_is_taken_away_again(text: str) -> None:
    assert xlsx.unguarded(xlsx.guarded(text)) == text


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
