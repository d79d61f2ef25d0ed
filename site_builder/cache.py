"""What may be reused from the last build, and why that is safe.

These are kept, each with a mark of all it was made from; what has another mark now, or none, is made anew:

- an *entry*'s front matter as read: the bytes of its file, which are not read where the file system shows no change;
- a *body*'s HTML: the entry, the Markdown extensions and their options, and every answer the renderer was given while
  it worked (where a link leads, what a picture is), which is asked for again and compared;
- an *output*: a page's template and all others, `site.yml`, the menus, the entry, its body, and what the page shows of
  others (`gathering.Shown`, as a value). The file in `site/` must still be the one that was written;
- a *picture*'s size and digest: the stamp of its file;
- *slips*, what the checks said of an entry: the entry and all else they look at (`findings`).

All of it hangs on `engine`: the code, the texts, Python and every installed package. A cache of another engine, or one
that is damaged, is not used, and says so in one line. Nothing here can make a build fail.

Knows SQLite. Must not know entries, pages or MkDocs. One file a kind of build: what is public, and what drafts are
shown; the former holds nothing that the public site does not, and what leaves it is overwritten (`secure_delete`).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent


class Known(NamedTuple):
    """What is remembered of a file of content."""

    mark: str
    """Of its bytes."""
    begins: str
    """Where in its text the front matter ends and the body begins, and the body's first line."""
    seal: str
    """`content.Entry.seal`."""
    meta: str
    """JSON: its front matter."""
    phrases: str
    """JSON: its title, cut where a line may break."""
    stamp: str
    """While the file has this one (`stamps`), it need not be read; empty: it has to be."""


class Kept(NamedTuple):
    """A body as kept."""

    mark: str
    asked: str
    """JSON: what the renderer asked, and what it was told."""
    pictures: str
    """Of these, the pictures it asked for, a line each."""
    notes: str
    """JSON: anchors and warnings; empty where there are none."""
    digest: str
    """Of its HTML as kept."""


class Output(NamedTuple):
    """A file in `site/` as it was written."""

    mark: str
    """Of all it was made from."""
    digest: str
    """Of its bytes."""
    size: int
    changed: int
    """`st_mtime_ns`."""
    shown: str = ""
    """Of a page: a mark of what it shows beyond its entry and body."""


class Measured(NamedTuple):
    """A picture of the content, as it was read."""

    stamp: str
    """While the file has this one, it need not be read; empty: it has to be."""
    digest: str
    width: int
    height: int
    """As seen, in pixels."""
    transparent: int
    """1 where anything shines through."""


class Slips(NamedTuple):
    """What the checks said of an entry."""

    mark: str
    """Of all they looked at."""
    issues: str
    """JSON."""


class Word(NamedTuple):
    """A note."""

    text: str


@dataclass
class Left:
    """What a build leaves for the next one, by path of the content, or by address."""

    entries: dict[str, Known] = field(default_factory=dict)
    bodies: dict[str, Kept] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    pictures: dict[str, Measured] = field(default_factory=dict)
    slips: dict[str, Slips] = field(default_factory=dict)
    notes: dict[str, Word] = field(default_factory=dict)
    """What else there is to know, by name."""


_ROWS: dict[str, Any] = {
    "entries": Known,
    "bodies": Kept,
    "outputs": Output,
    "pictures": Measured,
    "slips": Slips,
    "notes": Word,
}
"""Table, a field of `Left` -> what its rows are."""


def mark(*parts: str | bytes) -> str:
    """A short name that other `parts` do not have."""
    told = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        told.update(b"%d:" % len(data))
        told.update(data)
    return told.hexdigest()


@cache
def engine() -> str:
    """A mark of all that makes pages and is not theirs: our code and texts, Python, every installed package."""
    packages = {Path(place) for place in sys.path if place.endswith("site-packages")}
    installed = sorted(
        each.name
        for place in packages
        if place.is_dir()
        for each in place.iterdir()
        if each.name.endswith(".dist-info")
    )
    folders = (HERE, HERE.parent / "messages", HERE.parent / "promises")
    code = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".toml")]
    return mark(sys.version, *installed, *(path.read_bytes() for path in code))


