"""`kill -9` at any instant: a run in a process of its own is killed; the next leaves what one alone would leave.

`ALUMNI_KILLS=5000` asks for so many instants; the seed of each is its number, so that one that fails can be repeated.
"""

from __future__ import annotations

import copy
import os
import random
import signal
import time
from datetime import timedelta

import pytest

from tests.factory_firm import REVIEW, Firm, opened
from tests.factory_registrations import AT, answer
from tests.sheets_emulator.server import World
from workflows.columns import JUDGEMENT, KEY, MACHINE_COLUMNS

KILLS = int(os.environ.get("ALUMNI_KILLS", "10"))


def shown(firm: Firm) -> list[tuple[object, ...]]:
    return [tuple(row[title] for title in (*MACHINE_COLUMNS, JUDGEMENT)) for row in firm.shown()]


def later(firm: Firm) -> None:
    """What has come in since the first run: an edit and two new responses."""
    firm.answers[1] = answer(1, message="書き直しました")
    firm.answers += [answer(6), answer(7)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_run_killed_at_any_instant_loses_and_doubles_nothing() -> None:
    with opened(over_http=True) as firm:
        firm.init()
        firm.run()
        firm.judge(firm.shown()[0][KEY], "承認")
        before, answers = copy.deepcopy(firm.book), list(firm.answers)
        later(firm)
        began = time.monotonic()
        firm.run(AT + timedelta(hours=1))
        lasting = time.monotonic() - began
        expected = shown(firm)
        died = 0
        for seed in range(KILLS):
            firm.world.books[REVIEW], firm.answers, firm.rng = copy.deepcopy(before), list(answers), random.Random(seed)
            later(firm)
            firm.save()
            died += killed(firm, random.Random(seed).uniform(0, lasting))
            firm.run(AT + timedelta(hours=2))
            assert shown(firm) == expected, seed
            assert len({row[KEY] for row in firm.shown()}) == len(expected), seed
            assert firm.book.titled("_lock") is None, seed
        assert died, "some were killed before they were done"


def killed(firm: Firm, after: float) -> bool:
    """Run in a child and kill it `after` seconds; whether it was still at work."""
    child = os.fork()
    if not child:
        try:
            firm.run(AT + timedelta(hours=1))
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    # What the dead had sent is still carried out.
    calls = -1
    while calls != len(firm.world.calls):
        calls = len(firm.world.calls)
        time.sleep(0.01)
    with firm.world.lock:
        return os.WIFSIGNALED(status)


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
