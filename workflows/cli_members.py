"""`alumni registrations withdraw|erase|restore|export-me|expire|members|figures`: people's wishes, by command.

Knows arguments, files and what to print: counts and 受付番号, never what a person wrote. Must not know how anything is
carried out: each does what HR's choice in 手続き does, under the same lock.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from messages import say, speaking
from workflows.cli_options import ResponsesOption, ReviewOption, SettingsOption, TodayOption, day
from workflows.stopped import stop

if TYPE_CHECKING:
    from workflows.settings import Plan
    from workflows.shell import Report

Key = Annotated[str, typer.Argument(metavar="KEY", help="受付番号（例：K7QX2M4P）")]
By = Annotated[str, typer.Option("--by", help="行った方のお名前（記録に残ります）")]


def withdraw(
    key: Key, by: By, review: ReviewOption = None, settings: SettingsOption = None, today: TodayOption = None
) -> None:
    """End a registration, as the person wished (手続き：登録の解除)."""
    _ordered(key, "WITHDRAW", by, "", review, settings, today)


def restore(
    key: Key, by: By, review: ReviewOption = None, settings: SettingsOption = None, today: TodayOption = None
) -> None:
    """Undo an end or a revocation, or bring back a row that HR deleted (手続き：復元)."""
    _ordered(key, "RESTORE", by, "", review, settings, today)


def erase(
    key: Key,
    by: By,
    confirmed_by: Annotated[str, typer.Option("--confirmed-by", help="確かめた、別の方のお名前")],
    review: ReviewOption = None,
    settings: SettingsOption = None,
    today: TodayOption = None,
) -> None:
    """Erase a person from the book for good (手続き：削除); nothing brings her back but a new registration."""
    from workflows.guards import second_person

    if not second_person(by, confirmed_by):
        raise typer.BadParameter(say("procedure.needs-second"), param_hint="--confirmed-by")
    _ordered(key, "ERASE", by, confirmed_by, review, settings, today)


def export_me(
    key: Key,
    by: By,
    out: Annotated[Path, typer.Option("--out", help="書き出すファイル（.json か .txt）。リポジトリの外に置きます")],
    responses: ResponsesOption = None,
    review: ReviewOption = None,
    settings: SettingsOption = None,
) -> None:
    """Write what is held of one person, for herself to read (手続き：開示): her own data, nobody else's."""
    from workflows import disclosure
    from workflows.cli import told
    from workflows.columns import Procedure
    from workflows.procedures import Order
    from workflows.settings import settle
    from workflows.shell import carry_out_orders, now, person
    from workflows.spreadsheets.exported import check_outside, private

    with told():
        plan = settle(file=settings, responses=responses, review=review, needs=("review",))
        check_outside(out)
        with speaking("ja"):
            its = person(plan, _normal(key), now())
            text = disclosure.as_json(its) if out.suffix.lower() == ".json" else disclosure.as_text(its) + "\n"
        private(out, text.encode())
        carry_out_orders(plan, {its.key: Order(Procedure.DISCLOSE, by, letter=False)})
        print(say("procedure.exported" if its.arrival else "procedure.exported-without-answers", path=out))


def expire(
    yes: Annotated[bool, typer.Option("--yes", help="数えるだけでなく、消去します（元に戻せません）")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="数えるだけにします（ふだんの動きです）")] = False,
    review: ReviewOption = None,
    settings: SettingsOption = None,
    today: TodayOption = None,
) -> None:
    """Erase those whose period of `[retention]` has passed; without `--yes` they are only counted."""
    from workflows.cli import told
    from workflows.settings import settle
    from workflows.shell import carry_out_orders

    with told():
        plan = settle(file=settings, review=review, needs=("review",))
        carried = yes and not dry_run
        report = carry_out_orders(plan, {}, expire=True, today=today, dry_run=not carried)
        gone = {one.key for one in report.changes.erased}
        counts = Counter(one.why for one in report.changes.due if one.key in gone)
        for why in ("declined", "in_service", "withdrawn"):
            print(f"  {counts[why]:>5}  {say(f'procedure.period-{why}', days=getattr(plan.settings.retention, why))}")
        print(say("procedure.running", count=len(report.changes.due) - len(gone)))
        print(say("procedure.expired" if carried else "procedure.would-expire", count=len(gone)))


