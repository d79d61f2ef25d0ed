"""What people wrote stays in the review spreadsheet, and stays text: no log or file has it, no cell runs it."""

from __future__ import annotations

import itertools
import logging
import os
import time
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.factory_firm import RESPONSES, REVIEW, ROSTER, Firm
from tests.factory_libreoffice import LibreOffice, formulas, shown
from tests.factory_payloads import PAYLOADS
from tests.factory_registrations import ASKED, AT, ROSTER_HEADER, Office, answer, by_id
from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.server import Fault, World
from workflows import cli, columns, registration, shell
from workflows.columns import COMPARED, MESSAGE
from workflows.settings import ROOT

MARK = "ｶﾅﾘｱ7391"
FAULTS: list[Fault] = ["400", "503", "commit-503", "commit-reset", "hang", "html-502", "429", "401"]

FREE = ("name", "former_name", "kana", "birth_date", "employee_id", "tenure", "department", "phone", "message", "ways")


def harmful() -> list[dict[str, object]]:
    return [answer(n % 12, **dict.fromkeys(FREE, text), email=f"p{n}@example.com") for n, text in enumerate(PAYLOADS)]


def test_nothing_that_was_typed_becomes_a_formula_in_sheets(ready: Firm) -> None:
    ready.answers = harmful()  # type: ignore[assignment]
    ready.run()
    ready.answers[0] = answer(0, message="=2+2", email="p0@example.com")
    ready.run(AT + timedelta(hours=1))
    ours = ("=XLOOKUP(INDEX($A:$A,ROW()),", "=IF(OR(INDEX(")
    for tab in ready.book.tabs:
        for line in tab.cells:
            for cell in line:
                formula = cell.entered.get("formulaValue", "")
                assert not formula or (tab is ready.desk and formula.startswith(ours)), tab.title
    formulas = {
        cell.entered["formulaValue"] for line in ready.desk.cells for cell in line if "formulaValue" in cell.entered
    }
    assert len(formulas) == 2, "every row has the same two"
    shown = [row[MESSAGE] for row in ready.shown()]
    assert "=HYPERLINK(" in "".join(map(str, shown))
    assert len(shown) == len(PAYLOADS)


def test_nothing_that_was_typed_becomes_a_formula_in_a_workbook(tmp_path: Path) -> None:
    office = Office(tmp_path, harmful())  # type: ignore[arg-type]
    office.run()
    for shows in (False, True):
        book = openpyxl.load_workbook(office.book, data_only=shows)
        for sheet in book.worksheets:
            for cell in itertools.chain.from_iterable(sheet.iter_rows()):
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert cell.hyperlink is None or str(cell.value) != cell.hyperlink.target


def test_nothing_in_hrs_book_comes_alive_when_she_copies_rows_or_edits_cells(soffice: str, tmp_path: Path) -> None:
    folder = tmp_path / "hr"
    folder.mkdir()
    worst = [
        one for one in harmful() if str(one["message"]).startswith(("={", "=DDE", "=HYPER", "@SUM(1+1)*", "+thesp"))
    ]
    assert len(worst) == 5
    Office(folder, worst).run()  # type: ignore[arg-type]
    rows = LibreOffice(soffice, tmp_path / "profile").handled(folder / "review.xlsx")
    assert len([row for row in rows if row and shown(row[0])]) == 2 * (len(worst) + 1), "each row and its copy"
    assert formulas(rows) == []


# -- the canary


@pytest.fixture
def marked(ready: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """A firm in whose responses and roster every cell carries the mark, run from an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shell, "linker", lambda *_: by_id)
    monkeypatch.setattr(shell, "now", lambda: AT)
    ready.answers = [{name: f"{MARK}{name}{n}" for name in ASKED} | {"consent": "同意する"} for n in range(3)]
    monkeypatch.setattr(ready, "save", lambda: save_marked(ready))
    ready.save()
    return ready


def save_marked(firm: Firm) -> None:
    Firm.save(firm)
    rows = [list(ROSTER_HEADER), *([f"{MARK}{title}{n}" for title in ROSTER_HEADER] for n in range(3))]
    firm.world.books[ROSTER] = Spreadsheet.holding({"名簿": rows})


def command(*more: str) -> str:
    """All that `alumni registrations run` says."""
    places = ["--responses", f"google:{RESPONSES}", "--roster", f"google:{ROSTER}", "--review", f"google:{REVIEW}"]
    done = CliRunner().invoke(cli.registrations, ["run", *places, *more])
    assert done.exception is None or isinstance(done.exception, SystemExit), "no traceback reaches anyone"
    return str(done.output) + str(done.stderr)


def fresh_files(folder: Path, since: float) -> list[Path]:
    skipped = {".git", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__", ".hypothesis"}
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in skipped]
        found += [path for name in names if (path := Path(here, name)).is_file() and path.stat().st_mtime >= since]
    return found


def test_no_log_no_message_and_no_file_holds_what_people_wrote(
    marked: Firm, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    since = time.time() - 1
    said = [command()]
    assert MARK in "".join(map(str, marked.shown()[0].values())), "HR does read it"
    marked.judge(marked.shown()[0][columns.KEY], f"{MARK}判断")
    marked.answers[1] = {**marked.answers[1], "message": f"{MARK}直し"}
    marked.save()
    clock = [AT + timedelta(hours=1)]
    monkeypatch.setattr(shell, "now", lambda: clock[0])
    for fault, at in itertools.product(FAULTS, (0, 3, 6)):
        marked.world.faults = [None] * at + [fault] * 3
        said.append(command())
        marked.world.faults = []
        clock[0] += timedelta(hours=1)

    def broken(*_: object) -> None:
        raise ValueError(MARK)

    monkeypatch.setattr(registration, "run", broken)
    said.append(command())
    assert "ValueError" in said[-1]
    assert sum("hint:" in one for one in said) > 5
    everything = "\n".join([*said, caplog.text])
    assert MARK not in everything
    files = {*fresh_files(tmp_path, since), *fresh_files(ROOT, since)}
    assert tmp_path / "summary.md" in files
    own = Path(__file__).resolve()
    assert [path for path in files if path.resolve() != own and MARK.encode() in path.read_bytes()] == []


def test_errors_that_carry_a_reason_carry_nobodys_words(marked: Firm) -> None:
    """Google's own message for a refused request quotes the request; ours names the status."""

    def refuse(world: World, method: str) -> None:
        if method.endswith("batchUpdate"):
            world.faults = ["400"]

    marked.world.between = refuse
    said = command()
    assert "SECRET" not in said
    assert "400" in said
    assert COMPARED not in said
