"""Decides: gates first, score second.

Knows the comparison vectors of the persons who may be meant (field -> level of the model), what they weigh, and the
thresholds of `registration.toml [policy]`. Must not know names, tables or how a weight comes about.

A score alone is unsafe: name, birth date and department are public facts, and an impostor who knows them scores as an
honest leaver does. So `verified` takes an equal employee id, phone or e-mail that the roster holds, whatever the score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.linkage.tables import Outcome

NON_PUBLIC = ("employee_id", "phone", "email")
"""Fields an outsider does not find; equal ones are the only road to `verified`."""

BIRTH_DATE_NEAR = frozenset({"days_off", "year_off", "swapped"})
_AGREES = frozenset({"same", "same_other_name", "part"})


@dataclass(frozen=True)
class Policy:
    """Thresholds in bits of match weight (`registration.toml [policy]`).

    A weight of 10 says the pair is a thousand times likelier one person than two, all fields and the roster's size
    counted.
    """

    verified: float = 10.0
    """From here a non-public match is enough, every other gate open."""
    needs_proof: float = 6.0
    """From here public facts alone say who is meant."""
    margin: float = 8.0
    """How far the next person must lie behind."""
    review: float = 0.0
    """Below, nobody on the roster is meant."""

    def __post_init__(self) -> None:
        if not self.review <= self.needs_proof <= self.verified:
            raise ValueError("`review` ≤ `needs_proof` ≤ `verified` must hold")


@dataclass(frozen=True)
class Contender:
    """A person who may be meant: weight in bits, level of each field, non-public fields that agree."""

    match_weight: float
    levels: Mapping[str, str]
    employed_now: bool = False
    known: frozenset[str] = frozenset()
    """Non-public fields equal to what the roster holds of this person, in any stint."""

    @property
    def name_agrees(self) -> bool:
        """Same name (variants folded, former names and swapped order counted), or the same reading."""
        return self.levels["name"] == "same" or self.levels["kana"] == "same_other_name"

    @property
    def name_resembles(self) -> bool:
        """The name agrees, but for a character, or but for a surname that may have changed."""
        return (
            self.name_agrees
            or self.levels["name"] in ("near", "given_same")
            or self.levels["kana"] in ("near_other_name", "given_sounds_same")
        )

    @property
    def birth_date(self) -> str:
        """The level of the birth date: same, days_off, year_off, swapped, differs, blank."""
        return self.levels["birth_date"]


@dataclass(frozen=True)
class Decision:
    """`reasons` are keys of `[linkage.reason]`, the deciding one first."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    alarm: bool = False
    claims: bool = False
    """Whether the response claims the first contender strongly enough to conflict with another claim."""


def decide(contenders: Sequence[Contender], policy: Policy) -> Decision:
    """What the machine says, given the persons who may be meant, best first."""
    if not contenders:
        return Decision(Outcome.NO_MATCH, ("nobody_near",))
    first, *others = contenders
    if reason := _contradiction(first, others):
        return Decision(Outcome.REVIEW, (reason,), alarm=True)
    if first.match_weight < policy.review:
        return Decision(Outcome.NO_MATCH, ("nobody_near",))
    close = bool(others) and first.match_weight - others[0].match_weight < policy.margin
    doubts = tuple(
        reason
        for reason, holds in (
            ("employed_now", first.employed_now),
            ("close_second", close),
            ("birth_date_differs", first.birth_date == "differs"),
        )
        if holds
    )
    if first.match_weight < policy.needs_proof:
        return Decision(Outcome.REVIEW, doubts or ("weak",))
    if not first.name_resembles:
        return Decision(Outcome.REVIEW, (*doubts, "name_differs"))
    if doubts:
        return Decision(Outcome.REVIEW, doubts, claims=first.birth_date != "differs" and not close)
    if first.known and first.birth_date in ("same", "blank") and first.match_weight >= policy.verified:
        return Decision(
            Outcome.VERIFIED, tuple(f"{name}_known" for name in NON_PUBLIC if name in first.known), claims=True
        )
    if first.birth_date == "same" and not (first.known or first.name_agrees or _nothing_differs(first)):
        # Two strangers share a given name and a birth date once in some ten thousand responses.
        return Decision(Outcome.REVIEW, ("name_differs",))
    if first.birth_date == "same":
        why = "little_else_agrees" if first.known else "public_facts_only"
        return Decision(Outcome.NEEDS_PROOF, (why,), claims=True)
    if first.birth_date in BIRTH_DATE_NEAR and first.known:
        return Decision(Outcome.NEEDS_PROOF, ("birth_date_near",), claims=True)
    if first.birth_date in BIRTH_DATE_NEAR:
        outcome = Outcome.NEEDS_PROOF if _all_else_agrees(first) else Outcome.REVIEW
        return Decision(outcome, ("birth_date_near", "public_facts_only"), claims=True)
    return Decision(Outcome.REVIEW, ("birth_date_blank",), claims=True)


def _contradiction(first: Contender, others: Sequence[Contender]) -> str:
    """The alarm that somebody's id, phone or e-mail comes with another's name and birth date; "" where none does."""
    if first.known and not first.name_resembles and first.birth_date != "same":
        return "known_contradicts"
    for other in others:
        elsewhere = other.known - first.known
        if first.levels["employee_id"] == "near":
            elsewhere -= {"employee_id"}  # a slip of the pen that happens to be someone's id
        if elsewhere and not other.name_agrees:
            return "known_of_another"
    return ""


def _nothing_differs(first: Contender) -> bool:
    return all(first.levels[field] != "differs" for field in ("kana", "department", "tenure"))


def _all_else_agrees(first: Contender) -> bool:
    """Whether nothing but the birth date is off, and enough is there to say so.

    An impostor who guesses a birth date comes near it now and then, and gives a phone and an e-mail of their own: one
    that is not the roster's is no sign of an impostor elsewhere, but here it is one doubt too many. An employee id a
    digit off speaks for itself: nobody guesses that. Years that are one off will do elsewhere, not here.
    """
    levels = first.levels
    if not first.name_agrees or levels["employee_id"] == "differs":
        return False
    if levels["employee_id"] == "near":
        return True
    return (
        levels["kana"] in _AGREES
        and levels["department"] in _AGREES
        and levels["tenure"] == "same"
        and "differs" not in levels.values()
    )
