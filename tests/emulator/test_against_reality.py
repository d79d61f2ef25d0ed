"""The emulator against the real Sheets API: recorded requests are asked again; the recorded replies must come.

Runs where `ALUMNI_CASSETTES` names a folder of recordings (JSON lists of method, path, body, status, response), such as
those of gspread's own tests; `-s` prints the share and every miss with its reason. Ids that Google drew are left out of
the comparison, and so are parts of a reply that the product never reads. Calls that the product never sends (writing
values by range) are carried out here, so that the state is what it was when the next reply was recorded.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sheets_emulator import a1, masks
from tests.sheets_emulator.cells import Cell, entered, typed
from tests.sheets_emulator.grid import _REQUESTS, Spreadsheet, Tab
from tests.sheets_emulator.server import World, respond

SHAPE = masks.parse(
    "spreadsheetId,properties(title,locale,timeZone),"
    "sheets(properties(sheetId,title,index,sheetType,hidden,gridProperties(rowCount,columnCount,frozenRowCount)))"
)
REASONS = {
    "format": "number formats (the product reads unformatted values)",
    "named": "named ranges, which the product does not use",
    "cut": "after a request that neither the product nor HR sends (merged cells, groups)",
    "drive": "what Drive did (an upload) cannot be seen in Sheets' calls",
}


@dataclass(frozen=True)
class Outcome:
    """One recorded call asked again: what it was, whether the replies agree, and why not."""

    call: str
    agrees: bool
    why: str = ""
    where: str = ""


class Replay:
    """One recording, played to one emulator."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.world = World(reads_a_minute=10**9, writes_a_minute=10**9)
        self.tainted: set[str] = set()
        """What has happened here that is not emulated: keys of `REASONS`."""
        self.touched: set[str] = set()
        """Spreadsheets that a recorded call has changed."""

    def play(self, calls: list[dict[str, Any]]) -> Iterator[Outcome]:
        for number, call in enumerate(calls):
            parts = urlsplit(call["path"])
            path, query = unquote(parts.path), parse_qs(parts.query)
            if not path.startswith("/v4/spreadsheets/"):
                if call["method"] != "GET":
                    self.tainted.add("drive")
                continue
            spreadsheet, _, rest = path.removeprefix("/v4/spreadsheets/").partition("/")
            spreadsheet, _, verb = spreadsheet.partition(":")
            body = json.loads(call["body"]) if isinstance(call["body"], str) and call["body"] else call["body"]
            reply = json.loads(call["response"]) if call["response"] else {}
            where = f"{self.name}[{number}]"
            if call["status"] == 200 and call["method"] == "GET" and not rest and spreadsheet not in self.world.books:
                self.world.books[spreadsheet] = _as_recorded(reply)
            if rest and call["method"] != "GET":
                if call["status"] == 200:
                    self.touched.add(spreadsheet)
                    self.carry_out(self.world.books[spreadsheet], rest, query, body, reply)
                continue
            if call["method"] == "POST" and verb != "batchUpdate":
                continue
            if call["status"] == 403:
                self.world.private.add(spreadsheet)
            if outcome := self.ask(call, spreadsheet, rest, query, body, reply, where):
                yield outcome
            if call["status"] == 403:
                self.world.private.discard(spreadsheet)

    def ask(
        self, call: dict[str, Any], spreadsheet: str, rest: str, query: dict[str, list[str]],
        body: Any, reply: Any, where: str,
    ) -> Outcome | None:  # fmt: skip
        kinds = {kind for request in (body or {}).get("requests", []) for kind in request}
        name = "values.get" if rest else f"batchUpdate {'+'.join(sorted(kinds))}" if body else "get"
        if unknown := kinds - _REQUESTS.keys():
            # The product does not send this: what comes after it may differ for that reason.
            self.tainted.add("named" if "amed" in str(unknown) else "cut")
            return None
        if kinds:
            self.touched.add(spreadsheet)
        if kinds & {"repeatCell"}:
            self.tainted.add("format")
        given = respond(
            self.world, call["method"], call["path"], "Bearer token", json.dumps(body).encode() if body else b""
        )
        self.take_ids(spreadsheet, given.body, reply)
        agrees = given.status == call["status"] and (
            given.status != 200 or _comparable(given.body) == _comparable(reply)
        )
        if given.status == call["status"] and given.status != 200:
            agrees = given.body["error"]["status"] == reply["error"]["status"]
        why = ""
        if not agrees:
            if spreadsheet not in self.touched:
                # Changed, and by no call of Sheets.
                self.tainted.add("drive")
            if query.get("fields") == ["namedRanges"]:
                why = "named"
            elif (
                query.get("valueRenderOption", ["FORMATTED_VALUE"]) == ["FORMATTED_VALUE"] and "format" in self.tainted
            ):
                why = "format"
            else:
                why = next((one for one in ("named", "cut", "drive", "format") if one in self.tainted), "")
        return Outcome(name, agrees, why, where)

    def take_ids(self, spreadsheet: str, given: Any, reply: Any) -> None:
        """Name new tabs by the ids that Google drew, so that later requests find them."""
        for ours, theirs in zip(given.get("replies", []), reply.get("replies", []), strict=False):
            if "addSheet" in ours:
                tab = self.world.books[spreadsheet].tab(ours["addSheet"]["properties"]["sheetId"])
                tab.sheet_id = theirs["addSheet"]["properties"]["sheetId"]

    def carry_out(self, book: Spreadsheet, rest: str, query: dict[str, list[str]], body: Any, reply: Any) -> None:
        """Write values by range as Google did, where its reply says that they came to stand."""
        if rest.endswith(":batchClear"):
            for text in reply["clearedRanges"]:
                self.fill(book, text, [])
        elif rest.endswith(":clear"):
            self.fill(book, reply["clearedRange"], [])
        elif rest.endswith(":batchUpdate"):
            for its, part in zip(reply["responses"], body["data"], strict=True):
                self.write(book, its["updatedRange"], part, body.get("valueInputOption"))
        elif "values" in (body or {}):
            option = query.get("valueInputOption", [""])[0]
            self.write(book, reply.get("updates", reply)["updatedRange"], body, option)

    def write(self, book: Spreadsheet, text: str, part: Any, option: str | None) -> None:
        rows = part["values"]
        if part.get("majorDimension") == "COLUMNS":
            rows = [list(row) for row in zip(*rows, strict=True)]
        as_typed = option == "USER_ENTERED"
        self.fill(book, text, [[self.cell(value, as_typed=as_typed) for value in row] for row in rows], clear=False)

    def cell(self, value: Any, *, as_typed: bool) -> Cell | None:
        if value is None:
            return None
        return typed(value) if as_typed else Cell(entered(value))

    def fill(self, book: Spreadsheet, text: str, rows: list[list[Cell | None]], *, clear: bool = True) -> None:
        area = a1.parse(text, [tab.title for tab in book.tabs])
        assert area, text
        tab = book.titled(area.title) if area.title else book.tabs[0]
        assert tab, text
        top, left = area.top or 0, area.left or 0
        if clear:
            for line in tab.cells[top : area.bottom or tab.rows]:
                for cell in line[left : area.right or tab.columns]:
                    cell.entered = {}
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    there = tab.cell(top + r, left + c)
                    there.entered = value.entered
                    there.rest.update(value.rest)
        tab.rows = max(tab.rows, top + len(rows))


