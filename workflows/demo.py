"""The demonstration: a year's worth of invented leavers, and those of them who registered this week.

Knows how many people make a book that a visitor can read, and which run shows it. Must not know anyone real: everything
follows from a seed. What a visitor did in the book is kept, as any clerk's work is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from workflows.settings import settle
from workflows.shell import Report, carry_out, now
from workflows.sources import Stage, silent

LEAVERS: Final = 6_000
REGISTERED: Final = 300
SEED: Final = 20260401
_DAYS: Final = 12  # the first registration came this long ago: some answers are overdue, some are not


def invent(folder: Path, at: datetime | None = None) -> bool:
    """Write `responses.xlsx` and `roster.xlsx` into `folder`; False where they are there already."""
    responses, roster = folder / "responses.xlsx", folder / "roster.xlsx"
    if responses.exists() and roster.exists():
        return False
    from workflows import population

    folder.mkdir(parents=True, exist_ok=True)
    everyone = population.people(LEAVERS, seed=SEED)
    registered = population.register(everyone, REGISTERED, seed=SEED)
    start = ((at or now()) - timedelta(days=_DAYS)).replace(hour=9, minute=0, second=0, tzinfo=None)
    # Written beside and renamed: an interrupted demonstration must not leave half a roster for the next.
    with _whole(roster) as fresh:
        population.write_hr_export(fresh, everyone.roster)
    with _whole(responses) as fresh:
        population.write_form_export(fresh, registered.responses, SEED, start=start)
    return True


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    fresh = path.with_name(f".new-{path.name}")
    yield fresh
    fresh.replace(path)


def register(folder: Path, stage: Stage = silent, at: datetime | None = None) -> Report:
    """One registration run on what `invent` made."""
    responses, roster, review = (str(folder / f"{name}.xlsx") for name in ("responses", "roster", "review"))
    # Nobody's consent is needed for invented people: a firm may try this before it has settled its own terms.
    plan = settle(responses=responses, roster=roster, review=review, needs=("responses", "review"), environment={})
    return carry_out(plan, at=at, stage=stage)
