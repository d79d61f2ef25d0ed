"""Files as real exports leave them: every format, every damage."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest

from tests.factory_registrations import answer, save, sheet
from workflows.spreadsheets.places import Place, read_tables
from workflows.stopped import Stopped

ROWS = [["番号", "名"], ["00012", "青葉\n晴子"], ["", "=1+1"]]


def read(path: Path | str) -> list[list[object]]:
    (found,) = read_tables(str(path))
    return [list(row) for row in found.rows]


def test_xlsx_keeps_types(tmp_path: Path) -> None:
    when = datetime(2026, 9, 1, 9, 40)  # noqa: DTZ001
    path = save(tmp_path / "a.xlsx", [["a", 1.5, when, None, True], [None, "_x0041_", "=1+1", "", ""]])
    assert read(path) == [["a", 1.5, when, "", True], ["", "_x0041_", "=1+1", "", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize(("suffix", "separator"), [(".csv", ","), (".tsv", "\t"), (".csv", "\t")])
def test_csv_in_the_encodings_of_this_country(tmp_path: Path, encoding: str, suffix: str, separator: str) -> None:
    path = tmp_path / f"a{suffix}"
    text = f'番号{separator}名\r\n00012{separator}"青葉\n晴子"\r\n{separator}=1+1\r\n'
    path.write_bytes(text.encode(encoding))
    assert read(path) == ROWS


def test_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"番号": ["00012", ""], "名": ["青葉\n晴子", "=1+1"]}), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == ROWS


def test_a_tab_is_named_behind_the_path(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["一"]], tab="一", more={"二": [["二"]]})
    assert [found.name for found in read_tables(str(path))] == ["一", "二"]
    assert read(f"{path}/二") == [["二"]]
    with pytest.raises(Stopped, match="シート `三` がありません"):
        read_tables(f"{path}/三")


def test_places_are_written_one_way() -> None:
    assert Place.parse("google:1AbC/フォームの回答 1") == Place("1AbC", "フォームの回答 1", google=True)
    assert str(Place.parse("google:1AbC")) == "google:1AbC"
    assert Place.parse("no/such.xlsx") == Place("no/such.xlsx")


def test_blank_edges_are_remembered(tmp_path: Path) -> None:
    (found,) = read_tables(str(save(tmp_path / "a.xlsx", [[], [None, None, "c3"]])))
    assert (found.first_row, found.first_column, [list(row) for row in found.rows]) == (2, 3, [["c3"]])


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xlsx", b"", "0バイト"),
        ("a.csv", b"", "0バイト"),
        ("a.xlsx", b"<html>sign in</html>", "壊れているか"),
        ("a.xlsx", b"PK\x03\x04half", "壊れているか"),
        ("a.ods", b"PK\x03\x04half", "壊れているか"),
        ("a.xls", b"not a workbook", "壊れているか"),
        ("a.parquet", b"PAR1", "壊れているか"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "パスワード"),
        ("a.csv", '番号,名\n1,"閉じない'.encode(), "2行目で引用符"),
        ("a.csv", b"\x81", "文字コード"),
        ("a.pdf", b"%PDF", "形式は読めません"),
    ],
)
def test_damage_is_told_with_a_way_out(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Stopped, match=told) as stopped:
        read_tables(str(path))
    assert stopped.value.problems[0].hint


def test_a_workbook_cut_off_anywhere_never_crashes(tmp_path: Path) -> None:
    whole = save(tmp_path / "whole.xlsx", sheet([answer(0)])).read_bytes()
    cut = tmp_path / "cut.xlsx"
    for length in range(1, len(whole) - 1, max(len(whole) // 25, 1)):
        cut.write_bytes(whole[:length])
        with pytest.raises(Stopped):
            read_tables(str(cut))


def test_a_workbook_with_a_part_missing_never_crashes(tmp_path: Path) -> None:
    whole = save(tmp_path / "whole.xlsx", sheet([answer(0)]))
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for missing in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        path = tmp_path / "part.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in parts.items():
                if name != missing:
                    archive.writestr(name, data)
        # Readers differ in what they can do without; what they cannot must be told.
        with suppress(Stopped):
            read_tables(str(path))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="ありません"):
        read_tables(str(tmp_path / "none.xlsx"))
