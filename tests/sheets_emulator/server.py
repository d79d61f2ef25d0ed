"""The emulator's HTTP side: one thread a call, tokens and quotas checked, faults on request, every call kept.

Knows HTTP, tokens, quotas and which method a path means. Must not know why the product calls. Every request and reply
is held against Google's own description (`discovery`); what does not fit is kept in `complaints`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sheets_emulator import a1, discovery, masks
from tests.sheets_emulator.cells import Cell, shown_as
from tests.sheets_emulator.formulas import Counted, constant, effective
from tests.sheets_emulator.grid import Invalid, Spreadsheet, Tab
from tests.sheets_emulator.tokens import Desk

Fault = Literal[
    "503",  # refused before anything was done
    "500",
    "408",
    "400",  # refused, with a message that quotes what was sent
    "html-502",
    "reset",  # the connection breaks before anything was done
    "commit-503",  # done, then an error
    "commit-reset",  # done, then the connection breaks
    "hang",  # no answer until the caller has given up
    "late-1",  # as `hang`, and carried out after all when the next call comes
    "late-2",  # … or the one after it
    "429",
    "429-retry-after",
    "401",  # the token has expired
    "403-api-off",  # the API was not switched on in the project that is counted
    "403-scope",  # the token is not for this
]


@dataclass
class World:
    """What the emulator holds, who may ask, and what goes wrong."""

    books: dict[str, Spreadsheet] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=lambda: {"token"})
    desk: Desk = field(default_factory=Desk)
    """Who is given further tokens."""
    private: set[str] = field(default_factory=set)
    """Spreadsheets that were not shared."""
    read_only: set[str] = field(default_factory=set)
    """Spreadsheets shared as Viewer."""
    faults: list[Fault | None] = field(default_factory=list)
    """Taken from the front, one a call; None lets a call pass."""
    between: Callable[[World, str], None] | None = None
    """Called before each call with the method's id: what HR and respondents do meanwhile."""
    on_the_way: list[tuple[int, Spreadsheet, list[dict[str, Any]]]] = field(default_factory=list)
    """Batches that will arrive late: after how many calls, where, and what."""
    permissions: dict[str, list[dict[str, Any]]] | None = None
    """What Drive says of a spreadsheet's sharing; None where the token may not ask Drive."""
    reads_a_minute: int = 60
    writes_a_minute: int = 60
    calls: list[str] = field(default_factory=list)
    """Ids of the methods called, in order."""
    sent: list[int] = field(default_factory=list)
    """Sizes of the bodies sent, bytes."""
    complaints: list[str] = field(default_factory=list)
    """Requests or replies that Google's description does not allow."""
    base: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)
    _spent: dict[str, list[float]] = field(default_factory=lambda: {"GET": [], "POST": []})

    def over_quota(self, verb: str) -> bool:
        """Count a call; whether it is one too many in this minute."""
        now, spent = time.monotonic(), self._spent[verb]
        spent[:] = [then for then in spent if now - then < 60]
        if len(spent) >= (self.reads_a_minute if verb == "GET" else self.writes_a_minute):
            return True
        spent.append(now)
        return False


def get(book: Spreadsheet, spreadsheet: str, query: dict[str, list[str]]) -> dict[str, Any]:
    """`spreadsheets.get`, without grid data."""
    sheets = []
    for index, tab in enumerate(book.tabs):
        sheet: dict[str, Any] = {"properties": tab.properties(index)}
        for name, held in (
            ("filterViews", tab.filter_views),
            ("protectedRanges", tab.protected),
            ("conditionalFormats", tab.rules),
            ("charts", tab.charts),
            ("basicFilter", tab.basic_filter),
        ):
            if held:
                sheet[name] = held
        sheets.append(sheet)
    if "ranges" in query:
        sheets = [_grid_data(book, text) for text in query["ranges"]]
    reply = {
        "spreadsheetId": spreadsheet,
        "properties": {"title": book.title, "locale": book.locale, "timeZone": book.time_zone},
        "sheets": sheets,
    }
    return masks.keep(reply, masks.parse(query["fields"][0])) if "fields" in query else reply  # type: ignore[no-any-return]


def _grid_data(book: Spreadsheet, text: str) -> dict[str, Any]:
    """The dropdowns of a range, cell by cell."""
    area = a1.parse(text, [tab.title for tab in book.tabs])
    tab = book.titled(area.title) if area and area.title else None
    if area is None or tab is None:
        raise Invalid(f"Unable to parse range: {text}")
    rows = []
    for r in range(area.top or 0, area.bottom or tab.rows):
        cells: list[dict[str, Any]] = []
        for c in range(area.left or 0, area.right or tab.columns):
            held = [one for one in tab.validations if _within(r, one["ROWS"]) and _within(c, one["COLUMNS"])]
            cells.append({"dataValidation": held[-1]["rule"]} if held else {})
        rows.append({"values": cells})
    return {"data": [{"rowData": rows}]}


def _within(place: int, span: list[int]) -> bool:
    return span[0] <= place < span[1]


