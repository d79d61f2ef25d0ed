"""Linkage's answers against the truth, counted.

Knows what a right, a wrong and a missed decision is. Must not know how anything was linked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from workflows.linkage.tables import Linked, Mark, Outcome

KNOWS_MORE = ("knows_id", "knows_phone", "knows_email")
"""Impostors whom nothing they type tells from the leaver: reported apart."""
SURE = (Outcome.VERIFIED, Outcome.NEEDS_PROOF)


@dataclass(frozen=True)
class Score:
    """The best candidate of a response: what it weighs, whether it is the right person."""

    weight: float
    right: bool
    impostor: bool


@dataclass(frozen=True)
class Measured:
    """Counts and shares of one linkage; shares are of leavers who registered once."""

    outcomes: Counter[tuple[str, Outcome]]
    accepted: int
    false_verified: int
    wrong_needs_proof: int
    verified: float
    could_be_verified: float
    decided: float
    first: float
    first_three: float
    reviewed: float
    """Responses in `review`, per 1,000."""
    wrong: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]
    scores: tuple[Score, ...]


def measure(found: Sequence[Linked], truth: Sequence[dict[str, Any]]) -> Measured:
    """Measure `found` against `truth` (`population.Registrations.truth`)."""
    true = {row["response"]: row for row in truth}
    times = Counter(stint for row in truth if row["class"] == "leaver" for stint in row["roster_ids"])
    once = [
        one
        for one in found
        if true[one.response]["class"] == "leaver"
        and all(times[stint] == 1 for stint in true[one.response]["roster_ids"])
    ]

    def right(one: Linked, first: int) -> bool:
        return any(candidate.roster_id in true[one.response]["roster_ids"] for candidate in one.candidates[:first])

    def knows(one: Linked, *what: str) -> bool:
        return true[one.response]["class"] == "impostor" and true[one.response]["note"] in what

    def share(good: Sequence[bool]) -> float:
        return sum(good) / len(good) if good else 0.0

    named = [one for one in found if one.outcome in SURE]
    wrong = [one for one in named if one.roster_id not in true[one.response]["roster_ids"]]
    false = [one for one in wrong if one.outcome is Outcome.VERIFIED and not knows(one, *KNOWS_MORE)]
    unproven = [
        one for one in wrong if one.outcome is Outcome.NEEDS_PROOF and not knows(one, *KNOWS_MORE, "knows_birth_date")
    ]
    return Measured(
        outcomes=Counter((_class(true[one.response]), one.outcome) for one in found),
        accepted=sum(one.outcome is Outcome.VERIFIED and not knows(one, *KNOWS_MORE) for one in found),
        false_verified=len(false),
        wrong_needs_proof=len(unproven),
        verified=share([one.outcome is Outcome.VERIFIED for one in once]),
        could_be_verified=share([_gave_a_known_fact(one) for one in once]),
        decided=share([one.outcome in SURE for one in once]),
        first=share([right(one, 1) for one in once]),
        first_three=share([right(one, 3) for one in once]),
        reviewed=1000 * share([one.outcome is Outcome.REVIEW for one in found]),
        wrong=tuple((one.outcome.value, f"{_class(true[one.response])}: {_seen(one)}") for one in [*false, *unproven]),
        lost=tuple((one.outcome.value, ", ".join(one.reasons)) for one in once if one.outcome not in SURE),
        scores=tuple(
            Score(one.candidates[0].match_weight, right(one, 1), true[one.response]["class"] == "impostor")
            for one in found
            if one.candidates
        ),
    )


def _class(row: dict[str, Any]) -> str:
    return (
        f"impostor, {row['note'].replace('_', ' ') or 'public facts'}" if row["class"] == "impostor" else row["class"]
    )


def _gave_a_known_fact(one: Linked) -> bool:
    return bool(one.candidates) and any(
        seen.mark is Mark.AGREES and seen.field in ("employee_id", "phone", "email")
        for seen in one.candidates[0].evidence
    )


def _seen(one: Linked) -> str:
    # Marks and fields alone: notes hold characters of names.
    return " ".join(f"{seen.mark}{seen.field}" for seen in one.candidates[0].evidence if seen.mark is not Mark.BLANK)


def interval(wrong: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact (Clopper–Pearson) interval of a rate of `wrong` in `of`: where neither tail is below half the rest."""
    tail = (1 - confidence) / 2
    if not of:
        return 0.0, 1.0

    def at_most(k: int, p: float) -> float:
        return sum(comb(of, i) * p**i * (1 - p) ** (of - i) for i in range(k + 1))

    def solve(goes_down: bool, k: int, target: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            value = at_most(k, middle) if goes_down else 1 - at_most(k, middle)
            if (value > target) == goes_down:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    return (0.0 if wrong == 0 else solve(False, wrong - 1, tail), 1.0 if wrong == of else solve(True, wrong, tail))
