"""The search index in a folder, from one build to the next: only what changed is made again.

Knows which files a changed entry touches. Must not know what they mean to a reader (`search`) or where the site stands.
A list of what was indexed (`state.json`) is written last; while it is missing, damaged or of another version, or where
a file it speaks of is gone, the folder counts as unknown and is made from nothing. However it came about, the index is
the one `search.index` makes.
"""

from __future__ import annotations

import json
import os
import shutil
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from site_builder import search, search_grams, workers
from site_builder.search import Entry, Group
from site_builder.search_grams import Block, Layout, Part

_STATE = "state.json"
_PUBLISHED = "published.json"
_MOST_MENDED = 16
"""Changed entries of a group up to which its files are mended; beyond, it is quicker to make them anew."""
_WORTH_PROCESSES = 600
"""Entries to index from which it is worth starting processes."""


class _Known(NamedTuple):
    """An entry that was indexed."""

    url: str
    sign: str
    head: str
    """Digest of the text."""
    body: str
    slots: list[int]
    """Of the body's parts."""

    def text(self) -> tuple[str, str, str]:
        """What tells whether its files are still right."""
        return self.url, self.head, self.body

    def files(self) -> list[str]:
        """Where its texts stand: the head, then the body's parts."""
        return [search.text_file(self.url), *(search.text_file(self.url, slot) for slot in self.slots)]


class _State(NamedTuple):
    """What was indexed."""

    entries: list[_Known]
    """In order."""
    layouts: dict[str, Layout]
    """By group."""
    folders: dict[str, list[int]]
    """How the folders were left: address -> inode and time."""

    def files(self) -> set[str]:
        """Every file there has to be."""
        grams = (f"{group}/{name}.txt" for group, laid in self.layouts.items() for name in laid.all_files())
        return {*search.LEVELS, *grams, *(name for known in self.entries for name in known.files())}


class _Job(NamedTuple):
    """A block to make from nothing."""

    folder: Path
    name: str
    """Of the file that its grams are kept in until its group is put together."""
    size: int
    entries: Sequence[Entry]
    fresh: frozenset[str]
    """Addresses of the entries whose texts are not there yet."""


class _Made(NamedTuple):
    """What became of a job."""

    known: list[_Known]
    """Its entries."""
    written: int


def update(folder: Path, entries: Iterable[Entry], kinds: Mapping[str, str], words: Mapping[str, str]) -> int:
    """Bring the index in `folder` up to date and return how many files were written.

    Arguments as for `search.index`.
    """
    ordered = sorted(entries, key=search.age)
    old = _read(folder)
    if old is not None:
        with suppress(FileNotFoundError):  # somebody else is at work in that folder
            return _updated(folder, ordered, kinds, words, old)
    shutil.rmtree(folder, ignore_errors=True)
    return _updated(folder, ordered, kinds, words, _State([], {}, {}))


def _updated(
    folder: Path, ordered: Sequence[Entry], kinds: Mapping[str, str], words: Mapping[str, str], old: _State
) -> int:
    known = _recognised(ordered, old)
    written = 0
    if not old.layouts or [one and one.text() for one in known] != [was.text() for was in old.entries]:
        (folder / _STATE).unlink(missing_ok=True)
        known, layouts, written = _brought(folder, ordered, known, old)
    else:
        layouts = old.layouts
    new = [one for one in known if one]
    laid: dict[str, search.Laid] = {}
    for group in search.groups(len(new)):
        some = new[group.of]
        laid[group.name] = search.Laid(search.mark_of(map(group.digest, some)), len(some), layouts[group.name])
    slots = [one.slots for one in new]
    made = search.edition(laid)
    written += _write(folder / "index.json", search.first_level(ordered, slots, kinds, words, made))
    written += _write(folder / "grams.json", search.grams_level(laid))
    if written or new != old.entries:
        state = _State(new, {name: layouts[name] for name in laid}, _left(folder))
        _write(folder / _STATE, json.dumps({"version": _version(), **state._asdict()}, ensure_ascii=False))
    return written


def _recognised(ordered: Sequence[Entry], old: _State) -> list[_Known | None]:
    """What is known of the entries. Where there is nothing yet, nothing: texts are read once, when they are indexed."""
    before = {was.url: was for was in old.entries}
    if not before:
        return [None] * len(ordered)
    strange = [entry for entry in ordered if entry.url not in before or before[entry.url].sign != entry.signed]
    seen = {one.url: one for one in workers.spread(_look, strange)}
    return [seen.get(entry.url) or before[entry.url] for entry in ordered]


