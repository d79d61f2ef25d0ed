"""Two responses for one person: duplicates are told, rivals raise an alarm, nothing replaces anything."""

from __future__ import annotations

from workflows.linkage.claims import Claim, settle
from workflows.linkage.policy import Decision
from workflows.linkage.tables import Outcome

VERIFIED = Decision(Outcome.VERIFIED, ("phone_known",), claims=True)
NEEDS_PROOF = Decision(Outcome.NEEDS_PROOF, ("public_facts_only",), claims=True)


def claim(response: int, *known: str, person: tuple[int, ...] = (7,)) -> Claim:
    return Claim(response, frozenset(person), frozenset(known), VERIFIED if known else NEEDS_PROOF)


def test_one_alone_is_left_alone() -> None:
    assert settle([claim(1, "phone"), claim(2, "phone", person=(8,))]) == {}


def test_the_same_non_public_match_twice_is_a_duplicate() -> None:
    settled = settle([claim(1, "phone"), claim(2, "phone", "email")])
    assert settled[1] == (Outcome.VERIFIED, ("duplicate", "phone_known"), False, (2,))
    assert settled[2] == (Outcome.VERIFIED, ("duplicate", "phone_known"), False, (1,))


def test_public_facts_twice_are_two_claimants() -> None:
    settled = settle([claim(1), claim(2)])
    assert settled[1] == (Outcome.NEEDS_PROOF, ("two_claimants", "public_facts_only"), True, (2,))
    assert settled[2] == (Outcome.REVIEW, ("two_claimants", "public_facts_only"), True, (1,))


def test_the_older_keeps_its_outcome_even_if_the_newer_knows_more() -> None:
    settled = settle([claim(1), claim(2, "phone")])
    assert settled[1][0] is Outcome.NEEDS_PROOF
    assert settled[2][0] is Outcome.REVIEW


def test_different_non_public_matches_are_not_the_same() -> None:
    settled = settle([claim(1, "phone"), claim(2, "employee_id")])
    assert settled[1][2]
    assert settled[2][:2] == (Outcome.REVIEW, ("two_claimants", "phone_known"))


def test_the_order_of_the_responses_does_not_matter() -> None:
    assert settle([claim(2), claim(1)]) == settle([claim(1), claim(2)])


def test_stints_of_one_person_meet() -> None:
    assert set(settle([claim(1, person=(7, 8)), claim(2, person=(8,))])) == {1, 2}
