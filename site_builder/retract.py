"""Taking an entry back: what has to change so that nothing of it is left but the page that says so.

Knows links, people and pictures between entries. Must not touch the disk: `retraction` says what to write and delete,
the desk does it, and keeps the addresses at which the farewell stands (`retracted`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from site_builder import content
from site_builder.checks.article import LINK, Article, House, path_and_anchor
from site_builder.checks.pictures import named


@dataclass
class Retraction:
    """What to do, all paths below `content/`."""

    addresses: list[str]
    """Where the farewell will stand."""
    delete: list[PurePosixPath] = field(default_factory=list)
    """The entry and the pictures nobody else shows."""
    write: dict[PurePosixPath, str] = field(default_factory=dict)
    """New texts of entries that pointed to it."""
    mended: list[tuple[PurePosixPath, int]] = field(default_factory=list)
    left: list[tuple[PurePosixPath, int]] = field(default_factory=list)
    """Lines a machine should not mend: a list or table of the front matter that names the entry."""


def retraction(gone: Article, others: Iterable[Article], house: House) -> Retraction:
    """What taking back `gone` takes; `others` are all other entries."""
    aliases = gone.raw.get("aliases")
    former = (
        [path for alias in aliases if (path := content.alias_path(str(alias)))] if isinstance(aliases, list) else []
    )
    plan = Retraction([gone.url, *(path.removesuffix("index.html") for path in former)], [gone.path])
    kept: set[PurePosixPath] = set()
    for other in others:
        kept.update(_pictures(other, house))
        text = (house.root / other.path).read_bytes().decode("utf-8", "replace")
        new = _without(gone, other, house, text, plan)
        if new != text:
            plan.write[other.path] = new
    plan.delete += sorted(_pictures(gone, house) - kept)
    return plan


def _pictures(article: Article, house: House) -> set[PurePosixPath]:
    found = (house.picture(article, path) for _, path, _ in named(article))
    return {path for path in found if path}


def _without(gone: Article, other: Article, house: House, text: str, plan: Retraction) -> str:
    """`text` with links to `gone` turned into their words, and single fields that name it left out."""
    lines = text.split("\n")
    last = other.body_line - 1
    for number, line in enumerate(lines, 1):
        if number >= last:
            new = LINK.sub(lambda link: link["text"] if _leads(link["target"], gone, other, house) else link[0], line)
            if new != line:
                lines[number - 1] = new
                plan.mended.append((other.path, number))
            continue
        found = re.match(r"\s*(person|report|map|apply):\s*(\S+)\s*$", line)
        person = gone.path.stem if gone.kind == "people" else ""
        if found and (found[2] == person if found[1] == "person" else _leads(found[2], gone, other, house)):
            lines[number - 1] = "\0"
            plan.mended.append((other.path, number))
        elif re.search(rf"\b{re.escape(gone.path.stem)}(?:\.md|/)", line) and gone.kind in line:
            plan.left.append((other.path, number))
    return "\n".join(line for line in lines if line != "\0")


def _leads(target: str, gone: Article, other: Article, house: House) -> bool:
    scheme, path, _ = path_and_anchor(target)
    return not scheme and bool(path) and house.target(other, path) == gone.path
