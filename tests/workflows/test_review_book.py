"""HR's book as a file: text stays text, faults lose nothing, offices' programs open it."""

from __future__ import annotations

import errno
import os
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.factory_deaths import power_cut
from tests.factory_registrations import AT, Office, answer
from workflows.columns import COLUMNS, OUR_TABS
from workflows.spreadsheets import review_looks, safely
from workflows.spreadsheets.cells import tidy
from workflows.spreadsheets.widths import column_widths
from workflows.spreadsheets.xlsx import guarded
from workflows.stopped import Stopped

FUNCTIONS = ['HYPERLINK("http://x.invalid","y")', "cmd|' /C calc'!A0", 'IMPORTXML("http://x.invalid","//a")', "1+1"]
FUNCTIONS += ['DDE("cmd";"/C calc";"x")', 'WEBSERVICE("http://x.invalid")', "SUM(A1:A9)", "A1", "2+5+cmd|' /C calc'!A0"]
STARTS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "'=", '"=', " =", "{=", ";="]
PAYLOADS = [start + function for start in STARTS for function in FUNCTIONS[:4]]
PAYLOADS += ["=" + function for function in FUNCTIONS[4:]]
PAYLOADS += ["=-1", '="a"&"b"', "{=SUM(A1)}", "=1\x00+1", "http://x.invalid", "mailto:a@x.invalid", "internal:審査!A1"]
PAYLOADS += [
    "_x003D_1+1",
    "<b>太字</b>",
    "&lt;",
    "]]>",
    "1e5",
    "00123",
    "2026/01/01",
    "TRUE",
    "#N/A",
    "'",
    "=",
    "\u202e=1+1",
]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_formulas_arrive_as_text_and_stay_text_when_a_cell_is_edited(office: Office) -> None:
    assert len(PAYLOADS) >= 60
    fields = (
        "message",
        "name",
        "kana",
        "department",
        "tenure",
        "employee_id",
        "phone",
        "ways",
        "status",
        "former_name",
    )
    office.answers = [
        answer(0, **{fields[n % len(fields)]: payload, "message": payload}, timestamp=f"2026/04/01 9:{n % 60:02d}:00")
        for n, payload in enumerate(PAYLOADS)
    ]
    office.run()
    worksheet = openpyxl.load_workbook(office.book)["審査"]
    message = [column.title for column in COLUMNS].index("ひとこと") + 1
    for row in worksheet.iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type in ("s", "d", "n")
            assert cell.data_type != "n" or cell.value is None or cell.column == len(COLUMNS)
            assert cell.hyperlink is None
            text = str(cell.value or "")
            if text.lstrip()[:1] in "=+-@" and text:
                assert cell.number_format == "@"
    assert [worksheet.cell(n + 2, message).value or "" for n in range(len(PAYLOADS))] == [
        guarded(tidy(payload)) for payload in PAYLOADS
    ]
    assert [row["ひとこと"] or "" for row in office.rows()] == [tidy(payload) for payload in PAYLOADS]
    before = office.rows()
    office.run()
    assert office.rows() == before


def test_what_hr_typed_looks_like_a_formula_and_stays_text(office: Office) -> None:
    office.run()
    office.judge(0, "保留", '=HYPERLINK("http://x.invalid")')
    office.run()
    cell = openpyxl.load_workbook(office.book)["審査"].cell(2, 3)
    assert (cell.data_type, cell.value) == ("s", '\'=HYPERLINK("http://x.invalid")')
    assert office.rows()[0]["理由・コメント"] == '=HYPERLINK("http://x.invalid")', "read as she wrote it"


def test_the_book_has_its_tabs_dropdown_filter_and_notes(office: Office) -> None:
    office.run()
    book = openpyxl.load_workbook(office.book)
    assert tuple(book.sheetnames) == OUR_TABS
    assert [book[name].sheet_state for name in OUR_TABS] == ["visible"] * 8 + ["hidden"] * 5
    worksheet = book["審査"]
    assert [cell.value for cell in worksheet[1]] == [column.title for column in COLUMNS]
    assert all(cell.comment and cell.comment.text for cell in worksheet[1])
    dropdowns = {str(one.sqref)[0]: one.formula1 for one in worksheet.data_validations.dataValidation}
    assert dropdowns["B"] == '"承認,見送り,保留,本人に確認"'
    assert dropdowns["E"] == '"まとめて承認を確定,登録の解除,削除,開示,復元,登録の取消"'
    assert dropdowns["G"] == '"名簿のメールに返信,名簿の電話,社員番号,その他"'
    assert worksheet.freeze_panes == "C2"
    assert worksheet.auto_filter.ref == "A1:T5"
    assert worksheet["S2"].is_date