class Cache:
    """What the last build `left`, in the file at `path`; what is to be kept is given to `keep`.

    `path` None keeps nothing. `trouble` says in a sentence's key why what was there was not used; empty otherwise.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.trouble = ""
        self.left = Left()
        self._base: sqlite3.Connection | None = None
        self._owner = os.getpid()
        if path is None:
            return
        try:
            self._base = self._opened(path)
            self.left = self._read()
        except (sqlite3.Error, ValueError, TypeError, OSError) as error:
            if not isinstance(error, _Foreign):
                self.trouble = "cache-damaged"
            self._begin_anew()

    def _opened(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(path, timeout=0.2, isolation_level=None)
        base.execute("PRAGMA secure_delete=ON")
        base.execute("PRAGMA synchronous=NORMAL")
        for name, row in _ROWS.items():
            base.execute(
                f"CREATE TABLE IF NOT EXISTS {name} (key TEXT PRIMARY KEY, {', '.join(row._fields)}) WITHOUT ROWID"
            )
        base.execute("CREATE TABLE IF NOT EXISTS html (key TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID")
        return base

    def _read(self) -> Left:
        assert self._base
        notes = self._rows("notes")
        if notes and notes.get("engine") != Word(engine()):
            self.trouble = "cache-foreign"
            raise _Foreign
        left = Left(**{name: notes if name == "notes" else self._rows(name) for name in _ROWS})
        if notes and notes.get("seal") != _seal(left):
            raise ValueError("damaged")
        return left

    def _rows(self, name: str) -> dict[str, Any]:
        assert self._base
        row = _ROWS[name]
        columns = ", ".join(("key", *row._fields))
        return {key: row(*rest) for key, *rest in self._base.execute(f"SELECT {columns} FROM {name}")}  # noqa: S608

    def _begin_anew(self) -> None:
        """Away with a file that cannot be used."""
        if self._base:
            self._base.close()
            self._base = None
        assert self.path
        with contextlib.suppress(OSError):
            for path in (self.path, self.path.with_name(f"{self.path.name}-journal")):
                path.unlink(missing_ok=True)
        with contextlib.suppress(sqlite3.Error, OSError):
            self._base = self._opened(self.path)

    def html(self, path: str) -> str | None:
        """The kept HTML and table of contents of a body; None where it is damaged or missing."""
        if self._base is None or self.path is None or path not in self.left.bodies:
            return None
        try:
            if self._owner != os.getpid():  # a copy of the process that opened it has to open it again
                self._base = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
                self._owner = os.getpid()
            row = self._base.execute("SELECT data FROM html WHERE key = ?", (path,)).fetchone()
        except sqlite3.Error:
            return None
        return unpacked(row[0], self.left.bodies[path].digest) if row else None

    def keep(self, left: Left, html: Mapping[str, bytes]) -> None:
        """Keep this and nothing else, all or nothing; `html` are the bodies rendered now, the others stay."""
        base = self._base
        left = replace(left, notes={**left.notes, "engine": Word(engine())})
        before = replace(self.left, notes={name: word for name, word in self.left.notes.items() if name != "seal"})
        if base is None or (left == before and not html):
            return
        try:
            base.execute("BEGIN IMMEDIATE")
            gone = [(path,) for path in self.left.bodies.keys() - left.bodies.keys()]
            base.executemany("DELETE FROM html WHERE key = ?", gone)
            base.executemany("INSERT OR REPLACE INTO html VALUES (?, ?)", html.items())
            left.notes["seal"] = _seal(left)
            for name in _ROWS:
                self._put(base, name, getattr(self.left, name), getattr(left, name))
            base.execute("COMMIT")
            self.left = left
        except sqlite3.Error:
            self.trouble = "cache-unwritten"
            with contextlib.suppress(sqlite3.Error):
                base.execute("ROLLBACK")

    @staticmethod
    def _put(base: sqlite3.Connection, name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        base.executemany(f"DELETE FROM {name} WHERE key = ?", [(each,) for each in was.keys() - now.keys()])  # noqa: S608
        rows = [(each, *row) for each, row in now.items() if was.get(each) != row]
        places = ", ".join("?" * (1 + len(_ROWS[name]._fields)))
        base.executemany(f"INSERT OR REPLACE INTO {name} VALUES ({places})", rows)  # noqa: S608

    def close(self) -> None:
        """Let go of the file."""
        if self._base:
            self._base.close()
            self._base = None


def _seal(left: Left) -> Word:
    """A mark of all that is read at the start: a file may be damaged where SQLite does not see it."""
    told = blake2b(digest_size=16)
    for name in _ROWS:
        rows = sorted((name, key, *row) for key, row in getattr(left, name).items() if (name, key) != ("notes", "seal"))
        told.update(repr(rows).encode("utf-8", "surrogatepass"))
    return Word(told.hexdigest())


class _Foreign(ValueError):
    """Made by another engine."""


def packed(text: str) -> tuple[bytes, str]:
    """(`text` as kept, its digest).

    Two bytes for a Japanese letter, and no look back farther than 16 kB: a fifth less time than zlib takes with UTF-8,
    and a tenth less room.
    """
    squeezer = zlib.compressobj(1, wbits=14)
    data = squeezer.compress(text.encode("utf-16-le")) + squeezer.flush()
    return data, mark(data)


def unpacked(data: bytes, digest: str) -> str | None:
    """What was `packed`; None where it is not what was kept."""
    return zlib.decompress(data).decode("utf-16-le") if mark(data) == digest else None
