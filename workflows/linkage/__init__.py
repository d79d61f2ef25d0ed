"""Linkage: who on the roster is meant by a response, why, and how sure.

The story of one linkage, in the order it happens:

1. `normalise`  text as written -> comparison keys; a former name or a swapped order is one more row, an alias
2. `model`      which pairs are compared at all (blocking rules), at which levels, and what each level weighs
3. `on_duckdb`  scores the pairs; `on_spark` does the same past one machine
4. `persons`    two stints of one person are one person
5. `policy`     gates first, score second: an `Outcome` and its reasons
6. `claims`     two responses for one person: a duplicate, or two claimants and an alarm
7. `evidence`   the comparison vector as a sentence for HR

`link` tells it. Nothing here knows forms or sheets; two tables of text come in (`tables`), one `Linked` a response
goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from workflows.linkage import evidence, model, normalise
from workflows.linkage.claims import Claim, settle
from workflows.linkage.persons import Pair, Person, gather
from workflows.linkage.policy import NON_PUBLIC, Contender, Policy, decide
from workflows.linkage.tables import Candidate, Linked

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ENGINES", "Engine", "Policy", "compare", "link"]

Engine = Literal["duckdb", "spark"]
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)

SHOWN: Final = 5
"""Candidates shown a response, at most."""

SHOWN_WITHIN: Final = 25.0
"""Bits behind the first beyond which a candidate is no candidate but a shared birthday; shown only with an alarm."""


def link(
    responses: pa.Table,
    roster: pa.Table,
    *,
    policy: Policy | None = None,
    as_of: date | None = None,
    engine: Engine = "duckdb",
) -> list[Linked]:
    """Say of each response who on the roster is meant, in the order of `responses`.

    `responses` as `tables.RESPONSE_COLUMNS`, `roster` as `tables.ROSTER_COLUMNS`; `as_of` is the day of the run (today
    where not given): no birth date lies after it. `engine` "spark" needs the extra `[spark]` and Java.
    """
    stints = normalise.roster(roster, today=as_of)
    answers = normalise.responses(responses, stints.census, today=as_of)
    return decide_all(compare(answers.rows, stints.rows, engine=engine), responses, roster, policy or Policy())


@dataclass(frozen=True)
class Compared:
    """Pairs worth deciding on (`model.best_pairs_sql`), and the rows they were made of."""

    pairs: pa.Table
    settings: model.Settings
    stints: pa.Table
    """Normalised roster rows with the alias "", one a stint, by position."""
    answers: pa.Table

    @cached_property
    def levels(self) -> dict[str, dict[int, model.Level]]:
        """Field -> number -> level."""
        return model.levels(self.settings)

    def by_response(self) -> Iterable[tuple[int, list[Pair]]]:
        """Each response that has any pair, with its pairs, best first."""
        adjusted = set(model.adjusted(self.settings))
        response: int | None = None
        gathered: list[Pair] = []
        for row in self.pairs.to_pylist():
            if row["response"] != response:
                if response is not None:
                    yield response, gathered
                response, gathered = row["response"], []
            gathered.append(
                Pair(
                    stint=row["stint"],
                    match_weight=row["match_weight"],
                    levels={field: numbered[row[f"gamma_{field}"]].label for field, numbered in self.levels.items()},
                    weights={
                        field: row[f"mw_{field}"] + (row[f"mw_tf_adj_{field}"] if field in adjusted else 0.0)
                        for field in self.levels
                    },
                    aliases=(row["alias_l"], row["alias_r"]),
                )
            )
        if response is not None:
            yield response, gathered


def compare(
    answers: pa.Table, stints: pa.Table, *, engine: Engine = "duckdb", settings: model.Settings | None = None
) -> Compared:
    """Score the pairs of two tables of normalised rows (`tables.NORMALISED_COLUMNS`)."""
    as_written = stints.filter(pc.equal(stints["alias"], ""))
    fitted = model.for_roster(settings or model.committed(), len(as_written))
    if not len(as_written) or not len(answers):
        return Compared(pa.table({"response": pa.array([], pa.int64())}), fitted, as_written, answers)
    if engine == "spark":
        from workflows.linkage.on_spark import best_pairs  # an extra, and slow to import
    else:
        from workflows.linkage.on_duckdb import best_pairs
    pairs = best_pairs(fitted, model.columns(answers), model.columns(stints))
    return Compared(pairs, fitted, as_written, answers)


def decide_all(compared: Compared, responses: pa.Table, roster: pa.Table, policy: Policy) -> list[Linked]:
    """Decide every response, and settle the claims that meet."""
    order: list[int] = responses["response"].to_pylist()
    pairs = dict(compared.by_response())
    rows = _rows(compared.stints, sorted({pair.stint for theirs in pairs.values() for pair in theirs}))
    persons = {response: gather(theirs, rows) for response, theirs in pairs.items()}
    decisions = {
        response: decide([_contender(person) for person in persons.get(response, [])], policy) for response in order
    }
    claims = [
        Claim(
            response,
            frozenset(pair.stint for pair in persons[response][0].pairs),
            _known(persons[response][0]),
            decisions[response],
        )
        for response in order
        if decisions[response].claims
    ]
    settled = settle(claims)
    shown = {response: _shown(theirs) for response, theirs in persons.items()}
    needed = sorted({stint for theirs in shown.values() for p in theirs for stint in (p.best.stint, p.latest)})
    written = dict(zip(needed, roster.take(pa.array(needed, pa.int64())).to_pylist(), strict=True))
    linked = []
    for answer in responses.to_pylist():
        response = answer["response"]
        decision = decisions[response]
        candidates = tuple(_candidate(person, answer, written) for person in shown.get(response, []))
        alone = (decision.outcome, decision.reasons, decision.alarm, ())
        outcome, reasons, alarm, claims_with = settled.get(response, alone)
        sure = outcome.value in ("verified", "needs_proof")
        linked.append(
            Linked(
                response=response,
                outcome=outcome,
                roster_id=candidates[0].roster_id if sure else None,
                match_weight=candidates[0].match_weight if sure else None,
                candidates=candidates,
                reasons=reasons,
                alarm=alarm,
                claims_with=claims_with,
            )
        )
    return linked


def _shown(persons: list[Person]) -> list[Person]:
    least = persons[0].best.match_weight - SHOWN_WITHIN
    return [person for person in persons if person.best.match_weight >= least or _known(person)][:SHOWN]


def _rows(table: pa.Table, records: list[int]) -> Mapping[int, Mapping[str, Any]]:
    """Normalised rows by record; a roster's record is its position."""
    return dict(zip(records, table.take(pa.array(records, pa.int64())).to_pylist(), strict=True))


def _known(person: Person) -> frozenset[str]:
    return frozenset(name for name in NON_PUBLIC for pair in person.pairs if pair.levels[name] == "same")


def _contender(person: Person) -> Contender:
    return Contender(person.best.match_weight, person.best.levels, person.employed_now, _known(person))


def _candidate(person: Person, answer: Mapping[str, str], written: Mapping[int, Mapping[str, str]]) -> Candidate:
    best = person.best
    return Candidate(
        roster_id=written[person.latest]["roster_id"],
        match_weight=round(best.match_weight, 2),
        evidence=evidence.compare(best.levels, answer, written[best.stint], best.aliases),
        employed_now=person.employed_now,
    )
