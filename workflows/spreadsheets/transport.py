"""One HTTP call to Google, made to end well: when it is sent again, when it is given up, and what is known then.

Knows statuses, time-outs, back-off and one overall deadline. Must not know sheets, rows or gspread, and never repeats
what a body held: its errors carry statuses and names of errors only, because bodies hold people.

Reads are sent again freely. A write is sent again only where Google said that it was not carried out (429, 401) or
where no connection came about; after anything else its outcome is unknown, and the caller reads and decides.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from json import dumps
from typing import Any, Protocol

import requests

PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that another try may cure (Google's API error guide)."""

NOT_CARRIED_OUT = frozenset({401, 429})
"""Statuses that tell that a write was refused before anything was done."""


class TransportError(Exception):
    """A call that came to nothing; `status` is HTTP's (0: no answer), `reason` Google's name for it."""

    def __init__(self, what: str, status: int = 0, reason: str = "") -> None:
        self.status, self.reason = status, reason
        answer = f"HTTP {status} {reason}".rstrip()
        super().__init__(f"{what} ({answer})" if status else what)


class Refused(TransportError):
    """Google said no, and will say no again: nothing was done."""


class OutOfTime(TransportError):
    """Tries went on until the deadline; nothing was done."""


class UnknownOutcome(TransportError):
    """A write may or may not have been carried out: read before writing again."""


class Credentials(Protocol):
    """Who asks: a bearer token, and a way to a fresh one (`RefreshError` of google-auth where there is none)."""

    token: str | None

    @property
    def valid(self) -> bool: ...

    def refresh(self, request: Any) -> None: ...


@dataclass
class Transport:
    """Calls over one `requests.Session`, all of them inside one budget of time.

    `deadline`: seconds for all calls together, waits included (what the run does between them costs nothing);
    `timeout`: (connect, read) seconds for each.
    `calls` counts what was sent, by method. `clock`, `sleep` and `rng` are given by tests.
    """

    session: requests.Session
    authorise: Callable[[bool], Mapping[str, str]]
    """Headers that say who asks; True asks for a fresh token."""
    deadline: float = 300.0
    timeout: tuple[float, float] = (10.0, 60.0)
    first_wait: float = 1.0
    longest_wait: float = 32.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.SystemRandom)
    calls: dict[str, int] = field(default_factory=dict)
    over_quota: int = 0
    """Answers that said: too many calls in this minute."""
    _spent: float = 0.0

    def send(self, method: str, url: str, *, params: Any = None, json: Any = None) -> requests.Response:
        """One call, sent as often as is safe; the answer is 2xx.

        Raises `Refused`, `OutOfTime`, or for a write `UnknownOutcome`.
        """
        began = self.clock()
        try:
            return self._send(method.upper(), url, params, json, end=began + self.deadline - self._spent)
        finally:
            self._spent += self.clock() - began

    def _send(self, method: str, url: str, params: Any, json: Any, *, end: float) -> requests.Response:
        read = method == "GET"
        tries, renewed = 0, False
        while True:
            tries += 1
            self.calls[method] = self.calls.get(method, 0) + 1
            try:
                answer = self._once(method, url, params, json, left=end - self.clock(), renew=renewed)
            except requests.RequestException as error:
                if not read and not _never_sent(error):
                    raise UnknownOutcome(f"no answer to a write ({type(error).__name__})") from None
                self._wait(end, tries, None, OutOfTime(f"no answer after {tries} tries ({type(error).__name__})"))
                continue
            if answer.ok:
                return answer
            status, reason = answer.status_code, _reason(answer)
            self.over_quota += status == 429
            if status == 401 and not renewed:
                renewed = True
                continue
            if status not in PASSING:
                raise Refused("Google refused", status, reason)
            if not read and status not in NOT_CARRIED_OUT:
                raise UnknownOutcome("a write ended in an error", status, reason)
            self._wait(end, tries, answer, OutOfTime(f"no success after {tries} tries", status, reason))

    def _once(self, method: str, url: str, params: Any, json: Any, *, left: float, renew: bool) -> requests.Response:
        if left <= 0:
            raise OutOfTime("no time is left for another call")
        connect, read = self.timeout
        headers = dict(self.authorise(renew))
        if json is not None:
            headers["Content-Type"] = "application/json; charset=UTF-8"
        return self.session.request(
            method,
            url,
            params=params,
            data=None if json is None else body_of(json),
            headers=headers,
            timeout=(min(connect, left), min(read, left)),
            allow_redirects=False,
        )

    def _wait(self, end: float, tries: int, answer: requests.Response | None, late: OutOfTime) -> None:
        """Wait as Google asks, otherwise a random part of a doubling time ("full jitter"); raise `late` at the end."""
        asked = _seconds(answer.headers.get("Retry-After")) if answer is not None else None
        most = min(self.longest_wait, self.first_wait * 2 ** (tries - 1))
        wait = asked if asked is not None else self.rng.uniform(0, most)
        if self.clock() + wait >= end:
            raise late from None
        self.sleep(wait)


def body_of(value: Any) -> bytes:
    """JSON as it is sent: UTF-8, in which a kanji takes three bytes, where an escape takes six."""
    return dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _seconds(header: str | None) -> float | None:
    """`Retry-After` in seconds; dates (Google sends none) and nonsense count as absent."""
    try:
        return max(float(header), 0.0) if header is not None else None
    except ValueError:
        return None


def _never_sent(error: requests.RequestException) -> bool:
    """Whether no connection came about, so that nothing of the call reached anyone."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    causes = repr(error)
    return isinstance(error, requests.ConnectionError) and (
        "NewConnectionError" in causes or "NameResolutionError" in causes
    )


def _reason(answer: requests.Response) -> str:
    """Google's name for the error (`PERMISSION_DENIED`, or closer to the cause `SERVICE_DISABLED`), never its message.

    Messages may quote what was sent.
    """
    try:
        error = answer.json()["error"]
        closer = [one["reason"] for one in error.get("details", []) if "reason" in one]
        name = closer[0] if closer else error["status"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return name if isinstance(name, str) and re.fullmatch(r"[A-Z][A-Z0-9_]{1,62}", name) else ""