def batch_get(book: Spreadsheet, spreadsheet: str, query: dict[str, list[str]]) -> dict[str, Any]:
    """`values.batchGet`."""
    counted: Counted = {}
    values = [_values(book, text, query, counted) for text in query.get("ranges", [])]
    return {"spreadsheetId": spreadsheet, "valueRanges": values}


def _values(book: Spreadsheet, text: str, query: dict[str, list[str]], counted: Counted) -> dict[str, Any]:
    area = a1.parse(text, [tab.title for tab in book.tabs])
    shown = next(tab for tab in book.tabs if not tab.hidden)
    tab = book.titled(area.title) if area and area.title is not None else shown
    if area is None or tab is None:
        raise Invalid(f"Unable to parse range: {text}")
    top, left = area.top or 0, area.left or 0
    bottom = min(tab.rows, tab.rows if area.bottom is None else area.bottom)
    right = min(tab.columns, tab.columns if area.right is None else area.right)
    if top >= tab.rows or left >= tab.columns:
        raise Invalid(f"Range ({text}) exceeds grid limits. Max rows: {tab.rows}, max columns: {tab.columns}")
    render = query.get("valueRenderOption", ["FORMATTED_VALUE"])[0]
    days = query.get("dateTimeRenderOption", ["SERIAL_NUMBER"])[0]
    dimension = query.get("majorDimension", ["ROWS"])[0]
    rows = []
    for r in range(top, min(bottom, len(tab.cells))):
        # Where nothing spills, nothing is shown beyond what was entered.
        spilling = any("formulaValue" in cell.entered for cell in tab.cells[r])
        end = right if spilling or dimension == "COLUMNS" else min(right, len(tab.cells[r]))
        rows.append([_rendered(book, tab, r, c, render, days, counted) for c in range(left, end)])
    if dimension == "COLUMNS":
        rows = [list(column) for column in zip(*rows, strict=True)]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    written = a1.written(tab.title, top, left, bottom, right)
    return {"range": written, "majorDimension": dimension, **({"values": rows} if rows else {})}


def _rendered(book: Spreadsheet, tab: Tab, row: int, column: int, render: str, days: str, counted: Counted) -> Any:
    cell = tab.cells[row][column] if column < len(tab.cells[row]) else Cell()
    formula = cell.entered.get("formulaValue")
    if render == "FORMULA" and formula:
        return formula
    shown = constant(cell.entered) if cell.entered and not formula else effective(book, tab, row, column, counted)
    if isinstance(shown, str):
        return shown
    kind = cell.rest.get("userEnteredFormat", {}).get("numberFormat", {}).get("type", "")
    as_shown = render == "FORMATTED_VALUE" or (kind.startswith("DATE") and days == "FORMATTED_STRING")
    return shown_as(cell, shown) if as_shown else shown


@dataclass(frozen=True)
class Reply:
    """An answer as it goes out: `body` is JSON, or bytes where Google's front end answers in HTML."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """The body as sent."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()

    @property
    def kind(self) -> str:
        """Its content type."""
        return "text/html" if isinstance(self.body, bytes) else "application/json; charset=UTF-8"


class BrokenOff(Exception):
    """The connection breaks instead of an answer."""


class Silence(Exception):
    """No answer comes until the caller gives up."""


