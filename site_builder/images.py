"""Pictures in all their sizes: AVIF, WebP and JPEG, small enough for a phone, without what cameras write into them.

Knows Pillow, sizes and names. Must not know pages or MkDocs. A variant's name comes from the picture's bytes and the
settings below, so a name never changes its content; variants are kept in a cache folder under the same names and hold
nothing that the published site does not. Encoders run in one thread each: the same bytes on every machine.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from defusedxml import ElementTree
from PIL import Image, ImageCms, ImageOps

from site_builder.cache import Measured
from site_builder.content import find_picture
from site_builder.stamps import stamp
from site_builder.views import Picture

WIDTHS = {"wide": (480, 960, 1600), "portrait": (240, 480)}
"""Role -> widths in pixels; a picture is never enlarged, its own width takes the place of those beyond it."""
FORMATS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "avif": ("AVIF", "image/avif", {"quality": 58, "speed": 7, "max_threads": 1}),
    "webp": ("WEBP", "image/webp", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", "image/jpeg", {"quality": 80, "optimize": True, "progressive": True}),
    "png": ("PNG", "image/png", {"optimize": True}),
}
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".svg"}
FALLBACK_WIDTH = 960
MOST_PIXELS = 120_000_000
"""Larger pictures are refused: they would take gigabytes to open."""
FORGET_AFTER = 30 * 86_400
"""Seconds after which a variant that nobody asks for leaves the cache."""
FOLDER = "assets/img"
_VERSION = repr((WIDTHS, FORMATS))

Role = Literal["wide", "portrait"]


class BrokenPictureError(Exception):
    """A file that is no picture, or one too large to open."""


@dataclass(frozen=True)
class Variant:
    """One file to publish: its address, and how it is made from `source`."""

    address: str
    source: Path
    width: int
    suffix: str
    """A key of `FORMATS`; `svg` is copied as it is."""


class Gallery:
    """The pictures of one build. `picture` measures and names; `make` encodes what the cache does not hold yet."""

    def __init__(self, root: Path, cache: Path, lender: Path | None = None, forget_after: float = FORGET_AFTER) -> None:
        """Variants are kept in `cache`, those nobody asks for until they are `forget_after` seconds old; what `lender`,
        another cache, holds is not encoded again."""
        self.root = root
        self.cache = cache
        self.lender = lender
        self.forget_after = forget_after
        self.variants: dict[str, Variant] = {}
        self.measured: dict[str, Measured] = {}
        """Path -> what is known of the picture; what stands here before need not be read while it has its stamp."""
        self._asked: set[PurePosixPath] = set()
        self._sound: set[Path] = set()
        self._found: dict[tuple[str, str], PurePosixPath | None] = {}
        self._promised: dict[tuple[PurePosixPath, Role], Picture] = {}

    def find(self, source: PurePosixPath, picture: str) -> PurePosixPath | None:
        """As `content.find_picture`, looked up once a folder and name."""
        key = str(source).rpartition("/")[0], picture
        if key not in self._found:
            self._found[key] = find_picture(self.root, source, picture)
        return self._found[key]

    def facts(self, path: PurePosixPath) -> str:
        """All that decides how the picture at `path` is shown; the same facts give the same `picture`."""
        _, digest, width, height, transparent = self._measure(path)
        return f"{path} {digest} {width}x{height}{' transparent' if transparent else ''}"

    def picture(self, path: PurePosixPath, alt: str, *, caption: str = "", role: Role = "wide") -> Picture:
        """The picture at `path` (below `root`) with all its variants promised.

        Raises `BrokenPictureError` where the file cannot be read as a picture to its end.
        """
        if (path, role) not in self._promised:
            self._promised[path, role] = self._promise_all(path, role)
        plain = self._promised[path, role]
        return Picture(plain.src, alt, plain.width, plain.height, plain.sources, caption)

    def _promise_all(self, path: PurePosixPath, role: Role) -> Picture:
        _, digest, width, height, transparent = self._measure(path)
        stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "picture"
        source = self.root / path
        if path.suffix.lower() == ".svg":
            address = self._promise(Variant(f"{FOLDER}/{stem}-{digest}.svg", source, width, "svg"))
            return Picture(address, "", width, height)
        widths = sorted({min(wanted, width) for wanted in WIDTHS[role]})
        suffixes = ("avif", "webp", "png" if transparent else "jpg")
        sources = tuple(
            (
                FORMATS[suffix][1],
                tuple(
                    (self._promise(Variant(f"{FOLDER}/{stem}-{digest}-{each}.{suffix}", source, each, suffix)), each)
                    for each in widths
                ),
            )
            for suffix in suffixes
        )
        fallback = max((each for each in widths if each <= FALLBACK_WIDTH), default=widths[0])
        address = f"{FOLDER}/{stem}-{digest}-{fallback}.{suffixes[-1]}"
        largest = widths[-1]
        return Picture(address, "", largest, max(1, round(height * largest / width)), sources)

    def make(self) -> dict[str, Path]:
        """Encode what is missing; address -> file holding it, for every variant promised."""
        missing: dict[Path, list[Variant]] = {}
        for variant in self.variants.values():
            if variant.suffix != "svg" and not self._held(variant):
                missing.setdefault(variant.source, []).append(variant)
        if missing:
            self.cache.mkdir(parents=True, exist_ok=True)
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(self._encode, missing.values()))
        self._forget()
        return {address: self._file(variant) for address, variant in self.variants.items()}

    def _forget(self) -> None:
        """Drop cached variants that no page has asked for in a while."""
        if not self.cache.is_dir():
            return
        asked = {PurePosixPath(address).name for address in self.variants}
        for path in self.cache.iterdir():
            if path.name not in asked and path.stat().st_mtime < time.time() - self.forget_after:
                path.unlink(missing_ok=True)

    def _promise(self, variant: Variant) -> str:
        if variant.address not in self.variants:
            if variant.suffix != "svg" and variant.source not in self._sound and not self._held(variant):
                with _opened(variant.source) as image:
                    image.load()  # a picture cut short shows only here; what is cached was whole
                self._sound.add(variant.source)
            self.variants[variant.address] = variant
        return variant.address

    def _held(self, variant: Variant) -> bool:
        """Whether the variant is in the cache; what can be borrowed is put there."""
        place = self._file(variant)
        if place.is_file():
            return True
        if self.lender is None or not (self.lender / place.name).is_file():
            return False
        self.cache.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f"{place.name}.{os.getpid()}.part")
        shutil.copyfile(self.lender / place.name, partial)
        partial.replace(place)
        return True

    def _file(self, variant: Variant) -> Path:
        return variant.source if variant.suffix == "svg" else self.cache / PurePosixPath(variant.address).name

    def asked(self) -> dict[str, Measured]:
        """`measured`, of the pictures that were asked for."""
        return {str(path): self.measured[str(path)] for path in self._asked}

    def _measure(self, path: PurePosixPath) -> Measured:
        name = str(path)
        if path not in self._asked:
            now = stamp((self.root / path).stat())
            known = self.measured.get(name)
            if known is None or not now or known.stamp != now:
                self.measured[name] = self._read(path, now)
            self._asked.add(path)
        return self.measured[name]

    def _read(self, path: PurePosixPath, now: str) -> Measured:
        data = (self.root / path).read_bytes()
        digest = sha256(_VERSION.encode() + data).hexdigest()[:10]
        if path.suffix.lower() == ".svg":
            return Measured(now, digest, *_svg_size(data), 0)
        with _opened(BytesIO(data)) as image:
            width, height = image.size
            if image.getexif().get(0x0112, 1) >= 5:  # turned by a quarter
                width, height = height, width
            return Measured(now, digest, width, height, int(image.has_transparency_data))

    def _encode(self, variants: list[Variant]) -> None:
        """All missing variants of one source, read once."""
        with _opened(variants[0].source) as opened:
            image = _plain(opened)
        for variant in variants:
            size = (variant.width, max(1, round(image.height * variant.width / image.width)))
            small = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
            name, _, options = FORMATS[variant.suffix]
            if variant.suffix == "jpg" and small.mode != "RGB":
                small = small.convert("RGB")
            target = self._file(variant)
            partial = target.with_name(f"{target.name}.{os.getpid()}.part")
            try:
                small.save(partial, name, **options)
                partial.replace(target)
            finally:
                partial.unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(source: Path | BytesIO) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(source) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise BrokenPictureError(f"{image.width} x {image.height} pixels")
                yield image
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BrokenPictureError(str(error)) from error


def _plain(opened: Image.Image) -> Image.Image:
    """Upright, in sRGB, with nothing but pixels."""
    opened.load()
    image = ImageOps.exif_transpose(opened)
    profile = opened.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        # an unreadable profile leaves the colours as they are
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            image = (
                ImageCms.profileToProfile(
                    image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
                )
                or image
            )
    mode = "RGBA" if opened.has_transparency_data else "RGB"
    image = image if image.mode == mode else image.convert(mode)
    plain = Image.new(mode, image.size)
    plain.paste(image)
    return plain


def _svg_size(data: bytes) -> tuple[int, int]:
    """Width and height an SVG asks for, from its attributes or its `viewBox`."""
    try:
        root = ElementTree.fromstring(data)
    except Exception as error:  # defusedxml raises its own kinds besides ParseError
        raise BrokenPictureError(str(error)) from error

    def length(name: str) -> float | None:
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*", root.get(name, ""))
        return float(found[1]) if found else None

    box = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))]
    width, height = length("width"), length("height")
    if width and height:
        return round(width), round(height)
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return round(box[2]), round(box[3])
    raise BrokenPictureError("no width and height")
