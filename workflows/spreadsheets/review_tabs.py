"""The review book's tabs as rows of text, the same for every backend: the log, the runs, and what 審査 must have.

Knows titles and the order of cells. Must not know files, Google or how a cell looks. What does not read as written here
is not guessed at: the run stops.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from workflows import columns, review
from workflows.keys import Marks
from workflows.review import Book, Entry, Kind, Run
from workflows.spreadsheets.cells import as_text
from workflows.spreadsheets.places import Sheet
from workflows.stopped import stop

Line = TypeVar("Line")

SHOWN_KEY = "表示する受付番号"
"""The 受付番号 again, on those lines alone that say what 審査 shows: a lookup finds the latest of them."""

LOG_TITLES = (
    "受付番号", "版", "種別", "記録日時", "回", "人事の判断", "所見", "行の印", "送信の印", "宛先の印", "項目の印",
    *columns.MACHINE_COLUMNS, "元の内容", SHOWN_KEY,
)  # fmt: skip
RUN_TITLES = ("様式", "回", "日時", "回答", "名簿", "内訳", "塩", "鍵の印")


def book_of(found: Iterable[Sheet], place: str) -> Book:
    """The tabs of a place as a `Book`.

    Raises `Stopped` where it is of a newer layout, or no longer has the tabs and columns a run needs.
    """
    sheets = {sheet.name: sheet for sheet in found}
    missing = [tab for tab in (columns.REVIEW_TAB, columns.LOG_TAB, columns.RUNS_TAB) if tab not in sheets]
    if missing:
        raise stop("review-book.no-tab", path=place, tabs="、".join(f"`{tab}`" for tab in missing))
    runs = _read(sheets[columns.RUNS_TAB], RUN_TITLES, _run, place)
    if runs and runs[-1].layout > review.LAYOUT:
        raise stop("review-book.newer", path=place)
    log = _read(sheets[columns.LOG_TAB], LOG_TITLES, _entry, place)
    rows = sheets[columns.REVIEW_TAB].rows
    header = tuple(as_text(cell) for cell in rows[0]) if rows else ()
    for title in (columns.KEY, columns.JUDGEMENT):
        if title not in header:
            raise stop("review-book.no-column", path=place, column=title)
    doubled = sorted({title for title in header if title and header.count(title) > 1})
    if doubled:
        raise stop("review-book.doubled-column", path=place, columns="、".join(f"`{title}`" for title in doubled))
    own = tuple(sheet for name, sheet in sheets.items() if name not in columns.OUR_TABS)
    return Book(header, tuple(tuple(row) for row in rows[1:]), log, runs, own)


def _read(
    sheet: Sheet, titles: Sequence[str], read: Callable[[Mapping[str, str]], Line], place: str
) -> tuple[Line, ...]:
    try:
        return tuple(map(read, _records(sheet, titles, place)))
    except (ValueError, TypeError):  # a number, a time or a word that a person put there
        raise stop("review-book.log-changed", path=place, tab=sheet.name) from None


def _records(sheet: Sheet, titles: Sequence[str], place: str) -> list[dict[str, str]]:
    if not sheet.rows:
        return []
    header = [as_text(cell) for cell in sheet.rows[0]]
    if not set(titles) <= set(header):
        raise stop("review-book.log-changed", path=place, tab=sheet.name)
    where = [(title, header.index(title)) for title in titles]
    try:
        records = [{title: as_text(row[index]) for title, index in where} for row in sheet.rows[1:]]
    except IndexError:
        raise stop("review-book.log-changed", path=place, tab=sheet.name) from None
    return [record for record in records if any(record.values())]


def _entry(row: Mapping[str, str]) -> Entry:
    answers = dict(pair.split(":", 1) for pair in row["項目の印"].split())
    values = {title: row[title] for title in columns.MACHINE_COLUMNS if row[title]}
    if row["元の内容"]:
        values = json.loads(row["元の内容"])
    return Entry(
        key=row["受付番号"],
        revision=int(row["版"]),
        kind=Kind(row["種別"]),
        at=datetime.fromisoformat(row["記録日時"]),
        run=int(row["回"]),
        marks=Marks(row["行の印"], row["送信の印"], row["宛先の印"], answers),
        judgement=row["人事の判断"],
        findings=row["所見"],
        values=values,
    )


def entry_cells(entry: Entry) -> list[str]:
    """A line of the log, in the order of `LOG_TITLES`."""
    marks = entry.marks
    overwritten = entry.kind is Kind.OVERWRITTEN
    return [
        entry.key, str(entry.revision), entry.kind, entry.at.isoformat(), str(entry.run), entry.judgement,
        entry.findings,
        marks.row, marks.sent, marks.email, " ".join(f"{name}:{mark}" for name, mark in marks.answers.items()),
        *("" if overwritten else entry.values.get(title, "") for title in columns.MACHINE_COLUMNS),
        json.dumps(dict(entry.values), ensure_ascii=False) if overwritten else "",
        entry.key if entry.kind in (Kind.RESPONSE, Kind.CHECK) else "",
    ]  # fmt: skip


def _run(row: Mapping[str, str]) -> Run:
    return Run(
        number=int(row["回"]),
        at=datetime.fromisoformat(row["日時"]),
        responses=int(row["回答"]),
        roster=int(row["名簿"]),
        counts=json.loads(row["内訳"]),
        salt=row["塩"],
        proof=row["鍵の印"],
        layout=int(row["様式"]),
    )


def run_cells(run: Run) -> list[str]:
    """A line of the runs, in the order of `RUN_TITLES`."""
    counts = json.dumps(dict(run.counts), sort_keys=True)
    return [
        str(run.layout), str(run.number), run.at.isoformat(), str(run.responses), str(run.roster), counts,
        run.salt, run.proof,
    ]  # fmt: skip