def _look(entry: Entry) -> _Known:
    head, body = search.sides(entry.whole)
    return _known(entry, head, body, search_grams.parts(body))


def _known(entry: Entry, head: str, body: str, held: Sequence[Part]) -> _Known:
    digests = search.digest_of(head), search.digest_of(body)
    return _Known(entry.url, entry.signed, *digests, [part.slot for part in held])


def _brought(
    folder: Path, ordered: Sequence[Entry], known: Sequence[_Known | None], old: _State
) -> tuple[list[_Known | None], dict[str, Layout], int]:
    """Bring texts and grams up to date.

    Returns what is known of entries, how groups are laid out then, and how many files were written.
    """
    before = {was.url: was.text() for was in old.entries}
    fresh = frozenset(
        entry.url for entry, one in zip(ordered, known, strict=True) if not one or before.get(one.url) != one.text()
    )
    groups_before = {group.name: group for group in search.groups(len(old.entries))}
    layouts: dict[str, Layout] = {}
    anew: list[Group] = []
    written = 0
    for group in search.groups(len(ordered)):
        laid = old.layouts.get(group.name)
        was = old.entries[groups_before[group.name].of] if laid else []
        pairs = zip_longest(was, known[group.of])
        moved = [place for place, (one, other) in enumerate(pairs) if not _same(group, one, other)]
        if laid and laid.blocks == len(group.blocks) and len(moved) <= _MOST_MENDED:
            laid, files = _mend(folder, group, laid, was, ordered[group.of], moved)
            written += files
            if laid:
                layouts[group.name] = laid
                continue
        anew.append(group)
    blocks = {
        group.name: [(f"{group.name.replace('/', '-')}.{of.start}.part", of) for of in group.blocks] for group in anew
    }
    jobs = [
        _Job(folder, name, group.size, ordered[of], fresh)
        for group in anew
        if not group.heads
        for name, of in blocks[group.name]
    ]
    busy = {entry.url for job in jobs for entry in job.entries}
    for entry in ordered:  # only now: mending read what was
        if entry.url in fresh and entry.url not in busy:
            head, body = search.sides(entry.whole)
            written += _put_texts(folder, entry.url, head, search_grams.parts(body))
    found = {one.url: one for one in known if one}
    done = workers.spread(_make, jobs, 2 if len(busy) > _WORTH_PROCESSES else len(jobs) + 1)
    for group in anew:  # heads come last: they are read from the files that are written with bodies
        if group.heads:
            made = [_heads(folder, ordered)]
        else:
            for one in (next(done) for _ in blocks[group.name]):
                found |= {each.url: each for each in one.known}
                written += one.written
            made = [_kept(folder / name) for name, _ in blocks[group.name]]
        layouts[group.name], files = _put_group(folder / group.name, made)
        written += files
        for name, _ in blocks[group.name]:
            (folder / name).unlink(missing_ok=True)
    _tidy(folder, old, found, layouts)
    return [found[entry.url] for entry in ordered], layouts, written


def _same(group: Group, one: _Known | None, other: _Known | None) -> bool:
    """Whether `group` says the same of both."""
    return one is other or bool(one and other and (one.url, group.digest(one)) == (other.url, group.digest(other)))


def _make(job: _Job) -> _Made:
    known: list[_Known] = []
    written = 0

    def texts() -> Iterator[tuple[int, list[Part]]]:
        nonlocal written
        for number, entry in enumerate(job.entries):
            head, body = search.sides(entry.whole)
            held = search_grams.parts(body)
            if entry.url in job.fresh:
                written += _put_texts(job.folder, entry.url, head, held)
            known.append(_known(entry, head, body, held))
            yield number, held

    grams = search_grams.block(texts(), job.size)
    with (job.folder / job.name).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{gram}\n{held}\n" for gram, held in grams)
    return _Made(known, written)


def _kept(path: Path) -> Block:
    """The grams of a block as a job left them: never all of them in memory."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for gram, held in zip(file, file, strict=True):
            yield gram[:-1], held[:-1]


def _heads(folder: Path, ordered: Sequence[Entry]) -> Block:
    texts = (_text(folder / search.text_file(entry.url)) for entry in ordered)
    return search_grams.block(enumerate(map(search_grams.parts, texts)), search.HEADS)


def _put_group(place: Path, blocks: Sequence[Block]) -> tuple[Layout, int]:
    """Make `place` hold the grams of these blocks and nothing else; returns how, and how many files they are."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    count = 0

    def put(name: str, text: str) -> None:
        nonlocal count
        (place / f"{name}.txt").write_bytes(text.encode())
        count += 1

    return search_grams.built(blocks, put), count


