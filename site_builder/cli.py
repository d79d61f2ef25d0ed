"""`alumni site …`: what editors type.

Knows arguments, exit codes and where output goes. Must not know how anything is checked, imported or built.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def site() -> None:
    """Write, check and build the site."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="原稿（.txt・.docx・.html）")],
    out: Annotated[Path, typer.Option("--out", help="記事を書き出すフォルダー（例：content/interviews）")],
    slug: Annotated[str, typer.Option("--slug", help="ファイル名にする英数字（例：coming-back）")] = "",
    fix: Annotated[bool, typer.Option("--fix", help="句読点や表記の誤りを直しながら取り込みます")] = False,
) -> None:
    """Turn a manuscript into an interview: the file's path on stdout, what was found on stderr."""
    from site_builder import desk

    try:
        done = desk.import_manuscript(file, out, slug=slug, fix=fix)
    except desk.Refused as refused:
        raise _stop(refused) from None
    for issue in done.issues:
        typer.echo(issue, err=True)
    typer.echo(done.closing, err=True)
    typer.echo(done.path)


def _stop(refused: Exception) -> typer.Exit:
    """Say why and end with 1."""
    for line in str(refused).split("\n"):
        typer.echo(line, err=True)
    return typer.Exit(1)
