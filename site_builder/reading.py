"""The reading of `content/`: which files there are, which of them are what they were, and the parsing of the others.

Knows files, their stamps and marks, and what the last build learned of them. Must not know what front matter means
(`content` does), nor where what was learned is kept. Many files are parsed on all processors; a file that did not
change is not even opened, and of one that did only what its front matter said stays in memory.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from messages import say
from site_builder import texts, workers
from site_builder.cache import Known, mark
from site_builder.content import Content, Entry, between, parse
from site_builder.frontmatter import RULE, Later
from site_builder.issues import Issue, relative
from site_builder.meant import meant
from site_builder.schema import KINDS
from site_builder.stamps import stamp
from site_builder.texts import Stored

Parts = tuple[str, ...]
"""A path below `content/`, cut at its slashes."""


Memory = MutableMapping[str, Known]
"""Path below `content/` -> what is remembered of that file."""


def load(root: Path, base: Path | None = None, memory: Memory | None = None) -> Content:
    """All entries below `root` (`content/`); paths in issues are relative to `base` (default: the folder above).

    `memory` spares reading what it knows, and afterwards knows all that is sound; bodies are then read when asked for.
    """
    base = root.parent if base is None else base
    above = relative(root, base)
    issues: list[Issue] = []
    entries: list[Entry] = []
    strange: set[str] = set()
    files: list[Parts] = []
    listed, beside = _listed(root)
    for parts in listed:
        folder = parts[0]
        if len(parts) == 1 or (folder in KINDS and folder != "pages"):
            files.append(parts)
        elif folder not in strange:
            issues.append(_strange_folder(folder, relative(root / folder, base)))
            strange.add(folder)
    if memory is None:
        for parts in files:
            entry, _, found = _parsed(above, parts, root.joinpath(*parts).read_bytes())
            entries += [entry] if entry else []
            issues += found
    else:
        for parts, known, found in _known(root, above, files, memory):
            issues += found
            if known:
                entries.append(_recalled(root, above, parts, known))
    issues += between(entries, root)
    return Content(root, tuple(entries), tuple(sorted(issues)), beside)


def _known(
    root: Path, above: str, files: Sequence[Parts], memory: Memory
) -> Iterator[tuple[Parts, Known | None, list[Issue]]]:
    """What is known of each file, or what is wrong with it; afterwards `memory` holds that and nothing else."""
    now = time.time()
    before = dict(memory)
    memory.clear()

    def look(parts: Parts) -> tuple[Known | None, list[Issue]]:
        try:
            found = root.joinpath(*parts).stat()  # before it is read: what changes meanwhile shows next time
            data = root.joinpath(*parts).read_bytes()
        except FileNotFoundError:  # an editor's program writes a file, and takes it away again
            return None, []
        known, issues = _looked_at(above, parts, data, before.get("/".join(parts)))
        return (known._replace(stamp=stamp(found, now)) if known else None), issues

    same = {parts for parts in files if _same(root, parts, before.get("/".join(parts)), now)}
    looked = workers.spread(look, [parts for parts in files if parts not in same])
    for parts in files:
        known, issues = (before["/".join(parts)], []) if parts in same else next(looked)
        if known:
            memory["/".join(parts)] = known
        yield parts, known, issues


def _same(root: Path, parts: Parts, known: Known | None, now: float) -> bool:
    """Whether the file need not be read."""
    if known is None or not known.stamp:
        return False
    try:
        found = os.stat(os.path.join(root, *parts))  # noqa: PTH116, PTH118  asked for every file
    except OSError:
        return False
    return stamp(found, now) == known.stamp


def _looked_at(above: str, parts: Parts, data: bytes, was: Known | None) -> tuple[Known | None, list[Issue]]:
    """(what to remember of a file that holds `data`, all that is wrong with it); `was` is what was known of it."""
    if was and was.mark == mark(data):
        return was, []
    entry, text, issues = _parsed(above, parts, data)
    return _known_of(entry, text) if entry else None, issues


def _parsed(above: str, parts: Parts, data: bytes) -> tuple[Entry | None, str, list[Issue]]:
    """(the entry in `data`, its text, all that is wrong with it)."""
    shown = _shown(above, parts)
    try:
        text = texts.decoded(data)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return None, "", [Issue(shown, line, RULE, say("content.not-utf8"), say("content.not-utf8-fix"))]
    entry, issues = parse(text, PurePosixPath(*parts), shown, mark(data))
    return entry, text, issues


def _known_of(entry: Entry, text: str) -> Known:
    """What `_recalled` needs to know of an entry besides its file."""
    start = len(text) - len(entry.body)
    end = text.rfind("\n", 0, start - 1)
    phrases = json.dumps(entry.phrases, ensure_ascii=False)
    begins = f"{end} {start} {entry.body_line}"
    return Known(entry.mark, begins, entry.seal, entry.meta.model_dump_json(), phrases, "")


def _recalled(root: Path, above: str, parts: Parts, known: Known) -> Entry:
    """The entry of a file that is `known`, without reading it."""
    path, shown = PurePosixPath(*parts), _shown(above, parts)
    end, start, line = map(int, known.begins.split())
    kind = path.parts[0] if len(parts) > 1 else "pages"
    stored = Stored(root.joinpath(*parts), known.mark, start, shown)

    def front() -> str:
        whole = stored.whole
        return whole[whole.index("\n") + 1 : end]

    meta, cut = KINDS[kind].model_validate_json(known.meta), tuple(json.loads(known.phrases))
    return Entry(kind, path.stem, path, shown, meta, stored, line, known.seal, Later(front, shown, 2), cut, known.mark)


def _shown(above: str, parts: Parts) -> str:
    return "/".join(parts if above == "." else (above, *parts))


def sources(root: Path) -> Iterator[Path]:
    """The Markdown files below `root` that are content, in order.

    Not content: names that begin with `_` or `.` (the `_inbox/`), `*.template.md`, `README.md`, and `assets/`.
    """
    return (root.joinpath(*parts) for parts in _listed(root)[0])


def _listed(root: Path) -> tuple[list[Parts], str]:
    """(the parts of their paths, `Content.beside`); thousands of `Path`s would take longer than reading the files."""
    now = time.time()
    found: list[Parts] = []
    beside: list[str] = []
    settled = True
    for place, folders, names in os.walk(root):
        inside = Path(place).relative_to(root).parts
        settled = settled and not any(Path(place, name).is_symlink() for name in folders)
        content = all(name[0] not in "_." for name in inside) and inside[:1] != ("assets",)
        for name in names:
            if content and _is_source(name):
                found.append((*inside, name))
                continue
            path = os.path.join(place, name)  # noqa: PTH118  thousands
            with suppress(OSError):  # a link that leads nowhere
                known = stamp(os.stat(path), now)  # noqa: PTH116
                settled = settled and bool(known)
                beside.append(f"{path} {known}")
    return sorted(found), mark("\n".join(sorted(beside)).encode("utf-8", "surrogatepass")) if settled else ""


def _is_source(name: str) -> bool:
    return name.endswith(".md") and name[0] not in "_." and name != "README.md" and not name.endswith(".template.md")


def _strange_folder(folder: str, shown: str) -> Issue:
    folders = [kind for kind in KINDS if kind != "pages"]
    near = meant(folder, folders)
    listed = "・".join(f"`{kind}/`" for kind in folders)
    fix = say("content.did-you-mean", field=f"{near}/") if near else say("content.unknown-folder-fix", folders=listed)
    return Issue(shown, 0, "file-name", say("content.unknown-folder", folder=folder), fix)
