"""`kill -9` at any instant: a run in a process of its own is killed; the next leaves what one alone would leave.

Of the spreadsheet and of the workbook. `ALUMNI_KILLS=5000` asks for so many instants; the seed of each is its number,
so that one that fails can be repeated.
"""

from __future__ import annotations

import copy
import os
import random
import shutil
import signal
import time
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factory_firm import REVIEW, Firm, opened, read_letters
from tests.factory_registrations import AT, Office, answer
from tests.sheets_emulator.server import World
from workflows import sources
from workflows.columns import JUDGEMENT, KEY, MACHINE_COLUMNS

KILLS = int(os.environ.get("ALUMNI_KILLS", "100"))
TITLES = (*MACHINE_COLUMNS, JUDGEMENT)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def killed(run: Callable[[], object], after: float) -> bool:
    """Run in a child and kill it `after` seconds; whether it was still at work."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of the emulator or of a library in the parent
        child = os.fork()
    if not child:
        try:
            run()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


# -- the spreadsheet


def shown(firm: Firm) -> list[tuple[object, ...]]:
    return [tuple(row[title] for title in TITLES) for row in firm.shown()]


def later(firm: Firm) -> None:
    """What has come in since the first run: an edit and a new response."""
    firm.answers = [answer(0), answer(1, message="書き直しました"), answer(6)]


def test_a_run_killed_at_any_instant_loses_and_doubles_nothing() -> None:
    with opened(over_http=True) as firm:
        firm.answers = [answer(0), answer(1)]
        firm.init()
        firm.run()
        firm.judge(firm.shown()[0][KEY], "承認")
        before = copy.deepcopy(firm.book)
        later(firm)
        began = time.perf_counter()
        firm.run(AT + timedelta(hours=1))
        lasting = time.perf_counter() - began
        expected = shown(firm)
        died = 0
        for seed in range(KILLS):
            firm.world.books[REVIEW], firm.rng = copy.deepcopy(before), random.Random(seed)
            after = random.Random(seed).uniform(0, 1.2 * lasting)
            died += killed(lambda: firm.run(AT + timedelta(hours=1)), after)
            settle(firm.world)
            firm.run(AT + timedelta(hours=2))
            assert shown(firm) == expected, seed
            assert len({row[KEY] for row in firm.shown()}) == len(expected), seed
            assert firm.book.titled("_lock") is None, seed
        assert died > KILLS / 10, "many were killed before they were done"


def settle(world: World) -> None:
    """Wait until what the dead had sent is carried out."""
    calls = -1
    while calls != len(world.calls):
        calls = len(world.calls)
        time.sleep(0.004)
    with world.lock:
        return


def test_the_world_is_not_shared_with_a_child() -> None:
    """The child of a fork talks to its parent's server: what it does must be seen here, not in its own memory."""
    with opened(over_http=True, world=World()) as firm:
        firm.init()
        child = os.fork()
        if not child:
            try:
                firm.run()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert len(firm.shown()) == 4


# -- the workbook


def rows(office: Office) -> list[tuple[object, ...]]:
    return [tuple(row[title] for title in TITLES) for row in office.rows()]


def test_a_run_killed_at_any_instant_leaves_a_whole_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "letters", read_letters)
    office = Office(tmp_path / "office", [answer(0), answer(1)])
    office.folder.mkdir()
    office.run()
    office.judge(0, "承認")
    office.run()
    before = tmp_path / "before"
    shutil.copytree(office.folder, before)
    whole = rows(office)
    office.answers = [answer(0), answer(1, message="書き直しました"), answer(6)]
    office.save()

    def run() -> None:
        office.run(fresh=False)

    began = time.perf_counter()
    run()
    lasting = time.perf_counter() - began
    expected, names = rows(office), {path.name for path in office.folder.iterdir()}
    died = 0
    for seed in range(KILLS):
        for name in ("review.xlsx", "review.bak.xlsx"):
            shutil.copy(before / name, office.folder)
        died += killed(run, random.Random(seed).uniform(0, 1.2 * lasting))
        assert rows(office) in (whole, expected), seed
        run()
        assert rows(office) == expected, seed
        assert len({row[KEY] for row in office.rows()}) == len(expected), seed
        assert {path.name for path in office.folder.iterdir()} == names, "nothing is left lying about"
    assert died > KILLS / 10, "many were killed before they were done"
