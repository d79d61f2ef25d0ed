"""`alumni registrations explain` and `train`: for those who run or change the linkage model.

Knows how a response is named (row, 受付番号), and what HR's judgements teach. Must not know how pairs are compared. The
only commands that show bits; both work on persons and never run where output is kept as a public log.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from messages import say
from workflows.cli_options import ResponsesOption, RosterOption, SettingsOption
from workflows.stopped import stop

if TYPE_CHECKING:
    from workflows.linkage.persons import Pair
    from workflows.review import Book
    from workflows.settings import Plan
    from workflows.sources import Sources


def explain(
    row: Annotated[int | None, typer.Option("--row", min=2, help="The response's row in its sheet.")] = None,
    key: Annotated[str | None, typer.Option("--key", help="The response's number in the review book.")] = None,
    responses: ResponsesOption = None,
    roster: RosterOption = None,
    review: Annotated[str | None, typer.Option("--review", help="HR's review book (.xlsx), for --key.")] = None,
    settings: SettingsOption = None,
    top: Annotated[int, typer.Option("--top", min=1, max=5, help="How many candidates.")] = 2,
) -> None:
    """Show how a response's candidates got their weights. Shows personal data: for your eyes only."""
    if (row is None) == (key is None):
        raise typer.BadParameter("give either --row 17 or --key K", param_hint="--row / --key")
    from workflows.cli import stages, told

    with told():
        _refuse_public_logs()
        from rich.console import Console

        from workflows import linkage
        from workflows.linkage import normalise, waterfall
        from workflows.linkage.evidence import sentence
        from workflows.responses import linkable
        from workflows.settings import settle
        from workflows.shell import now
        from workflows.sources import read_sources

        needs = ("responses", "roster") if key is None else ("responses", "roster", "review")
        plan = settle(file=settings, responses=responses, roster=roster, review=review, needs=needs)
        today = now().date()
        with stages() as stage:
            sources = read_sources(plan, today, stage)
            number = _number_of(key, plan, sources) if key is not None else (row or 0) - sources.table.header_row
            wanted = [one for one in sources.responses if one.number == number]
            if not wanted:
                raise stop("linkage.explain.no-row", row=row)
            stage("linking")
            stints = normalise.roster(sources.roster.stints, today=today)
            answers = normalise.responses(linkable(wanted), stints.census, today=today)
            compared = linkage.compare(answers.rows, stints.rows)
            policy = plan.settings.policy.policy()
            (linked,) = linkage.decide_all(compared, linkable(wanted), sources.roster.stints, policy)
        console = Console(soft_wrap=False, highlight=False)
        console.print(
            say("linkage.explain.outcome", row=number + sources.table.header_row, outcome=linked.outcome.value)
        )
        for reason in linked.reasons:
            console.print(f"  {say(f'linkage.reason.{reason}')}")
        console.print(
            say(
                "linkage.explain.thresholds",
                verified=policy.verified,
                needs_proof=policy.needs_proof,
                margin=policy.margin,
            )
        )
        pairs: list[Pair] = next((pairs for _, pairs in compared.by_response()), [])
        shown = {candidate.match_weight: candidate for candidate in linked.candidates[:top]}
        for pair in pairs:
            candidate = shown.pop(round(pair.match_weight, 2), None)
            if candidate:
                console.print(f"\n{candidate.roster_id}  {sentence(candidate.evidence)}")
                console.print(waterfall.draw(waterfall.steps(pair, compared.settings)))