def test_the_book_opens_at_what_is_not_judged_yet(office: Office) -> None:
    office.run()
    office.judge(1, "承認")
    office.run()
    worksheet = openpyxl.load_workbook(office.book)["審査"]
    (chosen,) = worksheet.auto_filter.filterColumn
    assert (chosen.colId, chosen.filters and chosen.filters.blank) == (1, True)
    assert [worksheet.row_dimensions[number].hidden for number in range(2, 6)] == [False, True, False, False]


def test_an_edited_row_offers_its_own_confirmation(office: Office) -> None:
    office.run()
    office.judge(1, "承認")
    office.run()
    office.answers[1] = answer(1, message="変えました")
    office.run()
    dropdowns = openpyxl.load_workbook(office.book)["審査"].data_validations.dataValidation
    offered = {str(one.sqref): one.formula1 for one in dropdowns if str(one.sqref).startswith("E")}
    others = '"まとめて承認を確定,登録の解除,削除,開示,復元,登録の取消"'
    assert offered == {"E2": others, "E3": f'"第2版を確認,{others[1:]}', "E4:E505": others}


def test_the_previous_book_stays_beside_it(office: Office) -> None:
    office.run()
    before = office.book.read_bytes()
    office.run()
    assert safely.backup_of(office.book).read_bytes() == before
    assert {path.name for path in office.folder.iterdir()} == {
        "review.xlsx", "review.bak.xlsx", "responses.xlsx", "roster.xlsx",
    }  # fmt: skip


def test_who_may_read_the_book_stays_as_hr_set_it(office: Office) -> None:
    office.run()
    office.book.chmod(0o640)
    office.run()
    assert office.book.stat().st_mode & 0o777 == 0o640
    assert safely.backup_of(office.book).stat().st_mode & 0o777 == 0o640


def test_columns_stay_as_wide_as_hr_made_them_and_hidden_ones_hidden(office: Office) -> None:
    office.run()
    first = column_widths(office.book, "審査")
    office.run()
    assert column_widths(office.book, "審査") == first
    book = openpyxl.load_workbook(office.book)
    book["審査"].column_dimensions["C"].width = 70
    book["審査"].column_dimensions["L"].hidden = True
    book.create_sheet("覚え書き", 0).column_dimensions["A"].width = 33
    book["覚え書き"]["A1"] = "引き継ぎ"
    book.save(office.book)
    office.run()
    office.run()
    found = column_widths(office.book, "審査")
    assert round(found[2].characters) == 69  # a program counts its padding in
    assert found[11].hidden
    assert found[0] == first[0]
    assert round(column_widths(office.book, "覚え書き")[0].characters) == 32


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>"])
def test_widths_of_what_is_no_workbook_are_unknown(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    assert column_widths(tmp_path / "a.xlsx", "審査") == {}


@pytest.mark.parametrize("lock", [".~lock.review.xlsx#", "~$review.xlsx"])
def test_a_book_open_elsewhere_is_left_alone(office: Office, lock: str) -> None:
    office.run()
    before = office.book.read_bytes()
    (office.folder / lock).touch()
    with pytest.raises(Stopped, match="開いています") as stopped:
        office.run()
    assert lock in stopped.value.problems[0].hint
    assert office.book.read_bytes() == before


def test_a_book_saved_by_hr_during_the_run_is_left_as_she_saved_it(office: Office) -> None:
    office.run()

    def meanwhile(stage: str) -> None:
        if stage == "linking":
            office.judge(0, "承認")

    with pytest.raises(Stopped, match="途中で"):
        office.run(stage=meanwhile)
    assert office.rows()[0]["人事の判断"] == "承認"
    office.run()
    assert office.rows()[0]["人事の判断"] == "承認"


def test_two_runs_at_once_do_not_meet(office: Office) -> None:
    office.run()
    with safely.alone(office.book), pytest.raises(Stopped, match="別の照合"):
        office.run()
    office.run()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"<html>"])
