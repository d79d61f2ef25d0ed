"""From places to the review book and back: the shell around the pure run.

Knows which place is read by what, in which order, and where clock and chance come from. Must not decide anything about
a response. Says only stages and counts to whoever watches.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from workflows import figures, form, keys, membership, registration, responses, review, roster, summary
from workflows.book_key import book_key, key_from, no_salt
from workflows.header import find_table
from workflows.linking import linker
from workflows.person import Person, Scene, people
from workflows.procedures import Order
from workflows.registration import Changes, Terms
from workflows.review import Book
from workflows.revisions import Run, recall
from workflows.roster import Roster
from workflows.settings import Plan
from workflows.sources import Sources, Stage, google_of, read_sources, silent, tables, typed_rows, unread
from workflows.spreadsheets import safely
from workflows.spreadsheets.places import Place
from workflows.stopped import stop
from workflows.timetable import next_due
from workflows.todo import Facts

JAPAN = ZoneInfo("Asia/Tokyo")
"""HR's clock: days of waiting are counted where HR works, wherever the run happens."""

_Compare = Callable[[Book, Callable[[], str], str], tuple[Changes, Sources]]
"""A book, a source of salt and the book's place: what a run changes in it, and what it was held against."""


@dataclass(frozen=True)
class Report:
    """What a run did, in counts."""

    changes: Changes
    roster: Roster
    wrote: Path | str | None
    """The book's place; None where this was a rehearsal."""
    created: bool
    first_today: bool = True
    """Whether no run was recorded on this day before."""


def now() -> datetime:
    """The present second in Japan."""
    return datetime.now(JAPAN).replace(microsecond=0)


def carry_out(
    plan: Plan,
    *,
    today: date | None = None,
    at: datetime | None = None,
    dry_run: bool = False,
    allow_shrink: bool = False,
    draw_key: Callable[[], str] = keys.random_key,
    draw_salt: Callable[[], str] = lambda: secrets.token_hex(16),
    link: registration.Link | None = None,
    stage: Stage = silent,
) -> Report:
    """One run; raises `Stopped` with nothing written.

    `at` is the moment of the run, `today` the day it counts from; `draw_key` and `draw_salt` are its chance; `link` is
    the model of `workflows.linkage` where nothing else is given.
    """
    moment = at or now()
    day = today or moment.date()

    def compare(book: Book, draw_salt: Callable[[], str], place: str) -> tuple[Changes, Sources]:
        sources = read_sources(plan, day, stage, book.runs[-1].tabs if book.runs else {})
        salt, key = book_key(book, plan.secret, draw_salt, place=place)
        stage("linking")
        terms = Terms(
            sources.form, day, moment, key, salt, draw_key, allow_shrink,
            plan.settings.retention, plan.settings.review.reply_within, sources.letters,
        )  # fmt: skip
        changes = registration.run(
            sources.responses, sources.roster, book, terms, link or linker(plan, day), typed_rows(sources, book, day)
        )
        return replace(changes, run=replace(changes.run, tabs=sources.tabs)), sources

    return _under_lock(plan, day, moment, compare, draw_salt, dry_run=dry_run, stage=stage)


def carry_out_orders(
    plan: Plan,
    orders: Mapping[str, Order],
    *,
    expire: bool = False,
    today: date | None = None,
    at: datetime | None = None,
    dry_run: bool = False,
    stage: Stage = silent,
) -> Report:
    """Procedures by command, and the periods of `[retention]` with `expire`: as a run writes, but nothing is compared.

    Raises `Stopped` with nothing written.
    """
    moment = at or now()
    day = today or moment.date()

    def compare(book: Book, draw_salt: Callable[[], str], place: str) -> tuple[Changes, Sources]:
        salt, key = book_key(book, plan.secret, draw_salt, place=place)
        sources = unread(plan)
        terms = Terms(
            sources.form, day, moment, key, salt, retention=plan.settings.retention,
            reply_within=plan.settings.review.reply_within, letters=sources.letters,
        )  # fmt: skip
        return registration.carry_out(orders, book, terms, expire=expire), sources

    salt = secrets.token_hex(16)
    return _under_lock(plan, day, moment, compare, lambda: salt, dry_run=dry_run, stage=stage)


def _under_lock(
    plan: Plan,
    day: date,
    moment: datetime,
    compare: _Compare,
    draw_salt: Callable[[], str],
    *,
    dry_run: bool,
    stage: Stage,
) -> Report:
    place = Place.parse(plan.review)
    if place.google:
        return _on_google(plan, place, day, moment, compare, dry_run=dry_run, stage=stage)
    path = _review_path(plan.review)
    with safely.alone(path):
        stage("reading-review")
        safely.check_closed(path)
        seen = safely.fingerprint(path)
        book = _read_book(path)
        changes, sources = compare(book, draw_salt, str(path))
        if not dry_run:
            stage("writing")
            _write_book(path, seen, book, changes, sources, plan, day)
    return Report(changes, sources.roster, None if dry_run else path, not seen, _first_today(book, moment))


