"""One registration run: pure, and the whole of it on one page.

Knows the order of things: guard the sources, know the responses again, link, word, compare with the log, append. Must
not know files, spreadsheets, clocks or chance: they are given, and what it returns is written by others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from messages import say, speaking
from promises.terms import Retention
from workflows import keys, members, news, review, revisions, wording
from workflows.business_days import working_days_between
from workflows.columns import ANSWERED, RECEIVED, RESULT, Procedure
from workflows.form import Form
from workflows.ledger import Audited, Reply, Standing, State, standings
from workflows.linkage.tables import Linked, Outcome
from workflows.person import Arrival, Scene, people
from workflows.procedures import Order
from workflows.replies import Letters
from workflows.responses import TYPED_WHOLE, Response
from workflows.retention import Due
from workflows.review import Book, Desk
from workflows.revisions import Entry, Erasure, Kind, Known, Run
from workflows.roster import Roster
from workflows.spreadsheets.cells import shortened
from workflows.stopped import Problem, Stopped, problem, stop

KEPT = 10_000
"""Of a text typed over a machine cell, so much is kept: the log holds it in quotes, which takes more room."""

SHRUNKEN = 0.8
"""A source with less than this share of the last run's rows is taken for a failed export."""


class Link(Protocol):
    """Linkage as a run sees it."""

    def __call__(self, responses: Sequence[Response], roster: Roster, /) -> Sequence[Linked]:
        """What linkage says of each response."""


@dataclass(frozen=True)
class Terms:
    """What a run is told: who it is for, when it is, and where chance comes from."""

    form: Form
    today: date
    now: datetime
    secret: bytes
    salt: str
    draw_key: Callable[[], str] = keys.random_key
    allow_shrink: bool = False
    retention: Retention = field(default_factory=Retention)
    reply_within: int = 5
    letters: Letters | None = None
    """Without templates no letter is prepared."""


@dataclass(frozen=True)
class Left:
    """A response of someone who was erased, which only a person can delete."""

    key: str
    day: str
    """The day on which it was sent, by which it is found."""
    typed: bool
    """Whether it stands in 手入力, and not in the form."""


@dataclass(frozen=True)
class Changes:
    """What a run adds: entries for the log, rows for 審査, a record of itself; and all that is known afterwards."""

    entries: tuple[Entry, ...]
    new_keys: tuple[str, ...]
    run: Run
    known: Mapping[str, Known]
    desk: Desk
    waiting: Mapping[str, int]
    ended: frozenset[str]
    """Keys of those who ended their registration: no judgement of theirs is waited for."""
    deleted: tuple[str, ...]
    """Keys whose rows HR deleted: they stay away until their key is typed into an empty row."""
    standings: tuple[Standing, ...] = ()
    """Lines for the ledger."""
    replies: tuple[Reply, ...] = ()
    """Lines for letters; a number that is new gets a row in 返信."""
    audit: tuple[Audited, ...] = ()
    members: tuple[str, ...] = ()
    """Keys that get a row in 登録者 now."""
    erased: tuple[Erasure, ...] = ()
    """People of whom nothing but tombstones stays."""
    due: tuple[Due, ...] = ()
    """Whose data is to go by which day."""
    left: tuple[Left, ...] = ()
    """What is still there of people who were erased before."""


