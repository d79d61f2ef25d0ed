"""What an applicant gets: golden cases, and what no weight may ever buy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from messages import catalogue
from workflows.linkage import model
from workflows.linkage.policy import NON_PUBLIC, Contender, Policy, decide
from workflows.linkage.tables import Outcome

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/policy.yml").read_text("utf-8"))
LEVELS = {
    field: [level.label for level in levels.values()] for field, levels in model.levels(model.committed()).items()
}


def contender(weight: float, *, employed_now: bool = False, **levels: str) -> Contender:
    stated = {field: "blank" if field in NON_PUBLIC else "same" for field in LEVELS} | levels
    assert all(stated[field] in LEVELS[field] for field in LEVELS), levels
    known = frozenset(field for field in NON_PUBLIC if stated[field] == "same")
    return Contender(weight, stated, employed_now, known)


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    decision = decide([contender(**person) for person in case["persons"]], Policy())
    assert (decision.outcome.value, list(decision.reasons), decision.alarm) == (
        case["outcome"],
        case["reasons"],
        case.get("alarm", False),
    )


def test_every_reason_has_a_sentence() -> None:
    for case in CASES:
        for reason in case["reasons"]:
            assert f"linkage.reason.{reason}" in catalogue("ja")


persons = st.lists(
    st.builds(
        lambda weight, employed_now, levels: contender(weight, employed_now=employed_now, **levels),
        st.floats(-60, 200),
        st.booleans(),
        st.fixed_dictionaries({field: st.sampled_from(labels) for field, labels in LEVELS.items()}),
    ),
    max_size=3,
).map(lambda them: sorted(them, key=lambda one: -one.match_weight))


@given(persons)
def test_no_weight_buys_what_a_gate_forbids(them: list[Contender]) -> None:
    """Public facts never verify; nor do they beside a doubt. Whoever is decided on is one of the roster."""
    policy = Policy()
    decision = decide(them, policy)
    if decision.outcome is Outcome.VERIFIED:
        first = them[0]
        assert first.known
        assert first.birth_date in ("same", "blank")
        assert not first.employed_now
        assert first.match_weight >= policy.verified
        assert all(first.match_weight - other.match_weight >= policy.margin for other in them[1:])
    if decision.outcome is Outcome.NEEDS_PROOF:
        assert them[0].birth_date not in ("blank", "differs")
        assert not them[0].employed_now
    if decision.alarm:
        assert decision.outcome is Outcome.REVIEW


def test_thresholds_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="needs_proof"):
        Policy(verified=5, needs_proof=8)
