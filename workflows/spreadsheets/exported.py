"""Files that a command writes for other programs: tables (xlsx or csv), such as a list of addresses, and texts.

Knows how a csv is opened by Excel and LibreOffice, and where a file with people in it must not lie. Must not know what
a column means. Such a file is written only where an operator says, never inside a Git repository, readable by its owner
alone.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from workflows.spreadsheets.cells import Cell, as_text
from workflows.spreadsheets.xlsx import Writer
from workflows.stopped import stop

HARMFUL: Final = "=+-@＝＋－＠"
"""Signs with which a program may begin to calculate, those of a Japanese keyboard too (OWASP: CSV injection)."""
_UNSEEN: Final = " 　\t\r\n\ufeff\u200b\u200c\u200d\u2060"
"""What a program may skip before it looks at the first sign."""


def write(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Cell]], at: datetime) -> None:
    """Write a table with a header, as `.xlsx` or `.csv` (UTF-8, as Excel reads it); what stood there is replaced.

    Every text stays text: in a csv, which cannot say so, one that might be calculated gets an apostrophe before it.
    Raises `Stopped` for another ending, for a place inside a Git repository, and where nothing can be written; the old
    file is then as it was.
    """
    makers: dict[str, Callable[[], bytes]] = {
        ".csv": lambda: as_csv(titles, rows),
        ".xlsx": lambda: _as_xlsx(titles, rows, at),
    }
    make = makers.get(path.suffix.lower())
    if make is None:
        raise stop("exported.kind", path=path, kinds=" ".join(sorted(makers)))
    private(path, make())


def private(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all, readable by its owner alone. Raises `Stopped` as `write` does."""
    check_outside(path)
    put(path, data, 0o600)


def put(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Put `data` at `path`, whole or not at all, for whoever `mode` and the system let read it.

    Raises `Stopped` where it cannot be written; what stood there is then as it was.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            fresh.unlink()
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise stop("exported.unwritable", path=path, why=error.strerror or type(error).__name__) from None


def check_outside(path: Path) -> None:
    """Stop where `path` lies inside a Git repository: a file with people in it is one `git add` from everybody."""
    if any((folder / ".git").exists() for folder in path.resolve().parents):
        raise stop("exported.inside", path=path)


def as_csv(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as csv: every field in quotes, lines ended as Windows does, a mark of UTF-8 at the beginning."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (titles, *rows):
        writer.writerow([guarded(as_text(cell)) if isinstance(cell, str) else as_text(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def guarded(text: str) -> str:
    """`text` with an apostrophe before it where a program might calculate it."""
    return f"'{text}" if text.lstrip(_UNSEEN)[:1] in tuple(HARMFUL) else text


def _as_xlsx(titles: Sequence[str], rows: Iterable[Sequence[Cell]], at: datetime) -> bytes:
    data = io.BytesIO()
    writer = Writer(data, at)
    sheet = writer.book.add_worksheet()
    for number, row in enumerate((titles, *rows)):
        for column, cell in enumerate(row):
            writer.put(sheet, number, column, cell, num_format="@" if isinstance(cell, str) else "General")
    sheet.freeze_panes(1, 0)
    writer.book.close()
    return data.getvalue()
