"""Ids, phone numbers and e-mail addresses come down to one form; odd ones are kept, with a finding."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflows.linkage import contacts

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "contacts.yml").read_text("utf-8"))
FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


@pytest.mark.parametrize(("text", "expected"), CASES["ids"].items())
def test_an_id_is_read(text: str, expected: list[str | None]) -> None:
    assert list(contacts.employee_id(text, width=8)) == expected


@pytest.mark.parametrize(("text", "expected"), CASES["phones"].items())
def test_a_phone_number_is_read(text: str, expected: list[str | None]) -> None:
    assert list(contacts.phone(text)) == expected


@pytest.mark.parametrize(("text", "expected"), CASES["emails"].items())
def test_an_address_is_read(text: str, expected: list[str | None]) -> None:
    assert list(contacts.email(text)) == expected


@pytest.mark.parametrize(
    ("ids", "shape"),
    [
        ([], (0, "")),
        (["", "不明"], (0, "")),
        (["00000001", "00000002"], (8, "")),
        (["00000001", "00000002", "3"], (8, "")),
        (["E0001", "E-0002"], (4, "E")),
        (["E0001", "K0002"], (4, "")),
        (["E0001", "0002"], (4, "")),
    ],
)
def test_the_roster_says_how_its_ids_look(ids: list[str], shape: tuple[int, str]) -> None:
    assert contacts.id_shape(ids) == shape


@pytest.mark.parametrize("text", ["E-0123", "e0123", "0123", "123", "社員番号 E0123"])
def test_a_prefix_all_ids_share_may_be_left_out(text: str) -> None:
    assert contacts.employee_id(text, width=4, prefix="E")[0] == "E0123"


@given(st.integers(0, 99_999_999), st.booleans())
def test_an_id_survives_losing_its_zeros_and_growing_wide(number: int, wide: bool) -> None:
    written = str(number).translate(FULL_WIDTH) if wide else str(number)
    assert contacts.employee_id(written, width=8)[0] == f"{number:08d}"


@given(st.sampled_from(["070", "080", "090"]), st.integers(10_000_000, 99_999_999))
def test_a_mobile_number_survives_every_form(prefix: str, number: int) -> None:
    digits = f"{prefix}{number}"
    forms = (
        f"{digits[:3]}-{digits[3:7]}-{digits[7:]}",
        digits.translate(FULL_WIDTH),
        f"+81 {digits[1:3]} {digits[3:7]} {digits[7:]}",
        f"電話 {digits[:3]}-{digits[3:7]}-{digits[7:]} です",
    )
    expected = contacts.phone(digits)[0]
    assert {contacts.phone(form)[0] for form in forms} == {expected}
    assert expected is None or expected == f"+81{digits[1:]}"


@given(st.text(max_size=40) | st.text("0123456789-+()@.abcＡ０＠、/ \n社員番号内線", max_size=30))
def test_no_text_breaks_it_and_keys_are_stable(text: str) -> None:
    for read in (contacts.employee_id, contacts.phone, contacts.email):
        key, _ = read(text)
        assert key is None or read(key)[0] == key
