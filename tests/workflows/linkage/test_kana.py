"""Readings agree however they are typed, and part people where sound does."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflows.linkage import kana

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "kana.yml").read_text("utf-8"))
KATAKANA = st.text([chr(code) for code in range(0x30A1, 0x30FB)] + ["ー", " ", "　"], max_size=16)


@pytest.mark.parametrize("readings", CASES["same"], ids=lambda readings: readings[0])
def test_readings_typed_alike_agree(readings: list[str]) -> None:
    assert len({kana.fold(reading) for reading in readings}) == 1


@pytest.mark.parametrize("readings", CASES["different"], ids=lambda readings: readings[0])
def test_readings_of_different_people_do_not(readings: list[str]) -> None:
    assert len({kana.fold(reading) for reading in readings}) == len(readings)


@pytest.mark.parametrize(("text", "expected"), CASES["parts"].items())
def test_a_space_parts_surname_and_given_name(text: str, expected: list[str | None]) -> None:
    surname, given, whole = kana.read(text)
    assert [surname, given] == [part and kana.fold(part) for part in expected]
    assert whole == "".join(kana.fold(part) for part in expected if part) or expected == [None, None]


def test_nothing_is_no_reading() -> None:
    assert kana.read(" 　") == (None, None, None)


@given(KATAKANA)
def test_hiragana_half_width_and_composition_do_not_matter(text: str) -> None:
    hiragana = "".join(chr(ord(kana) - 0x60) if "ァ" <= kana <= "ヶ" else kana for kana in text)
    for same in (hiragana, unicodedata.normalize("NFD", text), unicodedata.normalize("NFKD", text)):
        assert kana.fold(same) == kana.fold(text)


@given(KATAKANA | st.text(max_size=20))
def test_folding_again_changes_nothing(text: str) -> None:
    assert kana.fold(kana.fold(text)) == kana.fold(text)


@given(KATAKANA)
def test_folded_katakana_is_katakana_without_spaces(text: str) -> None:
    folded = kana.fold(text)
    assert folded == "" or kana.is_kana(folded)
