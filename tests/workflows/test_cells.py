"""A cell as text and as a moment, whatever an export put there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.spreadsheets.cells import LONGEST, as_day_text, as_moment, as_text, shortened, tidy

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "cells.yml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["cell"]))
def test_a_cell_reads_as_people_see_it(case: dict[str, Any]) -> None:
    assert as_text(case["cell"]) == case["text"]
    moment = as_moment(case["cell"])
    assert (moment and moment.isoformat(" ")) == case["moment"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(1961, 6, 3), "1961-06-03"),  # noqa: DTZ001
        (22435.0, "1961-06-03"),
        ("昭和36年6月3日", "昭和36年6月3日"),
        ("１９６１／０６／０３", "１９６１／０６／０３"),
        (2011.0, "2011"),
        (19610603.0, "19610603"),
    ],
)
def test_a_day_is_iso_where_the_sheet_knows_it_and_as_written_otherwise(cell: Any, day: str) -> None:
    assert as_day_text(cell) == day


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec=None)))
def test_text_at_the_door_can_be_written_anywhere(text: str) -> None:
    clean = tidy(text)
    clean.encode("utf-8")
    assert tidy(clean) == clean
    assert not any(ord(char) < 32 and char not in "\n\t" for char in clean)


def test_what_a_cell_cannot_hold_is_cut_and_says_so() -> None:
    assert shortened("あ" * (LONGEST + 1), "（続く）").endswith("ああ（続く）")
    assert len(shortened("あ" * (LONGEST + 1), "（続く）")) == LONGEST
    assert shortened("短い", "（続く）") == "短い"
