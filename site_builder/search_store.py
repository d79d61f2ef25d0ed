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
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from site_builder import search, search_grams, workers
from site_builder.search import Entry, Group

_STATE = "state.json"
_MOST_MENDED = 16
"""Changed entries of a group up to which its files are mended; beyond, it is quicker to make them anew."""
_WORTH_PROCESSES = 3_000_000
"""Characters to index from which it is worth starting processes."""


@dataclass
class _State:
    """What was indexed."""

    texts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Group -> (address, digest of the text) of its entries."""
    shards: dict[str, int] = field(default_factory=dict)
    """Group -> how many shards."""
    slots: dict[str, list[int]] = field(default_factory=dict)
    """Address -> slots of the body's parts."""


class _Job(NamedTuple):
    """A group to make from nothing."""

    folder: Path
    group: Group
    shards: int
    fresh: set[str]
    """Addresses of the entries whose texts are not there yet."""


def update(folder: Path, entries: Iterable[Entry], kinds: Mapping[str, str], words: Mapping[str, str]) -> int:
    """Bring the index in `folder` up to date and return how many files were written.

    Arguments as for `search.index`.
    """
    entries = list(entries)
    try:
        return _update(folder, entries, kinds, words)
    except FileNotFoundError:  # what should be mended is not all there
        shutil.rmtree(folder, ignore_errors=True)
        return _update(folder, entries, kinds, words)


def _update(folder: Path, entries: Sequence[Entry], kinds: Mapping[str, str], words: Mapping[str, str]) -> int:
    ordered = sorted(entries, key=search.age)
    groups = list(search.groups_of(ordered))
    old, new = _read(folder / _STATE), _State()
    for group in groups:
        new.texts[group.name] = [(entry.url, group.known(entry).digest) for entry in group.entries]
    if new.texts != old.texts:
        (folder / _STATE).unlink(missing_ok=True)
    if not old.texts:
        shutil.rmtree(folder, ignore_errors=True)
    fresh = {url for url, _, _ in _listed(new) - _listed(old)}
    jobs: list[_Job] = []
    mended: list[Entry] = []
    written = 0
    for group in groups:
        named, before = new.texts[group.name], old.texts.get(group.name, [])
        if named == old.texts.get(group.name):
            new.shards[group.name] = old.shards[group.name]
            continue
        shards = new.shards[group.name] = group.shards()
        moved = [place for place, (one, other) in enumerate(zip_longest(before, named)) if one != other]
        if shards == old.shards.get(group.name) and len(moved) <= _MOST_MENDED:
            written += _mend(folder, group, shards, before, moved, old.slots)
            mended += [group.entries[place] for place in moved if place < len(named)]
        else:
            jobs.append(_Job(folder, group, shards, fresh if group.size != search.HEADS else set()))
    for entry in mended:  # only now: mending read what was
        if entry.url in fresh:
            new.slots[entry.url], files = _put_texts(folder, entry)
            written += files
    for slots, files in _together(jobs):
        new.slots |= slots
        written += files
    new.slots = {entry.url: (new.slots if entry.url in new.slots else old.slots)[entry.url] for entry in ordered}
    _tidy(folder, old, new)
    marks = {name: search.mark_of(digest for _, digest in texts) for name, texts in new.texts.items()}
    laid = {name: (new.shards[name], mark) for name, mark in marks.items()}
    first = search.first_level(ordered, [new.slots[entry.url] for entry in ordered], kinds, words, laid)
    written += _write(folder / "index.json", first)
    _write(folder / _STATE, json.dumps({"version": _version(), **asdict(new)}))
    return written


def _listed(state: _State) -> set[tuple[str, str, bool]]:
    """(address, digest, whether it is of the head) of all texts."""
    return {(*text, name == "head") for name, texts in state.texts.items() for text in texts}


def publish(folder: Path, target: Path) -> int:
    """Make `target` hold the index in `folder` and nothing else; returns how many files had to be put there.

    Files are linked where the file system can (they are only ever replaced, never changed in place), copied elsewhere.
    """
    target.mkdir(parents=True, exist_ok=True)
    linked = folder.stat().st_dev == target.stat().st_dev
    return _published(folder, target, linked)


def _published(folder: Path, target: Path, linked: bool) -> int:
    """As `publish`. A listing says which file it is: looking at each of tens of thousands takes most of a second."""
    count = 0
    there = {entry.name: entry for entry in os.scandir(target)}
    for source in os.scandir(folder):
        if source.name == _STATE:
            continue
        old, place = there.pop(source.name, None), target / source.name
        if source.is_dir():
            if old is None or not old.is_dir(follow_symlinks=False):
                if old:
                    place.unlink()
                place.mkdir()
            count += _published(Path(source.path), place, linked)
            continue
        if old and linked and old.inode() == source.inode():
            continue
        if old:
            _remove(old)
        try:
            os.link(source.path, place)
        except OSError:
            shutil.copyfile(source.path, place)
        count += 1
    for old in there.values():
        _remove(old)
    return count


