"""The emulator without sockets: a `requests` adapter, for tests of thousands of calls.

Knows how `requests` hands a call on and takes an answer. Must not know what is asked: `server.respond` answers here as
it does over HTTP, faults included.
"""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from tests.sheets_emulator import server

BASE = "http://127.0.0.1:9"
"""The address that `session` answers; nobody listens there."""


class _Adapter(BaseAdapter):
    def __init__(self, world: server.World) -> None:
        super().__init__()
        self.world = world

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        data = request.body or b""
        target = f"{parts.path}?{parts.query}"
        try:
            reply = server.respond(
                self.world,
                str(request.method),
                target,
                str(request.headers.get("Authorization", "")),
                data.encode() if isinstance(data, str) else data,
            )
        except server.BrokenOff:
            raise requests.ConnectionError("Connection aborted.") from None
        except server.Silence:
            raise requests.ReadTimeout("Read timed out.") from None
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = reply.status, str(request.url), request
        answer.headers.update({"Content-Type": reply.kind, **reply.headers})
        answer.raw = io.BytesIO(reply.data)
        return answer

    def close(self) -> None:
        """Nothing was opened."""


def session(world: server.World) -> requests.Session:
    """A session whose calls to `BASE` the emulator answers in this process."""
    made = requests.Session()
    made.mount(BASE, _Adapter(world))
    return made
