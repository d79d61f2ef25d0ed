"""Departments agree by what they are, and a company can say which names are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.linkage import departments


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一営業部", "第1営業部"),
        ("第一営業部", "第１ 営業部"),
        ("情シス", "情報システム部"),
        ("首都圏情シス", "首都圏情報システム部"),
        ("IT部", "情報システム部"),
        ("人事", "人事部"),
        ("品証", "品質保証部"),
        ("仙台工場製造四課", "仙台工場・製造4課"),
        ("Ｒ＆Ｄ", "研究所"),
        ("営業部 ", "営業部"),
    ],
)
def test_names_of_one_department_agree(one: str, other: str) -> None:
    assert departments.fold(one) == departments.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一営業部", "第二営業部"),
        ("営業部", "第一営業部"),
        ("製造一課", "製造二課"),
        ("東日本営業部", "西日本営業部"),
    ],
)
def test_different_departments_do_not(one: str, other: str) -> None:
    assert departments.fold(one) != departments.fold(other)


@pytest.mark.parametrize("blank", ["", " ", "　", "-"])
def test_no_department_is_none(blank: str) -> None:
    assert departments.fold(blank) is None


@given(st.text(max_size=20) | st.sampled_from([name for pair in departments.synonyms() for name in pair]))
def test_folding_again_changes_nothing(text: str) -> None:
    folded = departments.fold(text)
    assert folded is None or departments.fold(folded) == folded
