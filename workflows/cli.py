"""`alumni registrations …` and `alumni form …`: what operators type.

Knows arguments, exit codes and where output goes. Must not know how anything is read, linked or written.
"""

from __future__ import annotations

import typer

registrations = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
form = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@registrations.callback()
def registrations_() -> None:
    """Validate registrations against the roster, for HR to review."""


@form.callback()
def form_() -> None:
    """The registration form, as code."""