def _as_recorded(reply: dict[str, Any]) -> Spreadsheet:
    """A spreadsheet as a reply shows it, without its cells."""
    its = reply["properties"]
    book = Spreadsheet(its["title"])
    book.locale, book.time_zone = its["locale"], its["timeZone"]
    book.tabs = []
    for sheet in reply["sheets"]:
        shown = sheet["properties"]
        grid = shown.get("gridProperties", {})
        hidden, frozen = shown.get("hidden", False), grid.get("frozenRowCount", 0)
        book.tabs.append(Tab(shown["sheetId"], shown["title"], grid["rowCount"], grid["columnCount"], hidden, frozen))
    return book


def _comparable(reply: Any) -> Any:
    """A reply without the ids Google drew, and of a spreadsheet only what the product reads."""
    if "sheets" in reply or "properties" in reply:
        return masks.keep(reply, SHAPE)
    if "replies" in reply:
        replies = []
        for one in reply["replies"]:
            if "addSheet" in one:
                kept = masks.keep(one["addSheet"]["properties"], masks.parse("title,index,sheetType,gridProperties"))
                one = {"addSheet": kept}
            elif "addProtectedRange" in one:
                its = one["addProtectedRange"]["protectedRange"]
                kept = masks.keep(its, masks.parse("range(startRowIndex,endRowIndex,startColumnIndex,endColumnIndex)"))
                one = {"addProtectedRange": [kept, its.get("warningOnly", False), its.get("description")]}
            replies.append(one)
        return replies
    return reply


def test_recorded_replies_come_again(cassettes: Path) -> None:
    outcomes: list[Outcome] = []
    for path in sorted(cassettes.glob("*.json")):
        outcomes += Replay(path.stem).play(json.loads(path.read_text("utf-8")))
    asked, agreed = Counter(one.call for one in outcomes), Counter(one.call for one in outcomes if one.agrees)
    for call, count in sorted(asked.items()):
        print(f"{agreed[call]:>4} of {count:>4}  {call}")
    for one in outcomes:
        if not one.agrees:
            print(f"miss {one.where} {one.call}: {REASONS.get(one.why, 'UNEXPLAINED')}")
    print(f"{sum(agreed.values())} of {len(outcomes)} agree ({sum(agreed.values()) / len(outcomes):.1%})")
    assert not [one for one in outcomes if not one.agrees and not one.why]
    assert sum(agreed.values()) >= 0.9 * len(outcomes)
