"""Variant kanji agree, and characters that name different people do not."""

from __future__ import annotations

import unicodedata
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflows.linkage import variants

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "variants.yml").read_text("utf-8"))


@pytest.mark.parametrize("family", CASES["same"].split())
def test_forms_of_one_character_agree(family: str) -> None:
    assert len({variants.fold(form) for form in family}) == 1


@pytest.mark.parametrize("characters", CASES["different"].split())
def test_characters_of_different_people_do_not(characters: str) -> None:
    for one, other in combinations(characters, 2):
        assert variants.fold(one) != variants.fold(other)


@pytest.mark.parametrize("glyph", ["葛\U000e0100", "葛\U000e0101", "葛\ufe00", "葛"])
def test_a_variation_selector_changes_nothing(glyph: str) -> None:
    assert variants.fold(glyph) == "葛"


def test_the_table_goes_one_step_and_leaves_compatibility_ideographs_to_nfkc() -> None:
    for code, form in variants.table().items():
        if form is not None:
            assert len(form) == 1
            assert ord(form) not in variants.table()
            assert unicodedata.is_normalized("NFKC", chr(code))


@given(st.text(max_size=30))
def test_folding_again_changes_nothing(text: str) -> None:
    assert variants.fold(variants.fold(text)) == variants.fold(text)
