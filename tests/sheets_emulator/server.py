"""The emulator's HTTP side: one thread a call, tokens checked, faults on request, every call kept for the test to see.

Knows HTTP, tokens and which method a path means. Must not know why the product calls. So far it answers what a
read-only run asks: `spreadsheets.get` with a field mask, and `values.batchGet`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sheets_emulator import discovery

Rows = list[list[Any]]
Fault = Callable[[BaseHTTPRequestHandler], bool]
"""Answers instead of the emulator (True), or lets the call pass (False)."""


class NotFound(Exception):
    """No such spreadsheet, tab or range."""


@dataclass
class Spreadsheets:
    """What the emulator holds: tabs with rows by spreadsheet, and who may ask."""

    tabs: dict[str, dict[str, Rows]] = field(default_factory=dict)
    hidden: set[tuple[str, str]] = field(default_factory=set)
    tokens: set[str] = field(default_factory=lambda: {"token"})
    private: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    """Taken from the front, one a call."""
    calls: list[tuple[str, str]] = field(default_factory=list)
    """(method id, query) of every call that reached the API."""
    complaints: list[str] = field(default_factory=list)
    """Requests or replies that Google's description does not allow."""
    base: str = ""

    def get(self, spreadsheet: str) -> dict[str, Any]:
        tabs = self.tabs[spreadsheet]
        sheets = []
        for number, title in enumerate(tabs):
            properties: dict[str, Any] = {"title": title, "index": number, "sheetId": number, "sheetType": "GRID"}
            if (spreadsheet, title) in self.hidden:
                properties["hidden"] = True
            sheets.append({"properties": properties})
        return {"spreadsheetId": spreadsheet, "sheets": sheets}

    def batch_get(self, spreadsheet: str, ranges: list[str]) -> dict[str, Any]:
        values = []
        for a1 in ranges:
            title = a1[1:-1].replace("''", "'") if a1.startswith("'") else a1
            if title not in self.tabs[spreadsheet]:
                raise NotFound(a1)
            rows = self.tabs[spreadsheet][title]
            # Google cuts trailing blanks of rows, then trailing blank rows
            cut = [_without_trailing_blanks(row) for row in rows]
            while cut and not cut[-1]:
                cut.pop()
            values.append({"range": a1, "majorDimension": "ROWS", **({"values": cut} if cut else {})})
        return {"spreadsheetId": spreadsheet, "valueRanges": values}


def _without_trailing_blanks(row: list[Any]) -> list[Any]:
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return row[:end]


def _masked(reply: dict[str, Any], mask: str) -> dict[str, Any]:
    """The one field mask the product sends."""
    assert mask == "sheets.properties(title,hidden,sheetType)", mask
    kept = ("title", "hidden", "sheetType")
    return {
        "sheets": [
            {"properties": {name: value for name, value in sheet["properties"].items() if name in kept}}
            for sheet in reply["sheets"]
        ]
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: Spreadsheets

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test sees `calls`."""

    def answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        kind = "text/html" if isinstance(body, bytes) else "application/json; charset=UTF-8"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def error(self, status: int, reason: str, message: str, headers: dict[str, str] | None = None) -> None:
        self.answer(status, {"error": {"code": status, "message": message, "status": reason}}, headers)

    def do_GET(self) -> None:
        world, parts = self.world, urlsplit(self.path)
        path, query = unquote(parts.path), parse_qs(parts.query)
        method = discovery.method_of("GET", path)
        world.calls.append((method["id"] if method else path, parts.query))
        if world.faults and world.faults.pop(0)(self):
            return None
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in world.tokens:
            return self.error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if method is None:
            return self.error(404, "NOT_FOUND", "Requested entity was not found.")
        known = method["parameters"].keys() | discovery.document()["parameters"].keys()
        world.complaints += [f"{method['id']}: unknown parameter {name}" for name in query if name not in known]
        spreadsheet = path.split("/")[3].split(":")[0]
        if spreadsheet in world.private:
            return self.error(403, "PERMISSION_DENIED", "The caller does not have permission")
        if spreadsheet not in world.tabs:
            return self.error(404, "NOT_FOUND", "Requested entity was not found.")
        try:
            if method["id"] == "sheets.spreadsheets.get":
                reply = _masked(world.get(spreadsheet), query["fields"][0])
            elif method["id"] == "sheets.spreadsheets.values.batchGet":
                reply = world.batch_get(spreadsheet, query["ranges"])
            else:
                return self.error(501, "UNIMPLEMENTED", "not emulated")
        except NotFound as missing:
            return self.error(400, "INVALID_ARGUMENT", f"Unable to parse range: {missing}")
        world.complaints += discovery.faults(reply, method["response"]["$ref"])
        return self.answer(200, reply)


@contextmanager
def serving(world: Spreadsheets) -> Iterator[Spreadsheets]:
    """Serve `world` on a free loopback port for the length of a `with` block; `world.base` is its address."""
    handler = type("Handler", (_Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    world.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
