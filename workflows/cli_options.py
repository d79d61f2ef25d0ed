"""Options that several commands take, each said once.

Knows how an option is written and explained. Must not know what a command does with it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer


def day(text: str) -> date:
    """A day as people type it: 2026-04-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a day is written 2026-04-01") from None


ResponsesOption = Annotated[
    str | None, typer.Option("--responses", help="フォームの回答（ファイル、または google:ID[/シート名]）")
]
RosterOption = Annotated[
    str | None, typer.Option("--roster", help="人事の名簿（ファイル、または google:ID[/シート名]）")
]
ReviewOption = Annotated[
    str | None, typer.Option("--review", help="人事が判断を書く台帳（.xlsx のファイル、または google:ID）")
]
SettingsOption = Annotated[Path | None, typer.Option("--settings", help="設定ファイル（省略すると registration.toml）")]
TodayOption = Annotated[
    date | None,
    typer.Option("--today", metavar="DATE", parser=day, help="この日の時点として数えます（例：2026-04-01）"),
]
