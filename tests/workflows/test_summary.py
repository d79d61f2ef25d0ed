"""まとめ counts what HR has to do, and nobody's name stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.factory_members import ALARM, ROSTER, SECRET, Desk
from tests.factory_registrations import ASKED, FORM, TODAY, Office, answer
from workflows import columns, responses, summary, todo
from workflows.columns import (
    CLERK,
    CONFIRMED,
    JUDGEMENT,
    OUTCOMES,
    PROCEDURE,
    REASON,
    RECHECK,
    Confirmed,
    Judgement,
    Procedure,
)
from workflows.header import Table
from workflows.linkage.tables import Outcome
from workflows.replies import NOT_SENT, SENDING, Kind
from workflows.shell import JAPAN, Report
from workflows.spreadsheets.places import Sheet
from workflows.spreadsheets.review_sheet import SUMMARY_COLUMNS, SUMMARY_ROWS
from workflows.todo import Facts


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
    counts = todo.todo(judged(office).changes, reply_within=5)
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


def test_nobody_waits_for_a_judgement_who_left_before_it() -> None:
    desk = Desk()
    for number in (0, 1):
        desk.answer(number)
    desk.run()
    desk.cells[desk.keys[0]][PROCEDURE] = Procedure.WITHDRAW
    for _ in range(2):
        some = facts(desk, days=10)
        counts = todo.everything(some)
        assert (counts["undecided"], counts["overdue"]) == (1, 1)
        assert list(some.changes.waiting) == [desk.keys[1]]
        assert dict(summary.crosstab(some.changes))[OUTCOMES[Outcome.VERIFIED]] == [1, 0, 0, 0, 0, 1]


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


def page(office: Office) -> list[tuple[Any, ...]]:
    """まとめ as HR opens it."""
    return list(openpyxl.load_workbook(office.book)[columns.SUMMARY_TAB].iter_rows(values_only=True))


def test_nobody_is_named(office: Office) -> None:
    judged(office)
    text = "".join(str(cell) for row in page(office) for cell in row if cell is not None)
    assert "変更された回答" in text
    assert not any(str(one[field]) in text for one in office.answers for field in ("name", "kana", "email", "phone"))


def facts(desk: Desk, days: int = 0) -> Facts:
    """One more run, and what まとめ is made of then."""
    before = replace(desk.book, sent=dict(desk.sent))
    changes = desk.run(days=days)
    return Facts(changes, before, ROSTER, desk.today, secret=SECRET)


def told(some: Facts) -> dict[str, tuple[Any, ...]]:
    """まとめ by what begins its rows."""
    return {str(line.cells[0]).removeprefix("▶ "): line.cells[1:] for line in summary.lines(some) if line.cells}


def test_what_letters_days_and_procedures_ask_of_hr() -> None:
    desk = Desk()
    for number in range(9):
        desk.answer(number, department=ALARM if number == 8 else "")
    # Another address than the roster's: the invitation waits until somebody made sure of it.
    desk.answer(1, email="other@example.com")
    desk.run()
    key = desk.keys
    for number in (0, 1, 8):
        desk.cells[key[number]] = {JUDGEMENT: Judgement.APPROVED, CLERK: "佐藤", REASON: "名簿の電話"}
    desk.cells[key[2]] = {JUDGEMENT: Judgement.ON_HOLD, REASON: "来週", RECHECK: "2026-04-20"}
    for number in (3, 4, 5):
        desk.cells[key[number]] = {JUDGEMENT: Judgement.ASK, REASON: "電話"}
    desk.cells[key[6]] = {JUDGEMENT: Judgement.DECLINED, REASON: "なんとなく"}
    desk.cells[key[7]] = {JUDGEMENT: "たぶん"}
    desk.run()
    desk.cells[key[3]][CONFIRMED] = Confirmed.PHONED
    desk.cells[key[0]][PROCEDURE] = Procedure.ERASE  # nobody else has confirmed it
    for number, mark in ((4, SENDING), (5, NOT_SENT)):
        (letter,) = [one.number for one in desk.letters(key[number]) if one.kind == Kind.ASK]
        desk.sent[letter] = (True, mark)
    counts = todo.everything(facts(desk, days=14))
    expected = {
        "held": 1, "recheck": 1, "asked_due": 3, "proven": 1, "letters_address": 1, "letters_stopped": 1,
        "letters_failed": 1, "erasing": 1, "undecided": 1, "lacking": 2,
    }  # fmt: skip
    assert {name: counts[name] for name in expected} == expected
    assert counts["letters_ready"] > 0


def test_an_erased_answer_is_told_until_it_left_the_form() -> None:
    desk = Desk()
    for number in range(3):
        desk.answer(number)
    desk.run()
    key = desk.keys[1]
    desk.cells[key] = {
        JUDGEMENT: Judgement.APPROVED, CLERK: "佐藤", columns.CONFIRMER: "鈴木", PROCEDURE: Procedure.ERASE
    }  # fmt: skip
    own = Sheet("電話の記録", [["受付番号", "メモ"], [key.lower(), "折り返し"]])
    desk.book = replace(desk.book, tabs=(own,))
    erasing = facts(desk)
    assert erasing.changes.erased
    notices = [str(line.cells[0]) for line in summary.lines(erasing) if line.look == "notice"]
    assert key in notices[0]
    assert "2026-04-01" in notices[0]
    assert "電話の記録" in notices[1]
    for _ in range(2):  # every run says so, not only the next one
        later = facts(desk)
        assert told(later)["削除した方の、消し残した回答"][0] == 1
        form, tab = [str(line.cells[0]) for line in summary.lines(later) if line.look == "notice"]
        assert f"フォームの「回答」か回答の表に残っています：{key}（2026-04-01）" in form
        assert f"シート「電話の記録」に残っています：{key}" in tab
    gone = desk.answers.pop(1)
    desk.book = replace(desk.book, tabs=())
    cleared = facts(desk)
    assert told(cleared)["削除した方の、消し残した回答"][0] == 0
    assert key not in "".join(str(line.cells) for line in summary.lines(cleared))
    # What was typed by hand is known by the same marks.
    table = Table("手入力", {name: place for place, name in enumerate(ASKED)}, [[gone[name] for name in ASKED]], 1)
    typed = [replace(one, number=99) for one in responses.parse(table, FORM, id_width=8)]
    read = replace(cleared.changes, left=desk.run(typed=typed).left)
    (notice,) = [one for one in summary.lines(replace(cleared, changes=read)) if key in str(one.cells)]
    assert f"「手入力」に残っています：{key}（2026-04-01）" in str(notice.cells[0])


def test_groups_of_members_are_told_from_five_on() -> None:
    desk = Desk()
    for number in range(14):
        desk.answer(
            number,
            ways="読むだけ, 若手の相談に乗れる" if number < 6 else "読むだけ" if number < 12 else "再入社に興味がある",
        )
    desk.run()
    for key in desk.keys.values():
        desk.cells[key] = {JUDGEMENT: Judgement.APPROVED}
    some = facts(desk)
    assert summary.by_way(some).told == {"読むだけ": 12}  # six and two would be too few beside it
    assert summary.by_way(some).rest == 8
    assert summary.by_year(some).told == {"2015年": 14}


def test_the_first_rows_stand_where_the_chart_looks_for_them() -> None:
    desk = Desk()
    desk.answer(1)
    lines = summary.lines(facts(desk))
    weeks = [row for row, line in enumerate(lines) if line.look == "week"]
    assert weeks == list(range(summary.FIRST_WEEK, summary.FIRST_WEEK + summary.WEEKS))


def test_it_fits_where_sheets_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    desk.answer(1)
    some = facts(desk)
    many = {key: replace(line, ways=f"関わり方{key}") for key, line in some.standings.items()}
    monkeypatch.setattr(summary, "members", lambda _: many)
    longest = summary.lines(some)
    assert len(longest) + summary.YEARS + 20 < SUMMARY_ROWS
    assert max(len(line.cells) for line in longest) <= SUMMARY_COLUMNS


def test_outcomes_are_counted_by_kind() -> None:
    desk = Desk()
    desk.answer(1)
    rows = [
        ["日付", "種類", "メモ"],
        ["2026-04-01", "登壇", ""],
        ["2026-04-02", "登壇", "勉強会"],
        ["", "お茶会", ""],
        [""],
    ]
    desk.book = replace(desk.book, gains=Sheet("つながりの成果", rows))
    assert summary.gained(facts(desk)) == [("再入社", 0), ("業務委託", 0), ("登壇", 2), ("相談", 0), ("そのほか", 1)]


def test_the_next_run_is_told_where_it_is_known() -> None:
    desk = Desk()
    desk.answer(1)
    some = facts(desk)
    assert "決まった時刻はありません" in told(some)["次の照合"][0]
    known = replace(some, next_run=datetime(2026, 4, 16, 9, 17, tzinfo=JAPAN))
    assert told(known)["次の照合"][0].startswith("2026-04-16（木）09:17")
