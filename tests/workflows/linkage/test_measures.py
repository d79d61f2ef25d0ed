"""What is counted in the figures we publish."""

from __future__ import annotations

import pytest

from benchmarks.linkage_measures import interval, measure
from workflows.linkage.tables import Candidate, Linked, Outcome


@pytest.mark.parametrize(
    ("wrong", "of", "low", "high"),
    [(0, 3000, 0.0, 0.0012289), (3, 1000, 0.000619, 0.008742), (1, 10, 0.002529, 0.445016), (10, 10, 0.691503, 1.0)],
)
def test_interval_is_the_exact_one(wrong: int, of: int, low: float, high: float) -> None:
    """Tabled values of Clopper and Pearson."""
    assert interval(wrong, of) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def linked(response: int, outcome: Outcome, roster_id: str) -> Linked:
    return Linked(response, outcome, roster_id, 20.0, (Candidate(roster_id, 20.0, ()),))


def test_impostors_who_know_the_birth_date_count_where_they_are_verified_and_only_there() -> None:
    truth = [
        {"response": 1, "class": "leaver", "note": "", "roster_ids": ["1"]},
        {"response": 2, "class": "impostor", "note": "knows_birth_date", "roster_ids": []},
        {"response": 3, "class": "impostor", "note": "knows_birth_date", "roster_ids": []},
        {"response": 4, "class": "impostor", "note": "knows_phone", "roster_ids": []},
        {"response": 5, "class": "impostor", "note": "", "roster_ids": []},
        {"response": 6, "class": "leaver", "note": "", "roster_ids": ["6"]},
    ]
    found = [
        linked(1, Outcome.VERIFIED, "1"),
        linked(2, Outcome.VERIFIED, "9"),
        linked(3, Outcome.NEEDS_PROOF, "9"),
        linked(4, Outcome.VERIFIED, "9"),
        linked(5, Outcome.NEEDS_PROOF, "9"),
        linked(6, Outcome.NEEDS_PROOF, "7"),
    ]
    measured = measure(found, truth)
    assert (measured.false_verified, measured.wrong_needs_proof) == (1, 2)
    assert (measured.verified, measured.decided, measured.first) == (0.5, 1.0, 0.5)
