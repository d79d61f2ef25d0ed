"""The script that sends letters from a spreadsheet: each ticked one once, to its person, whatever happens meanwhile."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factory_firm import opened
from tests.factory_registrations import AT, SENDER
from workflows import sending
from workflows.columns import KEY, REPLIES_TAB, REPLY_COLUMNS, SEND, SENT, STATE
from workflows.ledger import ReplyState
from workflows.replies import NOT_SENT, SENDING

HEADER = [column.title for column in REPLY_COLUMNS]
READY, RECALLED = str(ReplyState.READY), str(ReplyState.RECALLED)

Play = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


def row(number: str, *, tick: bool = True, sent: str = "", state: str = READY, to: str = "") -> list[Any]:
    """A row of 返信 as Apps Script reads it."""
    key = number.split("-")[0]
    return [
        number,
        tick,
        sent,
        state,
        "ご登録のご案内",
        key,
        to or f"{key.lower()}@example.com",
        f"件名{key}",
        f"本文{key}",
    ]


ROWS = [
    HEADER,
    row("A-1"),
    row("B-1"),
    row("C-1", tick=False, sent="2026/11/01"),
    row("D-1", state=RECALLED),
    row("E-1", sent=f"{SENDING} E-1"),
    row("F-1", to="f@example.com, g@example.com"),
    row("G-1", tick=False),
    row("H-1", sent="2026/11/02"),
]


@pytest.fixture(scope="module")
def play(node: str, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Plays scenarios with the script as it is shipped."""
    script = tmp_path_factory.mktemp("script") / "replies.gs"
    script.write_text(sending.script(SENDER), "utf-8")

    def play_(scenarios: list[dict[str, Any]]) -> list[dict[str, Any]]:
        world = Path(__file__).with_name("replies_world.js")
        done = subprocess.run([node, world, script], input=json.dumps(scenarios), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    return play_


def sent_cells(grid: list[list[Any]]) -> dict[str, str]:
    at = {title: grid[0].index(title) for title in HEADER}
    return {line[at["返信番号"]]: line[at["送信日時"]] for line in grid[1:]}


def other_cells(grid: list[list[Any]]) -> dict[tuple[str, str], Any]:
    """What is nobody's to write, by letter and title."""
    number = grid[0].index("返信番号")
    titles = [(index, title) for index, title in enumerate(grid[0]) if title in HEADER and title != "送信日時"]
    return {(line[number], title): line[index] for line in grid[1:] for index, title in titles}


def mailed(result: dict[str, Any]) -> Counter[str]:
    return Counter(mail["subject"].removeprefix("件名") for mail in result["mails"])


def test_each_ticked_letter_goes_once_to_its_person_alone(play: Play) -> None:
    [result] = play([{"rows": ROWS, "runs": [{}, {}]}])
    who = {"name": SENDER.desk, "replyTo": SENDER.email}
    assert result["mails"] == [
        {"to": f"{key}@example.com", "subject": f"件名{key.upper()}", "body": f"本文{key.upper()}", **who}
        for key in "ab"
    ]
    cells = sent_cells(result["grid"])
    assert cells["A-1"] == cells["B-1"] == "DATE"
    assert {number: cell for number, cell in cells.items() if number not in ("A-1", "B-1")} == {
        line[0]: line[2] for line in ROWS[3:]
    }
    question, told = result["runs"][0]["alerts"]
    assert "2通の返信を、お一人ずつ、hr@example.com から" in question
    assert "D-1：状態が「取り消し（送らないでください）」" in question
    assert "E-1：送っている途中で止まりました" in question
    assert "F-1：宛先が、一つのメールアドレスとして" in question
    assert told.startswith("2通を送りました")
    assert "いま送れる返信はありません" in result["runs"][1]["alerts"][0]


def test_whatever_happens_between_two_calls_nothing_is_doubled_nor_told_to_another(play: Play) -> None:
    [calm] = play([{"rows": ROWS, "runs": [{}]}])
    calls = calm["runs"][0]["calls"]
    alone = ["sort", "rotate", "kill", "again", "recall", "readdress", "untick", "remove", "type", "shift"]
    events = [*([what] for what in alone), ["sort", "again"], ["rotate", "recall"], ["shift", "kill"]]
    cases = [(what, after, at) for what in events for after in (False, True) for at in range(1, calls + 1)]
    scenarios = [
        {"rows": ROWS, "runs": [{"what": what, "after": after, "at": at}, {}, {}]} for what, after, at in cases
    ]
    for (what, after, at), result in zip(cases, play(scenarios), strict=True):
        where = f"{what} {'after' if after else 'before'} call {at}"
        counts, cells = mailed(result), sent_cells(result["grid"])
        assert set(counts.values()) <= {1}, where
        assert set(counts) <= {"A", "B"}, where
        for mail in result["mails"]:
            key = mail["subject"].removeprefix("件名")
            right = {f"{key.lower()}@example.com"} | ({"other@example.com"} if "readdress" in what else set())
            assert mail["to"] in right, where
            assert mail["body"] == f"本文{key}", where
            if f"{key}-1" in cells:
                assert cells[f"{key}-1"], where  # whatever went out is marked
        assert {cells[f"{key}-1"] for key in "CEH"} == {"2026/11/01", f"{SENDING} E-1", "2026/11/02"}, where
        assert not cells["G-1"], where
        if not {"kill", "recall", "readdress", "untick", "remove"} & set(what):
            assert other_cells(result["grid"]) == other_cells(ROWS), where
        if what in (["sort"], ["rotate"], ["again"], ["shift"], ["sort", "again"]):
            assert counts == {"A": 1, "B": 1}, where
            assert cells["A-1"] == cells["B-1"] == "DATE", where


def test_a_letter_that_stopped_half_way_is_never_sent_again_by_itself(play: Play) -> None:
    [calm] = play([{"rows": ROWS, "runs": [{}]}])
    calls = calm["runs"][0]["calls"]
    stopped = play(
        [{"rows": ROWS, "runs": [{"what": ["kill"], "after": True, "at": at}, {}]} for at in range(1, calls + 1)]
    )
    doubts = [one for one in stopped if sent_cells(one["grid"])["A-1"] == f"{SENDING} A-1"]
    assert any(mailed(one)["A"] == 1 for one in doubts)
    for one in doubts:
        assert "A-1：送っている途中で止まりました" in one["runs"][1]["alerts"][0]


@pytest.mark.parametrize(("fail", "count"), [("refused", 0), ("unsure", 1)])
def test_what_could_not_be_sent_is_told_in_its_row_and_waits_for_hr(play: Play, fail: str, count: int) -> None:
    [result] = play([{"rows": ROWS[:2], "runs": [{"fail": fail}, {}]}])
    assert mailed(result)["A"] == count
    assert sent_cells(result["grid"])["A-1"].startswith(f"{NOT_SENT}：")
    assert "送れなかったもの 1通（A-1）" in result["runs"][0]["alerts"][1]
    assert "A-1：前に送れませんでした" in result["runs"][1]["alerts"][0]


def test_a_quota_that_ends_leaves_the_rest_for_tomorrow(play: Play) -> None:
    [result, none] = play([{"rows": ROWS[:3], "runs": [{"quota": 1}, {}]}, {"rows": ROWS[:3], "runs": [{"quota": 0}]}])
    assert "本日送れるのはあと 1通まで" in result["runs"][0]["alerts"][0]
    assert mailed(result) == {"A": 1, "B": 1}
    assert not none["mails"]
    assert "使い切りました" in none["runs"][0]["alerts"][0]


def test_a_script_that_takes_too_long_stops_in_time_and_goes_on_where_it_stopped(play: Play) -> None:
    [result] = play([{"rows": ROWS[:3], "runs": [{"slow": 25_000}, {}]}])
    assert "残りの 1通は、もう一度お選びいただくと" in result["runs"][0]["alerts"][1]
    assert mailed(result) == {"A": 1, "B": 1}
    assert sent_cells(result["grid"]) == {"A-1": "DATE", "B-1": "DATE"}


def test_nothing_goes_where_hr_says_no_or_somebody_else_sends(play: Play) -> None:
    no, busy = play([{"rows": ROWS, "runs": [{"answer": "NO"}]}, {"rows": ROWS, "runs": [{"locked": True}]}])
    assert not no["mails"]
    assert not busy["mails"]
    assert "ほかの方が送っているところです" in busy["runs"][0]["alerts"][1]


def test_copied_rows_broken_lookups_and_missing_columns_send_nothing(play: Play) -> None:
    copied = [HEADER, row("A-1"), row("A-1")]
    broken = [HEADER, [*row("A-1")[:3], "#REF!", "", "", "", "", ""]]
    long = [HEADER, row("A-1", to="x" * 250 + "@example.com")]
    retitled = [["返信番号", "送信", *HEADER[2:]], row("A-1")]
    empty = [HEADER]
    results = play(
        [{"rows": rows, "runs": [{}]} for rows in (copied, broken, long, retitled, empty)]
        + [{"rows": ROWS, "runs": [{"renamed": True}]}]
    )
    assert not any(one["mails"] for one in results)
    told = [one["runs"][0]["alerts"][0] for one in results]
    assert "同じ返信番号の行が2つ以上" in told[0]
    assert "状態が「#REF!」" in told[1]
    assert "一つのメールアドレス" in told[2]
    assert "「送信する」の列が見つかりません" in told[3]
    assert "いま送れる返信はありません" in told[4]
    assert "シート「返信」が見つかりません" in told[5]


def test_the_look_before_sending_shows_all_and_runs_nothing_that_people_wrote(play: Play) -> None:
    rows = [HEADER, row("A-1"), *ROWS[3:]]
    rows[1][8] = "<script>alert(1)</script>\n青葉 晴子 様"
    [result] = play([{"rows": rows, "runs": [{"call": "alumniPreview"}]}])
    [[title, html]] = result["runs"][0]["html"]
    assert title == "送信前の確認"
    assert "これから送れる返信は 1通です（本日あと 100通まで" in html
    assert "<script" not in html
    assert "青葉 晴子 様" in html
    assert "a@example.com" in html
    assert "D-1：状態が" in html
    assert not result["mails"]
    assert result["grid"] == rows


def test_an_old_mobile_address_is_quoted_as_the_standard_asks(play: Play) -> None:
    [result] = play([{"rows": [HEADER, row("A-1", to="a..b.@docomo.ne.jp")], "runs": [{}]}])
    assert [mail["to"] for mail in result["mails"]] == ['"a..b."@docomo.ne.jp']


def test_the_menu_has_the_two_items(play: Play) -> None:
    [result] = play([{"rows": ROWS, "runs": [{"call": "onOpen"}]}])
    menu = json.loads(result["runs"][0]["alerts"][0])
    assert menu["name"] == "アルムナイ"
    assert menu["items"] == [["送信前の確認", "alumniPreview"], ["チェックした返信を送る", "alumniSend"]]


def test_letters_of_a_real_run_go_out_from_the_spreadsheet_and_the_next_run_knows(play: Play) -> None:
    with opened() as firm:
        firm.init()
        firm.run()
        keys = [str(line[KEY]) for line in firm.shown()]
        for key in keys[:2]:
            firm.judge(key, "承認")
        firm.run(AT + timedelta(hours=1))
        tab = firm.book.titled(REPLIES_TAB)
        assert tab
        tab.cell(1, HEADER.index(SEND)).entered = {"boolValue": True}
        shown = firm.shown(REPLIES_TAB)
        grid = [list(shown[0]), *([cell if cell is not None else "" for cell in line.values()] for line in shown)]
        [result] = play([{"rows": grid, "runs": [{}]}])
        assert [mail["to"] for mail in result["mails"]] == ["leaver0@example.com"]
        assert "青葉 晴子 様" in result["mails"][0]["body"]
        cells = sent_cells(result["grid"])
        assert cells == {f"{keys[0]}-1": "DATE", f"{keys[1]}-1": ""}
        # A day as Sheets keeps it, which is how the next run reads what the script wrote.
        tab.cell(1, HEADER.index(SENT)).entered = {"numberValue": 46127.4}
        firm.run(AT + timedelta(hours=2))
        assert [line[STATE] for line in firm.shown(REPLIES_TAB)] == [ReplyState.SENT, ReplyState.READY]
