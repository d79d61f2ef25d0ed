"""A call that fails is sent again where that is safe, and never otherwise."""

from __future__ import annotations

import random
from typing import Any

import pytest
import requests

from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.server import Fault, World, serving
from workflows.spreadsheets.transport import OutOfTime, Refused, Transport, UnknownOutcome

SPREADSHEET = "spreadsheet-1"
ROW = {"values": [{"userEnteredValue": {"stringValue": "x"}}]}


class Clock:
    """Time that passes only while someone waits."""

    def __init__(self) -> None:
        self.now, self.waits = 0.0, list[float]()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def transport(clock: Clock, tokens: list[str] | None = None, **settings: Any) -> Transport:
    given = tokens or ["token"]

    def authorise(renew: bool) -> dict[str, str]:
        if renew and len(given) > 1:
            given.pop(0)
        return {"Authorization": f"Bearer {given[0]}"}

    return Transport(requests.Session(), authorise, clock=clock, sleep=clock.sleep, rng=random.Random(1), **settings)


def read(world: World, line: Transport) -> requests.Response:
    return line.send(
        "GET",
        f"{world.base}/v4/spreadsheets/{SPREADSHEET}",
        params={"fields": "sheets.properties(title,hidden,sheetType)"},
    )


def write(world: World, line: Transport) -> requests.Response:
    return line.send(
        "POST",
        f"{world.base}/v4/spreadsheets/{SPREADSHEET}:batchUpdate",
        json={"requests": [{"appendCells": {"sheetId": 0, "rows": [ROW], "fields": "userEnteredValue"}}]},
    )


def world(*faults: Fault, **settings: Any) -> World:
    return World({SPREADSHEET: Spreadsheet()}, faults=list(faults), **settings)


def rows(world: World) -> int:
    return world.books[SPREADSHEET].tabs[0].last_row()


@pytest.mark.parametrize("fault", ["503", "500", "408", "html-502", "reset", "hang"])
def test_a_read_is_sent_again(fault: Fault) -> None:
    clock = Clock()
    with serving(world(fault, fault)) as held:
        line = transport(clock, timeout=(1, 0.2))
        assert read(held, line).json()["sheets"]
        assert line.calls == {"GET": 3}
        assert len(clock.waits) == 2


def test_google_says_how_long_to_wait() -> None:
    clock = Clock()
    with serving(world("429-retry-after")) as held:
        read(held, transport(clock))
    assert clock.waits == [17]


def test_waits_are_random_parts_of_a_doubling_time() -> None:
    clock = Clock()
    with serving(world(*["503"] * 7)) as held:
        read(held, transport(clock, first_wait=1, longest_wait=8))
    assert all(0 <= wait <= most for wait, most in zip(clock.waits, [1, 2, 4, 8, 8, 8, 8], strict=True))
    assert len(set(clock.waits)) == 7


def test_tries_end_at_the_deadline() -> None:
    clock = Clock()
    with serving(world(*["429"] * 500)) as held:
        with pytest.raises(OutOfTime) as caught:
            read(held, transport(clock, deadline=120))
    assert caught.value.status == 429
    assert clock.now <= 120


def test_the_deadline_holds_for_all_calls_together_and_not_for_the_work_between_them() -> None:
    clock = Clock()
    with serving(world("429-retry-after", "429-retry-after", None, None, *["503"] * 99)) as held:
        line = transport(clock, deadline=60)
        read(held, line)
        assert clock.now == 34
        clock.now += 3600
        read(held, line)
        with pytest.raises(OutOfTime):
            read(held, line)
        assert clock.now - 3600 <= 60


@pytest.mark.parametrize(
    ("fault", "done"),
    [("503", 0), ("500", 0), ("html-502", 0), ("reset", 0), ("hang", 0), ("commit-503", 1), ("commit-reset", 1)],
)
def test_a_write_is_never_sent_again_blindly(fault: Fault, done: int) -> None:
    with serving(world(fault, fault)) as held:
        with pytest.raises(UnknownOutcome):
            write(held, transport(Clock(), timeout=(1, 0.2)))
        assert len(held.calls) == 1
        assert rows(held) == done


def test_a_write_refused_by_quota_is_sent_again() -> None:
    clock = Clock()
    with serving(world("429-retry-after")) as held:
        line = transport(clock)
        assert write(held, line).ok
        assert rows(held) == 1
    assert line.calls == {"POST": 2}
    assert clock.waits == [17]


def test_nobody_listening_is_no_unknown_outcome() -> None:
    with serving(world()) as held:
        pass
    with pytest.raises(OutOfTime):
        write(held, transport(Clock(), deadline=5))


def test_an_expired_token_is_renewed_once() -> None:
    with serving(world(tokens={"fresh"})) as held:
        assert read(held, transport(Clock(), ["stale", "fresh"])).ok
        assert write(held, transport(Clock(), ["stale", "fresh"])).ok
        assert rows(held) == 1
        with pytest.raises(Refused) as caught:
            read(held, transport(Clock(), ["stale", "staler"]))
    assert caught.value.status == 401


def test_errors_never_repeat_what_was_sent() -> None:
    with serving(world("400")) as held:
        with pytest.raises(Refused) as caught:
            read(held, transport(Clock()))
    assert "SECRET" not in str(caught.value)
    assert "INVALID_ARGUMENT" in str(caught.value)
