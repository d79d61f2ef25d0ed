"""Names are read whatever stands around them; former names, titles and readings are told apart."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflows.linkage import names

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "names.yml").read_text("utf-8"))
NAME_CHARACTERS = st.text("山田花子髙﨑邉齋𠮷々ヶーヴァづ　 ・（）()旧姓様aéØ.ｶﾞ\u3099\U000e0100\u200b1", max_size=14)


def parts(name: names.Name) -> list[str]:
    return [name.surname] if name.given is None else [name.surname, name.given]


@pytest.mark.parametrize(("text", "expected"), CASES["read"].items())
def test_a_name_is_read(text: str, expected: list[str]) -> None:
    name = names.read(text)
    assert name is not None
    assert parts(name) == [names.fold(part) for part in expected]
    assert name.others == ()


@pytest.mark.parametrize(("text", "expected"), CASES["others"].items())
def test_other_names_beside_it_are_told_apart(text: str, expected: list[list[str]]) -> None:
    name = names.read(text)
    assert name is not None
    assert [parts(name), list(name.others)] == [[names.fold(part) for part in group] for group in expected]


@pytest.mark.parametrize(("text", "expected"), CASES["former"].items())
def test_the_column_for_a_former_name_holds_all_kinds_of_answers(text: str, expected: list[str]) -> None:
    name = names.read("山田 花子")
    assert name is not None
    assert names.read_former(text, name) == tuple(names.fold(surname) for surname in expected)


@pytest.mark.parametrize("text", CASES["nothing"])
def test_no_name_is_no_name(text: str) -> None:
    assert names.read(text) is None


def test_foreign_names_are_known_as_such() -> None:
    foreign = {
        text: names.read(text).foreign
        for text in ("SILVA MINH", "マイケル・スミス", "山田 花子", "ヤマダ ハナコ", "田中 Maria")
    }
    assert foreign == {
        "SILVA MINH": True,
        "マイケル・スミス": True,
        "山田 花子": False,
        "ヤマダ ハナコ": False,
        "田中 Maria": False,
    }


@given(st.text(max_size=30) | NAME_CHARACTERS)
def test_no_text_breaks_it_and_parts_are_never_blank(text: str) -> None:
    name = names.read(text)
    assert name is None or (name.surname and name.given != "" and all(name.others))
    if name is not None:
        assert not any(character.isspace() for character in name.whole)
        names.read_former(text, name)


@given(st.text(max_size=20) | NAME_CHARACTERS)
def test_folding_again_changes_nothing(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)


@given(NAME_CHARACTERS)
def test_width_composition_and_case_do_not_matter(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert names.fold(unicodedata.normalize(form, text)) == names.fold(text)
    assert names.fold(text.upper()) == names.fold(text) or "ß" in text
