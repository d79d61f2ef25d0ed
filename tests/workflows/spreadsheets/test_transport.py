"""A call that fails is sent again where that is safe, and never otherwise."""

from __future__ import annotations

import random
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import requests

from tests.sheets_emulator.server import Fault, Spreadsheets, serving
from workflows.spreadsheets.transport import OutOfTime, Refused, Transport, UnknownOutcome

SPREADSHEET = "spreadsheet-1"


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


def status(
    code: int, reason: str = "", headers: dict[str, str] | None = None
) -> Callable[[BaseHTTPRequestHandler], bool]:
    def fault(handler: Any) -> bool:
        handler.error(code, reason, "=SECRET(row)", headers)
        return True

    return fault


def html(handler: Any) -> bool:
    handler.answer(502, b"<html>Bad Gateway</html>")
    return True


def reset(handler: Any) -> bool:
    handler.close_connection = True
    handler.connection.close()
    return True


def read(world: Spreadsheets, line: Transport) -> requests.Response:
    return line.send(
        "GET",
        f"{world.base}/v4/spreadsheets/{SPREADSHEET}",
        params={"fields": "sheets.properties(title,hidden,sheetType)"},
    )


def write(world: Spreadsheets, line: Transport) -> requests.Response:
    return line.send("POST", f"{world.base}/v4/spreadsheets/{SPREADSHEET}:batchUpdate", json={"requests": []})


@pytest.mark.parametrize(
    "fault", [status(503), status(500), status(408), html, reset], ids=["503", "500", "408", "html 502", "reset"]
)
def test_a_read_is_sent_again(fault: Fault) -> None:
    clock = Clock()
    with serving(Spreadsheets({SPREADSHEET: {"A": [["x"]]}}, faults=[fault, fault])) as world:
        line = transport(clock)
        assert read(world, line).json()["sheets"]
        assert line.calls == {"GET": 3}
        assert len(clock.waits) == 2


def test_google_says_how_long_to_wait() -> None:
    clock = Clock()
    with serving(
        Spreadsheets({SPREADSHEET: {}}, faults=[status(429, "RESOURCE_EXHAUSTED", {"Retry-After": "17"})])
    ) as world:
        read(world, transport(clock))
    assert clock.waits == [17]


def test_waits_are_random_parts_of_a_doubling_time() -> None:
    clock = Clock()
    with serving(Spreadsheets({SPREADSHEET: {}}, faults=[status(503)] * 7)) as world:
        read(world, transport(clock, first_wait=1, longest_wait=8))
    assert all(0 <= wait <= most for wait, most in zip(clock.waits, [1, 2, 4, 8, 8, 8, 8], strict=True))
    assert len(set(clock.waits)) == 7


def test_tries_end_at_the_deadline() -> None:
    clock = Clock()
    with serving(Spreadsheets({SPREADSHEET: {}}, faults=[status(429, "RESOURCE_EXHAUSTED")] * 500)) as world:
        with pytest.raises(OutOfTime) as caught:
            read(world, transport(clock, deadline=120))
    assert caught.value.status == 429
    assert clock.now <= 120


def test_the_deadline_holds_for_all_calls_together() -> None:
    clock = Clock()
    with serving(Spreadsheets({SPREADSHEET: {}})) as world:
        line = transport(clock, deadline=60)
        read(world, line)
        clock.now = 59.5
        world.faults = [status(503, headers={"Retry-After": "1"})]
        with pytest.raises(OutOfTime):
            read(world, line)


@pytest.mark.parametrize("fault", [status(503), status(500), html, reset], ids=["503", "500", "html 502", "reset"])
def test_a_write_is_never_sent_again_blindly(fault: Fault) -> None:
    def post(handler: Any) -> None:
        handler.world.calls.append(("POST", ""))
        handler.rfile.read(int(handler.headers["Content-Length"]))
        handler.world.faults.pop(0)(handler)

    with serving(Spreadsheets({SPREADSHEET: {}}, faults=[fault] * 3)) as world, pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.sheets_emulator.server._Handler.do_POST", post, raising=False)
        with pytest.raises(UnknownOutcome):
            write(world, transport(Clock()))
        assert world.calls == [("POST", "")]


def test_a_write_refused_by_quota_is_sent_again() -> None:
    def post(handler: Any) -> None:
        handler.rfile.read(int(handler.headers["Content-Length"]))
        if handler.world.faults:
            handler.world.faults.pop(0)(handler)
        else:
            handler.answer(200, {})

    clock = Clock()
    with (
        serving(Spreadsheets(faults=[status(429, "RESOURCE_EXHAUSTED", {"Retry-After": "3"})])) as world,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("tests.sheets_emulator.server._Handler.do_POST", post, raising=False)
        line = transport(clock)
        assert write(world, line).ok
    assert line.calls == {"POST": 2}
    assert clock.waits == [3]


def test_nobody_listening_is_no_unknown_outcome() -> None:
    with serving(Spreadsheets()) as world:
        base = world.base
    world.base = base
    with pytest.raises(OutOfTime):
        write(world, transport(Clock(), deadline=5))


def test_an_expired_token_is_renewed_once() -> None:
    with serving(Spreadsheets({SPREADSHEET: {}}, tokens={"fresh"})) as world:
        assert read(world, transport(Clock(), ["stale", "fresh"])).ok
        with pytest.raises(Refused) as caught:
            read(world, transport(Clock(), ["stale", "staler"]))
    assert caught.value.status == 401


def test_errors_never_repeat_what_was_sent() -> None:
    with serving(Spreadsheets({SPREADSHEET: {}}, faults=[status(400, "INVALID_ARGUMENT")])) as world:
        with pytest.raises(Refused) as caught:
            read(world, transport(Clock()))
    assert "SECRET" not in str(caught.value)
    assert "INVALID_ARGUMENT" in str(caught.value)
