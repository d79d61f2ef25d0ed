"""`alumni form …`: what it tells of form and answers, and that it never tells an answer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import alumni
from promises.form import Form, Purposes
from tests.factory_registrations import FORM, QUESTIONS, answer, save, sheet
from workflows.header import find_table
from workflows.responses import parse
from workflows.settings import ROOT
from workflows.spreadsheets.places import Sheet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped form, settings and site, with four answers."""
    for name in ("form.toml", "registration.toml", "site.yml"):
        shutil.copy(ROOT / name, tmp_path)
    save(tmp_path / "responses.xlsx", sheet([answer(number) for number in range(4)]))
    return tmp_path


def form(folder: Path, command: str, *more: object) -> Result:
    told = ["form", command, "--settings", folder / "registration.toml", *more]
    return CliRunner().invoke(alumni.app, [str(one) for one in told])


def check(folder: Path) -> Result:
    return form(folder, "check", "--responses", folder / "responses.xlsx")


def change(folder: Path, before: str, after: str) -> None:
    path = folder / "form.toml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


NEWER = """
[[purposes]]
version = "2037-01"
since = 2037-01-01
consent = "同意する（2037年1月版）"
mark = "MARK"
items = [{ title = "確認", why = "確かめるためです。" }]

[[questions]]"""


def newer() -> str:
    made = Purposes.model_validate(
        {
            "version": "x",
            "since": "2037-01-01",
            "consent": "x",
            "items": [{"title": "確認", "why": "確かめるためです。"}],
        }
    )
    return NEWER.replace("MARK", made.fingerprint)


def test_who_agreed_to_which_purposes_is_counted_and_asked_again(folder: Path) -> None:
    change(folder, "\n[[questions]]", newer())
    rows = [answer(0), answer(1), answer(2, consent="同意する（2037年1月版）"), answer(3, consent="いいえ")]
    save(folder / "responses.xlsx", sheet(rows))
    done = check(folder)
    assert done.exit_code == 0
    assert "利用目的は 2037-01 版です" in done.stdout
    assert f"{FORM.present.version} 版に同意した方：2人（あらためて同意を" in done.stdout
    assert "2037-01 版に同意した方：1人\n" in done.stdout
    assert "同意が読み取れない方：1人" in done.stdout
    assert "いいえ" not in done.stdout


def test_hr_is_told_of_a_consent_to_earlier_purposes() -> None:
    later = FORM.present.model_copy(
        update={"version": "2037-01", "since": FORM.present.since.replace(2037), "consent": "新しい同意", "aliases": ()}
    )
    form = FORM.model_copy(update={"purposes": (*FORM.purposes, later)})
    table = find_table([Sheet("回答", sheet([answer(0), answer(1, consent="新しい同意")]))], form.wanted, place="回答")
    old, new = parse(table, form)
    assert (old.consented, new.consented) == (FORM.present.version, "2037-01")
    assert [finding.rule for finding in old.findings] == ["responses.older-consent"]
    assert new.findings == ()


def test_nobody_to_be_found_is_told_and_never_turned_away(folder: Path) -> None:
    bare = {"employee_id": "", "phone": "", "birth_date": ""}  # the years alone find nobody
    save(folder / "responses.xlsx", sheet([answer(0, **bare), answer(1, **(bare | {"birth_date": "1961-06-03"}))]))
    assert "どれもお書きでない方：1人" in check(folder).stdout


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ('why = "お返事とご案内をお送りする宛先です。"', "", "「メールアドレス」に、なぜお聞きするか"),
        ("名簿と照らし合わせます。", "名簿と照合します。", "mark = "),
        ('"公務員"', '"公務員, 教員"', None),
        ('"公務員"', '"会社員"', "選択肢「会社員」が2つ"),
        ('"公務員"', '" "', "options"),
        ('kind = "one"\noptions = [', 'kind = "many"\noptions = ["a, b", ', "`, `"),
        (
            'text = "お名前（漢字）"\naliases = ["氏名", "お名前"]',
            'text = "御名前（漢字）"',
            "「お名前(漢字)」に変わった",
        ),
    ],
)
def test_drift_is_told_before_people_meet_it(folder: Path, before: str, after: str, part: str | None) -> None:
    change(folder, before, after)
    done = check(folder)
    assert done.exit_code == (1 if part else 0)
    assert part is None or part in done.stderr


def test_a_sheet_without_the_consent_is_refused(folder: Path) -> None:
    rows = sheet([answer(0)])
    place = rows[0].index(QUESTIONS["consent"])
    save(folder / "responses.xlsx", [[*row[:place], *row[place + 1 :]] for row in rows])
    done = check(folder)
    assert done.exit_code == 1
    assert "「個人情報の取り扱いへの同意」の列がありません" in done.stderr


def test_the_script_is_written_with_what_the_site_promises(folder: Path) -> None:
    site = folder / "site.yml"
    site.write_text(re.sub(r"(?m)^reply_within: .*", "reply_within: 9", site.read_text("utf-8")), "utf-8")
    done = form(folder, "script", "--out", folder / "out" / "form.gs")
    assert done.exit_code == 0
    assert "9営業日以内" in (folder / "out" / "form.gs").read_text("utf-8")
    assert "https://script.new" in done.stdout


def test_numbers_cannot_disagree(folder: Path) -> None:
    settings = folder / "registration.toml"
    settings.write_text(settings.read_text("utf-8").replace("[review]", "[review]\nreply_within = 59"), "utf-8")
    for command in (["check"], ["script", "--out", folder / "form.gs"]):
        done = form(folder, command[0], *command[1:])
        assert done.exit_code == 1
        assert re.search(r"では59日、.*では\d+日", done.stderr)


def test_a_script_for_a_form_that_is_known(folder: Path) -> None:
    known = "https://docs.google.com/forms/d/1aBcDeFgHiJkLmNoPqRsTuV_-9/edit"
    assert form(folder, "script", "--out", folder / "form.gs", "--form", known).exit_code == 0
    assert '"id": "1aBcDeFgHiJkLmNoPqRsTuV_-9"' in (folder / "form.gs").read_text("utf-8")
    wrong = form(
        folder, "script", "--out", folder / "form.gs", "--form", "https://docs.google.com/forms/d/e/1F/viewform"
    )
    assert wrong.exit_code == 1
    assert "編集用のアドレスではありません" in wrong.stderr


def test_an_unfit_form_makes_no_script(folder: Path) -> None:
    change(folder, 'mark = "', '# mark = "')
    done = form(folder, "script", "--out", folder / "form.gs")
    assert done.exit_code == 1
    assert not (folder / "form.gs").exists()


def test_the_mark_sees_words_and_not_blanks() -> None:
    def marked(why: str) -> str:
        item = {"title": "確認", "why": why}
        return Purposes.model_validate(
            {"version": "1", "since": "2026-04-01", "consent": "はい", "items": [item]}
        ).fingerprint

    assert marked("確かめる ためです。") == marked("確かめるためです。")
    assert marked("確かめるためです。") != marked("確かめないためです。")


def test_questions_are_called_shortly() -> None:
    assert Form.model_validate(FORM.model_dump()).of("employee_id")
    assert [one.short for group in FORM.either for one in group] == ["社員番号", "電話番号", "生年月日", "在籍期間"]
