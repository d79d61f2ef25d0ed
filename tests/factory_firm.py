"""A firm on the emulator: three spreadsheets, runs on them, and what people see and do there meanwhile."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
import requests

from tests.factory_registrations import AT, TODAY, answer, by_id, roster_sheet, sheet
from tests.sheets_emulator import direct
from tests.sheets_emulator.formulas import effective
from tests.sheets_emulator.grid import Spreadsheet, Tab
from tests.sheets_emulator.server import World, serving
from workflows import columns, shell, sources
from workflows.columns import JUDGEMENT, KEY, REVIEW_TAB
from workflows.settings import ROOT, Plan, RosterSource, Settings
from workflows.spreadsheets import google, transport

RESPONSES, ROSTER, REVIEW = "responses-spreadsheet", "roster-spreadsheet", "review-spreadsheet"


class Firm:
    """Three spreadsheets on loopback, and runs on them."""

    def __init__(self, world: World, seed: int = 1) -> None:
        self.world, self.rng = world, random.Random(seed)
        self.answers: list[Mapping[str, Any]] = [answer(number) for number in range(4)]
        self.roster = roster_sheet()
        world.books[REVIEW] = Spreadsheet()
        world.books[REVIEW].today = TODAY
        world.read_only = {RESPONSES, ROSTER}
        self.save()

    def save(self) -> None:
        self.world.books[RESPONSES] = Spreadsheet.holding({"フォームの回答 1": sheet(self.answers)})
        self.world.books[ROSTER] = Spreadsheet.holding({"名簿": self.roster})

    @property
    def plan(self) -> Plan:
        settings = Settings(roster=RosterSource(lawful_basis="同意書"))
        places = [f"google:{name}" for name in (RESPONSES, ROSTER, REVIEW)]
        return Plan(settings, ROOT / "form.toml", *places, secret="")

    def init(self) -> None:
        shell.prepare_review(self.plan, draw_salt=lambda: "salt")

    def run(self, at: datetime = AT, *, dry_run: bool = False, allow_shrink: bool = False) -> shell.Report:
        self.save()
        return shell.carry_out(
            self.plan,
            today=TODAY,
            at=at,
            draw_key=self.draw,
            link=by_id,
            dry_run=dry_run,
            allow_shrink=allow_shrink,
            stage=sources.silent,
        )

    def draw(self) -> str:
        return "".join(self.rng.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=8))

    # -- what people see and do

    @property
    def book(self) -> Spreadsheet:
        return self.world.books[REVIEW]

    @property
    def desk(self) -> Tab:
        tab = self.book.titled(REVIEW_TAB)
        assert tab
        return tab

    def shown(self, title: str = REVIEW_TAB) -> list[dict[str, Any]]:
        """A tab as it is shown, a dictionary a row."""
        tab = self.book.titled(title)
        assert tab
        titles = [effective(self.book, tab, 0, n) for n in range(len(tab.cells[0]))]
        rows = [[effective(self.book, tab, r, n) for n in range(len(titles))] for r in range(1, tab.last_row())]
        return [dict(zip(map(str, titles), row, strict=True)) for row in rows]

    def column(self, title: str) -> int:
        return [effective(self.book, self.desk, 0, n) for n in range(len(self.desk.cells[0]))].index(title)

    def judge(self, key: str, word: str) -> None:
        self.write(key, {JUDGEMENT: word})

    def write(self, key: str, words: Mapping[str, str]) -> None:
        """HR writes into her columns of 審査, in every row of that key."""
        for row in range(1, self.desk.last_row()):
            if effective(self.book, self.desk, row, self.column(KEY)) == key:
                for title, word in words.items():
                    entered = {"stringValue": word} if word else {}
                    self.desk.cell(row, self.column(title)).entered = entered

    def everything(self) -> str:
        """All that was entered anywhere in the review spreadsheet."""
        return "\n".join(str(cell.entered) for tab in self.book.tabs for line in tab.cells for cell in line)

    def log(self) -> list[list[Any]]:
        tab = self.book.titled(columns.LOG_TAB)
        assert tab
        return [[effective(self.book, tab, r, n) for n in range(26)] for r in range(1, tab.last_row())]


@contextmanager
def opened(*, over_http: bool = False, world: World | None = None, seed: int = 1) -> Iterator[Firm]:
    """A firm whose waits take no time: in this process, or over HTTP (patiently: machines may be slow)."""
    held = world or World(reads_a_minute=10**6, writes_a_minute=10**6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOOGLE_ACCESS_TOKEN", "token")
        patch.setattr(sources, "letters", read_letters)
        if over_http:
            patch.setattr(
                google, "Transport", functools.partial(transport.Transport, timeout=(5.0, 10.0), sleep=_no_wait)
            )
            with serving(held):
                patch.setenv("ALUMNI_GOOGLE_API_BASE", held.base)
                yield Firm(held, seed)
        else:
            patch.setattr(google, "Transport", _in_process(held))
            patch.setenv("ALUMNI_GOOGLE_API_BASE", direct.BASE)
            yield Firm(held, seed)
    assert not held.complaints


_read_letters, _LETTERS = sources.letters, dict[Any, Any]()


def read_letters(plan: Plan) -> Any:
    """The templates of letters, of which every run reads the same, read once."""
    where = (plan.letters, plan.site)
    if where not in _LETTERS:
        _LETTERS[where] = _read_letters(plan)
    return _LETTERS[where]


def _no_wait(_: float) -> None:
    """Time does not pass here."""


def _in_process(world: World) -> Callable[..., transport.Transport]:
    def made(_: requests.Session, authorise: Any) -> transport.Transport:
        # Time passes only in waits, so that the end of a run's patience is reached at once.
        clock = [0.0]

        def sleep(seconds: float) -> None:
            clock[0] += seconds

        return transport.Transport(direct.session(world), authorise, clock=lambda: clock[0], sleep=sleep)

    return made
