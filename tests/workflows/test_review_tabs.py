"""HR's book as a file, tab by tab: letters, members, what HR types; and who is erased is gone from all of it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.factory_deaths import power_cut
from tests.factory_registrations import AT, FORM, Office, answer
from workflows import columns
from workflows.columns import CLERK, CONFIRMER, KEY, NUMBER, PROCEDURE, REASON, SEND, SENT, STATE, Procedure
from workflows.ledger import ReplyState
from workflows.review import Book
from workflows.spreadsheets import review_book, safely
from workflows.spreadsheets.cells import Cell

MARKS = ("青葉", "アオバ", "leaver0@", "09010000000")
"""What only the first leaver has."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Four people have answered; the first two are approved, and their letters lie ready."""
    held = Office(tmp_path)
    held.run()
    held.judge(0, "承認")
    held.judge(1, "承認")
    held.run(at=AT + timedelta(hours=1))
    return held


def write(office: Office, tab: str, row: int, words: Mapping[str, Cell]) -> None:
    """HR writes into the `row`-th row (0 first) of a tab, by title; formats are lost, values are what counts."""
    book = openpyxl.load_workbook(office.book)
    sheet = book[tab]
    titles = [cell.value for cell in sheet[1]]
    for title, word in words.items():
        sheet.cell(row + 2, titles.index(title) + 1).value = word
    book.save(office.book)


def shown(office: Office, tab: str) -> list[dict[str, Cell]]:
    sheet = openpyxl.load_workbook(office.book)[tab]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]  # type: ignore[arg-type]


def read(office: Office) -> Book:
    return review_book.read(office.book)


def test_an_approval_brings_a_letter_and_a_member(office: Office) -> None:
    keys = [str(row[KEY]) for row in office.rows()[:2]]
    assert [row[NUMBER] for row in shown(office, columns.REPLIES_TAB)] == [f"{key}-1" for key in keys]
    letter = shown(office, columns.REPLIES_TAB)[0]
    assert letter[STATE] == ReplyState.READY
    assert letter[columns.TO] == "leaver0@example.com"
    assert "青葉" in str(letter[columns.BODY])
    assert [row[columns.EMAIL] for row in shown(office, columns.MEMBERS_TAB)] == [
        "leaver0@example.com", "leaver1@example.com",
    ]  # fmt: skip
    book = read(office)
    assert [one.key for one in book.ledger] == keys
    assert book.sent == {f"{key}-1": (False, "") for key in keys}
    again = office.run(at=AT + timedelta(hours=2)).changes
    assert (again.standings, again.replies, again.audit) == ((), (), ()), "and nothing more comes of it"


@pytest.mark.parametrize("tick", ["☑", True, "✓"])
def test_hrs_ticks_are_read_and_stay_with_their_letter(office: Office, tick: Cell) -> None:
    numbers = [str(row[NUMBER]) for row in shown(office, columns.REPLIES_TAB)]
    write(office, columns.REPLIES_TAB, 1, {SEND: tick, SENT: "2026-04-16 10:00"})
    assert read(office).sent == {numbers[0]: (False, ""), numbers[1]: (True, "2026-04-16 10:00")}
    office.answers.append(answer(6))
    office.run(at=AT + timedelta(days=1))
    office.run(at=AT + timedelta(days=2))
    assert read(office).sent[numbers[1]] == (True, "2026-04-16 10:00")
    assert [row[NUMBER] for row in shown(office, columns.REPLIES_TAB)][:2] == numbers


def test_rows_of_letters_stay_as_hr_sorted_them_with_her_own_columns(office: Office) -> None:
    book = openpyxl.load_workbook(office.book)
    sheet = book[columns.REPLIES_TAB]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    rows = [[*rows[0], "メモ"], [*rows[2], "電話済み"], [*rows[1], None]]
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row, start=1):
            sheet.cell(r, c).value = value
    book.save(office.book)
    office.run(at=AT + timedelta(hours=2))
    after = shown(office, columns.REPLIES_TAB)
    assert [row[NUMBER] for row in after] == [rows[1][0], rows[2][0]]
    assert [row["メモ"] for row in after] == ["電話済み", None]
    assert after[0][columns.TO] == "leaver1@example.com"


def test_a_letter_row_that_hr_deletes_stays_deleted(office: Office) -> None:
    book = openpyxl.load_workbook(office.book)
    book[columns.REPLIES_TAB].delete_rows(2)
    book.save(office.book)
    office.run(at=AT + timedelta(hours=2))
    assert len(shown(office, columns.REPLIES_TAB)) == 1
    assert len(read(office).replies) == 2


def test_what_hr_types_is_read_like_a_response_and_never_written(office: Office) -> None:
    typed = answer(9)
    words = {question.text: typed.get(question.field) for question in FORM.questions if typed.get(question.field)}
    write(office, columns.TYPED_TAB, 0, words)
    office.run(at=AT + timedelta(hours=2))
    assert "leaver9@example.com" in str([row["ご回答と名簿の比較"] for row in office.rows()])
    sheet = read(office).typed
    assert sheet
    again = dict(zip(map(str, sheet.rows[0]), sheet.rows[1], strict=True))
    assert {title: again[title] for title in words} == words
    lines = len(read(office).log)
    office.run(at=AT + timedelta(hours=3))
    assert len(read(office).log) == lines
    assert len(office.rows()) == 5


