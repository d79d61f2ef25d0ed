"""まとめ: what HR sees first. To do, the weeks, outcomes against judgements, members, what changed, what is odd.

Knows what stands where: the tab's first rows are always the same ones, so that a chart laid out once shows the weeks.
Must not know a single person: 受付番号 is the only thing of a row that appears here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from messages import say, speaking
from workflows import remains, typed_over
from workflows.columns import GAIN, GAINS, JUDGEMENT, OUTCOME, OUTCOMES, RECEIVED, Judgement
from workflows.groups import LEAST, Groups, without_small
from workflows.ledger import Standing, State
from workflows.registration import Changes
from workflows.remains import listed
from workflows.roster import Roster, years_left
from workflows.spreadsheets.cells import Cell, as_text
from workflows.todo import Facts, everything, expiring

WEEKS: Final = 12
YEARS: Final = 30
"""Years of leaving with a row of their own; earlier ones are put together."""

HEADING, PRESSING = "■", "▶"
"""How the first cell of a heading begins, and of what should not wait: seen where nothing is coloured, too."""

_TODO: Final = (
    "undecided", "overdue", "longest", "lacking", "reconfirm", "held", "on_hold", "recheck", "asked", "asked_due",
    "proven", "letters_ready", "letters_address", "letters_stopped", "letters_failed", "erasing", "unfinished",
    "answers_due", "answers_left",
)  # fmt: skip
_PRESSING: Final = frozenset(
    ("overdue", "lacking", "reconfirm", "held", "recheck", "asked_due", "proven", "letters_stopped", "letters_failed",
     "erasing", "unfinished", "answers_left")
)  # fmt: skip
_OF_SOURCES: Final = frozenset(("answers_due", "answers_left"))
_INTRODUCTION: Final = 5  # title, last run, next run, sources, notices
FIRST_WEEK: Final = _INTRODUCTION + 2 + len(_TODO) + 2
"""The row of the first week, 0 first."""


@dataclass(frozen=True)
class Line:
    """One row of まとめ: how it is to look, and its cells from the left."""

    look: Literal["title", "heading", "header", "row", "total", "notice", "blank", "todo", "week"]
    cells: tuple[Cell, ...] = ()


def crosstab(changes: Changes) -> list[tuple[str, list[int]]]:
    """Rows of 審査 by outcome, then judgement: undecided, then each `Judgement`, then all of the outcome.

    Whoever left before a judgement is not waiting for one, and in no column.
    """
    counts: Counter[tuple[str, Judgement | None]] = Counter()
    for key, its in changes.known.items():
        word = changes.desk.decided(key)
        if (key in changes.desk.cells or key in changes.new_keys) and (word or key not in changes.ended):
            counts[its.values.get(OUTCOME, ""), word] += 1
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


def members(facts: Facts) -> dict[str, Standing]:
    """Who is a member after the run, by key."""
    return {key: line for key, line in facts.standings.items() if line.state is State.MEMBER}


def by_way(facts: Facts) -> Groups:
    """Members by what they would like to do (several each), small groups put together."""
    people: dict[str, set[str]] = defaultdict(set)
    for key, line in members(facts).items():
        for way in line.chosen or [say("summary.no-way")]:
            people[way].add(key)
    return without_small(dict(sorted(people.items(), key=lambda item: (-len(item[1]), item[0]))))


def by_year(facts: Facts) -> Groups:
    """Members by the year in which they left, as the roster tells it, latest first, small groups put together."""
    if not facts.compared:
        return Groups({})
    whose: dict[str, list[str]] = defaultdict(list)
    for key, line in members(facts).items():
        whose[line.matched].append(key)
    years = years_left(facts.roster.stints, whose.keys() - {""}, facts.secret)
    people: dict[int, set[str]] = defaultdict(set)
    for mark, some in whose.items():
        year = years.get(mark, 0)
        people[max(year, facts.today.year - YEARS) if year else 0] |= set(some)
    return without_small({_year(year, facts.today): people[year] for year in sorted(people, reverse=True)})


def _year(year: int, today: date) -> str:
    if not year:
        return say("summary.year-unknown")
    return say("summary.year-before" if year <= today.year - YEARS else "summary.year", year=year)


def gained(facts: Facts) -> list[tuple[str, int]]:
    """What came of it, by kind, from つながりの成果; other words than the kinds count together, last."""
    gains = facts.book.gains
    header = [as_text(cell) for cell in gains.rows[0]] if gains and gains.rows else []
    place = header.index(GAIN) if GAIN in header else None
    rows = gains.rows[1:] if gains else ()
    kinds = [as_text(row[place]) for row in rows if place is not None and place < len(row)]
    counts = Counter(kind if kind in GAINS else say("summary.other-gain") for kind in kinds if kind)
    return [(kind, counts[kind]) for kind in (*GAINS, *sorted(set(counts) - set(GAINS)))]


def lines(facts: Facts) -> list[Line]:
    """まとめ from top to bottom, in Japanese."""
    with speaking("ja"):
        return list(_lines(facts))


def _lines(facts: Facts) -> Iterator[Line]:
    changes, today = facts.changes, facts.today
    record = changes.run
    found = [*remains.sentences(facts), *_typed_over(facts), *notices(changes, facts.roster)]
    yield Line("title", (say("summary.title"),))
    when = record.at.strftime("%Y-%m-%d %H:%M")
    yield Line("row", (say("summary.last-run"), say("summary.at", when=when, today=today)))
    yield Line("row", (say("summary.next-run"), _next(facts)))
    read = say("summary.sources-read", responses=record.responses, roster=record.roster)
    read = read if facts.compared else say("summary.sources-unread")
    yield Line("row", (say("summary.sources"), read))
    told = say("summary.notices-below", count=len(found)) if found else say("summary.no-notices")
    yield Line("todo" if found else "row", (say("summary.notices"), told))
    yield from _section("todo")
    counts = everything(facts)
    for name in _TODO:
        pressing = counts[name] and name in _PRESSING
        note = say(f"summary.{name}-note", days=facts.reply_within, kept=facts.retention.responses)
        title = say(f"summary.{name}")
        count = counts[name] if facts.compared or name not in _OF_SOURCES else say("summary.uncounted")
        yield Line("todo" if pressing else "row", (f"{PRESSING} {title}" if pressing else title, count, note))
    yield from _section("weekly")
    for monday, count in weekly(changes, today):
        yield Line("week", (say("summary.week-of", day=monday), count))
    yield from _section("crosstab")
    yield Line("header", (say("summary.outcome"), say("summary.waiting"), *Judgement, say("summary.all")))
    table = crosstab(changes)
    for outcome, row in table:
        yield Line("row", (outcome, *row))
    yield Line("total", (say("summary.all"), *(sum(row[i] for _, row in table) for i in range(len(Judgement) + 2))))
    yield from _section("changes")
    for name in ("new", "edited", "vanished"):
        yield Line("row", (say(f"summary.{name}"), record.counts.get(name, 0), say(f"summary.{name}-note")))
    yield Line("row", (say("summary.deleted"), len(changes.deleted), say("summary.deleted-note")))
    yield from _section("members")
    yield Line("row", (say("summary.members-now"), len(members(facts)), say("summary.small-groups", least=LEAST)))
    for name, groups in (("by-way", by_way(facts)), ("by-year", by_year(facts))):
        if groups.told:
            yield Line("header", (say(f"summary.{name}"), say("summary.people")))
            yield from (Line("row", (title, count)) for title, count in groups.told.items())
            if groups.rest:
                yield Line("row", (say("summary.rest"), groups.rest))
    yield from _section("gains")
    for kind, count in gained(facts):
        yield Line("row", (kind, count))
    yield from _section("notices")
    for notice in found or [say("summary.no-notices")]:
        yield Line("notice", (notice,))


def _section(name: str) -> Iterator[Line]:
    yield Line("blank")
    yield Line("heading", (f"{HEADING} {say(f'summary.{name}')}",))


def _next(facts: Facts) -> str:
    if facts.next_run is None:
        return say("summary.next-unknown")
    day = say("summary.weekdays")[facts.next_run.weekday()]
    return say("summary.next-at", when=facts.next_run.strftime("%Y-%m-%d"), day=day, time=f"{facts.next_run:%H:%M}")


def _typed_over(facts: Facts) -> Iterator[str]:
    """Which rows of 返信 and 登録者 show nothing, and what is to be cleared there."""
    rows: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for one in typed_over.hidden(facts.book):
        if one.key not in facts.erased:
            rows[one.tab, bool(one.titles)].append(" ".join((one.key, "・".join(one.titles))).strip())
    for (tab, clear), which in rows.items():
        yield say("summary.typed-over" if clear else "summary.formula-gone", tab=tab, rows=listed(which))


def notices(changes: Changes, roster: Roster) -> Iterator[str]:
    """What is odd, one sentence each; empty where all is well."""
    desk = changes.desk
    if desk.doubled:
        yield say("summary.doubled-keys", keys=listed(sorted(desk.doubled)))
    if desk.strangers:
        yield say("summary.strangers", count=len(desk.strangers))
    if desk.meddled:
        cells = [f"{key} {title}" for key, title, _ in desk.meddled]
        yield say("summary.meddled", count=len(cells), cells=listed(cells))
    unknown = [
        key for key, cells in desk.cells.items() if cells.get(JUDGEMENT) and cells[JUDGEMENT] not in set(Judgement)
    ]
    if unknown:
        yield say("summary.unknown-judgements", keys=listed(unknown))
    if half := changes.run.counts.get("half_typed", 0):
        yield say("summary.half-typed", count=half)
    if due := expiring(changes):
        yield say("summary.due", count=due)
    for rule, count in sorted(roster.oddities.items()):
        yield say(f"roster.{rule}", count=count)
