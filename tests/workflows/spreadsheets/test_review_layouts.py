"""A book of an older layout is brought up to date whole or not at all, and keeps every word that HR wrote."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factory_deaths import killed
from tests.factory_firm import Firm
from tests.factory_registrations import AT, Office, answer, save
from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.server import Fault, World
from workflows import columns, revisions
from workflows.columns import ATTENTION, COLUMNS, JUDGEMENT, KEY, MESSAGE, OUTCOME, REASON, WAITING
from workflows.spreadsheets import review_book
from workflows.spreadsheets.review_layout import TABS_OF
from workflows.stopped import Stopped

CASES = Path(__file__).parents[2] / "cases"
FIRST = [
    KEY, JUDGEMENT, REASON, "担当", "手続き", OUTCOME, "一致した項目", "ご回答と名簿の比較", "ほかの候補", ATTENTION,
    "関わり方", "得意分野", MESSAGE, "受付日", WAITING,
]  # fmt: skip
"""審査 as the first layout had it."""
LATER = AT + timedelta(days=1)


@pytest.fixture
def old(firm: Firm) -> Firm:
    """A firm whose spreadsheet was made and run twice by the first version; HR has judged and added columns since."""
    for batch in json.loads((CASES / "review_layout_1.json").read_text("utf-8")):
        firm.book.batch_update(batch)
    firm.answers[1] = answer(1, message="書き直しました")
    keys = [row[KEY] for row in firm.shown()]
    firm.write(keys[0], {JUDGEMENT: "承認", REASON: "確かめました"})
    firm.write(keys[2], {JUDGEMENT: "保留", "担当": "山本"})
    place = {"sheetId": firm.desk.sheet_id, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    firm.book.batch_update([{"insertDimension": {"range": place}}])
    firm.desk.cell(0, 1).entered = {"stringValue": "メモ"}
    firm.desk.cell(3, 1).entered = {"stringValue": "折り返し待ち"}
    firm.desk.cell(0, len(FIRST) + 1).entered = {"stringValue": "右のメモ"}
    firm.world.calls.clear()
    return firm


def in_first_columns(firm: Firm) -> list[dict[str, Any]]:
    """What stood in 審査 in the first layout's columns, and in HR's own."""
    return [{title: row[title] for title in (*FIRST, "メモ", "右のメモ") if title != ATTENTION} for row in firm.shown()]


def layout_of(book: Spreadsheet) -> int:
    """The layout a spreadsheet is wholly of."""
    titles = {tab.title for tab in book.tabs} - {"_lock"}
    runs = book.titled(columns.RUNS_TAB)
    assert runs
    said = max(int(line[0].entered["stringValue"]) for line in runs.cells[1:] if line and line[0].entered)
    desk = book.titled(columns.REVIEW_TAB)
    assert desk
    header = [cell.entered.get("stringValue", "") for cell in desk.cells[0]]
    ours = [title for title in header if title not in ("メモ", "右のメモ", "")]
    assert ours == (FIRST if said == 1 else [column.title for column in COLUMNS])
    assert titles == set(TABS_OF[said]) | {"シート1"}
    return said


def test_what_hr_wrote_and_what_rows_showed_stays(old: Firm) -> None:
    before, log = in_first_columns(old), len(old.log())
    old.run(LATER)
    assert layout_of(old.book) == revisions.LAYOUT
    assert in_first_columns(old) == before
    assert len(old.world.calls) <= 10
    guide = old.book.titled(columns.GUIDE_TAB)
    assert guide
    text = [line[0].entered.get("stringValue", "") for line in guide.cells if line]
    assert any("返信" in line for line in text)
    assert text.count("■ この台帳でできること") == 2, "the new above what stood there"
    first = old.shown()[0]
    assert first["手続きの結果"], "new columns show what the log says"
    assert [row[columns.STATE] for row in old.shown(columns.MEMBERS_TAB)] == ["登録"]
    assert len(old.log()) > log
    lines = len(old.log())
    old.run(LATER + timedelta(hours=1))
    assert len(old.log()) == lines, "and it is done once"


def test_a_rehearsal_reads_the_older_layout_and_writes_nothing(old: Firm) -> None:
    before = copy.deepcopy(old.book.tabs)
    report = old.run(LATER, dry_run=True)
    assert len(report.changes.known) == 4
    assert old.book.tabs == before


@pytest.fixture
def disturbed(old: Firm) -> Callable[[Callable[[], None], object], None]:
    """Holds that a disturbed run, and a clean one after it, leave what a clean one leaves."""
    empty = copy.deepcopy(old.book)
    old.run(LATER)
    expected = in_first_columns(old), old.shown(columns.MEMBERS_TAB), len(old.log())

    def hold(run: Callable[[], None], what: object) -> None:
        old.world.books["review-spreadsheet"] = copy.deepcopy(empty)
        run()
        assert layout_of(old.book) in (1, 2), what
        old.world.faults = []
        old.run(LATER + timedelta(hours=1))
        assert layout_of(old.book) == 2, what
        assert (in_first_columns(old), old.shown(columns.MEMBERS_TAB), len(old.log())) == expected, what
        assert old.book.titled("_lock") is None, what

    return hold


CALLS = 4
"""Locked, read, brought up to date, read again: what follows is a run like any other."""


def test_a_run_killed_at_any_call_leaves_one_layout_or_the_other(old: Firm, disturbed: Any) -> None:
    for number in range(CALLS):
        for carried_out in (False, True):

            def dying(number: int = number, carried_out: bool = carried_out) -> None:
                with killed(number, carried_out=carried_out):
                    old.run(LATER)

            disturbed(dying, (number, carried_out))


@pytest.mark.parametrize("fault", ["503", "commit-503", "commit-reset", "hang", "late-1", "late-2"])
def test_a_fault_at_any_call_leaves_one_layout_or_the_other(old: Firm, disturbed: Any, fault: Fault) -> None:
    for number in range(CALLS):

        def faulty(number: int = number) -> None:
            old.world.faults = [None] * number + [fault]
            with suppress(Stopped):
                old.run(LATER)

        disturbed(faulty, number)


def a_column_between(firm: Firm) -> None:
    at = firm.column("ほかの候補")
    place = {"sheetId": firm.desk.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    firm.book.batch_update([{"insertDimension": {"range": place}}])


def a_column_of_a_new_name(firm: Firm) -> None:
    firm.desk.cell(0, 1).entered = {"stringValue": "再確認日"}


def a_tab_of_a_new_name(firm: Firm) -> None:
    firm.book.batch_update([{"addSheet": {"properties": {"title": columns.REPLIES_TAB}}}])


def moved_lines(firm: Firm) -> None:
    log = firm.book.titled(columns.LOG_TAB)
    assert log
    place = {"sheetId": log.sheet_id, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    firm.book.batch_update([{"insertDimension": {"range": place}}])


def a_newer_layout(firm: Firm) -> None:
    runs = firm.book.titled(columns.RUNS_TAB)
    assert runs
    runs.cell(runs.last_row() - 1, 0).entered = {"stringValue": "99"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (a_column_between, "列の並び"),
        (a_column_of_a_new_name, "再確認日"),
        (a_tab_of_a_new_name, "返信"),
        (moved_lines, "列の並び"),
        (a_newer_layout, "新しい版"),
    ],
)
def test_what_is_not_as_it_was_laid_out_stops_the_run(old: Firm, change: Callable[[Firm], None], told: str) -> None:
    change(old)
    before = copy.deepcopy(old.book.tabs)
    with pytest.raises(Stopped, match=told) as stopped:
        old.run(LATER)
    assert stopped.value.problems[0].hint
    assert old.book.tabs == before


def test_hrs_own_handover_tab_is_left_as_it_is(old: Firm) -> None:
    old.book.batch_update([{"addSheet": {"properties": {"title": columns.HANDOVER_TAB}}}])
    tab = old.book.titled(columns.HANDOVER_TAB)
    assert tab
    tab.cell(2, 2).entered = {"stringValue": "次の方へ"}
    old.run(LATER)
    assert old.shown(columns.HANDOVER_TAB)
    assert tab.entered(2, 2) == {"stringValue": "次の方へ"}
    assert not tab.entered(0, 0)


@pytest.mark.parametrize("title", [KEY, JUDGEMENT, OUTCOME, MESSAGE])
def test_a_column_put_in_while_it_is_brought_up_to_date_costs_no_word(old: Firm, title: str) -> None:
    """It is refused or understood; whichever, what HR wrote stands under its heading."""
    words = {(row[KEY], row[JUDGEMENT], row[REASON], row["メモ"]) for row in old.shown()}
    writes = []

    def insert(world: World, method: str) -> None:
        writes.append(method)
        if method.endswith("batchUpdate") and writes.count(method) == 2:
            at = old.column(title)
            place = {"sheetId": old.desk.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
            old.book.batch_update([{"insertDimension": {"range": place}}])

    old.world.between = insert
    with suppress(Stopped):
        old.run(LATER)
    old.world.between = None
    assert {(row[KEY], row[JUDGEMENT], row[REASON], row["メモ"]) for row in old.shown()} == words


def test_a_workbook_of_the_first_layout_is_read_and_written_anew(tmp_path: Path) -> None:
    office = Office(tmp_path)
    tabs = json.loads((CASES / "review_layout_1_file.json").read_text("utf-8"))
    save(office.book, tabs[columns.REVIEW_TAB], tab=columns.REVIEW_TAB, more={**tabs, "覚え": [["次の方へ"]]})
    office.answers[1] = answer(1, message="書き直しました")
    before = review_book.read(office.book)
    assert before.runs[-1].layout == 1
    office.run(at=LATER)
    after = review_book.read(office.book)
    assert after.runs[-1].layout == revisions.LAYOUT
    assert after.header == tuple(column.title for column in COLUMNS)
    assert [row[after.header.index(KEY)] for row in after.rows] == [row[0] for row in before.rows]
    assert office.rows()[0][JUDGEMENT] == "承認"
    assert office.rows()[0][REASON] == "名簿で確かめました"
    assert after.log[: len(before.log)] == before.log
    assert [sheet.name for sheet in after.tabs] == ["覚え"]
    assert [one.state for one in after.ledger] == ["登録"]


def test_a_workbook_with_a_tab_of_a_new_name_is_left_alone(tmp_path: Path) -> None:
    office = Office(tmp_path)
    tabs = json.loads((CASES / "review_layout_1_file.json").read_text("utf-8"))
    save(office.book, tabs[columns.REVIEW_TAB], tab=columns.REVIEW_TAB, more={**tabs, "登録者": [["名前"]]})
    before = office.book.read_bytes()
    with pytest.raises(Stopped, match="登録者"):
        office.run(at=LATER)
    assert office.book.read_bytes() == before