def _on_google(
    plan: Plan, place: Place, day: date, moment: datetime, compare: _Compare, *, dry_run: bool, stage: Stage
) -> Report:
    from workflows.spreadsheets.review_sheet import ReviewSheet  # slow to import, and not needed for a file

    sheet = ReviewSheet(google_of(plan), place.where)
    stage("reading-review")
    book = sheet.read() if dry_run else sheet.lock(moment, lambda: form.load(plan.form))
    try:
        changes, sources = compare(book, no_salt, plan.review)
        if not dry_run:
            stage("writing")
            sheet.commit(changes, _summary(plan, book, changes, sources, day), moment)
    finally:
        sheet.release()
    return Report(changes, sources.roster, None if dry_run else plan.review, False, _first_today(book, moment))


def _summary(plan: Plan, book: Book, changes: Changes, sources: Sources, day: date) -> list[summary.Line]:
    run = changes.run
    _, secret = book_key(Book(runs=(run,)), plan.secret, place=plan.review)
    return summary.lines(
        Facts(
            changes, book, sources.roster, day, plan.settings.review.reply_within, sources.responses,
            plan.settings.retention, secret, next_due(plan.schedule, run.at),
        )
    )  # fmt: skip


def _first_today(book: Book, moment: datetime) -> bool:
    return not any(run.number and run.at.date() == moment.date() for run in book.runs)


def prepare_review(plan: Plan, *, draw_salt: Callable[[], str] = lambda: secrets.token_hex(16)) -> str:
    """Make an empty Google spreadsheet ready for HR, once; its address. Raises `Stopped` with nothing written."""
    from workflows.spreadsheets.review_layout import prepare

    place = Place.parse(plan.review)
    if not place.google:
        raise stop("google.init-not-google", place=plan.review)
    moment, salt = now(), draw_salt()
    first = Run(0, moment, 0, 0, {}, salt, keys.proof(key_from(plan.secret, salt)))
    prepare(google_of(plan), place.where, first, form.load(plan.form), moment.date())
    return f"https://docs.google.com/spreadsheets/d/{place.where}"


def read_review(plan: Plan) -> Book:
    """The review book as it stands, wherever it is. Raises `Stopped`."""
    place = Place.parse(plan.review)
    if not place.google:
        return _read_book(_review_path(plan.review))
    from workflows.spreadsheets.review_sheet import ReviewSheet

    return ReviewSheet(google_of(plan), place.where).read()


def person(plan: Plan, key: str, moment: datetime) -> Person:
    """One person as the book knows her, with her answers where the form still holds them. Raises `Stopped`."""
    book = read_review(plan)
    known = recall(book.log)
    if key not in known:
        raise stop("procedure.unknown-key", key=key)
    _, secret = book_key(book, plan.secret, place=plan.review)
    arrivals = {}
    if plan.responses:
        the_form = form.load(plan.form)
        table = find_table(tables(plan, plan.responses), the_form.wanted, place=plan.responses)
        rows = responses.parse(table, the_form)
        if book.typed:
            rows += responses.typed(book.typed, the_form, after=len(rows) and rows[-1].number)
        arrivals = registration.arrival_of(key, rows, known, secret)
    scene = Scene(book, known, review.survey(book, known), arrivals, moment.date(), moment, 0, secret)
    return people(scene, known)[key]


def network_figures(plan: Plan, today: date, *, with_roster: bool) -> dict[str, Any] | None:
    """The network in numbers (`figures.figures`); leavers' years where the roster may be read."""
    book = read_review(plan)
    members, left = membership.everybody(book), {}
    if with_roster and book.runs:
        _, secret = book_key(book, plan.secret, place=plan.review)
        stints = roster.parse(tables(plan, plan.roster), plan.settings.roster, place=plan.roster).stints
        left = roster.years_left(stints, {one.matched for one in members if one.matched}, secret)
    ways = form.load(plan.form).of("ways")
    return figures.figures(members, ways.options if ways else (), left, today)


def _review_path(place: str) -> Path:
    path = Path(Place.parse(place).where)
    if path.is_symlink():  # a link to a share stays a link
        path = path.resolve()
    if path.suffix.lower() != ".xlsx":
        raise stop("review-book.not-xlsx", path=path)
    return path


def _read_book(path: Path) -> Book:
    from workflows.spreadsheets import review_book

    return review_book.read(path)


def _write_book(path: Path, seen: str, book: Book, changes: Changes, sources: Sources, plan: Plan, today: date) -> None:
    from workflows.spreadsheets import review_book

    meant: list[review_book.Next] = []

    def write(fresh: Path) -> None:
        after = review_book.write(
            fresh,
            book,
            changes,
            summary=_summary(plan, book, changes, sources, today),
            form=sources.form,
            reply_within=plan.settings.review.reply_within,
            before=path if seen else None,
        )
        meant.append(after)

    def check(fresh: Path) -> None:
        # What was written must read back as it was meant before it may replace what HR has.
        if not review_book.is_whole(meant[-1], review_book.read(fresh)):
            raise stop("workbook.damaged", path=path, why="check")

    safely.replace(path, write, seen=seen, check=check, forgetting=bool(changes.erased))
