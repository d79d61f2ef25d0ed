"""まとめ: what HR sees first. To do, outcomes against judgements, what changed, what is odd.

Knows how to count. Must not know a single person: 受付番号 is the only thing of a row that appears here. The same
counts, without keys, are what an operator's terminal shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from messages import say, speaking
from workflows.columns import JUDGEMENT, OUTCOME, OUTCOMES, RECEIVED, Judgement
from workflows.registration import Changes
from workflows.roster import Roster
from workflows.spreadsheets.cells import Cell

WEEKS = 12

MOST_KEYS = 20
"""Keys listed in one notice; the rest are counted."""


@dataclass(frozen=True)
class Line:
    """One row of まとめ: how it is to look, and its cells from the left."""

    look: Literal["title", "heading", "header", "row", "total", "notice", "blank", "todo", "week"]
    cells: tuple[Cell, ...] = ()


def todo(changes: Changes, reply_within: int) -> Counter[str]:
    """What awaits HR: undecided, overdue, longest wait (working days), to reconfirm, on hold, asked."""
    desk = changes.desk
    live = [key for key in changes.known if key in desk.cells or key in changes.new_keys]
    judged = Counter(desk.decided(key) for key in live)
    due = [changes.waiting.get(key, 0) for key in live if not desk.decided(key)]
    return Counter(
        undecided=len(due),
        overdue=sum(days > reply_within for days in due),
        longest=max(due, default=0),
        reconfirm=sum(changes.known[key].to_reconfirm for key in live),
        on_hold=judged[Judgement.ON_HOLD],
        asked=judged[Judgement.ASK],
    )


def crosstab(changes: Changes) -> list[tuple[str, list[int]]]:
    """Rows of 審査 by outcome, then judgement: undecided, then each `Judgement`, then all of the outcome."""
    counts: Counter[tuple[str, Judgement | None]] = Counter()
    for key, its in changes.known.items():
        if key in changes.desk.cells or key in changes.new_keys:
            counts[its.values.get(OUTCOME, ""), changes.desk.decided(key)] += 1
    outcomes = [*OUTCOMES.values()]
    outcomes += sorted({outcome for outcome, _ in counts} - set(outcomes))
    table = []
    for outcome in outcomes:
        row = [counts[outcome, judgement] for judgement in (None, *Judgement)]
        table.append((outcome, [*row, sum(count for (name, _), count in counts.items() if name == outcome)]))
    return table


def weekly(changes: Changes, today: date) -> list[tuple[date, int]]:
    """Responses received in each of the last `WEEKS` weeks, by their Monday, this week last."""
    this_monday = today - timedelta(days=today.weekday())
    days = [date.fromisoformat(its.values[RECEIVED]) for its in changes.known.values() if its.values.get(RECEIVED)]
    received = Counter(day - timedelta(days=day.weekday()) for day in days)
    mondays = [this_monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    return [(monday, received[monday]) for monday in mondays]


def lines(changes: Changes, roster: Roster, *, today: date, reply_within: int) -> list[Line]:
    """まとめ from top to bottom, in Japanese."""
    with speaking("ja"):
        return list(_lines(changes, roster, today, reply_within))


def _lines(changes: Changes, roster: Roster, today: date, reply_within: int) -> Iterator[Line]:
    record, counts = changes.run, todo(changes, reply_within)
    yield Line("title", (say("summary.title"),))
    when = record.at.strftime("%Y-%m-%d %H:%M")
    yield Line("row", (say("summary.last-run"), say("summary.at", when=when, today=today)))
    read = say("summary.sources-read", responses=record.responses, roster=record.roster)
    yield Line("row", (say("summary.sources"), read))
    yield Line("blank")
    yield Line("heading", (say("summary.todo"),))
    for name in ("undecided", "overdue", "longest", "reconfirm", "on_hold", "asked"):
        note = say(f"summary.{name}-note", days=reply_within)
        yield Line(
            "todo" if counts[name] and name in ("overdue", "reconfirm") else "row",
            (say(f"summary.{name}"), counts[name], note),
        )
    yield Line("blank")
    yield Line("heading", (say("summary.crosstab"),))
    yield Line("header", (say("summary.outcome"), say("summary.waiting"), *Judgement, say("summary.all")))
    table = crosstab(changes)
    for outcome, row in table:
        yield Line("row", (outcome, *row))
    yield Line("total", (say("summary.all"), *(sum(row[i] for _, row in table) for i in range(len(Judgement) + 2))))
    yield Line("blank")
    yield Line("heading", (say("summary.changes"),))
    for name in ("new", "edited", "vanished"):
        yield Line("row", (say(f"summary.{name}"), record.counts.get(name, 0), say(f"summary.{name}-note")))
    yield Line("row", (say("summary.deleted"), len(changes.deleted), say("summary.deleted-note")))
    yield Line("blank")
    yield Line("heading", (say("summary.weekly"),))
    for monday, count in weekly(changes, today):
        yield Line("week", (say("summary.week-of", day=monday), count))
    yield Line("blank")
    yield Line("heading", (say("summary.notices"),))
    found = list(notices(changes, roster))
    for notice in found or [say("summary.no-notices")]:
        yield Line("notice", (notice,))


def notices(changes: Changes, roster: Roster) -> Iterator[str]:
    """What is odd, one sentence each; empty where all is well."""
    desk = changes.desk
    if desk.doubled:
        yield say("summary.doubled-keys", keys=_keys(sorted(desk.doubled)))
    if desk.strangers:
        yield say("summary.strangers", count=len(desk.strangers))
    if desk.meddled:
        cells = [f"{key} {title}" for key, title, _ in desk.meddled]
        yield say("summary.meddled", count=len(cells), cells=_keys(cells))
    unknown = [
        key for key, cells in desk.cells.items() if cells.get(JUDGEMENT) and cells[JUDGEMENT] not in set(Judgement)
    ]
    if unknown:
        yield say("summary.unknown-judgements", keys=_keys(unknown))
    for rule, count in sorted(roster.oddities.items()):
        yield say(f"roster.{rule}", count=count)


def _keys(which: Sequence[str]) -> str:
    rest = len(which) - MOST_KEYS
    return "、".join(which[:MOST_KEYS]) + (say("summary.and-more", count=rest) if rest > 0 else "")
