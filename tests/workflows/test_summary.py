"""まとめ counts what HR has to do, and nobody's name stands in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.factory_registrations import TODAY, Office, answer
from workflows import summary
from workflows.columns import OUTCOMES
from workflows.linkage.tables import Outcome
from workflows.shell import Report


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, [answer(number) for number in range(6)])


def judged(office: Office) -> Report:
    office.run()
    for row, (word, comment) in enumerate([("承認", ""), ("保留", "来週"), ("本人に確認", "電話"), ("たぶん", "")]):
        office.judge(row, word, comment)
    office.run()
    office.answers[0] = answer(0, message="変えました")
    return office.run()


def test_what_is_to_do(office: Office) -> None:
    counts = summary.todo(judged(office).changes, reply_within=5)
    assert counts == {
        "undecided": 3,  # a word that is no judgement decides nothing
        "overdue": 3,
        "longest": 10,
        "reconfirm": 1,
        "on_hold": 1,
        "asked": 1,
    }


def test_outcomes_against_judgements_add_up(office: Office) -> None:
    table = dict(summary.crosstab(judged(office).changes))
    assert table[OUTCOMES[Outcome.VERIFIED]] == [3, 1, 0, 1, 1, 6]
    assert list(table) == list(OUTCOMES.values())


def test_weeks_end_with_this_one(office: Office) -> None:
    weeks = summary.weekly(office.run().changes, TODAY)
    assert len(weeks) == summary.WEEKS
    assert weeks[-1] == (date(2026, 4, 13), 0)
    assert weeks[-3] == (date(2026, 3, 30), 6)


def test_what_is_odd_is_told_by_key(office: Office) -> None:
    office.run()

    def change(rows: list[list[Any]]) -> None:
        rows[2][rows[0].index("ひとこと")] = "上書き"
        rows[3][rows[0].index("人事の判断")] = "たぶん"
        rows.append(list(rows[1]))
        rows.append(["ABCDEFGH"])

    office.edit(change)
    report = office.run()
    told = list(summary.notices(report.changes, report.roster))
    keys = [str(row["受付番号"]) for row in office.rows()]
    assert len(told) == 4
    assert keys[0] in told[0]
    assert "1件" in told[1]
    assert f"{keys[1]} ひとこと" in told[2]
    assert keys[2] in told[3]


def test_nobody_is_named(office: Office) -> None:
    report = judged(office)
    lines = summary.lines(report.changes, report.roster, today=TODAY, reply_within=5)
    text = "".join(str(cell) for line in lines for cell in line.cells)
    assert not any(str(one[field]) in text for one in office.answers for field in ("name", "kana", "email", "phone"))
