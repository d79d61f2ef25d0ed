"""Google fails from some call on and does not recover while the run lasts; the next run makes up for all of it.

Single faults at every call stand in `test_review_sheet.py`; here they stay, and they meet a book in which HR has judged
and respondents have written again.
"""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from tests.factory_firm import REVIEW, Firm
from tests.factory_registrations import AT, answer
from tests.sheets_emulator.server import Fault
from workflows.columns import JUDGEMENT, KEY, MACHINE_COLUMNS, MESSAGE
from workflows.stopped import Stopped

FOR_EVER: list[Fault] = ["429", "503", "html-502", "hang", "reset", "commit-503", "401"]


def shown(firm: Firm) -> list[dict[str, Any]]:
    return [{title: row[title] for title in (*MACHINE_COLUMNS, JUDGEMENT)} for row in firm.shown()]


def judged(firm: Firm) -> list[tuple[Any, ...]]:
    """What the log says of HR's words, without times and runs."""
    return sorted((line[0], line[1], line[5]) for line in firm.log() if line[2] == "判断")


@pytest.fixture
def worked(ready: Firm) -> Firm:
    """A firm in whose book HR has judged, and whose respondents have written again since."""
    ready.answers = [answer(0), answer(1), answer(2)]
    ready.run()
    first, second, _ = ready.shown()
    ready.judge(first[KEY], "承認")
    ready.judge(second[KEY], "見送り")
    ready.answers = [answer(0), answer(1, message="書き直しました"), answer(2), answer(6)]
    return ready


@pytest.mark.parametrize("fault", FOR_EVER)
def test_google_that_does_not_recover_costs_nothing_but_the_run(worked: Firm, fault: Fault) -> None:
    before = copy.deepcopy(worked.book)
    worked.world.calls.clear()
    worked.run(AT + timedelta(hours=1))
    calls, expected, words = len(worked.world.calls), shown(worked), judged(worked)
    assert [row[MESSAGE] for row in expected][1] == "書き直しました"
    for number in range(calls):
        worked.world.books[REVIEW] = copy.deepcopy(before)
        worked.world.faults = [None] * number + [fault] * 500
        with pytest.raises(Stopped) as stopped:
            worked.run(AT + timedelta(hours=1))
        assert all(one.hint for one in stopped.value.problems), number
        assert len(worked.world.faults) > 300, "it gave up in time"
        worked.world.faults = []
        worked.run(AT + timedelta(hours=2))
        assert shown(worked) == expected, number
        assert judged(worked) == words, number
        assert len({row[KEY] for row in worked.shown()}) == 4, number
        assert worked.book.titled("_lock") is None, number
