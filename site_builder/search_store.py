"""The search index in a folder, from one build to the next: only what changed is made again.

Knows which files a changed entry touches. Must not know what they mean to a reader (`search`) or where the site stands.
A list of what was indexed (`state.json`) is written last; while it is missing, damaged or of another version, the
folder counts as unknown and is made from nothing. However it came about, the index is the one `search.index` makes.
"""

from __future__ import annotations

import json
import os
import shutil
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import chain, zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from site_builder import search
from site_builder.search import Entry

_STATE = "state.json"
_MOST_MENDED = 16
"""Changed entries of a group up to which its files are mended; beyond, it is quicker to make them anew."""


@dataclass
class _Group:
    """What was indexed as one group."""

    entries: list[tuple[str, str]]
    """(address, digest of the text)."""
    lengths: list[int]
    """Characters of text, by entry."""
    parts: list[int]
    """Parts of the text, by entry."""
    shards: int


def update(folder: Path, entries: Iterable[Entry], kinds: Mapping[str, str], words: Mapping[str, str]) -> int:
    """Bring the index in `folder` up to date and return how many files were written.

    Arguments as for `search.index`.
    """
    ordered = sorted(entries, key=search.age)
    groups = list(search.groups_of(ordered))
    old = _read(folder / _STATE)
    listed = [[(entry.url, search.digest_of(entry)) for entry in group] for group in groups]
    if [group.entries for group in old] != listed:
        (folder / _STATE).unlink(missing_ok=True)
    if not old:
        shutil.rmtree(folder, ignore_errors=True)
    new: list[_Group] = []
    anew: list[_Job] = []
    written = 0
    for number, (group, named, before) in enumerate(zip_longest(groups, listed, old)):
        if group is None or named is None:
            shutil.rmtree(folder / str(number), ignore_errors=True)
            continue
        if before and before.entries == named:
            new.append(before)
            continue
        after, moved = _compared(group, named, before)
        new.append(after)
        if before and before.shards == after.shards and len(moved) <= _MOST_MENDED:
            written += _mend(folder, number, before, after, group, moved)
        else:
            anew.append((folder / str(number), [entry.text for entry in group], after.shards))
    written += sum(_together(anew))
    known = dict(chain.from_iterable(group.entries for group in old))
    for entry, (url, digest) in zip(ordered, chain.from_iterable(listed), strict=True):
        if known.pop(url, None) != digest:  # only now: mending read what was
            pieces = list(search.text_files(entry))
            written += sum(_write(folder / address, text) for address, text in pieces)
            _forget(folder, url, len(pieces))
    for url in known:
        _forget(folder, url, 0)
    marks = [search.mark_of(digest for _, digest in group.entries) for group in new]
    counts = [count for group in new for count in group.parts]
    first = search.first_level(ordered, counts, kinds, words, [group.shards for group in new], marks)
    written += _write(folder / "index.json", first)
    _write(folder / _STATE, json.dumps({"version": _version(), "groups": [asdict(group) for group in new]}))
    return written


def publish(folder: Path, target: Path) -> int:
    """Make `target` hold the index in `folder` and nothing else; returns how many files had to be put there.

    Files are linked where the file system can (they are only ever replaced, never changed in place), copied elsewhere.
    """
    target.mkdir(parents=True, exist_ok=True)
    wanted = {path.relative_to(folder).as_posix(): path for path in _files(folder) if path.name != _STATE}
    for path in _files(target):
        if path.relative_to(target).as_posix() not in wanted:
            path.unlink()
    count = 0
    made: set[Path] = set()
    for name, source in wanted.items():
        place = target / name
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        with suppress(FileNotFoundError):
            if os.path.samestat(place.stat(), source.stat()):
                continue
            place.unlink()
        try:
            os.link(source, place)
        except OSError:
            shutil.copyfile(source, place)
        count += 1
    return count


def _files(folder: Path) -> Iterator[Path]:
    return (Path(place, name) for place, _, names in os.walk(folder) for name in names)