def run(
    responses: Sequence[Response],
    roster: Roster,
    book: Book,
    terms: Terms,
    link: Link,
    typed: Sequence[Response] = (),
) -> Changes:
    """What one run changes in `book`; raises `Stopped` where a source cannot be trusted, with nothing changed.

    `typed` are the responses of 手入力; their numbers are none of `responses`.
    """
    guard(responses, roster, book, allow_shrink=terms.allow_shrink)
    number = book.runs[-1].number + 1 if book.runs else 1
    known = revisions.recall(book.log)
    desk = review.survey(book, known)
    entries = [
        Entry(key, known[key].revision, Kind.OVERWRITTEN, terms.now, number, values={title: kept})
        for key, title, text in desk.meddled
        if (kept := shortened(text, "…", KEPT)) and known[key].overwritten.get(title) != kept
    ]
    seen = revisions.surely_seen(book.log, book.runs)
    with speaking("ja"):
        entries += review.judgements(desk, known, seen, at=terms.now, run=number)
    known = revisions.recall((*book.log, *entries))

    whole = [response for response in typed if all(response[name] for name in TYPED_WHOLE)]
    marked = {response.number: keys.marks(response, terms.secret) for response in (*responses, *whole)}
    buried = revisions.erased(book.log)
    there = [response for response in (*responses, *whole) if not buried.whose(marked[response.number])]
    left = [
        Left(key, response.at.date().isoformat() if response.at else "", typed_in)
        for some, typed_in in ((responses, False), (whole, True))
        for response in some
        if (key := buried.whose(marked[response.number]))
    ]
    marked = {response.number: marked[response.number] for response in there}
    matched = keys.match(
        list(marked.items()),
        {key: its.marks for key, its in known.items()},
        verified_email=terms.form.email == "verified",
    )
    key_of = dict(matched.by_number)
    taken = {*known, *desk.strangers, *buried.keys}
    for response_number in matched.new:
        key_of[response_number] = keys.fresh_key(taken, terms.draw_key)
        taken.add(key_of[response_number])

    # The book speaks Japanese whatever language the operator reads: the same words must come again tomorrow.
    with speaking("ja"):
        linked = {one.response: one for one in link([one for one in there if one.consented], roster)}
        present = news.present(there, linked, roster, marked, matched, key_of, known)
        arrivals = _arrivals(there, {one.number for one in typed}, linked, roster, key_of)
        scene = Scene(
            book, {**known, **present}, desk, arrivals, terms.today, terms.now, number, terms.secret,
            terms.retention, terms.reply_within, terms.letters, terms.form.present.version,
        )  # fmt: skip
        everybody = people(scene, known)
        followed = members.follow(everybody, scene)
        due = members.expiring(everybody, scene)
        followed = replace(followed, notes=_with_ends(followed.notes, due))
        entries += news.lines(known, present, desk, followed, at=terms.now, run=number)
    known = revisions.recall((*book.log, *entries))
    ended = _ended((*book.ledger, *followed.standings))

    new_keys = tuple(key_of[response_number] for response_number in matched.new)
    counts = Counter(_outcome_name(linked.get(response.number)) for response in there)
    counts.update(new=len(new_keys), edited=len(matched.edited), vanished=len(matched.vanished))
    # Of erased people the form still holds answers; rows of 手入力 may be half written. Both are told where there are.
    counts.update(
        {
            name: n
            for name, n in (
                ("left_out", len(responses) + len(whole) - len(there)),
                ("half_typed", len(typed) - len(whole)),
            )
            if n
        }
    )
    record = Run(number, terms.now, len(responses), len(roster), dict(counts), terms.salt, keys.proof(terms.secret))
    return Changes(
        entries=tuple(entries),
        new_keys=new_keys,
        run=record,
        known=known,
        desk=desk,
        waiting=_waiting(known, desk, ended, terms.today),
        ended=ended,
        deleted=tuple(key for key in known if key not in desk.cells and key not in new_keys),
        standings=followed.standings,
        replies=followed.replies,
        audit=followed.audit,
        members=followed.members,
        erased=followed.erased,
        due=tuple(due),
        left=tuple(left),
    )


def carry_out(orders: Mapping[str, Order], book: Book, terms: Terms, *, expire: bool = False) -> Changes:
    """What procedures ordered by a command change, without a look at responses or the roster.

    `orders` by 受付番号; with `expire` those go whose period has passed. Raises `Stopped` for a key that no run knows.
    """
    if not book.runs:
        raise stop("procedure.no-book")
    known = revisions.recall(book.log)
    if unknown := [key for key in orders if key not in known]:
        raise Stopped(problem("procedure.unknown-key", key=key) for key in unknown)
    last, desk = book.runs[-1], review.survey(book, known)
    number = last.number + 1
    with speaking("ja"):
        scene = Scene(
            book, known, desk, {}, terms.today, terms.now, number, terms.secret,
            terms.retention, terms.reply_within, terms.letters, terms.form.present.version, orders,
        )  # fmt: skip
        everybody = people(scene, known)
        followed = members.follow({key: one for key, one in everybody.items() if key in orders}, scene)
        due = members.expiring(everybody, scene)
        passed = [one.key for one in due if expire and one.reached(terms.today) and one.key not in orders]
        expired = members.expire((everybody[key] for key in passed), scene)
        entries = [
            replace(entry, values=values)
            for key in orders
            if (entry := _as_it_stands(key, known[key], terms.now, number))
            and (values := {**entry.values, RESULT: followed.results.get(key, "")}) != entry.values
        ]
    again = {key for key, order in orders.items() if order.procedure is Procedure.RESTORE and key not in desk.cells}
    known = revisions.recall((*book.log, *entries))
    ended = _ended((*book.ledger, *followed.standings))
    return Changes(
        entries=tuple(entries),
        new_keys=tuple(again),
        run=replace(last, number=number, at=terms.now, counts={}),
        known=known,
        desk=desk,
        waiting=_waiting(known, desk, ended, terms.today),
        ended=ended,
        deleted=tuple(key for key in known if key not in desk.cells and key not in again),
        standings=(*followed.standings, *expired.standings),
        replies=followed.replies,
        audit=(*followed.audit, *expired.audit),
        members=followed.members,
        erased=(*followed.erased, *expired.erased),
        due=tuple(due),
    )


