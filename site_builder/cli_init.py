"""`alumni init`: a few questions, and the sample becomes one's own site.

Knows the terminal, the answers' file and what Git still has to keep. Must not know what is asked or written
(`starter`). Nothing is touched unless everything can be undone by Git and the new site is sound.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from messages import say

if TYPE_CHECKING:  # read when it is used: every other command would wait for it as well
    from site_builder import starter


def init(
    answers: Annotated[
        Path | None, typer.Option("--answers", help="答えを書いたファイル（TOML）。省くと、ひとつずつお聞きします")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="何をするかだけを表示します")] = False,
    without_git: Annotated[bool, typer.Option("--without-git", help="Git で元に戻せなくても進めます")] = False,
) -> None:
    """Make the sample your own: an empty site of your company, after a few questions."""
    from site_builder import starter
    from site_builder.dates import today_in_tokyo

    root = Path.cwd()
    try:
        starter.sample(root)
        given = _read(answers) if answers else {}
        asked = given if answers else _asked(dry_run)
        plan = starter.plan(root, starter.complete(asked), today_in_tokyo())
        if not (without_git or dry_run):
            _committed(root, plan.touched)
    except starter.Refused as refused:
        for line in str(refused).split("\n"):
            typer.echo(line, err=True)
        raise typer.Exit(1) from None
    for line in _told(plan):
        typer.echo(line)
    if dry_run:
        typer.echo(say("init.dry"))
        return
    if not answers and not typer.confirm(say("init.sure"), default=False):
        typer.echo(say("init.nothing"))
        raise typer.Exit(1)
    _carry_out(root, plan)
    typer.echo(say("init.done"))


def _read(path: Path) -> dict[str, str]:
    """The answers of a file, tables joined by dots (`[company] name` is `company.name`)."""
    from site_builder import starter

    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise starter.Refused(say("init.no-answers", path=path, why=error)) from None
    return dict(_flat(found))


def _flat(found: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in found.items():
        flat += _flat(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", str(value))]
    return flat


def _asked(dry_run: bool) -> dict[str, str]:
    """What somebody answers on a terminal; for a rehearsal, nobody is asked."""
    from site_builder import starter

    if dry_run:
        return {question.key: _EXAMPLES.get(question.key, "") for question in starter.QUESTIONS}
    if not _at_a_terminal():
        needed = "\n".join(f"  {question.key}: {question.words}" for question in starter.QUESTIONS if question.asked)
        raise starter.Refused(f"{say('init.no-terminal')}\n{needed}")
    typer.echo(say("init.begin"))
    answers: dict[str, str] = {}
    for question in starter.QUESTIONS:
        default = starter.default_of(question, answers)
        answers[question.key] = _answer(question, default) if question.asked else default
    return answers


def _at_a_terminal() -> bool:
    return sys.stdin.isatty()


_EXAMPLES = {
    "company.name": "○○株式会社",
    "company.short": "○○",
    "company.address": "○○",
    "company.representative": "○○",
    "company.url": "https://www.example.co.jp/",
    "url": "https://alumni.example.co.jp/",
    "contact.email": "alumni@example.co.jp",
}


def _answer(question: starter.Question, default: str) -> str:
    """Ask until the answer will do."""
    from site_builder import starter

    while True:
        shown = default if question.default is not None else None
        answer = str(typer.prompt(question.words, default=shown, show_default=bool(default))).strip()
        wrong = starter.mistake_in(question.key, answer) if answer else ""
        if not wrong and (answer or question.default is not None):
            return answer
        typer.echo(wrong or say("init.empty"), err=True)


def _committed(root: Path, paths: Sequence[str]) -> None:
    """Refuse where Git could not bring back what changes."""
    from site_builder import starter

    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(root), "status", "--porcelain", "-z", "--untracked-files=all", "--ignored", "--", *paths],  # noqa: S607
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        raise starter.Refused(say("init.no-git")) from None
    changed = [entry[3:] for entry in done.stdout.decode("utf-8", "replace").split("\0") if entry]
    if changed:
        shown = "\n".join(f"  {path}" for path in changed[:10])
        raise starter.Refused(say("init.uncommitted", count=len(changed), paths=shown))


def _told(plan: starter.Plan) -> list[str]:
    folders = Counter(path.rsplit("/", 1)[0] for path in plan.removed)
    return [
        say("init.writes", count=len(plan.written)),
        *(f"  {path}" for path in sorted(plan.written)),
        say("init.removes", count=len(plan.removed)),
        *(say("init.folder", folder=folder, count=count) for folder, count in sorted(folders.items())),
    ]


def _carry_out(root: Path, plan: starter.Plan) -> None:
    for path, text in plan.written.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    for path in plan.removed:
        (root / path).unlink(missing_ok=True)
    for folder in sorted({(root / path).parent for path in plan.removed}, reverse=True):
        if folder.is_relative_to(root / "content/assets") and not any(folder.iterdir()):
            folder.rmdir()