def train(
    labels: Annotated[Path, typer.Option("--labels", help="A review book in which HR has judged (.xlsx).")],
    responses: ResponsesOption = None,
    roster: RosterOption = None,
    settings: SettingsOption = None,
    write: Annotated[bool, typer.Option("--write", help="Write workflows/linkage/model.json.")] = False,
) -> None:
    """Learn weights from HR's judgements: show what would change, write only if told to."""
    from workflows.cli import stages, told

    with told():
        from rich.console import Console
        from rich.table import Table

        from workflows.linkage import model, training
        from workflows.settings import settle
        from workflows.shell import now
        from workflows.sources import read_sources

        plan = settle(file=settings, responses=responses, roster=roster, review=str(labels))
        with stages() as stage:
            sources = read_sources(plan, now().date(), stage)
            stage("linking")
            approved = _approved(plan, sources)
        if not approved:
            raise stop("linkage.train.no-labels", path=labels)
        seen = training.tally(approved)
        before = model.committed()
        after = training.fit_m(before, seen)
        table = Table(box=None, pad_edge=False, header_style="dim")
        for title in ("field", "level", "pairs", "before", "after"):
            justify = "left" if title in ("field", "level") else "right"
            table.add_column(say(f"linkage.train.{title}"), justify=justify)  # type: ignore[arg-type]
        for change in training.changes(before, after, seen):
            style = "bold" if abs(change.after - change.before) >= training.NOTEWORTHY else ""
            bits = (f"{change.before:+.1f}", f"{change.after:+.1f}")
            table.add_row(say(f"linkage.field.{change.field}"), change.level, str(change.seen), *bits, style=style)
        console = Console(highlight=False)
        console.print(say("linkage.train.learned", count=len(approved)))
        console.print(table)
        if write:
            path = Path(model.__file__).with_name("model.json")
            path.write_text(model.written(after), "utf-8")
            console.print(say("linkage.train.wrote", path=path))
        else:
            console.print(say("linkage.train.dry"))


def _refuse_public_logs() -> None:
    if os.environ.get("CI"):
        raise stop("linkage.explain.public")


def _read_book(plan: Plan) -> Book:
    from workflows.spreadsheets import review_book

    if not Path(plan.review).exists():
        raise stop("linkage.explain.no-book", path=plan.review)
    return review_book.read(Path(plan.review))


def _numbers(book: Book, plan: Plan, sources: Sources) -> Mapping[str, int]:
    """受付番号 -> number of the response, as the next run would know it again."""
    from workflows import keys, revisions
    from workflows.book_key import book_key

    _, secret = book_key(book, plan.secret, lambda: "", place=plan.review)
    known = {key: its.marks for key, its in revisions.recall(book.log).items()}
    marked = [(response.number, keys.marks(response, secret)) for response in sources.responses]
    matched = keys.match(marked, known, verified_email=sources.form.email == "verified")
    return {key: number for number, key in matched.by_number.items()}


def _number_of(key: str, plan: Plan, sources: Sources) -> int:
    from workflows.keys import normal_key

    number = _numbers(_read_book(plan), plan, sources).get(normal_key(key))
    if number is None:
        raise stop("linkage.explain.no-key", path=plan.review)
    return number


def _approved(plan: Plan, sources: Sources) -> list[Pair]:
    """The pairs that HR approved: the first candidate of each approved row, where it is still the one HR saw."""
    from workflows import linkage, review, revisions
    from workflows.columns import COMPARED, Judgement
    from workflows.linkage import normalise
    from workflows.responses import linkable
    from workflows.shell import now

    book = _read_book(plan)
    known = revisions.recall(book.log)
    desk = review.survey(book, known)
    numbers = _numbers(book, plan, sources)
    judged = {
        number: known[key].values.get(COMPARED, "")
        for key, number in numbers.items()
        if desk.judgement(key) == Judgement.APPROVED
    }
    responses = [one for one in sources.responses if one.number in judged]
    if not responses:
        return []
    today = now().date()
    stints = normalise.roster(sources.roster.stints, today=today)
    answers = normalise.responses(linkable(responses), stints.census, today=today)
    ids = sources.roster.stints["roster_id"].to_pylist()
    floor = plan.settings.policy.policy().review
    return [
        pairs[0]
        for number, pairs in linkage.compare(answers.rows, stints.rows).by_response()
        if pairs[0].match_weight >= floor and ids[pairs[0].stint] in judged[number]
    ]
