"""What may be reused from the last build, and why that is safe.

Three things are kept, each with a mark of all it was made from; what has another mark now, or none, is made anew:

- an *entry*'s front matter as read: the bytes of its file, which are not read where the file system shows no change;
- a *body*'s HTML: the entry, the Markdown extensions and their options, and every answer the renderer was given while
  it worked (where a link leads, what a picture is), which is asked for again and compared;
- an *output*: a page's template and all others, `site.yml`, the menus, the entry, its body, and what the page shows of
  others (`gathering.Shown`, as a value). The file in `site/` must still be the one that was written.

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
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
_TABLES = {
    "entries": "path TEXT PRIMARY KEY, mark TEXT, begins TEXT, seal TEXT, meta TEXT, stamp TEXT",
    "bodies": "path TEXT PRIMARY KEY, mark TEXT, asked TEXT, pictures TEXT, notes TEXT, digest TEXT, html BLOB",
    "outputs": "address TEXT PRIMARY KEY, mark TEXT, digest TEXT, size INTEGER, changed INTEGER, shown TEXT",
    "pictures": "path TEXT PRIMARY KEY, stamp TEXT, digest TEXT, width INTEGER, height INTEGER, transparent INTEGER",
    "phrases": "text TEXT PRIMARY KEY, cut TEXT",
    "notes": "name TEXT PRIMARY KEY, text TEXT",
}


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
    """Of `html` as kept."""


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
    transparent: bool


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
    """What the last build left. `entries`, `bodies` and `outputs` are read here; what is to be kept is given to `keep`.

    `path` None keeps nothing. `trouble` says in a sentence's key why what was there was not used; empty otherwise.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.trouble = ""
        self._base: sqlite3.Connection | None = None
        self._owner = os.getpid()
        self.entries: dict[str, Known] = {}
        self.bodies: dict[str, Kept] = {}
        self.outputs: dict[str, Output] = {}
        self.pictures: dict[str, Measured] = {}
        self.phrases: dict[str, str] = {}
        """Titles -> JSON of where they may break: finding that takes longer than all else about a title."""
        self.notes: dict[str, str] = {}
        if path is None:
            return
        try:
            self._base = self._opened(path)
            self._read()
        except (sqlite3.Error, ValueError, TypeError, OSError) as error:
            if not isinstance(error, _Foreign):
                self.trouble = "cache-damaged"
            self._begin_anew()

    def _opened(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(path, timeout=0.2, isolation_level=None)
        base.execute("PRAGMA secure_delete=ON")
        base.execute("PRAGMA synchronous=NORMAL")
        for name, columns in _TABLES.items():
            base.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID")
        return base

    def _read(self) -> None:
        assert self._base
        self.notes = dict(self._base.execute("SELECT name, text FROM notes"))
        if self.notes and self.notes.get("engine") != engine():
            self.trouble = "cache-foreign"
            raise _Foreign
        seals = self.notes.get("seal", "")
        self.entries = {path: Known(*rest) for path, *rest in self._base.execute("SELECT * FROM entries")}
        rows = self._base.execute("SELECT path, mark, asked, pictures, notes, digest FROM bodies")
        self.bodies = {path: Kept(*rest) for path, *rest in rows}
        self.outputs = {address: Output(*rest) for address, *rest in self._base.execute("SELECT * FROM outputs")}
        rows = self._base.execute("SELECT * FROM pictures")
        self.pictures = {row[0]: Measured._make((*row[1:5], bool(row[5]))) for row in rows}
        self.phrases = dict(self._base.execute("SELECT * FROM phrases"))
        if self.notes and seals != self._seal():
            raise ValueError("damaged")

    def _seal(self) -> str:
        """A mark of all that was read: a file may be damaged where SQLite does not see it."""
        told = blake2b(digest_size=16)
        for table in (self.entries, self.bodies, self.outputs, self.pictures, self.phrases):
            told.update(repr(sorted(table.items())).encode("utf-8", "surrogatepass"))
        return told.hexdigest()

    def _begin_anew(self) -> None:
        """Away with a file that cannot be used."""
        self.entries, self.bodies, self.outputs, self.pictures, self.phrases, self.notes = {}, {}, {}, {}, {}, {}
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
        if self._base is None or self.path is None or path not in self.bodies:
            return None
        try:
            if self._owner != os.getpid():  # a copy of the process that opened it has to open it again
                self._base = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
                self._owner = os.getpid()
            row = self._base.execute("SELECT html FROM bodies WHERE path = ?", (path,)).fetchone()
        except sqlite3.Error:
            return None
        return unpacked(row[0], self.bodies[path].digest) if row else None

    def keep(
        self,
        entries: Mapping[str, Known],
        bodies: Mapping[str, tuple[Kept, bytes | None]],
        outputs: Mapping[str, Output],
        pictures: Mapping[str, Measured] = {},
        phrases: Mapping[str, str] = {},
        notes: Mapping[str, str] = {},
    ) -> None:
        """Keep these and nothing else, all or nothing. A body without bytes is the one kept already."""
        base = self._base
        told = {path: kept for path, (kept, _) in bodies.items()}
        was = (self.entries, self.bodies, self.outputs, self.pictures, self.phrases)
        same = was == (entries, told, outputs, pictures, phrases)
        asked = {**notes, "engine": engine(), "seal": self.notes.get("seal", "")}
        if base is None or (same and self.notes == asked):
            return
        try:
            base.execute("BEGIN IMMEDIATE")
            self._put(base, "entries", self.entries, entries)
            self._put(base, "outputs", self.outputs, outputs)
            self._put(base, "pictures", self.pictures, pictures)
            cuts = {text: (cut,) for text, cut in self.phrases.items()}
            self._put(base, "phrases", cuts, {text: (cut,) for text, cut in phrases.items()})
            gone = [(path,) for path in self.bodies.keys() - bodies.keys()]
            base.executemany("DELETE FROM bodies WHERE path = ?", gone)
            fresh = ((path, *kept, html) for path, (kept, html) in bodies.items() if html is not None)
            base.executemany("INSERT OR REPLACE INTO bodies VALUES (?, ?, ?, ?, ?, ?, ?)", fresh)
            moved = (
                (*kept, path) for path, (kept, html) in bodies.items() if html is None and self.bodies.get(path) != kept
            )
            columns = ", ".join(f"{name} = ?" for name in Kept._fields)
            base.executemany(f"UPDATE bodies SET {columns} WHERE path = ?", moved)  # noqa: S608
            self.entries, self.outputs, self.phrases = dict(entries), dict(outputs), dict(phrases)
            self.pictures = dict(pictures)
            self.bodies = told
            self.notes = {**asked, "seal": self._seal()}
            base.execute("DELETE FROM notes")
            base.executemany("INSERT INTO notes VALUES (?, ?)", self.notes.items())
            base.execute("COMMIT")
        except sqlite3.Error:
            self.trouble = "cache-unwritten"
            with contextlib.suppress(sqlite3.Error):
                base.execute("ROLLBACK")

    @staticmethod
    def _put(base: sqlite3.Connection, table: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        key = _TABLES[table].split()[0]
        base.executemany(f"DELETE FROM {table} WHERE {key} = ?", [(each,) for each in was.keys() - now.keys()])  # noqa: S608
        rows = [(each, *row) for each, row in now.items() if was.get(each) != row]
        if rows:
            places = ", ".join("?" * len(rows[0]))
            base.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)  # noqa: S608

    def close(self) -> None:
        """Let go of the file."""
        if self._base:
            self._base.close()
            self._base = None


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
