"""Whether anything changed at all since the last build; where nothing did, there is nothing to do.

Knows files and what the last build said. Must not import what a build needs: being asked has to be quick. What a build
can see (content, templates, configuration, code, day, options) is compared with what the last complete one saw, and
the site's folder with how it was left: files by their stamps, and texts whose stamps changed by their bytes, as after a
checkout. Anything unusual (other plugins, inherited configuration, share cards) is answered by building.
"""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import Any

from site_builder.cache import engine, mark
from site_builder.stamps import stamp

NAME = "last-build.json"
_TEXTS = (".md", ".yml", ".yaml", ".toml", ".html", ".txt", ".css", ".js", ".svg")


class Survey:
    """All files a build can see, looked at before it reads any of them."""

    def __init__(self, root: Path, places: Iterable[Path]) -> None:
        now = time.time()
        self.texts: list[tuple[str, int, str]] = []
        """(path, size, stamp)."""
        self.others: list[str] = []
        beside = (each.path for each in os.scandir(root) if each.name.endswith(_TEXTS) and each.is_file())
        for path in (*sorted(beside), *(path for place in places for path in _files(place))):
            found = os.stat(path)  # noqa: PTH116  thousands
            known = stamp(found, now)
            if path.endswith(_TEXTS):
                self.texts.append((path, found.st_size, known))
            else:
                self.others.append(f"{path} {known or now}")

    def shape(self, asked: Mapping[str, Any]) -> str:
        """A mark of all that was seen but what texts say: what changes it is not the same for certain."""
        sizes = repr([(path, size) for path, size, _ in self.texts])
        return mark(engine(), json.dumps(asked, sort_keys=True), sizes.encode("utf-8", "surrogatepass"), *self.others)

    def stamps(self) -> str:
        """A mark that only the same texts have; empty where one of them has just changed."""
        known = [known for _, _, known in self.texts]
        return mark(*known) if all(known) else ""

    def bytes(self, known: Mapping[str, str]) -> str:
        """A mark of what texts say. `known` are marks of the bytes of those that were read since."""
        return mark(*(known.get(path) or mark(Path(path).read_bytes()) for path, _, _ in self.texts))


def listing(site: Path) -> str:
    """A mark of the site's folder as it stands."""
    told = blake2b(digest_size=16)

    def look(folder: str) -> None:
        for each in sorted(os.scandir(folder), key=attrgetter("name")):
            found = each.stat(follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                told.update(each.path.encode("utf-8", "surrogatepass"))
                look(each.path)
            else:
                times = f"{found.st_mode} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
                told.update(f"{each.name} {times}".encode("utf-8", "surrogatepass"))

    look(str(site))
    return told.hexdigest()


def asked(*, day: str, drafts: bool, strict: bool, language: str) -> dict[str, Any]:
    """What a build was asked for, by its options and by the environment."""
    named = {name: value for name, value in os.environ.items() if name.startswith("ALUMNI_")}
    return {"day": day, "drafts": drafts, "strict": strict, "language": language, "environment": named}


def usual(config: str) -> bool:
    """Whether `mkdocs.yml` alone says how to build."""
    strange = re.search(r"!ENV|!relative|!!python|^(INHERIT|hooks|extra_templates)\s*:", config, re.MULTILINE)
    return not strange and not os.environ.get("ALUMNI_CARDS")


def note(
    place: Path, seen: Survey, wanted: Mapping[str, Any], known: Mapping[str, str], site: Path, told: Mapping[str, Any]
) -> None:
    """Remember a complete build of what was `seen` and `wanted` (`asked`); `known` as for `Survey.bytes`."""
    marks = {"shape": seen.shape(wanted), "stamps": seen.stamps(), "bytes": seen.bytes(known)}
    text = json.dumps({**marks, "left": listing(site), "site": str(site), **told}, ensure_ascii=False)
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        part.write_text(text, "utf-8")
        part.replace(place)
    except OSError:
        place.unlink(missing_ok=True)


def recalled(config: Path, *, today: str, drafts: bool, strict: bool, language: str) -> dict[str, Any] | None:
    """What was `told` of the last build, where building again would change nothing; None otherwise."""
    root = config.absolute().parent
    try:
        if not usual(config.read_text("utf-8")):
            return None
        last: dict[str, Any] = json.loads((root / ".cache" / NAME).read_text("utf-8"))
        from site_builder.dates import day_to_build

        day = day_to_build(today or last["wanted"] or None, os.environ).isoformat()
        wanted = asked(day=day, drafts=drafts, strict=strict, language=language)
        now = Survey(root, map(Path, last["places"]))
        if last["config"] != str(config.absolute()) or last["shape"] != now.shape(wanted):
            return None
        same = (last["stamps"] and last["stamps"] == now.stamps()) or last["bytes"] == now.bytes({})
        if same and last["left"] == listing(Path(last["site"])):
            return last
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _files(folder: Path) -> Iterator[str]:
    if folder.is_file():
        yield str(folder)
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield f"{place}{os.sep}{name}"