def test_a_damaged_book_is_told_and_not_replaced(office: Office, damage: bytes) -> None:
    office.run()
    office.run()
    office.book.write_bytes(damage)
    with pytest.raises(Stopped) as stopped:
        office.run()
    assert office.book.read_bytes() == damage
    assert safely.backup_of(office.book).exists()
    assert stopped.value.problems[0].hint


def test_another_workbook_in_its_place_is_not_replaced(office: Office) -> None:
    office.run()
    shutil.copy(office.folder / "roster.xlsx", office.book)
    before = office.book.read_bytes()
    with pytest.raises(Stopped, match="審査"):
        office.run()
    assert office.book.read_bytes() == before


def _rename_tab(book: Any) -> None:
    book["審査"].title = "判断"


def _rename_column(book: Any) -> None:
    book["審査"]["B1"] = "判断"


def _double_column(book: Any) -> None:
    book["審査"]["C1"] = "担当"


def _spoil_log(book: Any) -> None:
    book["_log"]["B2"] = "二"


def _newer(book: Any) -> None:
    book["_runs"]["A2"] = "99"


@pytest.mark.parametrize("spoil", [_rename_tab, _rename_column, _double_column, _spoil_log, _newer])
def test_a_book_whose_frame_was_changed_stops_the_run(office: Office, spoil: Any) -> None:
    office.run()
    book = openpyxl.load_workbook(office.book)
    spoil(book)
    book.save(office.book)
    before = office.book.read_bytes()
    with pytest.raises(Stopped) as stopped:
        office.run()
    assert stopped.value.problems[0].hint
    assert office.book.read_bytes() == before


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        ("fsync", OSError(errno.ENOSPC, "no space"), "空きが足りず"),
        ("fsync", PermissionError(errno.EACCES, "sharing violation"), "開いたまま"),
        ("fsync", OSError(errno.EIO, "input/output error"), "書けません"),
    ],
)
def test_a_fault_while_writing_leaves_everything_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch, call: str, error: OSError, told: str
) -> None:
    office.run()
    before, names = office.book.read_bytes(), sorted(path.name for path in office.folder.iterdir())

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(Stopped, match=told):
            office.run()
    assert office.book.read_bytes() == before
    assert sorted(path.name for path in office.folder.iterdir()) == names
    office.run()


@pytest.mark.parametrize("moment", range(4))
def test_a_power_cut_at_any_rename_leaves_a_whole_book(office: Office, moment: int) -> None:
    office.run()
    office.judge(0, "承認")
    office.answers.append(answer(7))
    undisturbed = Office(office.folder / "other", list(office.answers))
    with power_cut(moment):
        office.run()
    assert len(office.rows()) in (4, 5)
    assert office.rows()[0]["人事の判断"] == "承認"
    office.run()
    assert [row["人事の判断"] for row in office.rows()].count("承認") == 1
    assert len(office.rows()) == len(undisturbed.answers) == 5


def test_an_empty_place_is_made_and_a_wrong_kind_refused(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.book = tmp_path / "new" / "folder" / "review.xlsx"
    office.run()
    assert office.book.exists()
    office.book = tmp_path / "review.csv"
    with pytest.raises(Stopped, match=r"\.xlsx"):
        office.run()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (1e300, 1e300),
        (float("nan"), "nan"),
        (date(1899, 5, 1), "1899-05-01"),
        (datetime(1899, 5, 1, 9), "1899-05-01 09:00:00"),  # noqa: DTZ001
        (True, True),
        ("_x000D_", "_x000D_"),
    ],
)
def test_whatever_stands_in_hrs_own_tab_can_be_written_again(tmp_path: Path, cell: Any, read: Any) -> None:
    from workflows.spreadsheets.places import read_tables
    from workflows.spreadsheets.xlsx import Writer

    path = tmp_path / "own.xlsx"
    writer = Writer(path, AT)
    writer.put(writer.book.add_worksheet("引き継ぎ"), 0, 0, cell)
    writer.book.close()
    (own,) = read_tables(str(path))
    assert own.rows[0][0] == read


def test_a_cell_no_xlsx_can_hold_stops_the_run(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.run()
    office.judge(0, "保留", "長い覚え書き")
    monkeypatch.setattr(review_looks, "LONGEST", 5)
    with pytest.raises(Stopped, match="2行目（"):
        office.run()