def _compared(
    group: Sequence[Entry], named: list[tuple[str, str]], before: _Group | None
) -> tuple[_Group, Sequence[int]]:
    """The group as it is now, and the places in it where another entry stands than before, or one more or less."""
    known = dict(zip(before.entries, before.parts, strict=True)) if before else {}
    counts = [known.get(one) or len(search.parts(entry.text)) for one, entry in zip(named, group, strict=True)]
    lengths = [len(entry.text) for entry in group]
    after = _Group(named, lengths, counts, search.shards_for(lengths))
    pairs = zip_longest(before.entries if before else (), named)
    return after, [place for place, (one, other) in enumerate(pairs) if one != other]


_Job = tuple[Path, list[str], int]
"""A group to make from nothing: its folder, the texts of its entries, how many shards."""


def _together(jobs: Sequence[_Job]) -> Iterator[int]:
    """Make groups from nothing, on all processors where that is possible and worth starting them."""
    workers = min(len(jobs), len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if workers > 1 and len(jobs) > 2:
        with suppress(OSError, BrokenProcessPool):  # where processes cannot be started, one does it all
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
                done = list(pool.map(_make, jobs))
            return iter(done)
    return map(_make, jobs)


def _make(job: _Job) -> int:
    place, texts, shards = job
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for shard, text in search.built(texts, shards):
        (place / f"{shard}.txt").write_bytes(text.encode())
    return shards


def _forget(folder: Path, url: str, part: int) -> None:
    """Remove the texts of the page at `url` from part `part` on."""
    while (path := folder / search.text_file(url, part)).is_file():
        path.unlink()
        part += 1


def _held(folder: Path, url: str) -> str:
    """The text of the page at `url` as it was indexed."""
    pieces: list[str] = []
    while (path := folder / search.text_file(url, len(pieces))).is_file():
        pieces.append(path.read_bytes().decode())
    return "\n".join(pieces)


def _mend(
    folder: Path, number: int, before: _Group, after: _Group, group: Sequence[Entry], moved: Sequence[int]
) -> int:
    """Take the grams of what stood at the `moved` places out of the group's files, and put those of now in."""
    out: dict[str, set[int]] = {}
    into: dict[str, set[int]] = {}
    for place in moved:
        old = _grams(_held(folder, before.entries[place][0]), place) if place < len(before.entries) else set()
        new = _grams(group[place].text, place) if place < len(group) else set()
        for gram, part in old - new:
            out.setdefault(gram, set()).add(part)
        for gram, part in new - old:
            into.setdefault(gram, set()).add(part)
    touched: dict[int, set[str]] = {}
    for gram in {*out, *into}:
        touched.setdefault(search.shard_of(gram, after.shards), set()).add(gram)
    written = 0
    for shard, changed in touched.items():
        path = folder / str(number) / f"{shard}.txt"
        was = path.read_bytes().decode()
        lines = [line for line in was.split("\n") if line]
        for gram in sorted(changed):
            at = bisect_left(lines, gram)
            there, numbers = search.split_line(lines[at]) if at < len(lines) else ("", "")
            held = search.mended(numbers if there == gram else "", out.get(gram, ()), into.get(gram, ()))
            lines[at : at + (there == gram)] = [gram + held] if held else []
        text = search.shard_text(lines)
        if text != was:
            _put(path, text.encode())
            written += 1
    return written


def _grams(text: str, place: int) -> set[tuple[str, int]]:
    return {(gram, number) for number, found in search.numbered([(place, text)]) for gram in found}


def _read(path: Path) -> list[_Group]:
    """The groups of the last build; none where that cannot be told."""
    try:
        state: Any = json.loads(path.read_text("utf-8"))
        if state["version"] != _version():
            return []
        return [_Group([(url, digest) for url, digest in group.pop("entries")], **group) for group in state["groups"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _version() -> str:
    """A word that changes when the code does: another way to fold or to lay out is another index."""
    return sha256(Path(search.__file__).read_bytes() + Path(__file__).read_bytes()).hexdigest()[:16]


def _write(path: Path, text: str) -> int:
    """Write unless it is there already."""
    data = text.encode()
    with suppress(FileNotFoundError, NotADirectoryError):
        if path.read_bytes() == data:
            return 0
    _put(path, data)
    return 1


def _put(path: Path, data: bytes) -> None:
    """Always a new file: the old one may be linked into a site."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(data)
    except FileNotFoundError:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
    part.replace(path)