def _put_texts(folder: Path, url: str, head: str, held: Iterable[Part]) -> int:
    """Write an entry's texts; returns how many files there were to write."""
    return sum(_write(folder / name, text) for name, text in search.text_files(url, head, held))


def _tidy(folder: Path, old: _State, found: Mapping[str, _Known], layouts: Mapping[str, Layout]) -> None:
    """Remove what no entry and no group has any more."""
    for name in old.layouts.keys() - layouts.keys():
        shutil.rmtree(folder / name, ignore_errors=True)
    for was in old.entries:
        now = found.get(was.url)
        for name in {*was.files()} - {*(now.files() if now else ())} if now is not was else ():
            (folder / name).unlink(missing_ok=True)


def _mend(
    folder: Path, group: Group, laid: Layout, before: Sequence[_Known], entries: Sequence[Entry], moved: Sequence[int]
) -> tuple[Layout | None, int]:
    """Take the grams of what stood at the `moved` places out of the group's files, and put those of now in.

    `before`: the group as it was. Returns how it is laid out then, and how many files were written; no layout where
    there would have to be another number of shards.
    """
    changes: dict[str, dict[int, tuple[set[int], set[int]]]] = {}
    for at in moved:
        block, place = divmod(at, group.size)
        was = now = ""
        if at < len(before):
            head, *parts = before[at].files()
            was = "\n".join(_text(folder / name) for name in ([head] if group.heads else parts))
        if at < len(entries):
            now = search.sides(entries[at].whole)[0 if group.heads else 1]
        gone, come = (search_grams.postings([(place, search_grams.parts(text))], group.size) for text in (was, now))
        for gram in {*gone, *come}:
            one, other = set(gone.get(gram, ())), set(come.get(gram, ()))
            if one != other:
                out, into = changes.setdefault(gram, {}).setdefault(block, (set(), set()))
                out |= one - other
                into |= other - one
    return _mend_files(folder / group.name, laid, changes)


def _mend_files(
    place: Path, laid: Layout, changes: Mapping[str, Mapping[int, tuple[set[int], set[int]]]]
) -> tuple[Layout | None, int]:
    """`changes`: gram -> block -> numbers to take out and to put in."""
    shards: dict[str, list[str]] = {}

    def shard(name: str) -> list[str]:
        if name not in shards:
            shards[name] = _lines(place / f"{name}.txt")
        return shards[name]

    lines: dict[str, tuple[str, str]] = {}
    for gram, blocks in changes.items():
        names = laid.files(gram)
        if gram in laid.common:
            pieces = ["".join(_lines(place / f"{name}.txt"))[len(gram) :] for name in names]
        else:
            some = shard(names[0])
            at = bisect_left(some, gram)
            pieces = [some[at][len(gram) :] if at < len(some) and some[at].startswith(gram) else ""]
        was = search_grams.line(pieces)
        pieces = search_grams.segments(was, laid.blocks)
        for block, (out, into) in blocks.items():
            pieces[block] = search_grams.mended(pieces[block], out, into)
        now = search_grams.line(pieces)
        lines[gram] = was and gram + was, now and gram + now
    new = laid.changed({gram: (len(was), len(now)) for gram, (was, now) in lines.items()})
    if new.shards != laid.shards:
        return None, 0
    texts: dict[str, str] = {}
    over: set[str] = set()
    for gram, (was, now) in lines.items():
        old_names, names = laid.files(gram), new.files(gram)
        if gram in laid.common:
            over |= {*old_names} - {*names}
        elif was:
            shard(old_names[0]).remove(was)
        if gram in new.common:
            own = dict(search_grams.own_files(names, gram, now[len(gram) :]))
            if old_names == names and len(names) > 1:  # cut into blocks: the others are as they were
                own = {names[block]: own[names[block]] for block in changes[gram]}
            texts |= own
        elif now:
            insort(shard(names[0]), now)
    texts |= {name: search_grams.shard_text(some) for name, some in shards.items()}
    for name in over:
        (place / f"{name}.txt").unlink()
    for name, text in texts.items():
        _put(place / f"{name}.txt", text.encode())
    return new, len(texts)


def _lines(path: Path) -> list[str]:
    return [line for line in _text(path).split("\n") if line]


