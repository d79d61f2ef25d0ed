"""`alumni registrations letters` and `script`: how the ticked letters leave the book.

Knows arguments, files of a folder and what to print. Must not know what a letter says nor which may go.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from messages import say
from workflows.cli_options import ReviewOption, SettingsOption
from workflows.stopped import stop

_DRAFT = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}-\d+\.eml")


def letters(
    out: Annotated[Path, typer.Option("--out", help="下書き（.eml）を置くフォルダー。リポジトリの外にします")],
    review: ReviewOption = None,
    settings: SettingsOption = None,
) -> None:
    """Write each ticked letter as a mail draft; drafts of letters that must not go any more are removed."""
    from workflows.cli import told
    from workflows.sending import outbox
    from workflows.settings import settle
    from workflows.shell import read_review
    from workflows.sources import who_writes
    from workflows.spreadsheets import exported
    from workflows.spreadsheets.eml import draft

    with told():
        plan = settle(file=settings, review=review, needs=("review",))
        sender = who_writes(plan)
        found = outbox(read_review(plan))
        names = {f"{letter.number}.eml" for letter in found.ready}
        exported.check_outside(out / "draft.eml")
        try:
            out.mkdir(parents=True, exist_ok=True)
            # A draft that lies there still would be sent twice, or after the letter was recalled.
            stale = [file for file in out.iterdir() if _DRAFT.fullmatch(file.name) and file.name not in names]
            for file in stale:
                file.unlink()
        except OSError as error:
            raise stop("reply.unwritable", path=out, why=error.strerror) from None
        for letter in found.ready:
            exported.private(out / f"{letter.number}.eml", draft(letter, sender))
        print(say("reply.wrote", count=len(found.ready), path=out))
        if stale:
            print(say("reply.removed", count=len(stale)))
        for key, count in sorted(Counter(found.left.values()).items()):
            numbers = [number for number, why in found.left.items() if why == key]
            shown = "、".join(numbers[:10]) + (" …" if count > 10 else "")
            print(say(key, count=count, numbers=shown))
        if found.ready:
            print(say("reply.then"))


def script(
    out: Annotated[Path, typer.Option("--out", help="書き出すファイル（例：replies.gs）")],
    settings: SettingsOption = None,
) -> None:
    """Write the Apps Script by which HR sends ticked letters from the review spreadsheet."""
    from workflows import sending
    from workflows.cli import told
    from workflows.settings import settle
    from workflows.sources import who_writes
    from workflows.spreadsheets.exported import put

    with told():
        put(out, sending.script(who_writes(settle(file=settings, needs=()))).encode())
        print(say("reply.script-wrote", path=out))