def _remove(old: os.DirEntry[str]) -> None:
    if old.is_dir(follow_symlinks=False):
        shutil.rmtree(old.path)
    else:
        Path(old.path).unlink()


_Made = tuple[dict[str, list[int]], int]
"""(slots of the bodies, by address; how many files were written)."""


def _together(jobs: Sequence[_Job]) -> Iterator[_Made]:
    """Make groups from nothing, on all processors where that is possible and worth starting them."""
    sizes = {id(job): sum(job.group.known(entry).length for entry in job.group.entries) for job in jobs}
    jobs = sorted(jobs, key=lambda job: -sizes[id(job)])  # the longest first: none of them is waited for alone
    return workers.spread(_make, jobs, 2 if sum(sizes.values()) > _WORTH_PROCESSES else len(jobs) + 1)


def _make(job: _Job) -> _Made:
    place = job.folder / job.group.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    slots: dict[str, list[int]] = {}
    written = 0

    def texts() -> Iterator[tuple[int, list[search_grams.Part]]]:
        nonlocal written
        for number, entry in enumerate(job.group.entries):
            if entry.url in job.fresh:
                slots[entry.url], files = _put_texts(job.folder, entry)
                written += files
            yield number, search_grams.parts(job.group.text(entry))

    for shard, text in search_grams.built(texts(), job.group.size, job.shards):
        (place / f"{shard}.txt").write_bytes(text.encode())
        written += 1
    return slots, written


def _put_texts(folder: Path, entry: Entry) -> tuple[list[int], int]:
    """Write the entry's texts; returns the slots of its body, and how many files there were to write."""
    held = search_grams.parts(entry.body)
    return [part.slot for part in held], sum(
        _write(folder / name, text) for name, text in search.text_files(entry, held)
    )


def _tidy(folder: Path, old: _State, new: _State) -> None:
    """Remove what no entry and no group has any more."""
    for name in old.texts.keys() - new.texts.keys():
        shutil.rmtree(folder / name, ignore_errors=True)
    for url, slots in old.slots.items():
        kept = new.slots.get(url)
        for slot in slots:
            if kept is None or slot not in kept:
                (folder / search.text_file(url, slot)).unlink(missing_ok=True)
        if kept is None:
            (folder / search.text_file(url)).unlink(missing_ok=True)


def _mend(
    folder: Path,
    group: Group,
    shards: int,
    before: Sequence[tuple[str, str]],
    moved: Sequence[int],
    slots: Mapping[str, list[int]],
) -> int:
    """Take the grams of what stood at the `moved` places out of the group's files, and put those of now in.

    `before`: the group as it was; `slots`: of the bodies as they were. Returns how many files were written.
    """
    out: dict[str, set[int]] = {}
    into: dict[str, set[int]] = {}
    for place in moved:
        was = now = ""
        if place < len(before):
            url = before[place][0]
            names = [search.text_file(url, slot) for slot in (slots[url] if group.size != search.HEADS else [None])]
            was = "\n".join((folder / name).read_bytes().decode() for name in names)
        if place < len(group.entries):
            now = group.text(group.entries[place])
        gone, come = (search_grams.postings([(place, search_grams.parts(text))], group.size) for text in (was, now))
        for gram in {*gone, *come}:
            one, other = set(gone.get(gram, ())), set(come.get(gram, ()))
            if one != other:
                out.setdefault(gram, set()).update(one - other)
                into.setdefault(gram, set()).update(other - one)
    touched: dict[str, set[str]] = {}
    for gram in out:
        touched.setdefault(search_grams.shard_of(gram, shards), set()).add(gram)
    return sum(_mend_shard(folder / group.name / f"{name}.txt", grams, out, into) for name, grams in touched.items())


def _mend_shard(path: Path, grams: set[str], out: Mapping[str, set[int]], into: Mapping[str, set[int]]) -> int:
    was = path.read_bytes().decode()
    lines = [line for line in was.split("\n") if line]
    for gram in grams:
        at = bisect_left(lines, gram)
        there = at < len(lines) and lines[at].startswith(gram)
        held = search_grams.mended(lines[at][len(gram) :] if there else "", out[gram], into[gram])
        lines[at : at + there] = [gram + held] if held else []
    text = search_grams.shard_text(lines)
    if text == was:
        return 0
    _put(path, text.encode())
    return 1


def _read(path: Path) -> _State:
    """What the last build indexed; nothing where that cannot be told."""
    try:
        state: Any = json.loads(path.read_text("utf-8"))
        if state.pop("version") != _version():
            return _State()
        texts = {group: [(url, digest) for url, digest in named] for group, named in state.pop("texts").items()}
        return _State(texts, **state)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _State()


def _version() -> str:
    """A word that changes when the code does: another way to fold or to lay out is another index."""
    files = (search.__file__, search_grams.__file__, __file__)
    return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:16]


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