def publish(folder: Path, target: Path) -> int:
    """Make `target` hold the index in `folder` and nothing else; returns how many files had to be put there.

    Files are linked where the file system can (they are only ever replaced, never changed in place), copied elsewhere.
    Folders that are on both sides as the last publishing left them are not looked into.
    """
    target.mkdir(parents=True, exist_ok=True)
    known: dict[str, list[int]] = {}
    with suppress(OSError, ValueError, AttributeError):
        told = json.loads(_text(folder / _PUBLISHED))
        known = told["folders"] if told["target"] == str(target) else {}
    left: dict[str, list[int]] = {}
    count = _published(folder, target, "", known, left)
    if left != known:
        _write(folder / _PUBLISHED, json.dumps({"target": str(target), "folders": left}))
    return count


def _published(
    folder: Path, target: Path, below: str, known: Mapping[str, list[int]], left: dict[str, list[int]]
) -> int:
    """As `publish`, for the folder `below` both; `left` is told how it was left."""
    source, place = folder / below, target / below
    stamp = [*_stamp(source), *_stamp(place)]
    if below and known.get(below) == stamp:
        left[below] = stamp
        inside = [name for name in known if name.rpartition("/")[0] == below]
        return sum(_published(folder, target, name, known, left) for name in inside)
    count = 0
    linked = source.stat().st_dev == place.stat().st_dev
    there = {each.name: each for each in os.scandir(place)}
    for each in os.scandir(source):
        if not below and each.name in (_STATE, _PUBLISHED):
            continue
        old, name = there.pop(each.name, None), f"{below}/{each.name}".lstrip("/")
        if each.is_dir():
            if old is None or not old.is_dir(follow_symlinks=False):
                if old:
                    Path(old.path).unlink()
                (place / each.name).mkdir()
            count += _published(folder, target, name, known, left)
        elif not old or not _is_copy(each, old, linked):
            if old:
                _remove(old)
            try:
                os.link(each.path, place / each.name)
            except OSError:
                shutil.copy2(each.path, place / each.name)
            count += 1
    for old in there.values():
        _remove(old)
    if below:
        left[below] = [*_stamp(source), *_stamp(place)]
    return count


def _is_copy(source: os.DirEntry[str], old: os.DirEntry[str], linked: bool) -> bool:
    """Whether `old` is what was published of `source`; where files are linked, the listing says so."""
    if linked and old.inode() == source.inode():
        return True
    if not old.is_file(follow_symlinks=False):
        return False
    one, other = source.stat(), old.stat()
    return not linked and (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _remove(old: os.DirEntry[str]) -> None:
    if old.is_dir(follow_symlinks=False):
        shutil.rmtree(old.path)
    else:
        Path(old.path).unlink()


def _read(folder: Path) -> _State | None:
    """What the last build indexed; nothing where that cannot be told, or where something of it is gone."""
    try:
        told: Any = json.loads(_text(folder / _STATE))
        if told.pop("version") != _version():
            return None
        entries = [_Known(*known) for known in told["entries"]]
        layouts = {name: Layout(*how) for name, how in told["layouts"].items()}
        state = _State(entries, layouts, told["folders"])
        return state if _whole(folder, state) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _whole(folder: Path, state: _State) -> bool:
    """Whether all files are there; what else is there goes. Folders that are as they were left are not looked into."""
    with suppress(FileNotFoundError):
        if state.folders and state.folders == {name: _stamp(folder / name) for name in state.folders}:
            return True
    there = {f"{place}/{name}"[len(str(folder)) + 1 :] for place, _, names in os.walk(folder) for name in names} - {
        _STATE,
        _PUBLISHED,
    }
    wanted = state.files()
    for name in there - wanted:
        (folder / name).unlink()
    return wanted <= there


def _left(folder: Path) -> dict[str, list[int]]:
    """How the folders below `folder` stand. That one itself says nothing: files in it are read anyway."""
    places = [place for place, _, _ in os.walk(folder)][1:]
    return {place[len(str(folder)) + 1 :]: _stamp(Path(place)) for place in places}


def _stamp(place: Path) -> list[int]:
    """What changes when a file in the folder `place` is put there, replaced or removed."""
    found = place.stat()
    return [found.st_ino, found.st_mtime_ns]


def _version() -> str:
    """A word that changes when the code does: another way to fold or to lay out is another index."""
    files = (search.__file__, search_grams.__file__, __file__)
    return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:16]


def _text(path: Path) -> str:
    with open(path, "rb") as file:  # noqa: PTH123  thousands
        return file.read().decode()


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
    part = f"{path}.part"
    try:
        file = open(part, "wb")  # noqa: PTH123, SIM115  thousands
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(part, "wb")  # noqa: PTH123, SIM115
    with file:
        file.write(data)
    os.replace(part, path)  # noqa: PTH105
