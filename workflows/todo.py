"""What awaits HR, in counts: rows to judge, letters to send, answers to wait for, erasures to finish.

Knows how to count. Must not know how counts are shown (`summary`), nor name a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from promises.terms import Retention
from workflows import guards, revisions, sending
from workflows.columns import CONFIRMED, DUE, OUTCOME, PROCEDURE, RECHECK, Judgement, Procedure
from workflows.ledger import Standing, State, standings
from workflows.registration import Changes
from workflows.responses import Response
from workflows.review import Book
from workflows.roster import Roster
from workflows.spreadsheets.cells import has_come

_OPEN = (State.RECEIVED, State.HELD, State.ASKED, State.DECLINED, State.CLOSED)
"""Where HR's word may still lead somewhere."""


@dataclass(frozen=True)
class Facts:
    """What まとめ is made of: a run's changes, the book they change, and what was read."""

    changes: Changes
    book: Book
    roster: Roster
    today: date
    reply_within: int = 5
    responses: Sequence[Response] = ()
    """Those of the form."""
    retention: Retention = field(default_factory=Retention)
    secret: bytes = b""
    """The book's key, by which leavers are known again."""
    next_run: datetime | None = None

    @property
    def compared(self) -> bool:
        """Whether responses and roster were read: a command looks at neither."""
        return len(self.roster) > 0

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Where everybody stands after the run."""
        return standings((*self.book.ledger, *self.changes.standings))

    @cached_property
    def erased(self) -> frozenset[str]:
        """Keys of whom nothing is left after the run."""
        return revisions.erased(self.book.log).keys | {one.key for one in self.changes.erased}


def todo(changes: Changes, reply_within: int) -> Counter[str]:
    """What awaits HR on 審査: undecided, overdue, longest wait (working days), to reconfirm, on hold, asked."""
    desk = changes.desk
    live = _live(changes)
    judged = Counter(desk.decided(key) for key in live)
    due = [changes.waiting.get(key, 0) for key in live if not desk.decided(key) and key not in changes.ended]
    return Counter(
        undecided=len(due),
        overdue=sum(days > reply_within for days in due),
        longest=max(due, default=0),
        reconfirm=sum(changes.known[key].to_reconfirm for key in live),
        on_hold=judged[Judgement.ON_HOLD],
        asked=judged[Judgement.ASK],
    )


def expiring(changes: Changes) -> int:
    """People whose period of `[retention]` has passed, so that a person must order `expire`."""
    return sum(one.reached(changes.run.at.date()) for one in changes.due)


def everything(facts: Facts) -> Counter[str]:
    """All that awaits HR: `todo`, and what letters, days and procedures ask of her."""
    changes, today = facts.changes, facts.today
    states = {key: facts.standings[key].state for key in _live(changes) if key in facts.standings}
    cells = changes.desk.cells
    asked = [key for key, state in states.items() if state is State.ASKED]
    letters = (line for line in (*facts.book.replies, *changes.replies) if line.key not in facts.erased)
    oldest = today - timedelta(days=facts.retention.responses)
    return (
        todo(changes, facts.reply_within)
        + Counter(
            lacking=sum(_lacks(facts, key, states.get(key, State.RECEIVED)) for key in _live(changes)),
            held=sum(state is State.HELD for state in states.values()),
            recheck=sum(
                changes.desk.decided(key) is Judgement.ON_HOLD and has_come(its.get(RECHECK, ""), today)
                for key, its in cells.items()
            ),
            asked_due=sum(has_come(changes.known[key].values.get(DUE, ""), today) for key in asked),
            proven=sum(bool(cells.get(key, {}).get(CONFIRMED)) for key in asked),
            erasing=sum(
                its.get(PROCEDURE) == Procedure.ERASE and key not in facts.erased for key, its in cells.items()
            ),
            unfinished=len(revisions.erased(facts.book.log).unfinished),
            answers_due=sum(has_come(response["timestamp"], oldest) for response in facts.responses),
            answers_left=changes.run.counts.get("left_out", 0),
        )
        + Counter({f"letters_{name}": count for name, count in sending.standing(letters, facts.book.sent).items()})
    )


def _live(changes: Changes) -> list[str]:
    return [key for key in changes.known if key in changes.desk.cells or key in changes.new_keys]


def _lacks(facts: Facts, key: str, state: State) -> bool:
    """Whether HR has judged, and something is missing before it is carried out."""
    changes = facts.changes
    its, word = changes.known[key], changes.desk.judgement(key)
    if not word or its.to_reconfirm or key in changes.desk.doubled or state not in _OPEN:
        return False
    if word == Judgement.APPROVED and state is State.RECEIVED:
        return True  # also where it is the consent that is missing
    return bool(guards.missing(word, its.values.get(OUTCOME, ""), changes.desk.cells[key]))
