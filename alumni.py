"""The one front door: `alumni site …`, `alumni registrations …`, `alumni form …`, `alumni init`, `alumni demo`.

Knows which rooms answer which words, the language spoken, and in which order a newcomer is shown around. Must not know
what the rooms do. The only module that sees both packages.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import messages
import site_builder.cli
import site_builder.cli_init
import workflows.cli

if TYPE_CHECKING:
    from site_builder.commands import Built

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
app.add_typer(site_builder.cli.app, name="site")
app.add_typer(workflows.cli.registrations, name="registrations")
app.add_typer(workflows.cli.form, name="form")
app.command()(site_builder.cli_init.init)


@app.callback()
def language(lang: Annotated[str, typer.Option("--lang", envvar="ALUMNI_LANG", help="ja / en")] = "ja") -> None:
    """Leaving does not end it: an alumni site, and a registration desk for HR."""
    if lang not in messages.LANGUAGES:
        raise typer.BadParameter(f"`{lang}` is not one of {', '.join(messages.LANGUAGES)}", param_hint="--lang")
    messages.speak(lang)


@app.command()
def demo(
    serve: Annotated[bool, typer.Option("--serve", help="サイトをブラウザで見られるようにします")] = False,
    address: Annotated[str | None, typer.Option("-a", "--address", help="例：127.0.0.1:8001")] = None,
    folder: Annotated[Path, typer.Option("--folder", help="架空の名簿と回答、台帳を置くフォルダー")] = Path("demo"),
) -> None:
    """Build the site and run one registration run on invented people; say what was made and how to look at it."""
    from workflows.demo import invent, register

    built = _demo_site()
    _demo_stage("people")
    if not invent(folder):
        _demo_stage("people-kept")
    _demo_stage("registration")
    with workflows.cli.told(), workflows.cli.stages() as stage:
        record = register(folder, stage).changes.run
    print(f"\n{messages.say('demo.done')}")
    if built:
        print(messages.say("demo.made-site", entries=built.entries, pages=built.pages, folder=_shown(built.site_dir)))
        print(messages.say("demo.look-site", command=f"{_myself()} demo --serve"))
    print(messages.say("demo.made-review", responses=record.responses, roster=record.roster))
    print(messages.say("demo.look-review", book=_shown(folder / "review.xlsx"), guide="docs/人事ガイド.md"))
    print(messages.say("demo.invented"))
    if not built:
        raise typer.Exit(1)
    if serve:
        _demo_serve(built.site_dir, address)


def _myself() -> str:
    """This command as a newcomer can type it here: by its name where the shell finds it, else by its path."""
    return "alumni" if shutil.which("alumni") else str(_shown(Path(sys.argv[0])))


def _shown(path: Path) -> Path:
    """`path` from here, where it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _demo_site() -> Built | None:
    """What was built; None where nothing could be, which the registrations survive."""
    from site_builder import commands
    from site_builder.issues import ContentError

    _demo_stage("site")
    try:
        return commands.build()
    except (ContentError, commands.StoppedError) as stopped:
        for line in (*str(stopped).split("\n"), messages.say("demo.site-failed")):
            print(line, file=sys.stderr)
        return None


def _demo_serve(site: Path, address: str | None) -> None:
    """Show the built site, to this machine alone unless `address` says otherwise, until Ctrl+C."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # the name is the library's
            """A visitor wants to see the site, not its requests."""

    host, _, port = (address or "127.0.0.1:8000").rpartition(":")
    for attempt in (port,) if address else (port, "0"):  # 0: whichever is free
        try:
            server = ThreadingHTTPServer((host or "127.0.0.1", int(attempt)), partial(Quiet, directory=str(site)))
        except (OSError, ValueError, OverflowError):
            continue
        with server, suppress(KeyboardInterrupt):
            print(messages.say("demo.serving", url=f"http://{host or '127.0.0.1'}:{server.server_port}/"), flush=True)
            server.serve_forever()
        return
    print(messages.say("demo.port-taken", address=address), file=sys.stderr)
    raise typer.Exit(1)


def _demo_stage(key: str) -> None:
    print(f"{messages.say(f'demo.{key}')} …", file=sys.stderr, flush=True)


def main() -> None:
    """The console command."""
    app()