def _as_it_stands(key: str, its: Known, at: datetime, run: int) -> Entry:
    return Entry(key, its.revision, Kind.CHECK, at, run, its.marks, "", its.findings, its.values)


def guard(responses: Sequence[Response], roster: Roster, book: Book, *, allow_shrink: bool = False) -> None:
    """Stop where a source is empty or has lost more than a fifth since the last run: a failed export, not a fact."""
    problems: list[Problem] = []
    last = book.runs[-1] if book.runs else None
    for name, count, before in (
        ("responses", len(responses), last.responses if last else 0),
        ("roster", len(roster), last.roster if last else 0),
    ):
        if not count and (before or name == "roster"):
            problems.append(problem(f"run.empty-{name}"))
        elif count < before * SHRUNKEN and not allow_shrink:
            problems.append(problem(f"run.shrunken-{name}", before=before, count=count))
    if problems:
        raise Stopped(problems)


def _with_ends(notes: Mapping[str, Sequence[str]], due: Sequence[Due]) -> dict[str, Sequence[str]]:
    """The notes, and until when whoever works for the company now is erased: HR may know better than the roster."""
    ends = {one.key: say("member.note-in-service", day=one.by) for one in due if one.why == "in_service"}
    return {key: (*notes.get(key, ()), *([ends[key]] if key in ends else [])) for key in (*notes, *ends)}


def arrival_of(key: str, rows: Sequence[Response], known: Mapping[str, Known], secret: bytes) -> dict[str, Arrival]:
    """The response of one key among `rows`, if it is still there; whom it means is left open."""
    marked = [(response.number, keys.marks(response, secret)) for response in rows]
    matched = keys.match(marked, {other: its.marks for other, its in known.items()}).by_number
    its = next((response for response in rows if matched.get(response.number) == key), None)
    return {key: Arrival(its)} if its else {}


def _arrivals(
    there: Sequence[Response],
    typed: Container[int],
    linked: Mapping[int, Linked],
    roster: Roster,
    key_of: Mapping[int, str],
) -> dict[str, Arrival]:
    """Each response that is there with the leaver it means and the addresses that the roster holds for her."""
    meant = {number: candidate.roster_id for number, one in linked.items() if (candidate := wording.meant(one))}
    held = wording.addresses(meant.values(), roster.stints)
    return {
        key_of[response.number]: Arrival(
            response,
            meant.get(response.number, ""),
            held.get(meant.get(response.number, ""), ()),
            certain=_outcome_name(linked.get(response.number)) == Outcome.VERIFIED.value,
            typed=response.number in typed,
        )
        for response in there
    }


def _ended(ledger: Iterable[Standing]) -> frozenset[str]:
    stand = standings(ledger)
    return frozenset(key for key, line in stand.items() if line.state is State.WITHDRAWN)


def _waiting(known: Mapping[str, Known], desk: Desk, ended: Container[str], today: date) -> dict[str, int]:
    # Who edited her answers since waits again.
    waiting = {}
    for key, its in known.items():
        if key not in ended and its.values.get(RECEIVED) and (desk.decided(key) not in ANSWERED or its.to_reconfirm):
            waiting[key] = working_days_between(date.fromisoformat(its.values[RECEIVED]), today)
    return waiting


def _outcome_name(linked: Linked | None) -> str:
    return linked.outcome.value if linked else "not_compared"
