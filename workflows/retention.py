"""Whose data must go: the periods of `[retention]`, held against where people stand.

Knows from which day each period counts. Must not know how anything is erased (`erasure`) nor files. Members stay; while
HR still owes an answer nobody is erased, except who turns out to work for the company.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from messages import say
from promises.terms import Retention
from workflows.ledger import State
from workflows.person import Person
from workflows.replies import Kind
from workflows.revisions import Entry
from workflows.revisions import Kind as EntryKind

LEAD: Final = 7
"""Days before the end of a promise 「…日以内に」 on which the data already goes: `expire` is run once a week."""

Why = Literal["declined", "in_service", "withdrawn"]
_ENDED: Mapping[State, Why] = {
    State.DECLINED: "declined",
    State.CLOSED: "declined",
    State.WITHDRAWN: "withdrawn",
    State.REVOKED: "withdrawn",
}
_RESULTS = (Kind.DECLINED, Kind.NOT_FOUND, Kind.CLOSED)
_NO_MEMBER = (State.RECEIVED, State.ASKED, State.DECLINED, State.CLOSED)


@dataclass(frozen=True)
class Due:
    """One person whose data must go: by which period, counted from `since`, promised to be gone on `by`."""

    key: str
    why: Why
    since: date
    by: date

    def reached(self, today: date) -> bool:
        """Whether it goes today: a period that is a promise of 「以内」 is not waited out."""
        within = (self.by - self.since).days
        lead = min(LEAD, within // 2) if self.why != "declined" else 0
        return today >= self.by - timedelta(days=lead)


def due(everybody: Mapping[str, Person], log: Iterable[Entry], retention: Retention, today: date) -> list[Due]:
    """All whose period runs, in the order of `everybody`; who stays a member, or waits for HR, is not among them.

    `log` is what was known before today, `everybody` as they are now.
    """
    before = _found_employed(log)
    note = say("review.employed-now")
    employed = {key: before.get(key, today) for key, one in everybody.items() if note in one.its.findings}
    found = []
    for key, one in everybody.items():
        ends = []
        why = _ENDED.get(one.state)
        if why:
            told = [letter.sent for letter in one.letters if letter.sent and letter.kind in _RESULTS]
            since = max([one.streak[0].at.date(), *told]) if why == "declined" else one.streak[0].at.date()
            ends.append(Due(key, why, since, since + timedelta(days=getattr(retention, why))))
        if key in employed and one.state in _NO_MEMBER:
            since = employed[key]
            ends.append(Due(key, "in_service", since, since + timedelta(days=retention.in_service)))
        if ends:
            found.append(min(ends, key=lambda end: end.by))
    return found


def _found_employed(log: Iterable[Entry]) -> dict[str, date]:
    """Since when linkage has said of somebody that the roster shows them employed now, without a break."""
    note = say("review.employed-now")
    since: dict[str, date] = {}
    for entry in log:
        if entry.kind not in (EntryKind.RESPONSE, EntryKind.CHECK):
            continue
        if note in entry.findings:
            since.setdefault(entry.key, entry.at.date())
        else:
            since.pop(entry.key, None)
    return since
