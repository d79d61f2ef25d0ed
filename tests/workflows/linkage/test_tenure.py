"""Years of employment are read as an interval, however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflows.linkage import tenure

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "tenure.yml").read_text("utf-8"))


@pytest.mark.parametrize(("text", "expected"), CASES["responses"].items())
def test_years_are_read(text: str, expected: list[object]) -> None:
    assert list(tenure.read(text)) == expected


@pytest.mark.parametrize(("text", "expected"), CASES["roster"].items())
def test_a_roster_cell_is_read(text: str, expected: list[object]) -> None:
    assert list(tenure.year(text)) == expected


@pytest.mark.parametrize(
    ("text", "now"), [(text, True) for text in CASES["now"]] + [(text, False) for text in CASES["gone"]]
)
def test_who_is_employed_now(text: str, now: bool) -> None:
    assert tenure.says_now(text) is now


@given(st.text(max_size=30) | st.text("0123456789年月平成令和HR〜-現在まで元十", max_size=20))
def test_no_text_breaks_it_and_years_are_in_order(text: str) -> None:
    years = tenure.read(text)
    tenure.year(text)
    assert years.start is None or years.end is None or years.start <= years.end
    assert not (years.now and years.end)
    for year in (years.start, years.end):
        assert year is None or 1800 <= year <= 2117