def test_outcomes_and_handover_are_hrs(office: Office) -> None:
    write(office, columns.GAINS_TAB, 0, {columns.DAY: "2026-04-01", columns.GAIN: "登壇", columns.MEMO: "社内の会"})
    book = openpyxl.load_workbook(office.book)
    book[columns.HANDOVER_TAB]["B4"] = "山田"
    book.save(office.book)
    before = [[cell.value for cell in row] for row in openpyxl.load_workbook(office.book)[columns.HANDOVER_TAB].rows]
    office.run(at=AT + timedelta(hours=2))
    office.run(at=AT + timedelta(hours=3))
    assert shown(office, columns.GAINS_TAB)[0] == {
        columns.DAY: "2026-04-01", columns.GAIN: "登壇", columns.MEMO: "社内の会",
    }  # fmt: skip
    after = [[cell.value for cell in row] for row in openpyxl.load_workbook(office.book)[columns.HANDOVER_TAB].rows]
    assert after == before
    assert "山田" in str(after)


def test_every_header_explains_itself(office: Office) -> None:
    book = openpyxl.load_workbook(office.book)
    for name in (columns.REPLIES_TAB, columns.MEMBERS_TAB, columns.TYPED_TAB, columns.GAINS_TAB):
        assert all(cell.comment and cell.comment.text for cell in book[name][1]), name


# -- erasing


def erase(office: Office, row: int = 0) -> None:
    """HR chooses the erasure of the `row`-th person, with a second person's name."""
    words = {PROCEDURE: Procedure.ERASE.value, CLERK: "山田", CONFIRMER: "鈴木", REASON: "青葉さんのご希望"}
    write(office, columns.REVIEW_TAB, row, words)


def traces(folder: Path) -> dict[str, list[str]]:
    """Which files of HR's folder still hold what only the first leaver has, sources aside."""
    found: dict[str, list[str]] = {}
    for path in folder.iterdir():
        if path.name in ("responses.xlsx", "roster.xlsx"):
            continue
        data = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                data = b"".join(archive.read(name) for name in archive.namelist())
        marks = [mark for mark in MARKS if mark.encode() in data]
        if marks:
            found[path.name] = marks
    return found


def test_nothing_of_an_erased_person_stays_in_any_file(office: Office) -> None:
    office.run(at=AT + timedelta(hours=2))
    assert set(traces(office.folder)) == {"review.xlsx", "review.bak.xlsx"}
    gone, *others = [row[KEY] for row in office.rows()]
    erase(office)
    office.run(at=AT + timedelta(hours=3))
    assert traces(office.folder) == {}
    assert [row[KEY] for row in office.rows()] == others
    assert [row[KEY] for row in shown(office, columns.MEMBERS_TAB)] == others[:1]
    assert [row[NUMBER] for row in shown(office, columns.REPLIES_TAB)] == [f"{others[0]}-1"]
    assert {path.name for path in office.folder.iterdir()} == {
        "review.xlsx", "review.bak.xlsx", "responses.xlsx", "roster.xlsx",
    }  # fmt: skip
    assert [entry.key for entry in read(office).log if entry.kind == "削除"] == [gone]


def test_no_later_run_brings_an_erased_person_back(office: Office) -> None:
    erase(office)
    office.run(at=AT + timedelta(hours=3))
    others = [row[KEY] for row in office.rows()]
    lines = len(read(office).log)
    for hours in (4, 5):
        office.run(at=AT + timedelta(hours=hours))
    assert traces(office.folder) == {}
    assert [row[KEY] for row in office.rows()] == others
    assert len(read(office).log) == lines


def test_only_hrs_own_tabs_are_left_to_her(office: Office) -> None:
    book = openpyxl.load_workbook(office.book)
    book.create_sheet("覚え")["A1"] = "青葉さんは来月お電話"
    book.save(office.book)
    erase(office)
    office.run(at=AT + timedelta(hours=3))
    assert traces(office.folder) == {"review.xlsx": ["青葉"], "review.bak.xlsx": ["青葉"]}


@pytest.mark.parametrize("moment", range(4))
def test_wherever_the_power_is_cut_no_old_backup_lies_beside_an_erased_book(office: Office, moment: int) -> None:
    erase(office)
    with power_cut(moment) as patched:
        patched.setattr(Path, "unlink", lambda *_, **__: None)  # what is cut off tidies nothing up
        office.run(at=AT + timedelta(hours=3))
    book = traces(office.folder).get("review.xlsx")
    assert book or not safely.backup_of(office.book).exists() or "review.bak.xlsx" not in traces(office.folder)
    assert len(office.rows()) == (4 if book else 3)
    for lock in office.folder.glob(".*.lock"):
        lock.unlink()
    office.run(at=AT + timedelta(hours=4))
    assert traces(office.folder) == {}
    assert len(office.rows()) == 3


def test_a_book_that_lost_a_tab_of_letters_is_left_alone(office: Office) -> None:
    book = openpyxl.load_workbook(office.book)
    book[columns.REPLIES_TAB].title = "返信（旧）"
    book.save(office.book)
    before = office.book.read_bytes()
    with pytest.raises(Exception, match="返信"):
        office.run(at=AT + timedelta(hours=2))
    assert office.book.read_bytes() == before
