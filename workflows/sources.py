"""What a run reads: the form, the roster, the responses, what HR typed in, and the templates of letters.

Knows which place is read by what, and that whoever has to mend something learns of everything at once. Must not know
the review book's layout nor decide anything about a response.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from promises.sender import Sender, sender
from promises.terms import Untold
from workflows import form, replies, responses, roster
from workflows.form import Form
from workflows.header import Table, Wanted, find_table
from workflows.linkage.tables import ROSTER_COLUMNS
from workflows.replies import Letters
from workflows.responses import Response
from workflows.review import Book
from workflows.roster import Roster
from workflows.settings import Plan
from workflows.spreadsheets.places import Place, Sheet, read_tables
from workflows.stopped import Problem, Stopped, stop

if TYPE_CHECKING:
    from workflows.spreadsheets.google import Google

Stage = Callable[[str], None]
"""Is told which stage a run has come to."""


def silent(stage: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Sources:
    """What was read: the form, the responses' table and rows, the roster, the templates of letters."""

    form: Form
    table: Table
    responses: Sequence[Response]
    roster: Roster
    letters: Letters
    tabs: Mapping[str, str] = field(default_factory=dict)
    """The tabs in which `responses` and `roster` were found."""


def read_sources(plan: Plan, today: date, stage: Stage = silent, last: Mapping[str, str] | None = None) -> Sources:
    """Read the form, the roster and the responses of `plan`; `last` says in which tabs a run found them before."""
    tabs_before = last or {}
    problems: list[Problem] = []
    the_form: Form | None = None
    the_roster: Roster | None = None
    table: Table | None = None
    the_letters: Letters | None = None
    tabs: dict[str, str] = {}
    # Whoever has to mend something learns of everything at once.
    with _gathered(problems):
        the_form = form.load(plan.form)
    stage("reading-roster")
    with _gathered(problems):
        wanted = plan.settings.roster.columns.wanted
        found = _where(plan, plan.roster, wanted, tabs_before.get("roster", ""))
        tabs["roster"] = find_table(found, wanted, place=plan.roster).tab
        the_roster = roster.parse(found, plan.settings.roster, place=plan.roster)
    stage("reading-responses")
    with _gathered(problems):
        if the_form:
            found = _where(plan, plan.responses, the_form.wanted, tabs_before.get("responses", ""))
            table = find_table(found, the_form.wanted, place=plan.responses)
            tabs["responses"] = table.tab
    with _gathered(problems):
        the_letters = letters(plan)
    if not (the_form and the_roster and table and the_letters):
        raise Stopped(problems)
    rows = responses.parse(table, the_form, id_width=the_roster.id_width)
    return Sources(the_form, table, responses.remarked(rows, today), the_roster, the_letters, tabs)


def unread(plan: Plan) -> Sources:
    """The form and the templates alone, for what is done without a look at responses and roster."""
    import pyarrow as pa

    nobody = Roster(pa.table({name: pa.array([], pa.string()) for name in ROSTER_COLUMNS}), 0, Counter())
    return Sources(form.load(plan.form), Table("", {}, (), 0), (), nobody, letters(plan))


def _where(plan: Plan, text: str, wanted: Wanted, last: str) -> list[Sheet]:
    """The tab of a place that has the table: where it was found last, else the first one, else all there are.

    Only a spreadsheet whose tab is not named is looked through: there each look is a call.
    """
    place = Place.parse(text)
    if not place.google or place.tab:
        return tables(plan, text)
    google = google_of(plan)
    for sheet in google.likely(place, last):
        with suppress(Stopped):
            find_table([sheet], wanted, place=text)
            return [sheet]
    return google.read(place)


def typed_rows(sources: Sources, book: Book, today: date) -> list[Response]:
    """The responses that HR typed into 手入力, numbered after those of the form."""
    if book.typed is None:
        return []
    after = max((response.number for response in sources.responses), default=0)
    rows = responses.typed(book.typed, sources.form, after=after, id_width=sources.roster.id_width)
    return responses.remarked(rows, today)


def who_writes(plan: Plan) -> Sender:
    """The sender of letters; raises `Stopped` where `site.yml` does not tell."""
    try:
        return sender(plan.site)
    except Untold as untold:
        raise stop("reply.no-sender", path=plan.site, why=untold) from None


def letters(plan: Plan) -> Letters:
    """The templates of letters and who sends them; raises `Stopped` with all that keeps letters from being written."""
    settings = plan.settings
    days, kept = settings.review.reply_within, settings.retention
    return replies.load(plan.letters, who_writes(plan), reply_within=days, retention=kept)


@contextmanager
def _gathered(problems: list[Problem]) -> Iterator[None]:
    try:
        yield
    except Stopped as stopped:
        problems += stopped.problems


def tables(plan: Plan, place: str) -> list[Sheet]:
    """The tabs of a place, reached as `plan` says."""
    return read_tables(place, key_file=plan.settings.google.key_file, api_base=plan.settings.google.api_base)


def google_of(plan: Plan) -> Google:
    """A session with Google, reached as `plan` says."""
    from workflows.spreadsheets import google  # slow to import, and not needed where all places are files

    return google.connect(key_file=plan.settings.google.key_file, base=plan.settings.google.api_base)
