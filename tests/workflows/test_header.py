"""Finding the table among tabs and titles, or saying all that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from workflows.header import Wanted, find_table
from workflows.spreadsheets.places import Sheet
from workflows.stopped import Stopped

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "header.yml").read_text("utf-8"))
WANTED = Wanted({"name": ["お名前", "氏名"], "email": ["メール", "E-mail"]}, ["name", "email"], ignored=["備考"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_header(case: dict[str, Any]) -> None:
    sheets = [Sheet(name, rows) for name, rows in case["tabs"].items()]
    if "stops" not in case:
        table = find_table(sheets, WANTED, place="place")
        assert (table.header_row, len(table.rows)) == (case["at"], case["rows"])
        return
    with pytest.raises(Stopped) as stopped:
        find_table(sheets, WANTED, place="place")
    told = [problem.what for problem in stopped.value.problems]
    assert len(told) == len(case["stops"])
    assert all(part in what for part, what in zip(case["stops"], told, strict=True))
    assert all(problem.hint for problem in stopped.value.problems)
    assert "山田" not in str(stopped.value)


def test_a_roster_may_have_columns_that_nobody_reads() -> None:
    lenient = Wanted(WANTED.names, WANTED.required, strict=False)
    table = find_table([Sheet("名簿", [["給与", "氏名", "メール"]])], lenient, place="place")
    assert table.columns == {"name": 1, "email": 2}
