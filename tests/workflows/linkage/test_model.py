"""The model as one list: well formed, portable, and worth what it says."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from workflows.linkage import compare, model, normalise, on_duckdb
from workflows.linkage.evidence import MARKS

MODEL = model.committed()


def people(rows: list[dict[str, str]], kind: str = "roster") -> pa.Table:
    """Normalised rows of a few stints or responses; what is not named is blank."""
    names = ("name", "former_name", "kana", "birth_date", "department", "phone", "email")
    own = ("roster_id", "joined", "left") if kind == "roster" else ("employee_id", "tenure")
    table = {name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in (*names, *own)}
    if kind == "roster":
        return normalise.roster(pa.table(table), today=date(2026, 4, 1)).rows
    numbers = pa.array(range(1, len(rows) + 1), pa.int64())
    return normalise.responses(pa.table({"response": numbers, **table}), today=date(2026, 4, 1)).rows


def weights(responses: list[dict[str, str]], stints: list[dict[str, str]]) -> dict[tuple[int, int], float]:
    compared = compare(people(responses, "responses"), people(stints))
    return {(response, pair.stint): pair.match_weight for response, pairs in compared.by_response() for pair in pairs}


@pytest.mark.parametrize("comparison", MODEL["comparisons"], ids=lambda one: one["output_column_name"])
def test_comparison_is_complete(comparison: dict[str, list[dict[str, object]]]) -> None:
    """Blank first, everything else last, every level marked for HR, every m and u a probability."""
    levels = comparison["comparison_levels"]
    assert levels[0]["is_null_level"]
    assert levels[-1]["sql_condition"] == "ELSE"
    for level in levels:
        assert level["label_for_charts"] in MARKS
    for level in levels[1:]:
        assert 0 < level["m_probability"] <= 1  # type: ignore[operator]
        assert 0 < level["u_probability"] <= 1  # type: ignore[operator]


def test_agreement_weighs_more_than_near_and_near_more_than_difference() -> None:
    for field, levels in model.levels(MODEL).items():
        order = [level.weight for value, level in sorted(levels.items(), reverse=True) if value >= 0]
        if field != "kana":  # two lists in one: with the name agreeing, and without
            assert order[0] == max(order), field
            assert order[-1] == min(order), field


def test_sql_is_portable() -> None:
    """Quoted identifiers mean text to Spark; dates and casts are spelt differently everywhere."""
    sql = json.dumps([MODEL["comparisons"], MODEL["blocking_rules_to_generate_predictions"]])
    assert '\\"' not in sql
    assert not re.search(r"::|date_diff|datediff|CAST|jaro|list_", sql, re.IGNORECASE)


@given(
    st.lists(
        st.tuples(
            st.text("山田太郎二斎齋𠮷カキクヤママabAB19", max_size=9), st.text("山田一斎齋𠮷カガキab", max_size=9)
        )
    )
)
@settings(max_examples=30, deadline=None)
def test_edit_distance_counts_characters(pairs: list[tuple[str, str]]) -> None:
    with duckdb.connect() as connection:
        connection.execute(on_duckdb.EDIT_DISTANCE)
        for a, b in pairs:
            found = connection.execute("SELECT edit_distance(?, ?)", [a, b]).fetchone()
            assert found == (Levenshtein.distance(a, b),)


def test_ids_agree_by_chance_once_in_a_roster() -> None:
    for stints in (10, 1_000_000):
        fitted = model.for_roster(MODEL, stints)
        for field in model.IDENTIFIERS:
            levels = model.levels(fitted)[field]
            assert levels[max(levels)].u == 1 / stints
            assert sum(level.u for value, level in levels.items() if value >= 0) == pytest.approx(1)
    assert model.levels(MODEL)  # the committed model is not touched


SATO = {"name": "佐藤 誠", "kana": "サトウ マコト", "birth_date": "1970-03-05", "roster_id": "00000001"}
RARE = {"name": "五百旗頭 誠", "kana": "イオキベ マコト", "birth_date": "1970-03-05", "roster_id": "00000009"}


def test_a_rare_name_weighs_more() -> None:
    crowd = [SATO | {"roster_id": f"{n:08}", "birth_date": f"19{50 + n % 40}-01-0{1 + n % 9}"} for n in range(10, 60)]
    found = weights([SATO, RARE], [SATO, RARE, *crowd])
    assert found[2, 1] > found[1, 0] + 3


def test_a_former_name_matches_by_its_alias() -> None:
    response = {"name": "山本 彩", "former_name": "小坂", "kana": "ヤマモト アヤ", "birth_date": "1980-02-01"}
    stint = {"name": "小坂 彩", "kana": "コサカ アヤ", "birth_date": "1980-02-01", "roster_id": "00000001"}
    compared = compare(people([response], "responses"), people([stint]))
    ((_, (pair,)),) = compared.by_response()
    assert pair.aliases == ("former_name", "")
    assert pair.levels["name"] == "same"


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("1970-03-05", "same"),
        ("1970-03-14", "days_off"),
        ("1971-03-05", "year_off"),
        ("1970-05-03", "swapped"),
        ("1975-08-21", "differs"),
        ("", "blank"),
    ],
)
def test_birth_dates_have_their_levels(written: str, level: str) -> None:
    compared = compare(people([SATO | {"birth_date": written}], "responses"), people([SATO]))
    ((_, (pair,)),) = compared.by_response()
    assert pair.levels["birth_date"] == level


def test_weights_of_the_fields_add_up_to_the_match_weight() -> None:
    compared = compare(people([SATO, RARE], "responses"), people([SATO, RARE]))
    for _, pairs in compared.by_response():
        for pair in pairs:
            assert model.prior(compared.settings) + sum(pair.weights.values()) == pytest.approx(pair.match_weight)


def test_model_file_is_written_as_it_is_read() -> None:
    """`train --write` must not reformat what it does not change."""
    text = (Path(model.__file__).parent / "model.json").read_text("utf-8")
    assert model.written(model.committed()) == text
