"""The one front door: `alumni site …`, `alumni registrations …`, `alumni form …`, `alumni demo`.

Knows which rooms answer which words, and the language spoken. Must not know what they do. The only module that sees
both packages.
"""

from __future__ import annotations

from typing import Annotated

import typer

import messages
import site_builder.cli
import workflows.cli

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
app.add_typer(site_builder.cli.app, name="site")
app.add_typer(workflows.cli.registrations, name="registrations")
app.add_typer(workflows.cli.form, name="form")


@app.callback()
def language(lang: Annotated[str, typer.Option("--lang", envvar="ALUMNI_LANG", help="ja / en")] = "ja") -> None:
    """Leaving does not end it: an alumni site, and a registration desk for HR."""
    if lang not in messages.LANGUAGES:
        raise typer.BadParameter(f"`{lang}` is not one of {', '.join(messages.LANGUAGES)}", param_hint="--lang")
    messages.speak(lang)


def main() -> None:
    """The console command."""
    app()
