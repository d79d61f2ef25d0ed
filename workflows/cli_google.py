"""`alumni registrations doctor`, `smoke` and `affected`: what operators ask between runs, and after an incident.

Knows arguments and what to print. Must not know how anything is tried or looked at.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from messages import say
from workflows.cli_options import ReviewOption, SettingsOption, day
from workflows.stopped import stop


def doctor(
    settings: SettingsOption = None,
) -> None:
    """Look whether all is in place for runs on Google Sheets: sign-in, sharing, headers, tabs, clock, last run."""
    from workflows.cli import told
    from workflows.doctor import examine
    from workflows.settings import settle
    from workflows.shell import now

    with told():
        found = list(examine(settle(file=settings), now()))
        for one in found:
            print(f"{_SIGNS[one.health]} {one.what}")
            if one.hint:
                print(f"   {say('run.hint')}{one.hint}")
        ill = sum(one.health == "ill" for one in found)
        print(say("doctor.ill" if ill else "doctor.fine", count=ill))
    raise typer.Exit(1 if ill else 0)


def affected(
    since: Annotated[date, typer.Option("--since", metavar="DATE", parser=day, help="この日から（例：2026-04-01）")],
    review: ReviewOption = None,
    settings: SettingsOption = None,
) -> None:
    """Count, for the report of an incident, the people that the review book and the roster are about."""
    from workflows.cli import told
    from workflows.review import affected as count
    from workflows.settings import settle
    from workflows.shell import read_review

    with told():
        its = count(read_review(settle(file=settings, review=review, needs=("review",))), since)
        print(say("doctor.affected", persons=its.persons, responses=its.responses, since=its.since, day=since))
        print(say("doctor.affected-roster", roster=its.roster))


_SIGNS = {"well": "○", "watch": "△", "ill": "×"}


def smoke(
    spreadsheet: Annotated[str, typer.Option("--spreadsheet", help="An empty spreadsheet to try on: its ID.")],
    rows: Annotated[
        int, typer.Option("--rows", min=1, help="Rows with which the time to recalculate is taken.")
    ] = 10_000,
) -> None:
    """Try on a throwaway spreadsheet whether Google still does what the runs rely on."""
    from workflows.cli import told
    from workflows.spreadsheets import google
    from workflows.spreadsheets.places import Place
    from workflows.spreadsheets.smoke import Bench, run

    with told():
        place = Place.parse(spreadsheet if spreadsheet.startswith("google:") else f"google:{spreadsheet}")
        held = failed = 0
        for one in run(Bench(google.connect(), place.where, rows=rows)):
            held, failed = held + one.holds, failed + (not one.holds)
            word = say("smoke.holds" if one.holds else "smoke.fails")
            print(f"{word}  {say(f'smoke.{one.claim}')}" + (f"（{one.note}）" if one.note else ""), flush=True)
        print(say("smoke.summary", held=held, failed=failed))
        if failed:
            raise stop("smoke.failed")
