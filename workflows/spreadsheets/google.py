"""Google Sheets, as the registration run needs it; the only module that knows gspread.

Knows credentials, spreadsheet addresses and which calls to make (few: one budget of ten a run). Must not know what the
rows mean. Runs ask for the `spreadsheets` scope alone and never call Drive or Forms.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from messages import say
from workflows.spreadsheets.places import Place, Sheet
from workflows.spreadsheets.transport import Credentials, OutOfTime, Refused, Transport, TransportError
from workflows.stopped import Stopped, stop

if TYPE_CHECKING:
    import gspread

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
API = "https://sheets.googleapis.com"
TAB_FIELDS = "sheets.properties(sheetId,title,hidden,sheetType,gridProperties(rowCount,columnCount))"
DRIVE = "https://www.googleapis.com"
"""Where Drive is asked who may see a spreadsheet: by `doctor` alone, with the operator's own login."""
SIGN_IN = 20.0
"""Seconds to wait for each answer of the endpoint that gives tokens."""
FIRST = "A:ZZZ"
"""All columns of the first tab that people see: what a range without a tab's title means (Google's A1 notation)."""
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def api_base(configured: str | None = None) -> str:
    """Where the Sheets API is: Google's, or the loopback that `ALUMNI_GOOGLE_API_BASE` or `google.api_base` names.

    Raises `Stopped` where a token would travel unencrypted to another machine.
    """
    base = (os.environ.get("ALUMNI_GOOGLE_API_BASE") or configured or API).rstrip("/")
    parts = urlsplit(base)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return base
    raise stop("google.plain-http")


def credentials(key_file: str | None, repository: Path) -> Credentials:
    """Who asks: `GOOGLE_ACCESS_TOKEN`, else the key file outside `repository`, else Application Default Credentials.

    Raises `Stopped` that says how to come by one.
    """
    import google.auth
    from google.auth.exceptions import GoogleAuthError
    from google.oauth2 import credentials as user
    from google.oauth2 import service_account

    token = os.environ.get("GOOGLE_ACCESS_TOKEN", "").strip()
    if token:
        return user.Credentials(token=token)  # type: ignore[no-untyped-call]
    if key_file:
        path = Path(key_file).expanduser().resolve()
        if path.is_relative_to(repository.resolve()):
            raise stop("google.key-inside", path=key_file)
        try:
            return service_account.Credentials.from_service_account_file(str(path), scopes=[SCOPE])  # type: ignore[no-any-return,no-untyped-call]
        except (OSError, ValueError, GoogleAuthError):
            raise stop("google.key-unreadable", path=key_file) from None
    try:
        found, _ = google.auth.default(scopes=[SCOPE])
    except GoogleAuthError:
        raise stop("google.no-credentials") from None
    return found


@dataclass(frozen=True)
class Tab:
    """One tab as Google knows it: titles change, ids do not. `rows` and `columns` are the size of its grid."""

    sheet_id: int
    hidden: bool
    rows: int = 0
    columns: int = 0


_MACHINES = ".gserviceaccount.com"


@dataclass(frozen=True)
class Shared:
    """One line of a spreadsheet's sharing: `kind` and `role` are Drive's words for who it is, and what they may do."""

    kind: str
    role: str
    machine: bool

    @property
    def keeps(self) -> bool:
        """Whether the file is theirs to keep: its owner, or who manages the shared drive it lies in."""
        return self.role in ("owner", "organizer", "fileOrganizer")

    @property
    def may_write(self) -> bool:
        """Whether they may change what stands in it."""
        return self.keeps or self.role == "writer"


