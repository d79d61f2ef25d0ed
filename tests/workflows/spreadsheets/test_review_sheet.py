"""HR's Google spreadsheet: nothing lost, nothing twice, nobody's row shown as another's, whatever fails meanwhile."""

from __future__ import annotations

import copy
import random
from datetime import timedelta
from typing import Any

import pytest

from messages import speaking
from tests.factory_deaths import killed
from tests.factory_firm import RESPONSES, REVIEW, Firm
from tests.factory_registrations import AT, answer
from tests.sheets_emulator.formulas import effective
from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.server import Fault, World
from workflows import columns
from workflows.columns import ATTENTION, COLUMNS, JUDGEMENT, KEY, MACHINE_COLUMNS, MESSAGE, OUTCOME, PROCEDURE, WAITING
from workflows.spreadsheets import transport
from workflows.stopped import Stopped

FAULTS: list[Fault] = [
    "503", "commit-503", "commit-reset", "hang", "late-1", "late-2", "html-502", "429", "401", "reset",
]  # fmt: skip


def test_an_empty_spreadsheet_becomes_a_desk(ready: Firm) -> None:
    titles = [tab.title for tab in ready.book.tabs if not tab.hidden]
    assert titles[: len(columns.SHOWN_TABS)] == list(columns.SHOWN_TABS)
    assert [effective(ready.book, ready.desk, 0, n) for n in range(len(COLUMNS))] == [one.title for one in COLUMNS]
    assert all("note" in cell.rest for cell in ready.desk.cells[0])
    assert [view["title"] for view in ready.desk.filter_views] == ["要対応", "回答の変更あり", "保留", "承認"]
    assert all(area["warningOnly"] for tab in ready.book.tabs for area in tab.protected)


def test_what_is_ready_is_not_made_ready_again(ready: Firm) -> None:
    before = copy.deepcopy(ready.book.tabs)
    with pytest.raises(Stopped, match="審査"):
        ready.init()
    assert ready.book.tabs == before


def test_a_spreadsheet_that_is_not_ready_says_what_to_do(firm: Firm) -> None:
    with pytest.raises(Stopped) as caught:
        firm.run()
    assert f"init --review google:{REVIEW}" in caught.value.problems[0].hint


def test_a_run_shows_every_response_once_within_ten_calls(ready: Firm) -> None:
    report = ready.run()
    assert report.wrote == f"google:{REVIEW}"
    rows = ready.shown()
    assert len({row[KEY] for row in rows}) == len(rows) == 4
    assert {row[OUTCOME] for row in rows} == {"名簿と一致"}
    assert len(ready.world.calls) <= 10
    assert ready.book.titled("_lock") is None
    summary = ready.book.titled("まとめ")
    assert summary
    assert summary.last_row() > 10


def test_the_chart_of_the_summary_shows_the_weeks_wherever_else_lines_come_to_stand(ready: Firm) -> None:
    ready.run()
    summary = ready.book.titled("まとめ")
    assert summary
    (chart,) = summary.charts
    basic = chart["spec"]["basicChart"]
    (weeks,) = basic["domains"][0]["domain"]["sourceRange"]["sources"]
    (counts,) = basic["series"][0]["series"]["sourceRange"]["sources"]
    rows = range(weeks["startRowIndex"], weeks["endRowIndex"])
    assert (counts["startRowIndex"], counts["endRowIndex"]) == (rows.start, rows.stop)
    shown = [[effective(ready.book, summary, row, column) for column in (0, 1)] for row in rows]
    assert all(str(week).endswith("の週") for week, _ in shown)
    assert sum(int(str(count)) for _, count in shown) == 4
    heading = effective(ready.book, summary, rows.start - 1, 0)
    assert str(heading).startswith("■"), "a heading, by which it is coloured"


def test_the_days_of_waiting_in_the_spreadsheet_are_those_of_the_run(ready: Firm) -> None:
    changes = ready.run().changes
    assert {row[KEY]: row[WAITING] for row in ready.shown()} == changes.waiting
    assert set(changes.waiting.values()) == {10}
    judged, asked, held, _ = (row[KEY] for row in ready.shown())
    for key, word in ((judged, "見送り"), (asked, "本人に確認"), (held, "保留")):
        ready.judge(key, word)
    at_once = {row[KEY]: row[WAITING] for row in ready.shown()}
    assert (at_once[judged], at_once[asked]) == ("", ""), "who got an answer, or is asked, waits no longer"
    assert ready.run(AT + timedelta(hours=1)).changes.waiting == {key: n for key, n in at_once.items() if n != ""}
    assert set(changes.waiting) - {judged, asked} == {key for key, n in at_once.items() if n == 10}


