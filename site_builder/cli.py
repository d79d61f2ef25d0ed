"""`alumni site …`: what editors type.

Knows arguments, exit codes and where output goes. Must not know how anything is checked, imported or built.
"""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def site() -> None:
    """Write, check and build the site."""