def respond(world: World, verb: str, target: str, authorization: str, data: bytes) -> Reply:
    """The answer to one call. Raises `BrokenOff` or `Silence` where none comes."""
    parts = urlsplit(target)
    path, query = unquote(parts.path), parse_qs(parts.query)
    method = discovery.method_of(verb, parts.path)
    if (verb, path) == ("POST", "/token"):
        with world.lock:
            world.calls.append("token")
            status, answer = world.desk.answer(data)
            world.tokens.update(world.desk.given[-1:])
            return Reply(status, answer)
    body = json.loads(data or b"{}") if verb == "POST" else None
    with world.lock:
        if verb == "POST":
            world.sent.append(len(data))
        _let_arrive(world)
        world.calls.append(method["id"] if method else path)
        if world.between:
            world.between(world, world.calls[-1])
        fault = world.faults.pop(0) if world.faults else None
        if fault in ("late-1", "late-2") and body and (book := world.books.get(path.split("/")[3].split(":")[0])):
            world.on_the_way.append((int(fault[-1]), book, body["requests"]))
        instead = _instead(fault) if fault else None
        if instead:
            return instead
        if authorization.removeprefix("Bearer ") not in world.tokens:
            return _error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if path.startswith("/drive/v3/files/"):
            if world.permissions is None:
                return _error(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")
            return _permissions(world, path, query)
        if method is None:
            return _error(404, "NOT_FOUND", "Requested entity was not found.")
        known = method["parameters"].keys() | discovery.document()["parameters"].keys()
        world.complaints += [f"{method['id']}: unknown parameter {name}" for name in query if name not in known]
        if body is not None:
            world.complaints += discovery.faults(body, method["request"]["$ref"])
        if method["id"] == "sheets.spreadsheets.values.get":
            query["range"] = [path.split("/values/", 1)[1]]
        reply = _carried_out(world, verb, method["id"], path.split("/")[3].split(":")[0], query, body)
    if reply.status == 200:
        world.complaints += discovery.faults(reply.body, method["response"]["$ref"])
    if fault == "commit-503":
        return _error(503, "UNAVAILABLE", "The service is currently unavailable.")
    if fault == "commit-reset":
        raise BrokenOff
    return reply


def _permissions(world: World, path: str, query: dict[str, list[str]]) -> Reply:
    """Drive's `permissions.list`, page by page; `files.get` tells of no file in a shared drive, and is not emulated."""
    if not path.endswith("/permissions") or query.get("supportsAllDrives") != ["true"]:
        return _error(404, "NOT_FOUND", "File not found")
    assert world.permissions is not None
    every = world.permissions.get(path.split("/")[4], [])
    start, size = int(query.get("pageToken", ["0"])[0]), int(query.get("pageSize", ["100"])[0])
    more = {"nextPageToken": str(start + size)} if start + size < len(every) else {}
    return Reply(200, {"permissions": every[start : start + size], **more})


def _let_arrive(world: World) -> None:
    waiting = [(left - 1, book, batch) for left, book, batch in world.on_the_way]
    world.on_the_way = [one for one in waiting if one[0] > 0]
    for left, book, batch in waiting:
        if left <= 0:
            with suppress(Invalid):
                book.batch_update(batch)


def _carried_out(
    world: World, verb: str, method: str, spreadsheet: str, query: dict[str, list[str]], body: Any
) -> Reply:
    if world.over_quota(verb):
        return _error(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric")
    if spreadsheet in world.private or (spreadsheet in world.read_only and body is not None):
        return _error(403, "PERMISSION_DENIED", "The caller does not have permission")
    if spreadsheet not in world.books:
        return _error(404, "NOT_FOUND", "Requested entity was not found.")
    book = world.books[spreadsheet]
    try:
        match method:
            case "sheets.spreadsheets.get":
                return Reply(200, get(book, spreadsheet, query))
            case "sheets.spreadsheets.values.get":
                return Reply(200, _values(book, query["range"][0], query, {}))
            case "sheets.spreadsheets.values.batchGet":
                return Reply(200, batch_get(book, spreadsheet, query))
            case "sheets.spreadsheets.batchUpdate":
                replies = book.batch_update(body.get("requests", []))
                reply: dict[str, Any] = {"spreadsheetId": spreadsheet, "replies": replies}
                if body.get("includeSpreadsheetInResponse"):
                    reply["updatedSpreadsheet"] = get(book, spreadsheet, {})
                return Reply(200, reply)
    except Invalid as refused:
        return _error(400, "INVALID_ARGUMENT", str(refused))
    return _error(501, "UNIMPLEMENTED", "not emulated")


def _instead(fault: Fault) -> Reply | None:
    """What comes instead of an answer; None where the call is still to be carried out."""
    match fault:
        case "503":
            return _error(503, "UNAVAILABLE", "The service is currently unavailable.")
        case "500":
            return _error(500, "INTERNAL", "Internal error encountered.")
        case "408":
            return _error(408, "", "Request timeout")
        case "400":
            return _error(400, "INVALID_ARGUMENT", "Invalid value at 'SECRET(row)'")
        case "html-502":
            return Reply(502, b"<html><title>502</title>Bad Gateway</html>")
        case "reset":
            raise BrokenOff
        case "hang" | "late-1" | "late-2":
            raise Silence
        case "429":
            return _error(429, "RESOURCE_EXHAUSTED", "Quota exceeded")
        case "429-retry-after":
            return _error(429, "RESOURCE_EXHAUSTED", "Quota exceeded", {"Retry-After": "17"})
        case "401":
            return _error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        case "403-api-off" | "403-scope":
            info = "SERVICE_DISABLED" if fault == "403-api-off" else "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
            refused = _error(403, "PERMISSION_DENIED", "Google Sheets API has not been used in project 1 before")
            detail = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": info, "domain": "googleapis.com"}
            refused.body["error"]["details"] = [detail]
            return refused
        case _:
            return None


def _error(status: int, reason: str, message: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"error": {"code": status, "message": message, "status": reason}}, headers or {})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    world: World

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test sees `calls`."""

    def do_GET(self) -> None:
        self.call(b"")

    def do_POST(self) -> None:
        self.call(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def call(self, data: bytes) -> None:
        try:
            reply = respond(self.world, self.command, self.path, self.headers.get("Authorization", ""), data)
        except (BrokenOff, Silence) as broken:
            if isinstance(broken, Silence):
                time.sleep(0.5)
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(reply.status)
        for name, value in {
            "Content-Type": reply.kind, "Content-Length": str(len(reply.data)), **reply.headers,
        }.items():  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.data)
        self.wfile.flush()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a connection that breaks is part of the play."""


@contextmanager
def serving(world: World) -> Iterator[World]:
    """Serve `world` on a free loopback port for the length of a `with` block; `world.base` is its address."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"world": world}))
    world.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
