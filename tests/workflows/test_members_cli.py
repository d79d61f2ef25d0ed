"""People's wishes by command, on a book as a file: what is written, what is printed, and to whom it may be shown."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.factory_registrations import AT, Office
from workflows.cli import registrations
from workflows.ledger import State, standings
from workflows.spreadsheets import review_book

RUNNER = CliRunner()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    office = Office(tmp_path)
    office.run()
    for row in range(3):
        office.judge(row, "承認")
    office.run(at=AT)
    return office


def command(*arguments: str) -> Result:
    return RUNNER.invoke(registrations, [*arguments, "--review", "review.xlsx"])


def key_of(office: Office, row: int) -> str:
    return str(office.rows()[row]["受付番号"])


def states(office: Office) -> dict[str, State]:
    return {key: line.state for key, line in standings(review_book.read(office.book).ledger).items()}


def test_a_withdrawal_by_command_is_what_the_cell_does(office: Office) -> None:
    key = key_of(office, 0)
    done = command("withdraw", key.lower(), "--by", "山田")
    assert done.exit_code == 0
    assert "受け付けました" in done.output
    assert states(office)[key] is State.WITHDRAWN
    assert str(office.rows()[0]["手続きの結果"]).startswith("登録の解除：")
    assert office.rows()[0]["人事の判断"] == "承認"
    office.run(at=AT)
    assert states(office)[key] is State.WITHDRAWN
    assert command("restore", key, "--by", "山田").exit_code == 0
    assert states(office)[key] is State.MEMBER


def test_an_erasure_leaves_no_trace_in_any_file_and_says_what_is_left_to_do(office: Office) -> None:
    key = key_of(office, 1)
    assert command("erase", key, "--by", "山田", "--confirmed-by", "山田").exit_code == 2
    done = command("erase", key, "--by", "山田", "--confirmed-by", "佐藤")
    assert done.exit_code == 0
    assert "フォームの回答" in done.output
    office.run(at=AT)
    for file in (office.book, office.book.with_name("review.bak.xlsx")):
        held = str(review_book.read(file))
        assert "leaver1@example.com" not in held
        assert "石倉" not in held
    assert key not in [row["受付番号"] for row in office.rows()]
    assert len(office.rows()) == 3


def test_a_key_nobody_has_is_told_and_nothing_is_written(office: Office) -> None:
    before = office.book.read_bytes()
    wrong = command("withdraw", "K0000000", "--by", "山田")
    assert wrong.exit_code == 1
    assert "K0000000" in wrong.output
    assert office.book.read_bytes() == before


def test_a_person_gets_her_own_data_and_nobody_elses(office: Office) -> None:
    key = key_of(office, 0)
    done = command("export-me", key, "--by", "山田", "--out", "me.json", "--responses", "responses.xlsx")
    assert done.exit_code == 0, done.output
    text = Path("me.json").read_text("utf-8")
    found = json.loads(text)
    assert found["回答"]["氏名"] == "青葉　晴子"
    assert found["登録者の台帳"]["メールアドレス"] == "leaver0@example.com"
    assert "石倉" not in text
    assert "leaver1" not in text
    assert "山田" not in text
    if os.name == "posix":
        assert Path("me.json").stat().st_mode & 0o077 == 0
    assert "手続き：開示" in [line.what for line in review_book.read(office.book).audit]


def test_a_row_that_hr_deleted_comes_back(office: Office) -> None:
    key = key_of(office, 3)
    office.edit(lambda rows: rows.pop())
    assert command("restore", key, "--by", "山田").exit_code == 0
    assert key_of(office, 3) == key
    assert str(office.rows()[3]["ご回答と名簿の比較"]).startswith("榎本")


def test_expiring_counts_first(office: Office) -> None:
    key = key_of(office, 0)
    command("withdraw", key, "--by", "山田", "--today", "2026-04-15")
    before = office.book.read_bytes()
    counted = command("expire", "--today", "2028-01-01")
    assert "1件が消去の対象です" in counted.output
    assert office.book.read_bytes() == before
    assert "1件を消去しました" in command("expire", "--today", "2028-01-01", "--yes").output
    assert states(office)[key] is State.EXPIRED


def test_lists_of_members_stay_out_of_repositories(office: Office) -> None:
    assert command("members", "--out", "members.csv").exit_code == 0
    listed = Path("members.csv").read_text("utf-8-sig")
    assert listed.count("@example.com") == 3
    Path("theirs.csv").write_text("メール\nleaver0@example.com\nold@example.com\n", "utf-8")
    done = command("members", "--out", "change.json", "--export", "json", "--against", "theirs.csv")
    assert done.exit_code == 0, done.output
    assert json.loads(Path("change.json").read_text("utf-8")) == [
        {"do": "add", "email": "leaver1@example.com"},
        {"do": "add", "email": "leaver2@example.com"},
        {"do": "remove", "email": "old@example.com"},
    ]
    Path("repo/.git").mkdir(parents=True)
    refused = command("members", "--out", "repo/members.csv")
    assert refused.exit_code == 1
    assert not Path("repo/members.csv").exists()


def test_too_few_members_make_no_figures(office: Office) -> None:
    refused = command("figures", "--out", "figures.json")
    assert refused.exit_code == 1
    assert "5人に満たない" in refused.output
