"""What HR typed into the machine's cells of 返信 and 登録者 hides their rows: まとめ says which, and what to clear."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factory_firm import Firm
from tests.factory_registrations import AT
from tests.sheets_emulator.formulas import effective
from workflows import columns
from workflows.columns import KANA, KEY, NUMBER, STATE, SUBJECT

HOUR = timedelta(hours=1)


def type_into(firm: Firm, tab: str, title: str, text: str) -> None:
    found = firm.book.titled(tab)
    assert found
    at = [effective(firm.book, found, 0, n) for n in range(len(found.cells[0]))].index(title)
    found.cell(1, at).entered = {"stringValue": text} if text else {}


def said(firm: Firm) -> str:
    tab = firm.book.titled(columns.SUMMARY_TAB)
    assert tab
    return "\n".join(str(effective(firm.book, tab, row, 0)) for row in range(tab.last_row()))


@pytest.fixture
def told(ready: Firm) -> Firm:
    """One member with a letter."""
    ready.run()
    ready.judge(str(ready.shown()[0][KEY]), "承認")
    ready.run(AT + HOUR)
    assert "表示できない" not in said(ready)
    return ready


def test_which_cells_are_to_be_cleared(told: Firm) -> None:
    number = str(told.shown(columns.REPLIES_TAB)[0][NUMBER])
    key = str(told.shown(columns.MEMBERS_TAB)[0][KEY])
    type_into(told, columns.REPLIES_TAB, SUBJECT, "書き直した件名")
    type_into(told, columns.MEMBERS_TAB, KANA, "フリガナ")
    assert told.shown(columns.REPLIES_TAB)[0][STATE] == "#REF!"
    told.run(AT + 2 * HOUR)
    text = said(told)
    assert f"「返信」に書き込みがあり、表示できない行があります（#REF!）：{number} 件名。" in text
    assert f"「登録者」に書き込みがあり、表示できない行があります（#REF!）：{key} フリガナ。" in text
    assert "書き直した件名" not in text
    type_into(told, columns.REPLIES_TAB, SUBJECT, "")
    type_into(told, columns.MEMBERS_TAB, KANA, "")
    told.run(AT + 3 * HOUR)
    assert "#REF!" not in said(told)


def test_a_formula_that_was_typed_over_is_to_be_copied_from_another_row(told: Firm) -> None:
    number = str(told.shown(columns.REPLIES_TAB)[0][NUMBER])
    type_into(told, columns.REPLIES_TAB, STATE, "送信済みのはず")
    told.run(AT + 2 * HOUR)
    assert f"「返信」の次の行は、いちばん左の自動の列が書き換えられ、表示できません：{number}。" in said(told)