class Google:
    """A session with the Sheets API."""

    def __init__(self, who: Credentials, base: str = API, transport: Transport | None = None) -> None:
        self._who = who
        self.transport = transport or Transport(requests.Session(), self._authorise)
        self._client = _client(self.transport, base)
        self._drive = DRIVE if base == API else base
        self.replies: list[Mapping[str, Any]] = []
        """What the last `update` said of each of its requests."""

    @property
    def account(self) -> str:
        """The address to share spreadsheets with, as far as the credentials tell."""
        return getattr(self._who, "service_account_email", "") or say("google.some-account")

    def read(self, place: Place) -> list[Sheet]:
        """The tab meant (one call), or all tabs with cells (two), each from its first row, whatever the size.

        Rows are as long as Sheets sends them (trailing blanks are cut); dates are serial numbers. Raises `Stopped`.
        """
        try:
            if place.tab:
                return [Sheet(place.tab, self._one(place)[place.tab])]
            tabs = self.tabs(place.where)
            read = self.values(place.where, list(tabs))
        except TransportError as error:
            raise self.explained(error) from None
        return [Sheet(title, rows, hidden=tabs[title].hidden) for title, rows in read.items()]

    def likely(self, place: Place, last: str = "") -> Iterator[Sheet]:
        """The tab named `last` where there is one, then the first one that people see: one call each.

        Raises `Stopped`.
        """
        for text in filter(None, (_quoted(last) if last else "", FIRST)):
            try:
                title, rows = self._range(place.where, text)
            except TransportError as error:
                if isinstance(error, Refused) and error.status == 400:  # no such tab any more
                    continue
                raise self.explained(error) from None
            yield Sheet(title, rows)

    def _range(self, spreadsheet: str, text: str) -> tuple[str, list[list[Any]]]:
        """The title and the rows of the one tab that an A1 range means."""
        (its,) = self._ranges(spreadsheet, [text])
        return _title_of(its["range"]), its.get("values", [])

    def _one(self, place: Place) -> dict[str, list[list[Any]]]:
        try:
            return self.values(place.where, [place.tab])
        except Refused as error:
            # A title that is not there is an unreadable range to Google; only the list of tabs tells.
            tabs = self.tabs(place.where) if error.status == 400 else {}
            if not tabs or place.tab in tabs:
                raise
            known = "、".join(f"`{title}`" for title, tab in tabs.items() if not tab.hidden)
            raise stop("google.no-tab", tab=place.tab, tabs=known) from None

    def tabs(self, spreadsheet: str) -> dict[str, Tab]:
        """The tabs that hold cells, in order, by title: one call. Raises `TransportError`."""
        answer = self._client.spreadsheets_get(_checked(spreadsheet), params={"fields": TAB_FIELDS})
        return _tabs(answer)

    def values(self, spreadsheet: str, titles: Sequence[str]) -> dict[str, list[list[Any]]]:
        """All rows of the tabs named, by title: one call, none for no tab. Raises `TransportError`."""
        if not titles:
            return {}
        read = self._ranges(spreadsheet, [_quoted(title) for title in titles])
        return {title: its.get("values", []) for title, its in zip(titles, read, strict=True)}

    def _ranges(self, spreadsheet: str, ranges: Sequence[str]) -> list[dict[str, Any]]:
        answer = self._client.values_batch_get(
            _checked(spreadsheet),
            list(ranges),
            params={
                "majorDimension": "ROWS",
                "valueRenderOption": "UNFORMATTED_VALUE",
                "dateTimeRenderOption": "SERIAL_NUMBER",
            },
        )
        found: list[dict[str, Any]] = answer["valueRanges"]
        return found

    def update(self, spreadsheet: str, requests_: Sequence[Mapping[str, Any]]) -> dict[str, Tab]:
        """Carry out all requests, or none; the tabs as they are afterwards. One call.

        Raises `TransportError`; of an `UnknownOutcome` nobody knows until the spreadsheet is read again.
        """
        self.replies = []
        answer = self._client.batch_update(
            _checked(spreadsheet),
            {
                "requests": list(requests_),
                "includeSpreadsheetInResponse": True,
                "responseIncludeGridData": False,
            },
        )
        self.replies = answer.get("replies", [])
        return _tabs(answer["updatedSpreadsheet"])

    def dropdowns(self, spreadsheet: str, title: str, cells: str) -> int:
        """How many of the cells of an A1 range offer words to choose from. Raises `TransportError`."""
        answer = self._client.spreadsheets_get(
            _checked(spreadsheet),
            params={
                "ranges": f"{_quoted(title)}!{cells}",
                "fields": "sheets.data.rowData.values.dataValidation.condition.type",
            },
        )
        data = [part for sheet in answer.get("sheets", []) for part in sheet.get("data", [])]
        rows = [row for part in data for row in part.get("rowData", [])]
        return sum("dataValidation" in cell for row in rows for cell in row.get("values", []))

    def time_zone(self, spreadsheet: str) -> str:
        """The clock by which a spreadsheet counts days. Raises `TransportError`."""
        answer = self._client.spreadsheets_get(_checked(spreadsheet), params={"fields": "properties.timeZone"})
        return str(answer.get("properties", {}).get("timeZone", ""))

    def sharing(self, spreadsheet: str) -> list[Shared]:
        """Who may open a spreadsheet. Raises `TransportError`, 403 where the login may not ask Drive.

        Drive tells it of a file's own list of permissions, page by page: `files.get` shows none of a shared drive's.
        """
        found: list[Shared] = []
        page = ""
        while True:
            answer = self.transport.send(
                "GET",
                f"{self._drive}/drive/v3/files/{_checked(spreadsheet)}/permissions",
                params={
                    "fields": "nextPageToken,permissions(type,role,emailAddress,deleted)",
                    "pageSize": 100,
                    "supportsAllDrives": "true",
                    **({"pageToken": page} if page else {}),
                },
            ).json()
            found += [
                Shared(one.get("type", ""), one.get("role", ""), str(one.get("emailAddress", "")).endswith(_MACHINES))
                for one in answer.get("permissions", [])
                if not one.get("deleted")
            ]
            page = answer.get("nextPageToken", "")
            if not page:
                return found

    def _authorise(self, renew: bool) -> Mapping[str, str]:
        from google.auth import exceptions
        from google.auth.transport.requests import Request

        if renew or not self._who.valid:
            try:
                self._who.refresh(partial(Request(), timeout=SIGN_IN))
            except exceptions.GoogleAuthError as error:
                if error.retryable or isinstance(error, exceptions.TransportError):
                    raise OutOfTime(f"no answer to a sign-in ({type(error).__name__})") from None
                raise Refused("the token has expired and cannot be renewed", 401, "UNAUTHENTICATED") from None
        # A person's own login is counted against a project of theirs: the one it names.
        project = getattr(self._who, "quota_project_id", None)
        return {"Authorization": f"Bearer {self._who.token}"} | ({"x-goog-user-project": project} if project else {})

    def explained(self, error: TransportError, *, writing: bool = False) -> Stopped:
        """What a status means to an operator, and what to do about it."""
        key = {400: "bad-request", 401: "expired", 403: "not-shared", 404: "not-found", 429: "quota"}.get(
            error.status, "unreachable"
        )
        if error.status == 403:
            key = _REFUSALS.get(error.reason, "not-editor" if writing else "not-shared")
        return stop(f"google.{key}", status=error.status, reason=error.reason or str(error), account=self.account)


