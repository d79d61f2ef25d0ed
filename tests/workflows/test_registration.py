"""One run after another, as HR and respondents live through them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import messages
from tests.factory_registrations import AT, TODAY, Office, answer, leaver, roster_sheet
from workflows.columns import HR_COLUMNS, OUTCOMES
from workflows.keys import ALPHABET
from workflows.linkage.tables import Outcome
from workflows.stopped import Stopped


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def test_every_response_becomes_one_row_with_a_key_and_no_judgement(office: Office) -> None:
    report = office.run()
    rows = office.rows()
    assert report.created
    assert len(rows) == len({row["受付番号"] for row in rows}) == 4
    assert all(len(text(row["受付番号"])) == 8 and set(text(row["受付番号"])) <= set(ALPHABET) for row in rows)
    assert not any(row[title] for row in rows for title in HR_COLUMNS)
    assert {row["自動照合の結果"] for row in rows} == {OUTCOMES[Outcome.VERIFIED]}


def test_a_second_run_on_the_same_input_changes_no_cell_that_anyone_reads(office: Office) -> None:
    office.run()
    office.judge(1, "承認")
    office.run()
    before = office.rows()
    report = office.run(at=AT + timedelta(days=1), today=TODAY + timedelta(days=1))
    after = office.rows()
    drop = {"待ち営業日"}
    assert [{k: v for k, v in row.items() if k not in drop} for row in after] == [
        {k: v for k, v in row.items() if k not in drop} for row in before
    ]
    assert report.changes.entries == ()
    assert report.changes.run.number == 3


def test_the_same_chance_gives_the_same_book(tmp_path: Path) -> None:
    books = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        office = Office(folder)
        office.run()
        books.append(office.book.read_bytes())
    assert books[0] == books[1]


def test_new_responses_go_below_whatever_order_hr_sorted(office: Office) -> None:
    office.run()
    office.edit(lambda rows: rows.__setitem__(slice(1, None), rows[:0:-1]))
    sorted_keys = [row["受付番号"] for row in office.rows()]
    office.answers = [answer(5), *reversed(office.answers)]
    office.run()
    keys = [row["受付番号"] for row in office.rows()]
    assert keys[:4] == sorted_keys
    assert len(keys) == 5


def test_what_hr_wrote_stays_her_own_columns_rows_and_tabs_too(office: Office) -> None:
    office.run()

    def change(rows: list[list[Any]]) -> None:
        rows[0].append("メモ")
        for number, row in enumerate(rows[1:]):
            row.append(f"=メモ{number}")
        rows[0][1], rows[0][3] = rows[0][3], rows[0][1]  # HR moves a column
        for row in rows[1:]:
            row[1], row[3] = "山本", "保留"
        rows.insert(2, ["", "", "午後はここから"])

    office.edit(change, tabs={"覚え": [["覚え書き", 3, 2.5, True], [], ["=1+1"]]})
    office.answers.append(answer(6))
    office.run()
    office.run()
    rows = office.rows()
    assert list(rows[0])[1] == "担当"
    assert [row["メモ"] for row in rows] == ["=メモ0", None, "=メモ1", "=メモ2", "=メモ3", None] or [
        row["メモ"] for row in rows
    ] == ["=メモ0", "", "=メモ1", "=メモ2", "=メモ3", ""]
    assert [text(row["人事の判断"]) for row in rows] == ["保留", "", "保留", "保留", "保留", ""]
    assert rows[1]["理由・コメント"] == "午後はここから"
    from workflows.spreadsheets import review_book

    (own,) = review_book.read(office.book).tabs
    assert own.name == "覚え"
    assert [list(row) for row in own.rows] == [["覚え書き", 3, 2.5, True], ["", "", "", ""], ["=1+1", "", "", ""]]


def test_an_edited_response_keeps_its_row_and_says_so(office: Office) -> None:
    office.run()
    office.answers[1] = answer(1, message="引っ越しました", phone="")
    office.run()
    row = office.rows()[1]
    assert row["ひとこと"] == "引っ越しました"
    assert text(row["注意"]).startswith("回答の変更あり（ひとこと・電話番号）")


def test_an_edit_after_approval_asks_hr_to_confirm_that_very_revision(office: Office) -> None:
    office.run()
    office.judge(1, "承認")
    office.run()
    office.answers[1] = answer(1, message="名前を変えました", name="別の 名前")
    report = office.run()
    key = office.rows()[1]["受付番号"]
    assert report.changes.known[text(key)].to_reconfirm
    assert "回答の変更あり（再確認）" in text(office.rows()[1]["注意"])
    assert office.rows()[1]["人事の判断"] == "承認"

    office.judge(1, "承認", procedure="第2版を確認", comment="電話で確かめました")
    report = office.run()
    assert not report.changes.known[text(key)].to_reconfirm
    assert "再確認" not in text(office.rows()[1]["注意"])

    # The confirmation of the second revision does not cover a third.
    office.answers[1] = answer(1, message="もう一度")
    report = office.run()
    assert report.changes.known[text(key)].to_reconfirm


def test_an_approval_made_before_an_edit_arrived_belongs_to_what_hr_saw(office: Office) -> None:
    office.run()
    office.judge(0, "承認")  # HR judges revision 1 …
    office.answers[0] = answer(0, message="書き直し")  # … and the edit comes before the next run
    report = office.run()
    assert report.changes.known[text(office.rows()[0]["受付番号"])].to_reconfirm


def test_a_deleted_response_changes_nothing(office: Office) -> None:
    office.answers = [answer(number) for number in range(10)]
    office.run()
    office.judge(2, "承認")
    office.run()
    before = office.rows()
    del office.answers[2]
    report = office.run()
    assert office.rows() == before
    assert report.changes.run.counts["vanished"] == 1


def test_a_row_hr_deleted_stays_deleted_and_comes_back_by_its_key(office: Office) -> None:
    office.run()
    key = text(office.rows()[1]["受付番号"])
    office.edit(lambda rows: rows.pop(2))
    report = office.run()
    assert key not in {row["受付番号"] for row in office.rows()}
    assert report.changes.deleted == (key,)
    office.edit(lambda rows: rows.append([key.lower()]))
    office.run()
    assert office.rows()[-1]["受付番号"] == key
    assert text(office.rows()[-1]["ご回答と名簿の比較"]).startswith("石倉　晴子")


def test_a_copied_row_freezes_both_until_the_copy_is_gone(office: Office) -> None:
    office.run()
    office.judge(0, "保留", "折り返し待ち")
    office.run()
    office.edit(lambda rows: rows.append(list(rows[1])))
    office.answers[0] = answer(0, message="変えました")
    office.run()
    first, *_, copy = office.rows()
    assert first["受付番号"] == copy["受付番号"]
    assert first["ひとこと"] == copy["ひとこと"] == answer(0)["message"]
    assert text(first["注意"]).startswith("同じ受付番号の行が2つ以上あります")
    office.edit(lambda rows: rows.pop())
    office.run()
    assert office.rows()[0]["ひとこと"] == "変えました"
    assert "同じ受付番号" not in text(office.rows()[0]["注意"])


def test_a_machine_cell_someone_typed_into_is_put_right_and_kept_in_the_log(office: Office) -> None:
    office.run()

    def change(rows: list[list[Any]]) -> None:
        rows[1][rows[0].index("自動照合の結果")] = "課長に相談"

    office.edit(change)
    report = office.run()
    assert office.rows()[0]["自動照合の結果"] == OUTCOMES[Outcome.VERIFIED]
    from workflows.spreadsheets import review_book

    assert "課長に相談" in [text for entry in review_book.read(office.book).log for text in entry.values.values()]
    assert report.changes.desk.meddled[0][1:] == ("自動照合の結果", "課長に相談")


def test_two_equal_responses_are_two_rows_run_after_run(office: Office) -> None:
    office.answers = [answer(0), answer(0), answer(1)]
    office.run()
    keys = [row["受付番号"] for row in office.rows()]
    assert len(set(keys)) == 3
    office.run()
    assert [row["受付番号"] for row in office.rows()] == keys


def test_without_consent_nobody_is_compared(office: Office) -> None:
    office.answers = [answer(0, consent="")]
    office.run()
    (row,) = office.rows()
    assert row["自動照合の結果"] == "照合していません（同意の確認が先です）"
    assert text(leaver(0)[0]) not in text(row["ご回答と名簿の比較"]).splitlines()[0]
    assert "名簿" not in text(row["ご回答と名簿の比較"])


@pytest.mark.parametrize(
    ("judgement", "comment", "note"),
    [
        ("保留", "", "保留の理由"),
        ("保留", "5月に確認", "再確認日"),
        ("見送り", "", "見送りの理由"),
        ("見送り", "対象外", ""),
        ("承認", "", ""),
        ("たぶん承認", "", "人事の判断は"),
    ],
)
def test_guards_speak_in_the_row(office: Office, judgement: str, comment: str, note: str) -> None:
    office.run()
    office.judge(0, judgement, comment)
    office.run()
    row = office.rows()[0]
    assert row["人事の判断"] == judgement
    assert note in text(row["注意"])
    assert note or not row["注意"]


def test_approval_outside_a_full_match_needs_a_comment(office: Office) -> None:
    office.answers = [answer(0, employee_id="", phone="", email="else@example.com")]
    office.run()
    office.judge(0, "承認")
    office.run()
    assert "確かめたことを" in text(office.rows()[0]["注意"])


def test_a_roster_that_changes_after_the_judgement_is_told(office: Office) -> None:
    office.roster = roster_sheet(range(1, 12))
    office.run()
    office.judge(0, "見送り", "記録なし")
    office.run()
    office.roster = roster_sheet()
    office.run()
    row = office.rows()[0]
    assert row["自動照合の結果"] == OUTCOMES[Outcome.VERIFIED]
    assert row["人事の判断"] == "見送り"
    assert "判断のあとで照合の結果が変わりました" in text(row["注意"])


@pytest.mark.parametrize(("responses", "roster"), [(7, 12), (10, 9)])
def test_a_shrunken_source_stops_the_run_and_can_be_allowed(office: Office, responses: int, roster: int) -> None:
    office.answers = [answer(number) for number in range(10)]
    office.run()
    before = office.book.read_bytes()
    office.answers = office.answers[:responses]
    office.roster = roster_sheet(range(roster))
    with pytest.raises(Stopped) as stopped:
        office.run()
    assert "--allow-shrink" in stopped.value.problems[0].hint
    assert office.book.read_bytes() == before
    office.run(allow_shrink=True)
    assert len(office.rows()) == 10


def test_an_empty_roster_stops_the_run_even_when_allowed_to_shrink(office: Office) -> None:
    office.roster = roster_sheet([])
    with pytest.raises(Stopped):
        office.run(allow_shrink=True)
    assert not office.book.exists()


def test_no_responses_yet_makes_an_empty_book(office: Office) -> None:
    office.answers = []
    office.run()
    assert office.rows() == []
    office.answers = [answer(0)]
    office.run()
    assert len(office.rows()) == 1


def test_a_secret_keeps_the_book_and_a_wrong_one_is_refused(office: Office) -> None:
    office.secret = "first"
    office.run()
    before = office.rows()
    office.secret = "second"
    with pytest.raises(Stopped):
        office.run()
    office.secret = "first"
    office.run()
    assert office.rows() == before


def test_a_book_born_without_a_secret_goes_on_when_one_is_set(office: Office) -> None:
    office.run()
    before = office.rows()
    office.secret = "new"
    office.run()
    assert office.rows() == before


def test_a_rehearsal_writes_nothing(office: Office) -> None:
    report = office.run(dry_run=True)
    assert report.wrote is None
    assert len(report.changes.new_keys) == 4
    assert not office.book.exists()
    assert {path.name for path in office.folder.iterdir()} == {"responses.xlsx", "roster.xlsx"}


def test_a_machine_column_hr_removed_comes_back_in_its_place_and_no_other_is_disturbed(office: Office) -> None:
    office.run()
    before = office.rows()

    def change(rows: list[list[Any]]) -> None:
        column = rows[0].index("ほかの候補")
        for row in rows:
            del row[column]
        rows[0][0:0], rows[1][0:0] = [None], ["見出しのない覚え書き"]
        for row in rows[2:]:
            row[0:0] = [None]

    office.edit(change)
    report = office.run()
    assert report.changes.desk.meddled == ()
    after = office.rows()
    assert [{k: v for k, v in row.items() if k} for row in after] == before
    assert after[0][""] == "見出しのない覚え書き"


def test_an_answer_with_blanks_at_its_edges_is_no_changed_cell(office: Office) -> None:
    office.answers = [answer(0, email="", kana="", message="\n 二行\n\n"), answer(1, name="　", kana="\t")]
    office.run()
    assert office.run().changes.desk.meddled == ()


def test_the_book_is_japanese_whatever_the_operator_reads(office: Office) -> None:
    office.answers[1] = answer(1, consent="")
    with messages.speaking("en"):
        office.run(link=None)
    assert office.rows()[1]["自動照合の結果"] == "照合していません（同意の確認が先です）"
    with messages.speaking("ja"):
        assert office.run(link=None).changes.entries == ()
