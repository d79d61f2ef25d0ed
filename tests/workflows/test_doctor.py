"""The doctor tells what keeps a run from working, each time with what to do, and changes nothing."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from tests.factory_firm import RESPONSES, REVIEW, ROSTER, Firm, opened
from tests.factory_registrations import AT, answer
from workflows import cli, doctor, shell
from workflows.spreadsheets.review_layout import TABS

KEEPERS = [
    {"type": "user", "role": "owner", "emailAddress": "a@example.com"},
    {"type": "user", "role": "writer", "emailAddress": "b@example.com"},
]
ACCOUNT = {"type": "user", "role": "writer", "emailAddress": "run@firm.iam.gserviceaccount.com"}
READER = {**ACCOUNT, "role": "reader"}


@pytest.fixture
def firm() -> Iterator[Firm]:
    """A firm in good health."""
    with opened() as held:
        held.init()
        held.run()
        read, written = [*KEEPERS, READER], [*KEEPERS, ACCOUNT]
        held.world.permissions = {RESPONSES: read, ROSTER: read, REVIEW: written}
        yield held


def found(firm: Firm, **after: int) -> list[doctor.Finding]:
    return list(doctor.examine(firm.plan, AT + timedelta(**after)))


def told(firm: Firm, health: str, **after: int) -> str:
    some = [one for one in found(firm, **after) if one.health == health]
    assert all(one.hint for one in some), "each says how to mend it"
    return "\n".join(f"{one.what} {one.hint}" for one in some)


def test_a_firm_in_good_health(firm: Firm) -> None:
    before = copy.deepcopy(firm.book.tabs)
    firm.world.calls.clear()
    assert {one.health for one in found(firm)} == {"well"}
    assert firm.book.tabs == before
    assert "sheets.spreadsheets.batchUpdate" not in firm.world.calls


def test_what_is_shared_by_link_is_told(firm: Firm) -> None:
    assert firm.world.permissions
    firm.world.permissions[ROSTER] = [*KEEPERS, {"type": "anyone", "role": "reader"}]
    firm.world.permissions[REVIEW] = [*KEEPERS[1:], ACCOUNT]
    assert "名簿：リンク" in told(firm, "ill")
    assert "制限付き" in told(firm, "ill")
    assert "もう一人" in told(firm, "watch")


def test_one_owner_with_an_editor_beside_is_well_and_told_of_shared_drives(firm: Firm) -> None:
    said = [one for one in found(firm) if one.health == "well" and "所有者は一人" in one.what]
    assert len(said) == 3
    assert all("共有ドライブ" in one.hint for one in said)


def test_two_managers_of_a_shared_drive_keep_a_file_together(firm: Firm) -> None:
    assert firm.world.permissions
    managers = [{**one, "role": role} for one, role in zip(KEEPERS, ("organizer", "fileOrganizer"), strict=True)]
    readers = [{"type": "user", "role": "reader", "emailAddress": f"{n}@example.com"} for n in range(120)]
    gone = {"type": "user", "role": "organizer", "emailAddress": "", "deleted": True}
    firm.world.permissions[REVIEW] = [ACCOUNT, *readers, gone, *managers]
    assert any("管理できる人が2人" in one.what and "123件" in one.what for one in found(firm)), "on the second page"
    firm.world.permissions[REVIEW] = [ACCOUNT, *readers, gone, managers[0]]
    assert "もう一人" in told(firm, "watch")


def test_an_account_that_may_write_where_it_only_reads_is_told(firm: Firm) -> None:
    assert firm.world.permissions
    firm.world.permissions[ROSTER] = [*KEEPERS, ACCOUNT]
    assert "名簿：照合のアカウント" in told(firm, "watch")


def test_a_quota_that_is_met_and_a_slow_book_are_told(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    firm.world.faults = [None] * 4 + ["429"]
    assert "割り当て" in told(firm, "watch")
    monkeypatch.setattr(doctor, "SLOW", 0.0)
    assert "時間切れ" in told(firm, "watch")


def test_a_login_that_may_not_ask_drive_is_told_how_to(firm: Firm) -> None:
    firm.world.permissions = None
    assert "drive.metadata.readonly" in told(firm, "watch")
    assert told(firm, "ill") == ""


def test_a_clock_elsewhere_is_told(firm: Firm) -> None:
    firm.book.time_zone = "America/New_York"
    assert "Tokyo" in told(firm, "ill")


def test_silence_is_told_and_weekends_are_no_silence(firm: Firm) -> None:
    assert "60日" in told(firm, "ill", days=5)
    assert told(firm, "ill", days=2) == ""


def test_a_renamed_tab_and_a_missing_column_are_told_together(firm: Firm) -> None:
    firm.desk.title = "審査2"
    firm.world.books[ROSTER].tabs[0].cell(0, 0).entered = {"stringValue": "番号"}
    both = told(firm, "ill")
    assert "審査" in both
    assert "社員番号" in both


def test_another_secret_is_told(firm: Firm) -> None:
    before = firm.plan
    firm.world.books[REVIEW].tabs[:] = [tab for tab in firm.book.tabs if tab.title not in TABS]
    shell.prepare_review(dataclasses.replace(before, secret="one"))
    plan = dataclasses.replace(before, secret="another")
    assert any("ALUMNI_SECRET" in one.what + one.hint for one in doctor.examine(plan, AT) if one.health == "ill")


def test_a_spreadsheet_that_was_not_shared_says_with_whom(firm: Firm) -> None:
    firm.world.private.add(REVIEW)
    assert "共有" in told(firm, "ill")


def test_a_run_at_work_is_told(firm: Firm) -> None:
    firm.book.batch_update([{"addSheet": {"properties": {"title": "_lock"}}}])
    assert "_lock" in told(firm, "watch")


def test_no_login_ends_it_with_three_ways_in(firm: Firm, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.delenv("GOOGLE_ACCESS_TOKEN")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", f"{tmp_path}/missing.json")
    (one,) = found(firm)
    assert one.health == "ill"
    assert "gcloud" in one.hint


def test_the_command_says_it_in_lines(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, spreadsheet in (("RESPONSES", RESPONSES), ("ROSTER", ROSTER), ("REVIEW", REVIEW)):
        monkeypatch.setenv(f"ALUMNI_{name}", f"google:{spreadsheet}")
    monkeypatch.setattr(shell, "now", lambda: AT)
    done = CliRunner().invoke(cli.registrations, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "照合を行えます" in done.output
    firm.book.time_zone = "UTC"
    assert CliRunner().invoke(cli.registrations, ["doctor"]).exit_code == 1


def test_the_people_of_an_incident_are_counted_by_address(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    firm.answers.append({**firm.answers[0], "timestamp": "2026/04/16 10:00:00", "message": "もう一度"})
    firm.answers.append(answer(7))
    firm.run(AT + timedelta(days=1))
    monkeypatch.setenv("ALUMNI_REVIEW", f"google:{REVIEW}")
    done = CliRunner().invoke(cli.registrations, ["affected", "--since", "2026-04-16"])
    assert done.exit_code == 0, done.output
    assert "5人（回答 6件）" in done.output
    assert "以降に登録した人：1人" in done.output
    assert "12行" in done.output