def members(
    out: Annotated[Path, typer.Option("--out", help="書き出すファイル。リポジトリの外に置きます")],
    export: Annotated[
        Literal["csv", "json"], typer.Option("--export", help="csv（表計算ソフトで開けます）か json")
    ] = "csv",
    newsletter: Annotated[bool, typer.Option("--newsletter", help="お便りを希望した方だけにします")] = False,
    changes_since: Annotated[
        date | None,
        typer.Option(
            "--changes-since", metavar="DATE", parser=day, help="この日からの増減（加える・外す宛先）にします"
        ),
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="いまの一覧（.csv）と比べ、加える・外す宛先にします")
    ] = None,
    review: ReviewOption = None,
    settings: SettingsOption = None,
) -> None:
    """Write the list of members, or whom to add to and take out of a closed group's list."""
    from workflows import membership
    from workflows.cli import told
    from workflows.settings import settle
    from workflows.shell import now, read_review
    from workflows.spreadsheets import exported

    with told():
        plan = settle(file=settings, review=review, needs=("review",))
        exported.check_outside(out)
        book = read_review(plan)
        found = [one for one in membership.present(book) if one.newsletter or not newsletter]
        with speaking("ja"):
            head, rows, records = membership.titles(), membership.rows(found), membership.records(found)
            access = None
            if changes_since or against:
                access = (
                    membership.since(book, found, changes_since)
                    if changes_since
                    else membership.against(found, _addresses(against))
                )
                pairs = [*(("add", one) for one in access.add), *(("remove", one) for one in access.remove)]
                head = [say("procedure.what-to-do"), say("member.field-email")]
                rows = [[say(f"procedure.{what}"), address] for what, address in pairs]
                records = [{"do": what, "email": address} for what, address in pairs]
        if export == "json":
            exported.private(out, (json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode())
        else:
            exported.write(out, head, rows, now())
        if access:
            print(say("procedure.access", add=len(access.add), remove=len(access.remove), path=out))
            if access.unknown:
                print(say("procedure.access-unknown", count=access.unknown))
        else:
            print(say("procedure.members", count=len(found), path=out))


def figures(
    out: Annotated[Path, typer.Option("--out", help="書き出すファイル（.json）。中を確かめてからコミットします")],
    review: ReviewOption = None,
    roster: Annotated[str | None, typer.Option("--roster", help="人事の名簿（退職した年代も数えるとき）")] = None,
    settings: SettingsOption = None,
    today: TodayOption = None,
) -> None:
    """Write counts for the site's “network in numbers”: groups of five and more, rounded, nobody named."""
    from workflows.cli import told
    from workflows.settings import settle
    from workflows.shell import network_figures, now
    from workflows.spreadsheets.exported import put

    with told():
        plan = settle(file=settings, review=review, roster=roster, needs=("review", *(("roster",) if roster else ())))
        with speaking("ja"):
            found = network_figures(plan, today or now().date(), with_roster=bool(roster))
        if found is None:
            raise stop("procedure.few-members")
        put(out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())
        print(say("procedure.figures", path=out))


def _ordered(
    key: str,
    procedure: Literal["WITHDRAW", "RESTORE", "ERASE"],
    by: str,
    confirmed_by: str,
    review: str | None,
    settings: Path | None,
    today: date | None,
) -> None:
    from workflows.cli import told
    from workflows.columns import Procedure  # with all that a column may need: too much for `alumni --help`
    from workflows.procedures import Order
    from workflows.settings import settle
    from workflows.shell import carry_out_orders

    with told():
        if not by.strip():
            raise typer.BadParameter(say("procedure.needs-name"), param_hint="--by")
        plan = settle(file=settings, review=review, needs=("review",))
        order = Order(Procedure[procedure], by, confirmed_by)
        report = carry_out_orders(plan, {_normal(key): order}, today=today)
        _tell(report, _normal(key))
        if procedure == "ERASE":
            _tell_remains(plan, _normal(key))


def _tell(report: Report, key: str) -> None:
    from workflows.procedures import memory

    print(f"{key}  {say('procedure.line', result=memory(report.changes.audit).result)}")


def _tell_remains(plan: Plan, key: str) -> None:
    print(say("procedure.by-hand", key=key, place=plan.responses or "form"))


def _normal(key: str) -> str:
    from workflows.keys import normal_key

    return normal_key(key)


def _addresses(path: Path | None) -> list[str]:
    from workflows.spreadsheets.cells import as_text
    from workflows.spreadsheets.places import read_tables

    assert path is not None
    cells = [as_text(cell) for sheet in read_tables(str(path)) for row in sheet.rows for cell in row]
    return [cell for cell in cells if "@" in cell]
