"""HR's roster as exports hand it over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factory_registrations import ROSTER_HEADER, leaver, roster_sheet
from workflows.linkage.tables import ROSTER_COLUMNS
from workflows.roster import Roster, parse
from workflows.settings import RosterColumns, RosterSource
from workflows.spreadsheets.places import Sheet
from workflows.stopped import Stopped


def parsed(rows: list[list[Any]], **source: Any) -> Roster:
    return parse([Sheet("名簿", rows)], RosterSource(**source), place="名簿")


def test_a_plain_roster() -> None:
    roster = parsed(roster_sheet())
    assert tuple(roster.stints.column_names) == ROSTER_COLUMNS
    assert (len(roster), roster.id_width, dict(roster.oddities)) == (12, 8, {})
    assert roster.stints["former_name"].to_pylist() == [""] * 12


def test_numbers_and_real_dates_read_as_the_text_they_were() -> None:
    rows = roster_sheet(range(10))
    rows[1][0], rows[1][3], rows[1][4], rows[1][5] = 1000.0, date(1960, 1, 1), 1990.0, None
    roster = parsed(rows)
    first = roster.stints.slice(0, 1).to_pylist()[0]
    assert (first["roster_id"], first["birth_date"], first["joined"], first["left"]) == (
        "00001000", "1960-01-01", "1990", "",
    )  # fmt: skip
    assert roster.oddities["zeros-restored"] == 1


def test_zeros_are_not_invented_where_all_ids_are_numbers() -> None:
    rows = roster_sheet(range(3))
    for number, row in enumerate(rows[1:]):
        row[0] = float(1000 + number)
    assert parsed(rows).stints["roster_id"].to_pylist() == ["1000", "1001", "1002"]
    assert parsed(rows, id_width=8).stints["roster_id"].to_pylist()[0] == "00001000"


def test_oddities_are_counted_and_totals_left_out() -> None:
    rows = roster_sheet(range(4))
    rows[2][0] = rows[1][0]
    rows[3][1], rows[4][3] = "", ""
    rows += [[None] * 9, ["", "", "", "", "", "", "計", "4名", ""]]
    roster = parsed(rows)
    assert len(roster) == 4
    assert dict(roster.oddities) == {"doubled-id": 1, "no-name": 1, "no-birth-date": 1}


def test_only_named_columns_are_read() -> None:
    header = [*ROSTER_HEADER, "退職理由"]
    roster = parsed([header, [*leaver(0), "秘密の理由"]])
    assert "秘密の理由" not in str(roster.stints.to_pylist())


def test_a_missing_column_stops_and_a_column_never_had_does_not() -> None:
    rows = [row[:7] + row[8:] for row in roster_sheet()]  # no telephone
    with pytest.raises(Stopped, match="電話番号"):
        parsed(rows)
    assert parsed(rows, columns=RosterColumns(phone="")).stints["phone"].to_pylist() == [""] * 12


def test_an_empty_roster_stops() -> None:
    with pytest.raises(Stopped, match="一人もいません"):
        parsed(roster_sheet([]))
