"""registration.toml, the environment and the command line: who wins, and what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.settings import ROOT, settle
from workflows.stopped import Stopped


def write(folder: Path, text: str) -> Path:
    path = folder / "registration.toml"
    path.write_text(text, "utf-8")
    return path


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(Stopped) as stopped:
        settle(file=write(folder, text), environment={})
    assert all(problem.hint for problem in stopped.value.problems)
    return [problem.what for problem in stopped.value.problems]


@pytest.mark.sample
def test_the_shipped_settings_need_nothing_more() -> None:
    plan = settle(file=ROOT / "registration.toml", environment={})
    made = [str(ROOT / "demo" / f"{name}.xlsx") for name in ("responses", "roster", "review")]
    assert [plan.responses, plan.roster, plan.review] == made
    assert plan.form == ROOT / "form.toml"


@pytest.mark.sample
def test_the_shipped_retention_is_what_is_promised_where_nothing_is_said(tmp_path: Path) -> None:
    said = settle(file=ROOT / "registration.toml", needs=(), environment={}).settings.retention
    unsaid = settle(file=write(tmp_path, ""), needs=(), environment={}).settings.retention
    assert said == unsaid
    assert said.model_dump() == {"declined": 90, "in_service": 30, "withdrawn": 30, "responses": 90, "proof": 14}


def test_the_desk_is_held_to_the_days_the_site_promises(tmp_path: Path) -> None:
    (tmp_path / "site.yml").write_text("name: みなも\nreply_within: 7  # 営業日\n", "utf-8")
    assert settle(file=write(tmp_path, ""), needs=(), environment={}).settings.review.reply_within == 7
    agreed = settle(file=write(tmp_path, "[review]\nreply_within = 7"), needs=(), environment={})
    assert agreed.settings.review.reply_within == 7
    assert any("では5日、" in what for what in told(tmp_path, "[review]\nreply_within = 5"))


@pytest.mark.parametrize("text", ["reply_within: 五日", "reply_within: 0", "- 5", "reply_within: [", ""])
def test_a_site_that_promises_nothing_readable_is_told_unless_the_desk_says_it_itself(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "site.yml").write_text(text, "utf-8")
    assert any("reply_within" in what for what in told(tmp_path, ""))
    own = settle(file=write(tmp_path, "[review]\nreply_within = 3"), needs=(), environment={})
    assert own.settings.review.reply_within == 3


def test_letters_and_site_beside_the_settings_win_over_those_of_the_checkout(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    plan = settle(file=path, needs=(), environment={})
    assert (plan.letters, plan.site) == (ROOT / "letters", ROOT / "site.yml")
    (tmp_path / "letters").mkdir()
    (tmp_path / "site.yml").write_text("reply_within: 5\n", "utf-8")
    plan = settle(file=path, needs=(), environment={})
    assert (plan.letters, plan.site) == (tmp_path / "letters", tmp_path / "site.yml")


def test_the_command_line_wins_over_the_environment_over_the_file(tmp_path: Path) -> None:
    path = write(
        tmp_path, '[roster]\nlawful_basis = "同意書"\nplace = "a"\n[review]\nplace = "a"\n[responses]\nplace = "a"'
    )
    plan = settle(file=path, roster="c", environment={"ALUMNI_ROSTER": "b", "ALUMNI_REVIEW": "b", "ALUMNI_SECRET": "s"})
    assert (plan.responses, plan.review, plan.roster, plan.secret) == (str(tmp_path / "a"), "b", "c", "s")


def test_a_google_place_is_no_path(tmp_path: Path) -> None:
    text = '[roster]\nlawful_basis = "同意書"\nplace = "google:1AbC/名簿"'
    assert settle(file=write(tmp_path, text), needs=("roster",), environment={}).roster == "google:1AbC/名簿"


def test_everything_missing_is_told_at_once(tmp_path: Path) -> None:
    found = told(tmp_path, "")
    assert [what.split("`")[1] for what in found[:3]] == ["responses", "roster", "review"]
    assert "lawful_basis" in found[3]


def test_a_roster_without_a_reason_to_use_it_is_refused(tmp_path: Path) -> None:
    assert any("lawful_basis" in what for what in told(tmp_path, '[roster]\nplace = "r.xlsx"\nlawful_basis = "  "'))


def test_the_reason_may_come_from_the_environment(tmp_path: Path) -> None:
    path = write(tmp_path, '[roster]\nplace = "r.xlsx"')
    assert settle(file=path, needs=("roster",), environment={"ALUMNI_LAWFUL_BASIS": "同意書"}).roster
    with pytest.raises(Stopped):
        settle(file=path, needs=("roster",), environment={"ALUMNI_LAWFUL_BASIS": " "})


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[rooster]", "`rooster` という設定はありません"),
        ("[roster]\nid_width = -1", "`roster.id_width` の値"),
        ("[policy]\nverified = 1.0\nneeds_proof = 9.0", "`policy` の値"),
        ("[retention]\ndeclined = 0", "`retention.declined` の値"),
        ("[retention]\nproof = '14'", "`retention.proof` の値"),
        ("[retention]\ndeclined_days = 90", "`retention.declined_days` という設定はありません"),
        ("[roster", "読めません"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str, part: str) -> None:
    assert any(part in what for what in told(tmp_path, text))


def test_a_settings_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="ありません"):
        settle(file=tmp_path / "none.toml", environment={})
