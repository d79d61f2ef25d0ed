"""Whatever was answered becomes a response; HR is told what is odd about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factory_registrations import ASKED, FORM, TODAY, answer, sheet
from workflows.header import Table, find_table
from workflows.linkage.tables import RESPONSE_COLUMNS
from workflows.responses import Response, linkable, parse, remarked
from workflows.spreadsheets.places import Sheet


def parsed(*answers: dict[str, Any], id_width: int = 8) -> list[Response]:
    rows = sheet(answers)
    return parse(find_table([Sheet("回答", rows)], FORM.wanted, place="回答"), FORM, id_width=id_width)


def rules(response: Response) -> list[str]:
    return [finding.rule.removeprefix("responses.") for finding in response.findings]


def test_a_plain_response_has_no_findings() -> None:
    (response,) = parsed(answer(1))
    assert response.findings == ()
    assert response.at == datetime(2026, 4, 1, 9, 7)  # noqa: DTZ001
    assert response["name"] == "石倉　晴子"


@pytest.mark.parametrize(
    ("changed", "field", "text", "rule"),
    [
        ({"employee_id": 1001.0}, "employee_id", "00001001", "zeros-restored"),
        ({"employee_id": "1001"}, "employee_id", "1001", None),
        ({"phone": 9010000001.0}, "phone", "09010000001", "zeros-restored"),
        ({"birth_date": 22435.0}, "birth_date", "1961-06-03", None),
        ({"birth_date": date(1961, 6, 3)}, "birth_date", "1961-06-03", None),
        ({"timestamp": datetime(2026, 4, 1, 9, 0, 0, 400)}, "timestamp", "2026-04-01 09:00:00", None),  # noqa: DTZ001
        ({"timestamp": "きのう"}, "timestamp", "きのう", "unreadable-moment"),
        ({"name": ""}, "name", "", "blank"),
        ({"consent": "同意しない"}, "consent", "同意しない", "no-consent"),
        ({"consent": None}, "consent", "", "no-consent"),
        ({"status": "冒険家"}, "status", "冒険家", "unknown-option"),
        ({"message": "長" * 3000}, "message", "長" * 3000, "long"),
        ({"message": "制御\x0b文字"}, "message", "制御文字", None),
    ],
)
def test_slips_are_mended_or_told_never_refused(
    changed: dict[str, Any], field: str, text: str, rule: str | None
) -> None:
    (response,) = parsed(answer(1, **changed))
    assert response[field] == text
    assert rules(response) == ([rule] if rule else [])
    assert response.consented == ("" if rule == "no-consent" else FORM.present.version)


def test_zeros_are_not_invented_where_the_width_is_unknown() -> None:
    (response,) = parsed(answer(1, employee_id=1001.0), id_width=0)
    assert response["employee_id"] == "1001"


def test_blank_rows_are_counted_and_left_out() -> None:
    blank: dict[str, Any] = dict.fromkeys(ASKED, "  ")
    responses = parsed(answer(0), blank, answer(1), {})
    assert [response.number for response in responses] == [1, 3]


def test_normalisation_adds_what_it_noticed() -> None:
    (response,) = remarked(parsed(answer(1, birth_date="5/1/1990")), TODAY)
    assert [finding.rule for finding in response.findings] == ["linkage.finding.birth-date-ambiguous"]


def test_linkage_reads_every_column_it_declares() -> None:
    table = linkable(parsed(answer(0), answer(1)))
    assert tuple(table.column_names) == RESPONSE_COLUMNS
    assert table["response"].to_pylist() == [1, 2]
    assert table["email"].to_pylist() == ["leaver0@example.com", "leaver1@example.com"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(
            st.none() | st.text(max_size=8) | st.floats() | st.booleans() | st.dates() | st.datetimes(), max_size=16
        ),
        max_size=6,
    )
)
def test_no_row_is_so_odd_that_it_cannot_be_read(rows: list[list[Any]]) -> None:
    table = Table("回答", {name: position for position, name in enumerate(ASKED)}, rows, 1)
    responses = parse(table, FORM, id_width=8)
    filled = sum(
        any(cell is not None and not (isinstance(cell, str) and not cell.strip()) for cell in row) for row in rows
    )
    assert len(responses) == filled
    remarked(responses, TODAY)
