"""What is taken for granted of Google holds in the emulator too, and a false assumption is told."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.factory_firm import REVIEW, Firm
from tests.sheets_emulator import grid
from workflows import cli
from workflows.settings import ROOT
from workflows.spreadsheets import google, smoke
from workflows.stopped import Stopped


def bench() -> smoke.Bench:
    return smoke.Bench(google.connect(), REVIEW, rows=30)


def test_the_emulator_keeps_every_assumption_and_is_left_as_it_was(firm: Firm) -> None:
    before = copy.deepcopy(firm.book.tabs)
    found = list(smoke.run(bench()))
    assert [one for one in found if not one.holds] == []
    assert len(found) == len(smoke.CLAIMS) >= 16
    assert firm.book.tabs == before


def test_a_spreadsheet_in_use_is_not_tried_on(ready: Firm) -> None:
    before = copy.deepcopy(ready.book.tabs)
    with pytest.raises(Stopped, match="審査"):
        list(smoke.run(bench()))
    assert ready.book.tabs == before


@pytest.mark.parametrize(
    ("broken", "claims"),
    [
        ("sortRange", {"sorted", "warned"}),
        ("insertDimension", {"inserted", "widened", "dropdowns"}),
        ("findReplace", {"replace"}),
        ("addProtectedRange", {"warned"}),
    ],
)
def test_what_google_no_longer_does_is_told(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, broken: str, claims: set[str]
) -> None:
    def refuse(*_: Any) -> None:
        raise grid.Invalid("not any more")

    monkeypatch.setitem(grid._REQUESTS, broken, refuse)
    assert {one.claim for one in smoke.run(bench()) if not one.holds} == claims


def test_the_command_lists_what_holds(firm: Firm) -> None:
    done = CliRunner().invoke(cli.registrations, ["smoke", "--spreadsheet", REVIEW, "--rows", "20"])
    assert done.exit_code == 0, done.output
    assert done.output.count("成り立つ") == len(smoke.CLAIMS)


def test_a_failing_assumption_fails_the_command(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoke, "CLAIMS", {"atomic": lambda _: (False, "")})
    done = CliRunner().invoke(cli.registrations, ["smoke", "--spreadsheet", REVIEW])
    assert done.exit_code == 1
    assert "成り立たない" in done.output


def test_the_protocol_lists_every_assumption() -> None:
    text = Path(ROOT / "docs" / "protocol.md").read_text("utf-8")
    assert [claim for claim in smoke.CLAIMS if f"`{claim}`" not in text] == []
