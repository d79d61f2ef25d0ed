"""A birth date is read in every way people write it, or is a finding: never a guess."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workflows.linkage import birth_dates

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "birth_dates.yml").read_text("utf-8"))
TODAY = date(2026, 9, 1)
FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
DAYS = st.dates(date(1912, 7, 31), TODAY)


def read(text: str, *, serials: bool = False) -> tuple[date | None, str]:
    return birth_dates.read(text, today=TODAY, serials=serials)


@pytest.mark.parametrize(("text", "day"), CASES["dates"].items())
def test_a_date_is_read(text: str, day: date) -> None:
    assert read(text) == (day, "")


@pytest.mark.parametrize("text", CASES["blank"])
def test_a_blank_is_no_finding(text: str) -> None:
    assert read(text) == (None, "")


@pytest.mark.parametrize(("text", "finding"), CASES["findings"].items())
def test_what_cannot_be_read_for_certain_is_a_finding(text: str, finding: str) -> None:
    assert read(text) == (None, f"birth-date-{finding}")


@pytest.mark.parametrize(("text", "day"), CASES["doubtful"].items())
def test_a_strange_age_is_doubted_but_read(text: str, day: date) -> None:
    assert read(text) == (day, "birth-date-doubtful")


@pytest.mark.parametrize(("text", "expected"), CASES["serials"].items())
def test_only_an_export_holds_day_numbers(text: str, expected: date | str) -> None:
    day, finding = read(text, serials=True)
    assert (day or finding.removeprefix("birth-date-")) == expected


def forms(day: date) -> list[str]:
    era = next(era for era in reversed(birth_dates.ERAS) if day >= era.first)
    since = day.year - era.first.year + 1
    rest = f"年{day.month}月{day.day}日"
    western, japanese = f"{day.year}{rest}", f"{era.name}{since}{rest}"
    return [
        western,
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        japanese,
        f"{era.name}{'元' if since == 1 else since}{rest}",
        f"{era.letter}{since}.{day.month}.{day.day}",
        f"{day.year}年({era.name}{since}){rest[1:]}",
        western.translate(KANJI),
        japanese.translate(KANJI),
    ]


@given(DAYS, st.booleans())
def test_every_date_survives_every_form(day: date, wide: bool) -> None:
    for form in forms(day):
        assert read(form.translate(FULL_WIDTH) if wide else form)[0] == day, form


@given(DAYS)
def test_an_era_reaches_from_its_first_day_to_its_last(day: date) -> None:
    for era in birth_dates.ERAS:
        since = day.year - era.first.year + 1
        if since >= 1:
            within = era.first <= day <= era.last
            assert (read(f"{era.name}{since}年{day.month}月{day.day}日")[0] == day) == within


@given(st.text(max_size=40) | st.text("0123456789年月日昭和平成SHT元/.-() ", max_size=24), st.booleans())
def test_no_text_breaks_it(text: str, serials: bool) -> None:
    day, finding = read(text, serials=serials)
    assert day is None or day <= TODAY
    assert finding == "" or finding.startswith("birth-date-")


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1930, 2010))
def test_day_and_month_before_the_year_are_never_guessed(first: int, second: int, year: int) -> None:
    day, finding = read(f"{first}/{second}/{year}")
    assert (day is None) == (first != second)
    assert (finding == "birth-date-ambiguous") == (first != second)


def test_a_leap_day_is_in_the_calendar_only_in_leap_years() -> None:
    for year in range(1930, 2020):
        leap = (date(year, 3, 1) - timedelta(days=1)).day == 29
        assert (read(f"{year}年2月29日")[0] is not None) == leap
