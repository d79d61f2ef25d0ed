"""What operators type, what it answers, and that no answer ever holds a person."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import alumni
import messages
from tests.factory_registrations import Office, answer, leaver, roster_sheet, save, sheet

MARK = "カナリア"
LATIN = "canary"


@pytest.fixture(autouse=True)
def japanese() -> Iterator[None]:
    with messages.speaking("ja"):
        yield


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    save(tmp_path / "responses.xlsx", sheet(office.answers))
    save(tmp_path / "roster.xlsx", office.roster, tab="名簿")
    return office


def alumni_(*arguments: object) -> Result:
    return CliRunner().invoke(alumni.app, [str(one) for one in arguments])


def run(office: Office, *more: object, command: str = "run") -> Result:
    places = ["--responses", office.folder / "responses.xlsx", "--roster", office.folder / "roster.xlsx"]
    if command == "run":
        places += ["--review", office.book]
    return alumni_("registrations", command, *places, *more)


def test_a_run_says_what_it_did_in_counts(office: Office) -> None:
    done = run(office, "--today", "2026-04-15")
    assert done.exit_code == 0
    assert re.search(r"4 +verified +名簿と一致", done.stdout)
    assert "新しい回答 4件" in done.stdout
    assert str(office.book) in done.stdout
    assert "名簿と照らし合わせています" in done.stderr
    assert "前の内容は" in run(office).stdout


def test_a_rehearsal_says_so(office: Office) -> None:
    done = run(office, "--dry-run")
    assert (done.exit_code, office.book.exists()) == (0, False)
    assert "何も書き込んでいません" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--today", "きょう"], 2),
        (["--no-such-option"], 2),
        (["--responses", "none.xlsx"], 1),
        (["--settings", "none.toml"], 1),
        (["--review", "review.csv"], 1),
    ],
)
def test_exit_codes_tell_a_slip_of_typing_from_a_stop(office: Office, arguments: list[str], code: int) -> None:
    done = run(office, *arguments)
    assert done.exit_code == code
    assert "Traceback" not in done.output
    assert code == 2 or "hint: " in done.stderr
    assert not office.book.exists()


def test_every_problem_comes_with_a_hint_and_in_english_too(office: Office) -> None:
    save(
        office.folder / "responses.xlsx",
        [
            [
                "タイムスタンプ",
                "メールアドレス",
                "氏名",
                "謎",
                "フリガナ",
                "生年月日",
                "社員番号",
                "電話番号",
                "ひとこと",
            ]
        ],
    )
    with messages.speaking("en"):
        done = alumni_(
            "--lang", "en", "registrations", "run", "--responses", office.folder / "responses.xlsx",
            "--roster", office.folder / "roster.xlsx", "--review", office.book,
        )  # fmt: skip
    assert done.exit_code == 1
    assert done.stderr.count("error: ") == done.stderr.count("hint: ") > 5
    assert "nothing was written" in done.stderr


def test_both_sources_are_told_at_once(office: Office) -> None:
    (office.folder / "roster.xlsx").unlink()
    save(office.folder / "responses.xlsx", [])
    done = run(office)
    assert done.stderr.count("error: ") == 2


def test_match_writes_one_object_a_response(office: Office) -> None:
    save(office.folder / "responses.xlsx", sheet([answer(0), {}, answer(1), answer(2, employee_id="", name="謎の人")]))
    out = office.folder / "out" / "matched.jsonl"
    done = run(office, "--out", out, command="match")
    assert done.exit_code == 0, done.output
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [one["response"] for one in found] == [1, 3, 4]
    assert [set(one) for one in found] == [{"response", "outcome", "roster_id", "match_weight", "candidates"}] * 3
    first = found[0]
    assert (first["outcome"], first["roster_id"]) == ("verified", leaver(0)[0])
    assert set(first["candidates"][0]) == {"roster_id", "match_weight", "evidence"}
    assert "◎" in first["candidates"][0]["evidence"]
    assert all((one["roster_id"] is None) is (one["outcome"] in ("review", "no_match")) for one in found)
    assert out.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_match_reads_csv_and_parquet(office: Office, kind: str) -> None:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    for name, rows in (("responses", sheet(office.answers)), ("roster", office.roster)):
        columns = {str(title): [str(row[n] or "") for row in rows[1:]] for n, title in enumerate(rows[0])}
        path = office.folder / f"{name}.{kind}"
        if kind == "csv":
            pa.csv.write_csv(pa.table(columns), path)
        else:
            pa.parquet.write_table(pa.table(columns), path)
    out = office.folder / "out.jsonl"
    places = ["--responses", office.folder / f"responses.{kind}", "--roster", office.folder / f"roster.{kind}"]
    done = alumni_("registrations", "match", *places, "--out", out)
    assert done.exit_code == 0, done.output
    assert [json.loads(line)["outcome"] for line in out.read_text("utf-8").splitlines()] == ["verified"] * 4


def test_check_counts_findings_and_says_where(office: Office) -> None:
    rows = [["回答の一覧"], *sheet([answer(0), answer(1, name=""), answer(2, consent="")])]
    save(office.folder / "responses.xlsx", rows)
    done = run(office, command="check")
    assert done.exit_code == 0, done.output
    assert "「お名前（漢字）」が空欄です：1件（4行目）" in done.stdout
    assert "名簿との照合はしていません：1件（5行目）" in done.stdout


def test_form_check_compares_the_form_with_the_header(office: Office) -> None:
    responses = office.folder / "responses.xlsx"
    done = alumni_("form", "check", "--responses", responses)
    assert (done.exit_code, "14問" in done.stdout) == (0, True)
    rows = sheet([answer(0, status="冒険家")])
    save(responses, rows)
    assert "選択肢にない答えが1件" in alumni_("form", "check", "--responses", responses).stdout
    rows[0][2] = "お名前（漢字）を教えてください"
    save(responses, rows)
    done = alumni_("form", "check", "--responses", responses)
    assert done.exit_code == 1
    assert "変わったのかもしれません" in done.stderr


def canary(number: int) -> dict[str, Any]:
    """A response with marks in every field."""
    row = leaver(number)
    return answer(
        number,
        email=f"{LATIN}{number}@example.com",
        name=f"{MARK}　{number}",
        kana=f"{MARK}{number}",
        former_name=MARK,
        birth_date=f"{MARK}{row[3]}",
        employee_id=f"{LATIN}{row[0]}",
        tenure=f"{MARK}から",
        department=f"{MARK}部",
        phone=f"{LATIN}{row[7]}",
        ways=f"{MARK}のように",
        status=MARK,
        message=f"={MARK}",
    )


def marked(text: str) -> bool:
    return MARK in text or LATIN in text.lower()


def test_no_output_ever_holds_a_person(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(tmp_path_factory.mktemp("registrations"))
    caplog.set_level(logging.DEBUG)
    answers = [canary(number) for number in range(4)] + [canary(1), answer(3, consent=MARK, timestamp=MARK)]
    people = roster_sheet()
    people += [[f"{LATIN}{n}", f"{MARK}　{n}", f"{MARK}{n}", MARK, MARK, MARK, MARK, LATIN, LATIN] for n in range(4)]
    responses, roster = office.folder / "responses.xlsx", office.folder / "roster.xlsx"
    save(responses, sheet(answers))
    save(roster, people, tab="名簿")
    said: list[str] = []

    def say(*arguments: object, code: int) -> None:
        done = alumni_(*arguments)
        assert done.exit_code == code, done.output
        said.append(done.output + repr(done.exception or ""))

    places = ["--responses", responses, "--roster", roster]
    say("registrations", "run", *places, "--review", office.book, code=0)
    say("registrations", "run", *places, "--review", office.book, "--today", "2027-01-01", code=0)
    say("registrations", "check", *places, code=0)
    say("registrations", "match", *places, "--out", office.folder / "out.jsonl", code=0)
    say("form", "check", "--responses", responses, code=0)

    # Headers lost: rows of people stand where a header should.
    save(responses, sheet(answers)[1:])
    save(roster, people[13:], tab="名簿")
    say("registrations", "run", *places, "--review", office.book, code=1)
    say("registrations", "check", *places, code=1)
    say("form", "check", "--responses", responses, code=1)
    (office.folder / "broken.csv").write_text(f'{MARK},"{MARK}\n', "utf-8")
    say(
        "registrations",
        "run",
        "--responses",
        office.folder / "broken.csv",
        "--roster",
        roster,
        "--review",
        office.book,
        code=1,
    )

    # The unexpected, with a row in its text and in its cause.
    save(responses, sheet(answers))
    save(roster, people, tab="名簿")

    def fail(*_: object, **__: object) -> None:
        try:
            int(f"{MARK} {LATIN}")
        except ValueError as error:
            raise RuntimeError(f"{MARK} {LATIN}") from error

    monkeypatch.setattr("workflows.registration.run", fail)
    say("registrations", "run", *places, "--review", office.book, code=1)
    assert "RuntimeError" in said[-1]
    assert not [text for text in said if marked(text)]
    assert not [record for record in caplog.records if marked(record.getMessage())]
    # The same search finds the marks where they belong, so it would find them elsewhere.
    assert marked((office.folder / "out.jsonl").read_text("utf-8"))


def test_a_run_leaves_nothing_outside_its_folder(office: Office, tmp_path_factory: pytest.TempPathFactory) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    places = [f"--{name}={office.folder / name}.xlsx" for name in ("responses", "roster", "review")]
    command = [sys.executable, "-c", "import alumni; alumni.main()", "registrations", "run", *places]
    around = {"TMPDIR": str(temporary), "PATH": "", "ALUMNI_LAWFUL_BASIS": "同意書"}
    done = subprocess.run(command, capture_output=True, text=True, env=around, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert list(temporary.iterdir()) == []
