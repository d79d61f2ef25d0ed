"""Linkage as a run and `match` call it: responses and a roster in, what is said of each response out.

Knows which engines there are and what linkage wants to be given. Must not know how people are compared (`linkage`), nor
what follows from it. Imports what is slow only when somebody is there to be linked.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from workflows import registration, responses
from workflows.linkage.tables import Linked
from workflows.responses import Response
from workflows.roster import Roster
from workflows.settings import Plan
from workflows.stopped import stop

if TYPE_CHECKING:
    from workflows.linkage import Engine


def linker(plan: Plan, today: date, engine: str = "duckdb") -> registration.Link:
    """Linkage as `registration.run` calls it: rows to tables, tables to what they mean.

    `engine`: one of `linkage.ENGINES`. Raises `Stopped` where it is not one, or is not installed.
    """
    if engine not in ("duckdb", "spark"):
        raise stop("linkage.engine.unknown", engine=engine)
    chosen = cast("Engine", engine)
    if engine == "spark" and not importlib.util.find_spec("pyspark"):
        raise stop("linkage.engine.no-spark")

    def link_(some: Sequence[Response], the_roster: Roster) -> list[Linked]:
        if not some:
            return []
        # Slow to import, and not needed by runs that stop before this.
        from workflows.linkage import link

        policy = plan.settings.policy.policy()
        return link(responses.linkable(some), the_roster.stints, policy=policy, as_of=today, engine=chosen)

    return link_


def match_lines(linked: Sequence[Linked]) -> list[str]:
    """What linkage says, one JSON object a response, for `alumni registrations match`."""
    from workflows.linkage.evidence import sentence

    return [
        json.dumps(
            {
                "response": one.response,
                "outcome": one.outcome.value,
                "roster_id": one.roster_id,
                "match_weight": one.match_weight,
                "candidates": [
                    {
                        "roster_id": candidate.roster_id,
                        "match_weight": candidate.match_weight,
                        "evidence": sentence(candidate.evidence),
                    }
                    for candidate in one.candidates
                ],
            },
            ensure_ascii=False,
        )
        for one in linked
    ]
