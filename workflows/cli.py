"""`alumni registrations …` and `alumni form …`: what operators type.

Knows arguments, exit codes and where output goes. Must not know how anything is read, linked or written, and never
prints what a person wrote: stages, counts, places and row numbers only, in errors as well.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from messages import say, speaking
from workflows import cli_form, cli_google, cli_letters, cli_members, cli_model
from workflows.cli_options import ResponsesOption, ReviewOption, RosterOption, SettingsOption, TodayOption
from workflows.stopped import Stopped, problem

if TYPE_CHECKING:
    from workflows.shell import Report
    from workflows.sources import Sources, Stage

registrations = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
form = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@registrations.callback()
def registrations_() -> None:
    """Validate registrations against the roster, for HR to review."""


registrations.command()(cli_model.explain)
registrations.command()(cli_model.train)
registrations.command()(cli_google.smoke)
registrations.command()(cli_google.doctor)
registrations.command()(cli_google.affected)
registrations.command()(cli_letters.letters)
registrations.command()(cli_letters.script)
registrations.command()(cli_members.withdraw)
registrations.command()(cli_members.erase)
registrations.command()(cli_members.restore)
registrations.command()(cli_members.export_me)
registrations.command()(cli_members.expire)
registrations.command()(cli_members.members)
registrations.command()(cli_members.figures)


@form.callback()
def form_() -> None:
    """The registration form, as code."""


form.command()(cli_form.check)
form.command()(cli_form.script)


@registrations.command()
def run(
    responses: ResponsesOption = None,
    roster: RosterOption = None,
    review: ReviewOption = None,
    settings: SettingsOption = None,
    today: TodayOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="書き込まずに、試しに実行します")] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="回答や名簿が前回より2割以上減っていても続けます")
    ] = False,
) -> None:
    """Compare the responses with the roster and bring the review book up to date."""
    with told():
        from workflows import told_outside
        from workflows.settings import settle
        from workflows.shell import carry_out

        with told_outside.failures():
            plan = settle(file=settings, responses=responses, roster=roster, review=review)
            began = time.perf_counter()
            with stages() as stage:
                report = carry_out(plan, today=today, dry_run=dry_run, allow_shrink=allow_shrink, stage=stage)
        reply_within = plan.settings.review.reply_within
        tell(report, reply_within=reply_within, seconds=time.perf_counter() - began)
        told_outside.success(report, reply_within=reply_within, today=today)


@registrations.command()
def init(
    review: Annotated[str | None, typer.Option("--review", help="An empty spreadsheet: google:ID.")] = None,
    settings: SettingsOption = None,
) -> None:
    """Make an empty Google spreadsheet ready for HR, once."""
    with told():
        from workflows.settings import settle
        from workflows.shell import prepare_review

        address = prepare_review(settle(file=settings, review=review, needs=("review",)))
        _print(say("google.ready", address=address))


@registrations.command()
def match(
    out: Annotated[Path, typer.Option("--out", help="結果を書くファイル（.jsonl）")],
    responses: ResponsesOption = None,
    roster: RosterOption = None,
    settings: SettingsOption = None,
    today: TodayOption = None,
    engine: Annotated[
        str, typer.Option("--engine", help="duckdb（ふだん）か spark（`[spark]` と Java が必要）")
    ] = "duckdb",
) -> None:
    """Linkage alone: one JSON object a response. The file holds personal data."""
    with told():
        from workflows.linking import linker, match_lines
        from workflows.settings import settle
        from workflows.shell import now
        from workflows.sources import read_sources
        from workflows.spreadsheets.exported import put

        day = today or now().date()
        plan = settle(file=settings, responses=responses, roster=roster, needs=("responses", "roster"))
        link = linker(plan, day, engine)
        with stages() as stage, speaking("ja"):
            sources = read_sources(plan, day, stage)
            stage("linking")
            lines = match_lines(link(sources.responses, sources.roster))
            put(out, "".join(f"{line}\n" for line in lines).encode(), 0o600)
        _print(say("run.matched", count=len(lines), path=out))


@registrations.command()
def check(
    responses: ResponsesOption = None,
    roster: RosterOption = None,
    settings: SettingsOption = None,
    today: TodayOption = None,
) -> None:
    """Check settings, headers and rows without comparing anybody."""
    with told():
        from workflows.settings import settle
        from workflows.shell import now
        from workflows.sources import read_sources

        plan = settle(file=settings, responses=responses, roster=roster, needs=("responses", "roster"))
        with stages() as stage:
            sources = read_sources(plan, today or now().date(), stage)
        _print(say("run.checked"))
        table, count = sources.table, len(sources.responses)
        _print(say("run.checked-responses", place=plan.responses, tab=table.tab, row=table.header_row, count=count))
        _print(say("run.checked-roster", place=plan.roster, count=len(sources.roster)))
        _print(say("reply.checked", place=plan.letters, count=len(sources.letters.texts)))
        found = list(_findings(sources))
        for line in found or [say("run.no-findings")]:
            _print(line)


def tell(report: Report, *, reply_within: int, seconds: float) -> None:
    """What a run did, in counts, on stdout."""
    from workflows.columns import OUTCOMES
    from workflows.linkage.tables import Outcome
    from workflows.spreadsheets.safely import backup_of
    from workflows.summary import notices
    from workflows.todo import todo

    record = report.changes.run
    _print(say("run.read", responses=record.responses, roster=record.roster, seconds=seconds))
    _print(say("run.outcomes"))
    width = max(len(str(count)) for count in (*record.counts.values(), 0))
    for outcome in Outcome:
        _print(f"  {record.counts.get(outcome.value, 0):>{width}}  {outcome.value:<12} {OUTCOMES[outcome]}")
    if skipped := record.counts.get("not_compared", 0):
        _print(f"  {skipped:>{width}}  {'':<12} {say('run.not-compared')}")
    _print(say("run.changed", **{name: record.counts.get(name, 0) for name in ("new", "edited", "vanished")}))
    due, desk = todo(report.changes, reply_within), report.changes.desk
    judged = sum(desk.decided(key) is not None for key in desk.cells)
    _print(
        say(
            "run.judgements",
            judged=judged, undecided=due["undecided"], overdue=due["overdue"], days=reply_within,
        )
    )  # fmt: skip
    if count := sum(1 for _ in notices(report.changes, report.roster)):
        _print(say("run.notices", count=count))
    if report.wrote is None:
        _print(say("run.dry"))
        return
    _print(say("run.wrote-new" if report.created else "run.wrote", path=report.wrote))
    if not report.created and isinstance(report.wrote, Path):
        _print(say("run.kept", path=backup_of(report.wrote)))


def _findings(sources: Sources) -> Iterator[str]:
    where: dict[tuple[str, str], list[int]] = {}
    values: dict[tuple[str, str], str] = {}
    for response in sources.responses:
        for finding in response.findings:
            which = (finding.rule, finding.question)
            where.setdefault(which, []).append(sources.table.header_row + response.number)
            values[which] = max(values.get(which, ""), finding.value, key=len)
    for (rule, question), rows in sorted(where.items(), key=lambda item: -len(item[1])):
        shown = ", ".join(map(str, rows[:5]))
        place = say("run.rows-more" if len(rows) > 5 else "run.rows", rows=shown)
        text = say(rule, question=question, value=values[rule, question])
        yield say("run.finding", text=text, count=len(rows), where=place)
    for rule, count in sorted(sources.roster.oddities.items()):
        yield say(f"roster.{rule}", count=count)


@contextmanager
def stages() -> Iterator[Stage]:
    """Say on stderr what is being done: a moving line for people, plain lines for logs."""
    if not sys.stderr.isatty():
        yield lambda name: print(f"{say(f'run.{name}')} …", file=sys.stderr, flush=True)
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("") as status:
        yield lambda name: status.update(f"{say(f'run.{name}')} …")


@contextmanager
def told() -> Iterator[None]:
    """Turn what stops a run into sentences and exit code 1; of the unexpected, tell only where it happened."""
    try:
        yield
    except Stopped as stopped:
        complain(stopped)
        raise typer.Exit(1) from None
    except (typer.Exit, typer.Abort, typer.BadParameter, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001  # its text may hold a row: neither text nor chain may be printed
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        complain(Stopped([problem("run.unexpected", kind=type(error).__name__, where=where)]))
        raise typer.Exit(1) from None


def complain(stopped: Stopped) -> None:
    """Every problem on stderr, each with its hint."""
    for one in stopped.problems:
        print(f"error: {one.what}", file=sys.stderr)
        if one.hint:
            print(f"{say('run.hint')}{one.hint}", file=sys.stderr)
    print(say("run.stopped-between" if stopped.wrote else "run.stopped"), file=sys.stderr)


def _print(line: str) -> None:
    print(line)
