"""HR's book in LibreOffice: what a clerk presses, and what a save keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.factory_libreoffice import LibreOffice
from tests.factory_registrations import AT, FORM, Office, answer, roster_sheet
from workflows import columns
from workflows.columns import JUDGEMENT, KEY, PROCEDURE, Judgement, Procedure

APPROVALS = 50


@pytest.fixture(scope="module")
def office_program(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    return LibreOffice(soffice, tmp_path_factory.mktemp("libreoffice"))


def rows(office: Office, tab: str) -> list[list[Any]]:
    """A tab's rows, without those at its end that hold nothing but a look."""
    found = [list(row) for row in openpyxl.load_workbook(office.book)[tab].iter_rows(values_only=True)]
    while found and not any(found[-1]):
        found.pop()
    return found


def test_fifty_approvals_take_three_keys_each_at_most(tmp_path: Path, office_program: LibreOffice) -> None:
    office = Office(tmp_path, list(map(answer, range(58))))
    office.roster = roster_sheet(range(58))
    office.run()
    for row in (0, 7, 8, 30):
        office.judge(row, Judgement.DECLINED, "重複")
    office.run(at=AT + timedelta(hours=1))
    declined = {row[KEY] for row in office.rows() if row[JUDGEMENT]}

    # The book opens at what is not judged yet. To the first such row, the word by the input method, then copied.
    first = ["Right", "Down", Judgement.APPROVED, "Ctrl+C"]
    each = ["Down", "Ctrl+V"] * (APPROVALS - 1)
    typed = len("shounin") + len(("Space", "Enter", "Enter", "Up"))
    presses = len(first) - 1 + typed + len(each)
    assert presses <= 3 * APPROVALS
    office_program.pressed(office.book, [*first, *each])

    judged = {str(row[KEY]): row[JUDGEMENT] for row in office.rows()}
    assert sum(word == Judgement.APPROVED for word in judged.values()) == APPROVALS
    assert {key for key, word in judged.items() if word == Judgement.DECLINED} == declined, (
        "hidden rows stay as they are"
    )
    office.run(at=AT + timedelta(hours=2))
    assert len(rows(office, columns.MEMBERS_TAB)) == 1
    # So many at once wait for a second word, once for all.
    office.judge(1, Judgement.APPROVED, procedure=Procedure.CONFIRM_ALL)
    office.run(at=AT + timedelta(hours=3))
    assert len(rows(office, columns.MEMBERS_TAB)) == 1 + APPROVALS


@pytest.fixture
def worked_on(tmp_path: Path) -> Office:
    """A book on whose every tab HR has written, with a column and a tab of her own."""
    office = Office(tmp_path)
    office.run()
    office.judge(0, Judgement.APPROVED, "=確かめました")
    office.judge(1, Judgement.ON_HOLD, "来週")
    office.run(at=AT + timedelta(hours=1))
    book = openpyxl.load_workbook(office.book)
    book["審査"].cell(1, 21).value = "電話した日"
    book["審査"].cell(2, 21).value = "4月3日"
    book["審査"].cell(3, 8).value = "2026-05-01"
    book["返信"].cell(2, 2).value = "☑"
    asked = [cell.value for cell in book["手入力"][1]]
    typed = answer(9, message="お電話で")
    for question in FORM.questions:
        if question.text in asked and typed.get(question.field):
            book["手入力"].cell(2, asked.index(question.text) + 1).value = str(typed[question.field])
    for column, word in enumerate(("2026-04-10", "登壇", "勉強会"), start=1):
        book["つながりの成果"].cell(2, column).value = word
    book["引き継ぎ"].cell(5, 2).value = "佐藤"
    book.create_sheet("電話の記録")["A1"] = "0900"
    book.save(office.book)
    office.run(at=AT + timedelta(hours=2))
    return office


TABS = (*columns.SHOWN_TABS, "電話の記録")


def test_a_save_keeps_words_dropdowns_colours_and_filters(worked_on: Office, office_program: LibreOffice) -> None:
    before = {tab: rows(worked_on, tab) for tab in TABS}
    looks = dict(_looks(worked_on))
    office_program.saved(worked_on.book)
    after = {tab: rows(worked_on, tab) for tab in TABS}
    for tab in TABS:
        assert [_texts(row) for row in after[tab]] == [_texts(row) for row in before[tab]], tab
    assert dict(_looks(worked_on)) == looks

    report = worked_on.run(at=AT + timedelta(hours=3))
    assert report.changes.desk.meddled == ()
    assert report.changes.new_keys == ()
    assert not report.changes.entries, "a save by itself says nothing new"
    again = {tab: rows(worked_on, tab) for tab in TABS}
    for tab in set(TABS) - {columns.SUMMARY_TAB}:
        assert [_texts(row) for row in again[tab]] == [_texts(row) for row in before[tab]], tab
    assert [row[4] for row in again["審査"]][:2] == [PROCEDURE, None]
    assert again["審査"][1][20] == "4月3日"


def _texts(row: list[Any]) -> list[str]:
    texts = [str(cell) if cell is not None else "" for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _looks(office: Office) -> Iterator[tuple[str, Any]]:
    """What may be chosen where, how many colours a tab has, what is frozen, filtered and hidden, by tab."""
    book = openpyxl.load_workbook(office.book)
    for tab in columns.SHOWN_TABS:
        sheet = book[tab]
        offered = {
            (one.formula1, str(one.sqref).split(":")[0])
            for one in sheet.data_validations.dataValidation
            if one.formula1
        }
        colours = sum(len(rules.rules) for rules in sheet.conditional_formatting)
        hidden = [number for number, row in sheet.row_dimensions.items() if row.hidden]
        yield tab, (offered, colours, sheet.freeze_panes, sheet.auto_filter.ref, hidden)
