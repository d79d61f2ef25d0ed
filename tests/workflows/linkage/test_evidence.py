"""The sentence HR reads: golden cases, differences first, and never a number of bits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from messages import speaking
from workflows.linkage import evidence, model
from workflows.linkage.evidence import ORDER
from workflows.linkage.tables import RESPONSE_COLUMNS, ROSTER_COLUMNS

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/evidence.yml").read_text("utf-8"))
LEVELS = {
    field: [level.label for level in levels.values()] for field, levels in model.levels(model.committed()).items()
}
WRITTEN = {"name": "斎藤 恵子", "phone": "090", "email": "a@example.jp", "birth_date": "1980-01-01", "kana": "サイトウ"}


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    levels = {field: "blank" if field == "employee_id" else "same" for field in LEVELS} | case.get("levels", {})
    response = dict.fromkeys(RESPONSE_COLUMNS, "") | WRITTEN | case.get("response", {})
    stint = dict.fromkeys(ROSTER_COLUMNS, "") | WRITTEN | case.get("stint", {})
    aliases = tuple(case.get("aliases", ("", "")))
    for language in ("ja", "en"):
        if language in case:
            with speaking(language):
                assert evidence.sentence(evidence.compare(levels, response, stint, aliases)) == case[language]


@given(st.fixed_dictionaries({field: st.sampled_from(labels) for field, labels in LEVELS.items()}), st.text())
def test_every_vector_has_a_sentence(levels: dict[str, str], name: str) -> None:
    """Whatever the model says, and whatever people write, HR reads a sentence with the differences first."""
    response = dict.fromkeys(RESPONSE_COLUMNS, "x") | {"name": name}
    found = evidence.compare(levels, response, dict.fromkeys(ROSTER_COLUMNS, "y"))
    assert [one.field for one in sorted(found, key=lambda one: ORDER.index(one.mark))] == [one.field for one in found]
    assert {one.field for one in found} == set(levels)
    assert evidence.sentence(found)
