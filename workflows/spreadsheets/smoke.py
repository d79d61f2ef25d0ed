"""What the protocol takes for granted about Google Sheets, tried on a spreadsheet that nobody needs.

Knows one small experiment for each assumption; docs/protocol.md lists them, and the emulator of the tests keeps them.
Must not touch a spreadsheet that is in use. Everything is done in tabs of its own, which are removed at the end.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from workflows import columns
from workflows.columns import Judgement
from workflows.spreadsheets.google import Google
from workflows.spreadsheets.places import Place
from workflows.spreadsheets.review_layout import TABS
from workflows.spreadsheets.review_lines import LOG_TITLES, SHOWN_KEY
from workflows.spreadsheets.sheet_requests import LISTS_TAB, Request, lookup, put, row_data, waiting_days
from workflows.spreadsheets.transport import Refused, TransportError
from workflows.stopped import stop

PREFIX: Final = "alumni-smoke-"
BATCH: Final = 2_000
"""Rows sent at once when the time to recalculate is measured."""


@dataclass(frozen=True)
class Finding:
    """Whether one assumption holds; `note` is a measured figure, or the error that came instead."""

    claim: str
    holds: bool
    note: str = ""


@dataclass
class Bench:
    """A spreadsheet to try things on, and the tabs made there."""

    google: Google
    spreadsheet: str
    rows: int = 10_000
    made: dict[str, int] = field(default_factory=dict)

    def tab(self, rows: Sequence[Sequence[Any]] = (), *, height: int = 20, width: int = 40, title: str = "") -> str:
        """A new tab holding `rows`; its title."""
        title = title or f"{PREFIX}{secrets.token_hex(4)}"
        sheet_id = secrets.randbits(30) + 1
        grid = {"rowCount": height, "columnCount": width}
        requests: list[Request] = [
            {"addSheet": {"properties": {"sheetId": sheet_id, "title": title, "gridProperties": grid}}}
        ]
        self.google.update(self.spreadsheet, [*requests, *([put(sheet_id, rows)] if rows else [])])
        self.made[title] = sheet_id
        return title

    def do(self, *requests: Request) -> None:
        """Carry out requests, all or none."""
        self.google.update(self.spreadsheet, requests)

    def refused(self, *requests: Request) -> bool:
        """Whether Google says no to them."""
        try:
            self.do(*requests)
        except Refused as error:
            return error.status == 400
        return False

    def values(self, title: str) -> list[list[Any]]:
        """What a tab shows."""
        return self.google.values(self.spreadsheet, [title])[title]

    def append(self, title: str, rows: Sequence[Mapping[str, Any]]) -> Request:
        """The request that appends."""
        return {"appendCells": {"sheetId": self.made[title], "rows": list(rows), "fields": "userEnteredValue"}}

    def clear(self) -> None:
        """Remove every tab that was made here, on this run or one that broke off."""
        there = self.google.tabs(self.spreadsheet)
        ours = [tab.sheet_id for title, tab in there.items() if title in self.made or title.startswith(PREFIX)]
        if ours:
            self.do(*({"deleteSheet": {"sheetId": one}} for one in ours))


def run(bench: Bench) -> Iterator[Finding]:
    """Try every assumption, one after the other. Raises `Stopped` where the spreadsheet is in use."""
    taken = [title for title in bench.google.tabs(bench.spreadsheet) if title in TABS]
    if taken:
        raise stop("smoke.in-use", tabs="、".join(f"`{title}`" for title in taken))
    try:
        for claim, check in CLAIMS.items():
            try:
                held, note = check(bench)
            except TransportError as error:
                held, note = False, str(error)
            yield Finding(claim, held, note)
    finally:
        bench.clear()


def _atomic(bench: Bench) -> tuple[bool, str]:
    title = bench.tab([["a"]])
    refused = bench.refused(bench.append(title, [row_data(["b"])]), {"deleteSheet": {"sheetId": 2**30 + 7}})
    return refused and bench.values(title) == [["a"]], ""


def _title(bench: Bench) -> tuple[bool, str]:
    title = bench.tab()
    return bench.refused({"addSheet": {"properties": {"title": title}}}), ""


def _own_id(bench: Bench) -> tuple[bool, str]:
    title = bench.tab()
    return bench.google.tabs(bench.spreadsheet)[title].sheet_id == bench.made[title], ""


def _swap(bench: Bench) -> tuple[bool, str]:
    title = bench.tab()
    sheet_id = secrets.randbits(30) + 1
    bench.do(
        {"deleteSheet": {"sheetId": bench.made[title]}},
        {"addSheet": {"properties": {"sheetId": sheet_id, "title": title, "hidden": True}}},
    )
    return bench.google.tabs(bench.spreadsheet)[title].sheet_id == sheet_id, ""


def _reply(bench: Bench) -> tuple[bool, str]:
    title, added = bench.tab(), f"{PREFIX}{secrets.token_hex(4)}"
    tabs = bench.google.update(
        bench.spreadsheet,
        [{"deleteSheet": {"sheetId": bench.made.pop(title)}}, {"addSheet": {"properties": {"title": added}}}],
    )
    return added in tabs and title not in tabs, ""


def _text(bench: Bench) -> tuple[bool, str]:
    texts = ["=1+1", "+1", "@A1", "'a", "00123", "TRUE", "2026/4/1", "#N/A", "1E5", " a ", "a\nb"]
    title = bench.tab([texts])
    return bench.values(title) == [texts], ""


def _long(bench: Bench) -> tuple[bool, str]:
    title = bench.tab([["あ" * 32_767]])
    return len(bench.values(title)[0][0]) == 32_767, ""


def _append(bench: Bench) -> tuple[bool, str]:
    """Below the lowest cell with data, in whatever column that is, and past the end of the grid."""
    title = bench.tab([["a"], ["", "", "b"]], height=3)
    bench.do(bench.append(title, [row_data(["c"]), row_data(["d"]), row_data(["e"])]))
    return bench.values(title) == [["a"], ["", "", "b"], ["c"], ["d"], ["e"]], ""


def _outside(bench: Bench) -> tuple[bool, str]:
    title = bench.tab(height=2, width=2)
    start = {"sheetId": bench.made[title], "rowIndex": 2, "columnIndex": 0}
    write: Request = {"updateCells": {"start": start, "rows": [row_data(["a"])], "fields": "userEnteredValue"}}
    return bench.refused(write), ""


def _replace(bench: Bench) -> tuple[bool, str]:
    title = bench.tab([["7K3M9QXA", "x 7K3M9QXA"], ["7k3m9qxa"]])
    whole = {"matchCase": True, "matchEntireCell": True, "sheetId": bench.made[title]}
    bench.do({"findReplace": {"find": "7K3M9QXA", "replacement": "", **whole}})
    counted = [reply.get("findReplace", {}).get("valuesChanged") for reply in bench.google.replies]
    return bench.values(title) == [["", "x 7K3M9QXA"], ["7k3m9qxa"]] and counted == [1], ""


def _cleared(bench: Bench) -> tuple[bool, str]:
    title = bench.tab([["a", "b", "c"], ["d", "e", "f"]])
    area = {"sheetId": bench.made[title], "startRowIndex": 0, "endRowIndex": 1}
    area |= {"startColumnIndex": 1, "endColumnIndex": 3}
    bench.do({"updateCells": {"range": area, "fields": "userEnteredValue"}})
    return bench.values(title) == [["a"], ["d", "e", "f"]], ""


def _first(bench: Bench) -> tuple[bool, str]:
    """Asked for by no name, the first tab that people see is read, whatever its width."""
    place = Place(bench.spreadsheet)
    first = next(title for title, tab in bench.google.tabs(bench.spreadsheet).items() if not tab.hidden)
    (found,) = bench.google.likely(place)
    return (found.name, found.rows) == (first, bench.values(first)), ""


def _desk(bench: Bench, keys: Sequence[str]) -> tuple[str, str]:
    """A log with two lines a key, and a desk whose rows look them up from the third column on."""
    log = bench.tab([LOG_TITLES], title=columns.LOG_TAB)
    bench.do(bench.append(log, [row_data(_line(key, n)) for n in (1, 2) for key in keys]))
    desk = bench.tab([["key", "hr"]])
    bench.do(bench.append(desk, [_row(key) for key in keys]))
    return log, desk


def _line(key: str, revision: int) -> list[str]:
    return [
        f"{key}-{revision}" if title == columns.OUTCOME else key if title == SHOWN_KEY else "" for title in LOG_TITLES
    ]


def _row(key: str) -> dict[str, Any]:
    cells = row_data([key, ""])["values"]
    return {"values": [*cells, {"userEnteredValue": {"formulaValue": lookup("A")}}]}


def _shown(bench: Bench, desk: str) -> dict[str, str]:
    rows = [row for row in bench.values(desk)[1:] if row and row[0]]
    return {str(row[0]): str(row[2]) if len(row) > 2 else "" for row in rows}


def _looked_up(bench: Bench) -> tuple[bool, str]:
    log, desk = _desk(bench, ["A1", "B2", "C3"])
    try:
        return _shown(bench, desk) == {"A1": "A1-2", "B2": "B2-2", "C3": "C3-2"}, ""
    finally:
        _remove(bench, log, desk)


def _sorted(bench: Bench) -> tuple[bool, str]:
    log, desk = _desk(bench, ["A1", "B2", "C3"])
    try:
        sheet = bench.made[desk]
        spec = [{"dimensionIndex": 2, "sortOrder": "DESCENDING"}]
        bench.do({"sortRange": {"range": {"sheetId": sheet, "startRowIndex": 1}, "sortSpecs": spec}})
        keys = [row[0] for row in bench.values(desk)[1:]]
        return keys == ["C3", "B2", "A1"] and _shown(bench, desk) == {key: f"{key}-2" for key in keys}, ""
    finally:
        _remove(bench, log, desk)


def _inserted(bench: Bench) -> tuple[bool, str]:
    log, desk = _desk(bench, ["A1", "B2", "C3"])
    try:
        for dimension in ("ROWS", "COLUMNS"):
            span = {"sheetId": bench.made[desk], "dimension": dimension, "startIndex": 1, "endIndex": 2}
            bench.do({"insertDimension": {"range": span}})
        rows = [row for row in bench.values(desk) if row and row[0] in ("A1", "B2", "C3")]
        return [row[3] for row in rows] == [f"{row[0]}-2" for row in rows] and len(rows) == 3, ""
    finally:
        _remove(bench, log, desk)


def _widened(bench: Bench) -> tuple[bool, str]:
    """A column put in between those that rows look up is shown between them, by every row."""
    log, desk = _desk(bench, ["A1", "B2"])
    try:
        at = LOG_TITLES.index(columns.OUTCOME) + 1
        span = {"sheetId": bench.made[log], "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        bench.do({"insertDimension": {"range": span, "inheritFromBefore": True}})
        start = {"sheetId": bench.made[log], "rowIndex": 3, "columnIndex": at}
        bench.do({"updateCells": {"start": start, "rows": [row_data(["new"])], "fields": "userEnteredValue"}})
        return [row[2:4] for row in bench.values(desk)[1:]] == [["A1-2", "new"], ["B2-2"]], ""
    finally:
        _remove(bench, log, desk)


def _copied(bench: Bench) -> tuple[bool, str]:
    """Cells copied and pasted, formatted or as values, keep texts texts."""
    text = "=1+1"
    title = bench.tab([[text]])
    cell = {"sheetId": bench.made[title], "startRowIndex": 0, "endRowIndex": 1}
    source = {**cell, "startColumnIndex": 0, "endColumnIndex": 1}
    for column, kind in ((1, "PASTE_NORMAL"), (2, "PASTE_VALUES")):
        target = {**cell, "startColumnIndex": column, "endColumnIndex": column + 1}
        bench.do({"copyPaste": {"source": source, "destination": target, "pasteType": kind}})
    return bench.values(title) == [[text] * 3], ""


def _days(bench: Bench) -> tuple[bool, str]:
    """Working days are counted from a day written as text, days off left out, in whatever language the tab speaks."""
    lists = bench.tab([["day off"]], title=LISTS_TAB)
    try:
        title = bench.tab()
        start = {"sheetId": bench.made[title], "rowIndex": 0, "columnIndex": 0}
        now = {"userEnteredValue": {"formulaValue": "=TODAY()"}}
        bench.do({"updateCells": {"start": start, "rows": [{"values": [now]}], "fields": "userEnteredValue"}})
        today = date(1899, 12, 30) + timedelta(days=int(bench.values(title)[0][0]))
        off, received = (_last_weekday(today, back) for back in (1, 8))
        bench.do({**put(bench.made[lists], [["day off"], [(off - date(1899, 12, 30)).days]])})
        count = {"userEnteredValue": {"formulaValue": waiting_days("A", "B")}}
        cells = [*row_data([received.isoformat(), ""])["values"], count]
        bench.do({"updateCells": {"start": start, "rows": [{"values": cells}], "fields": "userEnteredValue"}})
        days = (received + timedelta(days=n) for n in range(1, (today - received).days + 1))
        expected = sum(day.weekday() < 5 and day != off for day in days)
        return bench.values(title)[0][2] == expected, ""
    finally:
        _remove(bench, lists)


def _last_weekday(today: date, back: int) -> date:
    """The last day from Monday to Friday that is at least so many days past."""
    day = today - timedelta(days=back)
    return day - timedelta(days=max(0, day.weekday() - 4))


def _ticked(bench: Bench) -> tuple[bool, str]:
    """A row appended with a box to tick reads as not ticked, and ticked once somebody has."""
    title = bench.tab([["send"]])
    box = {"userEnteredValue": {"boolValue": False}, "dataValidation": {"condition": {"type": "BOOLEAN"}}}
    rows = [{"values": [box]}]
    fields = "userEnteredValue,dataValidation"
    bench.do({"appendCells": {"sheetId": bench.made[title], "rows": rows, "fields": fields}})
    before = bench.values(title)
    start = {"sheetId": bench.made[title], "rowIndex": 1, "columnIndex": 0}
    tick = {"values": [{"userEnteredValue": {"boolValue": True}}]}
    bench.do({"updateCells": {"start": start, "rows": [tick], "fields": "userEnteredValue"}})
    return (before, bench.values(title)) == ([["send"], [False]], [["send"], [True]]), ""


def _blocked(bench: Bench) -> tuple[bool, str]:
    log, desk = _desk(bench, ["A1"])
    try:
        start = {"sheetId": bench.made[desk], "rowIndex": 1, "columnIndex": 4}
        typed: Request = {"updateCells": {"start": start, "rows": [row_data(["x"])], "fields": "userEnteredValue"}}
        bench.do(typed)
        blocked = _shown(bench, desk)
        bench.do({"updateCells": {**typed["updateCells"], "rows": [{"values": [{}]}]}})
        return (blocked, _shown(bench, desk)) == ({"A1": "#REF!"}, {"A1": "A1-2"}), blocked.get("A1", "")
    finally:
        _remove(bench, log, desk)


def _warned(bench: Bench) -> tuple[bool, str]:
    title = bench.tab([["a"], ["c"], ["b"]])
    area = {"sheetId": bench.made[title]}
    bench.do({"addProtectedRange": {"protectedRange": {"range": area, "warningOnly": True}}})
    bench.do({"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}})
    return bench.values(title) == [["a"], ["b"], ["c"]], ""


def _dropdowns(bench: Bench) -> tuple[bool, str]:
    """Rows put in before the last one have the dropdown of their neighbours."""
    title = bench.tab(height=10)
    sheet = bench.made[title]
    values = [{"userEnteredValue": word} for word in Judgement]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": True, "showCustomUi": True}
    area = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    bench.do({"setDataValidation": {"range": area, "rule": rule}})
    span = {"sheetId": sheet, "dimension": "ROWS", "startIndex": 9, "endIndex": 14}
    bench.do({"insertDimension": {"range": span, "inheritFromBefore": True}})
    return bench.google.dropdowns(bench.spreadsheet, title, "A2:A15") == 14, ""


def _time(bench: Bench) -> tuple[bool, str]:
    """How long Google takes until it shows as many rows as a large firm will ever have."""
    keys = [f"K{number:07d}" for number in range(bench.rows)]
    log, desk = _desk(bench, keys[:1])
    try:
        for first in range(1, len(keys), BATCH):
            some = keys[first : first + BATCH]
            lines = [row_data(_line(key, 2)) for key in some]
            bench.do(bench.append(log, lines), bench.append(desk, [_row(key) for key in some]))
        began = time.perf_counter()
        bench.do(bench.append(log, [row_data(_line(keys[0], 3))]))
        shown = _shown(bench, desk)
        taken = time.perf_counter() - began
        right = len(shown) == len(keys) and shown[keys[0]] == f"{keys[0]}-3" and shown[keys[-1]] == f"{keys[-1]}-2"
        return right and taken < 60, f"{taken:.1f} s / {len(keys)}"
    finally:
        _remove(bench, log, desk)


def _remove(bench: Bench, *titles: str) -> None:
    bench.do(*({"deleteSheet": {"sheetId": bench.made.pop(title)}} for title in titles))


CLAIMS: Final[Mapping[str, Callable[[Bench], tuple[bool, str]]]] = {
    "atomic": _atomic,
    "title": _title,
    "own-id": _own_id,
    "swap": _swap,
    "reply": _reply,
    "text": _text,
    "long": _long,
    "append": _append,
    "outside": _outside,
    "replace": _replace,
    "cleared": _cleared,
    "first": _first,
    "looked-up": _looked_up,
    "sorted": _sorted,
    "inserted": _inserted,
    "widened": _widened,
    "copied": _copied,
    "days": _days,
    "ticked": _ticked,
    "blocked": _blocked,
    "warned": _warned,
    "dropdowns": _dropdowns,
    "time": _time,
}
"""Every assumption, by the name under which the messages and docs/protocol.md tell it."""
