"""`alumni form …`: the registration form held against its answers, and the script that makes it.

Knows arguments, files and what to print: counts and names of columns, never an answer. Must not know what a form must
be (`promises.form`) nor what its script does (`form_script`).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from messages import say
from workflows.cli_options import ResponsesOption, SettingsOption
from workflows.stopped import Problem, Stopped, stop


def check(
    responses: ResponsesOption = None,
    settings: SettingsOption = None,
) -> None:
    """Compare form.toml with the header row of the responses, and tell what their answers show of the form."""
    from promises.form import unfit_to_publish
    from workflows import form as forms
    from workflows.cli import told
    from workflows.header import Table, find_table
    from workflows.responses import parse
    from workflows.settings import settle
    from workflows.sources import tables

    with told():
        plan = settle(file=settings, responses=responses, needs=())
        the_form = forms.load(plan.form)
        amiss: list[Problem] = forms.problems(unfit_to_publish(the_form))
        alone = responses is None and not plan.responses.startswith("google:") and not Path(plan.responses).exists()
        table: Table | None = None
        try:
            if not alone:
                table = find_table(tables(plan, plan.responses), the_form.wanted, place=plan.responses)
        except Stopped as stopped:
            amiss += stopped.problems
        if amiss:
            raise Stopped(amiss)
        print(say("form.purposes", version=the_form.present.version, since=the_form.present.since))
        if table is None:
            print(say("form.fine-alone", count=len(the_form.questions)))
            return
        print(say("form.fine", count=len(table.columns), tab=table.tab, row=table.header_row))
        absent = [question.text for question in the_form.questions if question.field not in table.columns]
        if absent:
            print(say("form.absent", count=len(absent), texts="・".join(absent)))
        for text, count in forms.unknown_answers(the_form, table).items():
            print(say("form.unknown-answers", text=text, count=count))
        rows = parse(table, the_form)
        versions = Counter(row.consented for row in rows)
        for each in sorted(the_form.purposes, key=lambda each: each.since):
            asked = say("form.ask-again") if each != the_form.present and versions[each.version] else ""
            print(say("form.consents", version=each.version, count=versions[each.version]) + asked)
        if without := versions[""]:
            print(say("form.without-consent", count=without))
        if unfounded := sum(finding.rule == "responses.none-of" for row in rows for finding in row.findings):
            print(say("form.without-proof", count=unfounded))


def script(
    out: Annotated[Path, typer.Option("--out", help="書き出すファイル（例：form.gs）")],
    form: Annotated[
        str,
        typer.Option("--form", metavar="URL", help="直したいフォームの、編集用のアドレス（省くと新規）"),
    ] = "",
    settings: SettingsOption = None,
) -> None:
    """Write the Apps Script that makes the form in Google Forms, or brings it up to date."""
    from promises.form import unfit_to_publish
    from workflows import form as forms
    from workflows import form_script
    from workflows.cli import told
    from workflows.settings import settle
    from workflows.sources import who_writes
    from workflows.spreadsheets.exported import put

    with told():
        known = form_script.form_id(form)
        if form and not known:
            raise stop("form.no-address", text=form)
        plan = settle(file=settings, needs=())
        the_form = forms.load(plan.form)
        if amiss := forms.problems(unfit_to_publish(the_form)):
            raise Stopped(amiss)
        terms = plan.settings
        text = form_script.script(
            the_form,
            who_writes(plan),
            reply_within=terms.review.reply_within,
            retention=terms.retention,
            known=known,
        )
        put(out, text.encode())
        print(say("form.script-wrote", path=out, version=the_form.present.version))
        print(say("form.script-then-update" if known else "form.script-then"))
