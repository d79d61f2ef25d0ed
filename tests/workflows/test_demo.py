"""The demonstration makes invented people once, and keeps what a visitor did in the book."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from workflows import demo
from workflows.shell import JAPAN

AT = datetime(2026, 4, 15, 9, 30, tzinfo=JAPAN)


def test_a_second_demonstration_keeps_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "LEAVERS", 400)
    monkeypatch.setattr(demo, "REGISTERED", 30)
    folder = tmp_path / "demo"
    assert demo.invent(folder, AT)
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(made) == {"responses.xlsx", "roster.xlsx"}
    report = demo.register(folder, at=AT)
    assert report.created
    assert len(report.changes.new_keys) == 30
    assert report.changes.run.counts["verified"] > 5

    book = openpyxl.load_workbook(folder / "review.xlsx")
    book["審査"]["B2"] = "承認"
    book.save(folder / "review.xlsx")
    assert not demo.invent(folder, AT)
    report = demo.register(folder, at=AT)
    assert report.changes.new_keys == ()
    assert openpyxl.load_workbook(folder / "review.xlsx")["審査"]["B2"].value == "承認"
    assert {name: (folder / name).read_bytes() for name in made} == made


def test_the_same_people_are_invented_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "LEAVERS", 50)
    monkeypatch.setattr(demo, "REGISTERED", 5)
    cells = []
    for name in ("a", "b"):
        demo.invent(tmp_path / name, AT)
        book = openpyxl.load_workbook(tmp_path / name / "responses.xlsx")
        cells.append([[cell.value for cell in row] for row in book.active or []])
    assert cells[0] == cells[1]