def test_a_table_that_moved_to_another_tab_is_found_again(ready: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    ready.run()
    calls = len(ready.world.calls)
    assert calls <= 7
    save = Firm.save

    def moved(firm: Firm) -> None:
        save(firm)
        responses = firm.world.books[RESPONSES]
        responses.tabs[0].title = "回答（新）"
        responses.tabs.insert(0, Spreadsheet.holding({"はじめに": [["お読みください"]]}).tabs[0])
        responses.tabs[1].sheet_id = 1

    monkeypatch.setattr(Firm, "save", moved)
    ready.answers.append(answer(5))
    ready.run(AT + timedelta(hours=1))
    assert len(ready.shown()) == 5
    ready.world.calls.clear()
    ready.run(AT + timedelta(hours=2))
    assert len(ready.world.calls) == 5, "and from then on at once"


def test_a_second_run_adds_nothing_but_its_record(ready: Firm) -> None:
    ready.run()
    rows, log = ready.shown(), ready.log()
    ready.run(AT + timedelta(hours=3))
    assert ready.shown() == rows
    assert ready.log() == log


def test_a_rehearsal_writes_nothing(ready: Firm) -> None:
    before = copy.deepcopy(ready.book.tabs)
    report = ready.run(dry_run=True)
    assert report.wrote is None
    assert ready.book.tabs == before
    assert "sheets.spreadsheets.batchUpdate" not in ready.world.calls


def test_an_edited_answer_is_shown_in_its_own_row_and_hrs_word_stays(ready: Firm) -> None:
    ready.run()
    key = ready.shown()[1][KEY]
    ready.judge(key, "承認")
    ready.run(AT + timedelta(hours=1))
    ready.answers[1] = answer(1, message="住所が変わりました")
    ready.run(AT + timedelta(hours=2))
    row = next(row for row in ready.shown() if row[KEY] == key)
    assert row[JUDGEMENT] == "承認"
    assert row[MESSAGE] == "住所が変わりました"
    assert "再確認" in row["注意"]
    assert len(ready.shown()) == 4


def test_rows_keep_their_own_values_when_hr_sorts_deletes_and_inserts(ready: Firm) -> None:
    ready.run()
    by_key = {row[KEY]: row[MESSAGE] for row in ready.shown()}
    area = {"sheetId": ready.desk.sheet_id, "startRowIndex": 1}
    ready.book.batch_update(
        [{"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}]
    )
    gone = ready.shown()[0][KEY]
    place = {"sheetId": ready.desk.sheet_id, "startIndex": 1, "endIndex": 2}
    ready.book.batch_update([{"deleteDimension": {"range": {**place, "dimension": "ROWS"}}}])
    ready.book.batch_update([{"insertDimension": {"range": {**place, "dimension": "COLUMNS"}}}])
    ready.answers.append(answer(5))
    ready.run(AT + timedelta(hours=1))
    rows = [row for row in ready.shown() if row[KEY]]
    assert gone not in {row[KEY] for row in rows}, "a row that HR deleted stays deleted"
    assert len(rows) == 4
    for row in rows:
        assert row[MESSAGE] == by_key.get(row[KEY], answer(5)["message"])


def test_hr_may_sort_between_any_two_calls(ready: Firm) -> None:
    ready.run()
    by_key = {row[KEY]: row["一致した項目"] for row in ready.shown()}

    def sort(world: World, method: str) -> None:
        order = ready.rng.choice(["ASCENDING", "DESCENDING"])
        spec = {"dimensionIndex": ready.rng.randrange(3), "sortOrder": order}
        area = {"sheetId": ready.desk.sheet_id, "startRowIndex": 1}
        ready.book.batch_update([{"sortRange": {"range": area, "sortSpecs": [spec]}}])

    ready.world.between = sort
    ready.answers += [answer(5), answer(6)]
    ready.run(AT + timedelta(hours=1))
    ready.world.between = None
    rows = ready.shown()
    assert len({row[KEY] for row in rows}) == len(rows) == 6
    assert all(row["一致した項目"] == by_key[row[KEY]] for row in rows if row[KEY] in by_key)


def test_a_column_inserted_between_reading_and_writing_loses_no_row(ready: Firm) -> None:
    """The key of a new row lands beside its column; the run notices and sets the row again."""
    writes = []

    def insert(world: World, method: str) -> None:
        writes.append(method)
        if method.endswith("batchUpdate") and writes.count(method) == 2:
            place = {"sheetId": ready.desk.sheet_id, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
            ready.book.batch_update([{"insertDimension": {"range": place}}])

    ready.world.between = insert
    ready.run()
    ready.world.between = None
    assert len([row for row in ready.shown() if row[KEY] and row[OUTCOME] == "名簿と一致"]) == 4


def test_text_never_becomes_a_formula(ready: Firm) -> None:
    ready.answers = [answer(0, message='=IMPORTXML("https://example.com","//a")', name="+81", ways="@SUM(A1)")]
    ready.run()
    tab = ready.book.titled(columns.LOG_TAB)
    assert tab
    assert not any("formulaValue" in cell.entered for line in tab.cells for cell in line)
    assert ready.shown()[0][MESSAGE] == '=IMPORTXML("https://example.com","//a")'


def test_another_run_at_work_stops_this_one(ready: Firm) -> None:
    properties = {"sheetId": 7, "title": "_lock", "hidden": True}
    stamp = {"userEnteredValue": {"stringValue": (AT - timedelta(minutes=5)).isoformat()}}
    start = {"sheetId": 7, "rowIndex": 0, "columnIndex": 0}
    ready.book.batch_update(
        [
            {"addSheet": {"properties": properties}},
            {"updateCells": {"start": start, "rows": [{"values": [stamp]}], "fields": "userEnteredValue"}},
        ]
    )
    before = copy.deepcopy(ready.book.tabs)
    with pytest.raises(Stopped, match="ほかの照合"):
        ready.run()
    assert ready.book.tabs == before
    ready.run(AT + timedelta(minutes=40))
    assert len(ready.shown()) == 4, "a lock that is half an hour old is of a run that died"
    assert ready.book.titled("_lock") is None


def test_a_run_whose_lock_was_taken_writes_nothing(ready: Firm) -> None:
    """It stalls for an hour after reading; another run takes its lock, writes and ends; then it wakes."""
    other = Firm.__new__(Firm)
    other.__dict__.update(ready.__dict__ | {"rng": random.Random(9)})
    send, sent = transport.Transport.send, []

    def stalling(self: transport.Transport, method: str, url: str, **named: Any) -> Any:
        sent.append(method.upper())
        if sent.count("POST") == 2 and sent[-1] == "POST":
            patch.undo()
            other.run(AT + timedelta(hours=1))
        return send(self, method, url, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport.Transport, "send", stalling)
        with pytest.raises(Stopped, match="ほかの照合が始まりました"):
            ready.run()
    rows = ready.shown()
    assert len({row[KEY] for row in rows}) == len(rows) == 4
    assert ready.book.titled("_lock") is None


def undisturbed(ready: Firm) -> list[dict[str, Any]]:
    ready.run()
    return comparable(ready)


def comparable(firm: Firm) -> list[dict[str, Any]]:
    """What is shown, without the random keys."""
    return [{title: row[title] for title in (*MACHINE_COLUMNS, JUDGEMENT)} for row in firm.shown()]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_and_a_clean_run_later_leave_what_an_undisturbed_run_leaves(
    ready: Firm, fault: Fault
) -> None:
    empty = copy.deepcopy(ready.book)
    expected = undisturbed(ready)
    calls = len(ready.world.calls)
    for number in range(calls):
        ready.world.books[REVIEW] = copy.deepcopy(empty)
        ready.world.faults = [None] * number + [fault]
        try:
            ready.run()
        except Stopped:
            shown_after_stop = comparable(ready)
            assert shown_after_stop in ([], expected), (fault, number)
        ready.world.faults = []
        ready.run(AT + timedelta(hours=1))
        assert comparable(ready) == expected, (fault, number)
        assert len({row[KEY] for row in ready.shown()}) == 4, (fault, number)
        assert ready.book.titled("_lock") is None, (fault, number)


def test_a_run_killed_at_any_call_leaves_what_an_undisturbed_run_leaves(ready: Firm) -> None:
    empty = copy.deepcopy(ready.book)
    expected = undisturbed(ready)
    calls = len(ready.world.calls)
    for number in range(calls):
        for carried_out in (False, True):
            ready.world.books[REVIEW] = copy.deepcopy(empty)
            with killed(number, carried_out=carried_out):
                ready.run()
            ready.run(AT + timedelta(hours=1))
            assert comparable(ready) == expected, (number, carried_out)
            assert len({row[KEY] for row in ready.shown()}) == 4


def test_a_large_import_is_cut_into_commits_each_complete_in_itself(
    ready: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.spreadsheets.sheet_parts.LARGEST_COMMIT", 6_000)
    ready.answers = [answer(number % 12, message=f"{number}") for number in range(12)]
    seen = []

    def watch(world: World, method: str) -> None:
        rows = [row for row in ready.shown() if row[KEY]]
        assert all(row[OUTCOME] for row in rows)
        seen.append(len(rows))

    ready.world.between = watch
    ready.run()
    ready.world.between = None
    assert len(ready.shown()) == 12
    assert len(set(seen)) > 2, "there were several commits"


def test_rows_that_hr_doubled_are_frozen_with_a_note(ready: Firm) -> None:
    ready.run()
    key = ready.shown()[0][KEY]
    tab = ready.desk
    tab.cells.append(copy.deepcopy(tab.cells[1]))
    ready.answers[0] = answer(0, message="書き直しました")
    ready.run(AT + timedelta(hours=1))
    doubled = [row for row in ready.shown() if row[KEY] == key]
    assert len(doubled) == 2
    assert all(row[MESSAGE] != "書き直しました" for row in doubled)
    assert all("受付番号" in row["注意"] for row in doubled)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_book_speaks_japanese_whoever_runs_it(ready: Firm, language: Any) -> None:
    with speaking(language):
        ready.run()
    assert ready.shown()[0][OUTCOME] == "名簿と一致"


def test_what_someone_typed_over_the_machine_is_told(ready: Firm) -> None:
    ready.run()
    ready.desk.cell(1, ready.column("注意")).entered = {"stringValue": "メモ"}
    ready.run(AT + timedelta(hours=1))
    summary = ready.book.titled("まとめ")
    assert summary
    text = " ".join(str(cell.entered) for line in summary.cells for cell in line)
    assert "自動" in text
    assert ready.desk.cell(1, ready.column("注意")).entered == {"stringValue": "メモ"}, "HR's hand is not undone"


def test_a_renamed_tab_stops_the_run(ready: Firm) -> None:
    ready.desk.title = "審査（旧）"
    with pytest.raises(Stopped, match="審査"):
        ready.run()
    assert ready.book.titled("_lock") is None


def test_a_column_between_the_machines_stops_the_run(ready: Firm) -> None:
    ready.run()
    insert(ready, "注意")
    with pytest.raises(Stopped, match="列の並び"):
        ready.run(AT + timedelta(hours=1))
    assert ready.book.titled("_lock") is None


def test_hrs_own_columns_are_welcome_on_both_sides(ready: Firm) -> None:
    ready.run()
    ready.desk.cell(0, len(COLUMNS)).entered = {"stringValue": "人事のメモ"}
    ready.desk.cell(1, len(COLUMNS)).entered = {"stringValue": "電話した"}
    insert(ready, JUDGEMENT)
    ready.answers.append(answer(5))
    ready.run(AT + timedelta(hours=1))
    assert ready.shown()[0]["人事のメモ"] == "電話した"
    assert [row[OUTCOME] for row in ready.shown()] == ["名簿と一致"] * 5


def insert(firm: Firm, title: str) -> None:
    """HR puts a column in, to the left of `title`."""
    start = firm.column(title)
    place = {"sheetId": firm.desk.sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": start + 1}
    firm.book.batch_update([{"insertDimension": {"range": place}}])


def meanwhile(firm: Firm, act: Any, *, before_write: int = 2) -> None:
    """`act` happens just before the run's `before_write`-th write: 1 is the lock, 2 what is new, 3 signs off."""
    writes = []

    def watch(world: World, method: str) -> None:
        writes.append(method)
        if method.endswith("batchUpdate") and writes.count(method) == before_write:
            act()

    firm.world.between = watch


@pytest.mark.parametrize("title", [KEY, JUDGEMENT, OUTCOME])
def test_a_column_put_in_while_a_run_works_leaves_every_row_right(ready: Firm, title: str) -> None:
    ready.run()
    ready.answers.append(answer(5))
    meanwhile(ready, lambda: insert(ready, title))
    ready.run(AT + timedelta(hours=1))
    ready.world.between = None
    rows = [row for row in ready.shown() if any(row.values())]
    assert [row[OUTCOME] for row in rows] == ["名簿と一致"] * 5
    assert len({row[KEY] for row in rows}) == 5


def test_a_row_that_a_dying_run_set_wrongly_is_set_again_by_the_next(ready: Firm) -> None:
    class Dead(BaseException):
        pass

    def die(world: World, method: str) -> None:
        if len(ready.log()) == 4:
            raise Dead

    meanwhile(ready, lambda: (insert(ready, KEY), setattr(ready.world, "between", die)))
    with pytest.raises(Dead):
        ready.run()
    ready.world.between = None
    ready.run(AT + timedelta(hours=1))
    assert len([row for row in ready.shown() if row[KEY] and row[OUTCOME] == "名簿と一致"]) == 4


def test_a_judgement_made_while_a_run_works_is_of_what_stood_there_then(ready: Firm) -> None:
    """HR approves in the seconds in which an edit arrives: she has not read the edit, and is asked again."""
    ready.run()
    key = ready.shown()[0][KEY]
    ready.answers[0] = answer(0, message="書き直しました")
    meanwhile(ready, lambda: ready.judge(key, "承認"))
    ready.run(AT + timedelta(hours=1))
    ready.world.between = None
    judged = [line for line in ready.log() if line[2] == "判断"]
    assert [(line[0], line[1], line[5]) for line in judged] == [(key, "1", "承認")]
    ready.run(AT + timedelta(hours=2))
    row = ready.shown()[0]
    assert "再確認" in row[ATTENTION]
    ready.desk.cell(1, ready.column(PROCEDURE)).entered = {"stringValue": "第2版を確認"}
    ready.run(AT + timedelta(hours=3))
    assert "再確認" not in ready.shown()[0][ATTENTION]


def test_a_word_on_a_row_copied_while_a_run_works_does_not_count_for_the_edit(ready: Firm) -> None:
    ready.run()
    key = ready.shown()[0][KEY]
    ready.answers[0] = answer(0, message="書き直しました")

    def copy_and_judge() -> None:
        ready.desk.cells.append(copy.deepcopy(ready.desk.cells[1]))
        ready.desk.cell(ready.desk.last_row() - 1, ready.column(JUDGEMENT)).entered = {"stringValue": "承認"}

    meanwhile(ready, copy_and_judge)
    ready.run(AT + timedelta(hours=1))
    ready.world.between = None
    assert "2つ以上" in ready.shown()[0][ATTENTION], "told at once"
    first = {"sheetId": ready.desk.sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    ready.book.batch_update([{"deleteDimension": {"range": first}}])
    ready.run(AT + timedelta(hours=2))
    judged = [line for line in ready.log() if line[2] == "判断"]
    assert [(line[0], line[1], line[5]) for line in judged] == [(key, "1", "承認")]


def test_a_judgement_after_a_run_died_half_way_is_held_to_be_of_the_earlier_revision(ready: Firm) -> None:
    class Dead(BaseException):
        pass

    def die() -> None:
        raise Dead

    ready.run()
    ready.answers[0] = answer(0, message="書き直しました")
    meanwhile(ready, die, before_write=3)
    with pytest.raises(Dead):
        ready.run(AT + timedelta(hours=1))
    ready.world.between = None
    key = ready.shown()[0][KEY]
    assert ready.shown()[0][MESSAGE] == "書き直しました"
    ready.judge(key, "承認")
    ready.run(AT + timedelta(hours=2))
    assert [line[1] for line in ready.log() if line[2] == "判断"] == ["1"]
    assert "再確認" in ready.shown()[0][ATTENTION]


def test_a_run_that_stops_between_its_batches_says_so(ready: Firm) -> None:
    meanwhile(ready, lambda: insert(ready, ATTENTION))
    with pytest.raises(Stopped, match="最後の記録") as caught:
        ready.run()
    assert caught.value.wrote
    assert len(ready.log()) == 4
    assert ready.book.titled("_lock") is None


def test_what_was_typed_over_the_machine_is_logged_once(ready: Firm) -> None:
    ready.run()
    ready.desk.cell(1, ready.column(ATTENTION)).entered = {"stringValue": "メモ"}
    for hours in range(1, 4):
        ready.run(AT + timedelta(hours=hours))
    assert len([line for line in ready.log() if line[2] == "書き込み"]) == 1


def test_texts_longer_than_a_cell_neither_stop_runs_nor_change_with_each(ready: Firm) -> None:
    ready.answers[0] = answer(0, message="🍀" * 24_000, name="🍀" * 24_000)
    ready.run()
    ready.desk.cell(2, ready.column(ATTENTION)).entered = {"stringValue": '"' * 50_000}
    ready.run(AT + timedelta(hours=1))
    log = ready.log()
    ready.run(AT + timedelta(hours=2))
    assert ready.log() == log
    assert ready.shown()[0][MESSAGE].startswith("🍀🍀")


def test_a_person_erased_by_hand_as_the_guide_says_does_not_come_back(ready: Firm) -> None:
    ready.run()
    key = next(row[KEY] for row in ready.shown() if row[MESSAGE] == ready.answers[0]["message"])
    answers = ready.answers
    ready.answers = answers[1:]
    at = [row[KEY] for row in ready.shown()].index(key) + 1
    place = {"sheetId": ready.desk.sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    ready.book.batch_update([{"deleteDimension": {"range": place}}])
    log = ready.book.titled(columns.LOG_TAB)
    assert log
    titles = [cell.entered.get("stringValue", "") for cell in log.cells[0]]
    for line in log.cells[1:]:
        if line[0].entered == {"stringValue": key}:
            for title in (*MACHINE_COLUMNS, "所見", "元の内容"):
                line[titles.index(title)].entered = {}
    for hours in (1, 2):
        ready.run(AT + timedelta(hours=hours), allow_shrink=True)
    everything = "".join(str(cell.entered) for tab in ready.book.tabs for line in tab.cells for cell in line)
    assert str(answers[0]["email"]) not in everything
    assert str(answers[1]["email"]) in everything
    assert key not in {row[KEY] for row in ready.shown()}


def test_dropdowns_grow_with_the_rows(ready: Firm) -> None:
    ready.answers = [answer(number % 12, message=str(number)) for number in range(30)]
    delete = {"sheetId": ready.desk.sheet_id, "dimension": "ROWS", "startIndex": 20, "endIndex": 1000}
    ready.book.batch_update([{"deleteDimension": {"range": delete}}])
    for validation in ready.desk.validations:
        validation["ROWS"] = [1, ready.desk.rows]
    ready.run()
    assert {validation["ROWS"][1] >= 31 == ready.desk.last_row() for validation in ready.desk.validations} == {True}
    assert len([row for row in ready.shown() if row[OUTCOME]]) == 30


def test_a_summary_that_someone_made_small_is_made_large_again(ready: Firm) -> None:
    tab = ready.book.titled("まとめ")
    assert tab
    for dimension, there in (("ROWS", tab.rows), ("COLUMNS", tab.columns)):
        cut = {"sheetId": tab.sheet_id, "dimension": dimension, "startIndex": 3, "endIndex": there}
        ready.book.batch_update([{"deleteDimension": {"range": cut}}])
    ready.run()
    assert tab.title == "まとめ"
    assert len(ready.shown()) == 4


def test_a_full_spreadsheet_stops_the_run_before_anything_is_written(
    ready: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.spreadsheets.review_sheet.MOST_CELLS", 364_000)
    with pytest.raises(Stopped, match="いっぱい"):
        ready.run()
    assert ready.shown() == []
    assert ready.book.titled("_lock") is None


def test_a_tab_deleted_while_a_run_works_is_told(ready: Firm) -> None:
    meanwhile(ready, lambda: ready.book.tabs.remove(ready.desk))
    with pytest.raises(Stopped, match="審査"):
        ready.run()
    assert ready.log() == []
    assert ready.book.titled("_lock") is None


@pytest.mark.parametrize("stamp", ["", "2026-04-15 09:29", "きのう", "2031-04-15T09:29:00+09:00"])
def test_a_lock_that_says_no_time_is_nobodys(ready: Firm, stamp: str) -> None:
    ready.book.batch_update([{"addSheet": {"properties": {"sheetId": 7, "title": "_lock"}}}])
    tab = ready.book.titled("_lock")
    assert tab
    tab.cell(0, 0).entered = {"stringValue": stamp} if stamp else {}
    ready.run()
    assert len(ready.shown()) == 4


def test_a_viewer_cannot_make_a_desk(firm: Firm) -> None:
    firm.world.read_only.add(REVIEW)
    with pytest.raises(Stopped) as caught:
        firm.init()
    assert "編集者" in caught.value.problems[0].hint