_REFUSALS = {
    "SERVICE_DISABLED": "api-off",
    "CONSUMER_INVALID": "api-off",
    "USER_PROJECT_DENIED": "api-off",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "scope",
}
"""Reasons of Google's (ErrorInfo) for which sharing would be of no use."""


def _checked(spreadsheet: str) -> str:
    if not re.fullmatch(r"[\w-]{10,}", spreadsheet, re.ASCII):
        raise stop("google.place")
    return spreadsheet


def _tabs(spreadsheet: Mapping[str, Any]) -> dict[str, Tab]:
    found = (sheet["properties"] for sheet in spreadsheet.get("sheets", []))
    return {
        its["title"]: Tab(
            its.get("sheetId", 0),
            its.get("hidden", False),
            its.get("gridProperties", {}).get("rowCount", 0),
            its.get("gridProperties", {}).get("columnCount", 0),
        )
        for its in found
        if its.get("sheetType", "GRID") == "GRID"
    }


def _title_of(written: str) -> str:
    """The tab's title in a range as Google writes it back: `'It''s mine'!A1:Z9`."""
    title = written.rpartition("!")[0]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def _quoted(title: str) -> str:
    """A tab's title as an A1 range of all its cells."""
    return "'" + title.replace("'", "''") + "'"


def _client(transport: Transport, base: str) -> gspread.HTTPClient:
    """gspread's HTTP client with its calls sent through `transport`, to `base`."""
    import gspread

    class Client(gspread.HTTPClient):
        def request(  # type: ignore[override]
            self, method: str, endpoint: str, params: Any = None, data: Any = None, json: Any = None, **_: Any
        ) -> requests.Response:
            if not endpoint.startswith(API + "/"):
                raise AssertionError("a run calls the Sheets API alone")
            assert data is None, "every body is JSON"
            return transport.send(method, base + endpoint.removeprefix(API), params=params, json=json)

    return Client(auth=None, session=transport.session)  # type: ignore[arg-type]  # the session is enough


def connect(*, key_file: str | None = None, base: str | None = None, repository: Path | None = None) -> Google:
    """A session as the environment and the settings say; see `credentials` and `api_base`."""
    return Google(credentials(key_file, repository or Path.cwd()), api_base(base))


def read_tables(place: Place) -> list[Sheet]:
    """All tabs of a Google place, or the one it names. Raises `Stopped`."""
    return connect().read(place)
