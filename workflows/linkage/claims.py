"""Two responses, one person: a duplicate, or two claimants.

Knows which responses claim whom and by which non-public fields. Must not know weights. A second response is a duplicate
only where both carry the same non-public match. Agreement on public facts alone may be an honest leaver and an
impostor: both are raised to an alarm, nothing replaces anything, and the older keeps its outcome until HR decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.linkage.policy import Decision
from workflows.linkage.tables import Outcome


@dataclass(frozen=True)
class Claim:
    """That `response` means the person whose stints are `person`, knowing the non-public fields `known`."""

    response: int
    person: frozenset[int]
    known: frozenset[str]
    decision: Decision


Settled = tuple[Outcome, tuple[str, ...], bool, tuple[int, ...]]
"""Outcome, reasons, alarm, the other responses."""


def settle(claims: Iterable[Claim]) -> dict[int, Settled]:
    """What becomes of the responses whose claims meet, oldest first; those that stand alone are not in it."""
    by_stint: dict[int, list[Claim]] = {}
    for claim in claims:
        for stint in claim.person:
            by_stint.setdefault(stint, []).append(claim)
    rivals: dict[int, set[int]] = {}
    by_response: dict[int, Claim] = {}
    for meeting in by_stint.values():
        if len(meeting) > 1:
            everyone = {claim.response for claim in meeting}
            for claim in meeting:
                by_response[claim.response] = claim
                rivals.setdefault(claim.response, set()).update(everyone - {claim.response})
    return {
        response: _settle_one(claim, [by_response[r] for r in sorted(rivals[response])])
        for response, claim in by_response.items()
    }


def _settle_one(claim: Claim, rivals: list[Claim]) -> Settled:
    decision = claim.decision
    others = tuple(rival.response for rival in rivals)
    if all(claim.known & rival.known for rival in rivals):
        return decision.outcome, ("duplicate", *decision.reasons), decision.alarm, others
    oldest = all(claim.response < rival.response for rival in rivals)
    outcome = decision.outcome if oldest else Outcome.REVIEW
    return outcome, ("two_claimants", *decision.reasons), True, others
