"""Pictures: there, described by a person, not heavier than needed, and silent about where they were taken."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from PIL import Image

from messages import say
from site_builder.checks.article import Article, House
from site_builder.checks.rules import Finding, rule
from site_builder.issues import Issue, relative
from site_builder.meant import meant
from site_builder.proposals import TO_FILL

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".svg", ".tif", ".tiff", ".bmp", ".heic"}
HEAVY = 6_000_000
WIDE = 5000
"""Bytes, and pixels of the longer side, beyond which a picture only costs space and time."""
NO_WORDS = re.compile(
    r"(?:画像|写真|図|イラスト|イメージ|image|photo|picture|figure)?[\s_-]*\d*(?:\.\w{3,4})?|(?:IMG|DSC|DSCN|P)[_-]?\d+.*|.*\.(?:jpe?g|png|webp|gif)",
    re.IGNORECASE,
)


MACHINE_WORDS = re.compile(
    r"[^。、]{2,10}(?:男性|女性|人物|人々|男の子|女の子)(?:たち|達)?|.*(?:が含まれている画像|を含む画像)"
    r"|グラフィカル ユーザー インターフェイス.*|.*自動的に生成された説明.*|AI\s*生成.*"
)
"""What Word and office tools write by themselves: somebody wearing something, an image that contains something."""


def named(article: Article) -> Iterator[tuple[int, str, str | None]]:
    """(line, path, alt text) of every picture an entry names; None where a field has no alt text of its own."""
    raw = article.raw
    if isinstance(raw.get("hero"), str):
        yield article.field_line("hero"), raw["hero"], str(raw.get("hero_alt") or "")
    if isinstance(raw.get("photo"), str):
        yield article.field_line("photo"), raw["photo"], None
    speakers = raw.get("speakers")
    for number, speaker in enumerate(speakers if isinstance(speakers, list) else []):
        if isinstance(speaker, dict) and isinstance(speaker.get("photo"), str):
            yield article.field_line("speakers", number, "photo"), speaker["photo"], None
    for picture in article.pictures:
        yield picture.line, picture.target, picture.text


@rule("picture", "error", bad="![図面](../assets/nai.jpg)", good="![図面](../assets/zumen.jpg)")
def missing(article: Article, house: House) -> Iterator[Finding]:
    """A picture in the text exists below `content/`."""
    for picture in article.pictures:
        if re.match(r"(?:https?:)?//|data:", picture.target):
            yield Finding(picture.line, {"picture": picture.target}, "picture-elsewhere")
        elif house.picture(article, picture.target) is None:
            name = PurePosixPath(unquote(picture.target)).name
            known = {PurePosixPath(file).name: file for file in sorted(house.files) if _is_picture(file)}
            near = meant(name, known, 75)
            if near:
                yield Finding(picture.line, {"picture": picture.target, "near": known[near]}, "picture-near")
            else:
                yield Finding(picture.line, {"picture": picture.target})


@rule(
    "alt-missing",
    "error",
    bad="![](../assets/zumen.jpg)",
    good="![机に広げた図面を二人で見ている](../assets/zumen.jpg)",
)
def alt_missing(article: Article, house: House) -> Iterator[Finding]:
    """A picture is described for those who do not see it."""
    for picture in article.pictures:
        if not picture.text.strip():
            yield Finding(picture.line, {"picture": picture.target})


@rule(
    "alt-machine",
    "error",
    bad="![スーツを着た男性](../assets/a.jpg)",
    good="![工場の前で図面を手に話す佐々木さん](../assets/a.jpg)",
)
def alt_machine(article: Article, house: House) -> Iterator[Finding]:
    """A description is a person's sentence, neither a machine's guess nor a file name."""
    alts = [(picture.line, picture.text) for picture in article.pictures]
    if isinstance(article.raw.get("hero_alt"), str):
        alts.append((article.field_line("hero_alt"), article.raw["hero_alt"]))
    for line, alt in alts:
        text = alt.strip()
        if not text or TO_FILL in text:
            continue
        guessed = MACHINE_WORDS.fullmatch(text)
        if NO_WORDS.fullmatch(text) or guessed:
            yield Finding(line, {"alt": text})


@rule("picture-name", "error", bad="![図面](../assets/図面 1.jpg)", good="![図面](../assets/zumen-1.jpg)")
def picture_name(article: Article, house: House) -> Iterator[Finding]:
    """A picture's file name has ASCII letters, digits, hyphens and dots only: it becomes an address."""
    marks = re.finditer(r"!\[[^\]]*\]\(\s*<?([^)>\n]+?\.(?i:jpe?g|png|webp|avif|gif|svg))", article.plain)
    written = [(article.line_at(mark.start()), unquote(mark[1])) for mark in marks]
    written += [(line, path) for line, path, _ in named(article) if not path.startswith(("http:", "https:"))]
    seen: set[tuple[int, str]] = set()
    for line, path in written:
        name = PurePosixPath(unquote(path)).name
        if (line, name) not in seen and not _plain_name(name):
            yield Finding(line, {"name": name})
        seen.add((line, name))


@rule("picture-place", "error", bad="（GPS の付いた写真）", good="（位置情報を消した写真）")
def picture_place(article: Article, house: House) -> Iterator[Finding]:
    """A photograph does not tell where it was taken (GPS in its EXIF)."""
    for line, path in _files(article, house):
        if _facts(house, path)[1]:
            yield Finding(line, {"picture": path.name})


@rule("picture-large", "warning", bad="（8000×6000 の写真）", good="（横 2400 までの写真）")
def picture_large(article: Article, house: House) -> Iterator[Finding]:
    """A picture is not far larger than any screen needs."""
    for line, path in _files(article, house):
        (width, height, size), _ = _facts(house, path)
        if size > HEAVY or max(width, height) > WIDE:
            values = {"picture": path.name, "width": width, "height": height, "megabytes": f"{size / 1e6:.1f}"}
            yield Finding(line, values)


def lying_around(house: House, articles: Collection[Article], base: Path) -> Iterator[Issue]:
    """Pictures nobody points to that tell a place all the same: they are published with the rest."""
    used = {path for article in articles for _, path in _files(article, house)}
    for file in sorted(house.files):
        path = PurePosixPath(file)
        if _is_picture(file) and path not in used and not file.startswith("_") and _facts(house, path)[1]:
            message, fix = say("check.picture-place", picture=path.name), say("check.picture-place-fix")
            yield Issue(relative(house.root / file, base), 0, "picture-place", message, fix)


def _files(article: Article, house: House) -> Iterator[tuple[int, PurePosixPath]]:
    for line, path, _ in named(article):
        found = house.picture(article, path) if "://" not in path else None
        if found:
            yield line, found


def _facts(house: House, path: PurePosixPath) -> tuple[tuple[int, int, int], bool]:
    """((width, height, bytes), tells a place) of a picture; looked at once."""
    if path not in house._seen:
        file = house.root / path
        size = file.stat().st_size
        width = height = 0
        place = False
        if path.suffix.lower() != ".svg":
            try:
                with Image.open(file) as image:
                    width, height = image.size
                    place = bool(image.getexif().get_ifd(0x8825))
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
                pass  # the build says that it cannot be opened
        house._seen[path] = (width, height, size), place
    facts: tuple[tuple[int, int, int], bool] = house._seen[path]
    return facts


def _is_picture(file: str) -> bool:
    return PurePosixPath(file).suffix.lower() in ENDINGS


def _plain_name(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name))
