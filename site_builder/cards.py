"""Share cards: what a link shows in a chat or a feed reader. 1200 × 630, words only, in the site's colours.

Knows Pillow, one Japanese font and how a title is broken. Must not know pages. The same words, colours and font give
the same bytes. No font comes with the project (a Japanese one is larger than all the rest), and what is installed
differs between machines; so cards are drawn only where the one who builds asks for them (`ALUMNI_CARDS`), never because
a font happens to be there: pages do not change with the machine.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from messages import say
from site_builder.schema import Colours
from site_builder.tokens import palette

WIDTH, HEIGHT = 1200, 630
FOLDER = "assets/cards"
SIZES = (78, 70, 62, 56, 50, 45)
"""Heights of the title's letters, largest first."""
MOST_LINES = 3
_EDGE = 84
_DESIGN = "1"
"""Part of every card's name: a new design is a new address."""
_FONTS = (
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJKjp-Bold.otf",
    "NotoSansJP-Bold.otf",
    "NotoSansJP-Bold.ttf",
    "BIZUDPGothic-Bold.ttf",
    "BIZ-UDGothicB.ttc",
    "ipaexg.ttf",
    "YuGothB.ttc",
    "ヒラギノ角ゴシック W6.ttc",
)
_NOT_FIRST = "、。，．,.!?！？）」』】〉》〕］｝”’・ー～…%％ぁぃぅぇぉっゃゅょァィゥェォッャュョ々"


class NoFontError(Exception):
    """Cards were asked for where no font can draw Japanese."""


@dataclass(frozen=True)
class Card:
    """All that is on a card."""

    title: tuple[str, ...]
    """The title's phrases: a line breaks between them only (`typography.title_phrases`)."""
    label: str
    """The kind, above the title (`インタビュー`)."""
    site_name: str
    colours: Colours
    chosen: bool = False
    """Whether the phrases are the lines an editor chose."""


def find_font(folders: Sequence[Path] | None = None) -> Path:
    """The font to draw with: `ALUMNI_CARD_FONT`, or the first known Japanese bold one that is installed.

    Raises `NoFontError` with a hint.
    """
    named = os.environ.get("ALUMNI_CARD_FONT")
    if named:
        if not Path(named).is_file():
            raise NoFontError(say("cards.no-such-font", path=named))
        return Path(named)
    places = _folders() if folders is None else folders
    found = {path.name: path for folder in places if folder.is_dir() for path in sorted(folder.rglob("*.[ot]t[cf]"))}
    for name in _FONTS:
        if name in found:
            return found[name]
    raise NoFontError(say("cards.no-font"))


def _folders() -> list[Path]:
    home = Path.home()
    match sys.platform:
        case "darwin":
            return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
        case "win32":
            return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
        case _:
            return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts"]


class Cards:
    """The cards of one build: `address` promises one, `make` draws what the cache does not hold yet."""

    def __init__(self, font: Path, cache: Path) -> None:
        self.font = font
        self.cache = cache
        self.promised: dict[str, Card] = {}
        self.letters = sha256(font.read_bytes()).hexdigest()
        """A mark of the font, which all addresses follow."""

    def address(self, card: Card) -> str:
        """Where `card` will be, from the site's root. It says what is on the card, so it never changes its content."""
        told = repr((_DESIGN, self.letters, card.title, card.label, card.site_name, card.chosen, palette(card.colours)))
        address = f"{FOLDER}/{sha256(told.encode()).hexdigest()[:16]}.png"
        self.promised[address] = card
        return address

    def make(self) -> Iterator[tuple[str, Path]]:
        """(address, file) of every promised card, drawn once and kept under its name; others are forgotten."""
        self.cache.mkdir(parents=True, exist_ok=True)
        names = {address.rpartition("/")[2] for address in self.promised}
        for old in self.cache.glob("*.png"):
            if old.name not in names:
                old.unlink(missing_ok=True)
        for address, card in sorted(self.promised.items()):
            path = self.cache / address.rpartition("/")[2]
            if not path.is_file():
                part = path.with_suffix(f".{os.getpid()}.part")
                part.write_bytes(draw(card, self.font))
                part.replace(path)
            yield address, path


def draw(card: Card, font: Path) -> bytes:
    """`card` as a PNG."""
    shades = palette(card.colours)
    ground, front = shades["brand"], shades["on-brand"]
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    _ornament(image, front)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 13, HEIGHT), fill=shades["accent"])
    pen.rectangle((_EDGE, 84, _EDGE + 64, 91), fill=front)
    pen.text((_EDGE + 88, 88), card.label, font=_letters(font, 30), fill=front, anchor="lm")
    size, lines = fit(card.title, font, WIDTH - 2 * _EDGE, chosen=card.chosen)
    step = round(size * 1.46)
    top = 126 + (HEIGHT - 126 - 150 - step * len(lines)) // 2
    for place, line in enumerate(lines):
        hang = size // 2 if line[0] in "「『（【〔［｛〈《" else 0  # such brackets are blank on their left half
        pen.text(
            (_EDGE - hang, top + place * step + step // 2), line, font=_letters(font, size), fill=front, anchor="lm"
        )
    _mark(image, (_EDGE, HEIGHT - 120), 1.5, front, 3.4)
    name = _cut(card.site_name, _letters(font, 32), WIDTH - 2 * _EDGE - 90)
    pen.text((_EDGE + 88, HEIGHT - 98), name, font=_letters(font, 32), fill=front, anchor="lm")
    out = BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def fit(title: Sequence[str], font: Path, width: int, *, chosen: bool = False) -> tuple[int, list[str]]:
    """The largest size at which `title` stands on at most three lines of `width` pixels, and those lines.

    Lines break between phrases, and are made of about the same length. An editor's own lines are kept as they are
    where they fit. What is too long even at the smallest size ends with `…` after a whole phrase; a phrase longer than
    a whole line is broken between letters, never before a closing mark.
    """
    phrases = [phrase for phrase in title if phrase.strip()]
    for size in SIZES:
        letters = _letters(font, size)
        if chosen and len(phrases) <= MOST_LINES and all(_long(line.strip(), letters) <= width for line in phrases):
            return size, [line.strip() for line in phrases]
        if all(_long(phrase.strip(), letters) <= width for phrase in phrases):
            lines = _packed(phrases, letters, width)
            if len(lines) <= MOST_LINES:
                return size, _even(phrases, letters, width, len(lines))
    letters = _letters(font, SIZES[-1])
    pieces = [piece for phrase in phrases for piece in _broken(phrase, letters, width)]
    lines = _packed(pieces, letters, width)
    if len(lines) <= MOST_LINES:
        return SIZES[-1], lines
    return SIZES[-1], [*lines[: MOST_LINES - 1], _ended(pieces, lines, letters, width)]


def _packed(phrases: Sequence[str], letters: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for phrase in phrases:
        if lines[-1] and _long((lines[-1] + phrase).strip(), letters) > width:
            lines.append("")
        lines[-1] += phrase
    return [line.strip() for line in lines]


def _even(phrases: Sequence[str], letters: ImageFont.FreeTypeFont, width: int, count: int) -> list[str]:
    """`count` lines again, as narrow as they can be: no single word is left on the last line."""
    low = max(math.ceil(_long(phrase.strip(), letters)) for phrase in phrases)
    high = width
    while low < high:
        middle = (low + high) // 2
        if len(_packed(phrases, letters, middle)) <= count:
            high = middle
        else:
            low = middle + 1
    return _packed(phrases, letters, low)


def _broken(phrase: str, letters: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    piece = ""
    for letter in phrase:
        if piece and letter not in _NOT_FIRST and _long(piece + letter, letters) > width - letters.size:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _ended(pieces: Sequence[str], lines: Sequence[str], letters: ImageFont.FreeTypeFont, width: int) -> str:
    """The last line, ending with `…` after a whole phrase."""
    done = sum(len(line) for line in lines[: MOST_LINES - 1])
    line, seen = "", 0
    for piece in pieces:
        seen += len(piece.strip())
        if seen <= done:
            continue
        if _long(f"{line}{piece}…".strip(), letters) > width:
            break
        line += piece
    return f"{line.rstrip('、。 　')}…"


def _cut(text: str, letters: ImageFont.FreeTypeFont, width: int) -> str:
    if _long(text, letters) <= width:
        return text
    while text and _long(f"{text}…", letters) > width:
        text = text[:-1]
    return f"{text}…"


def _long(text: str, letters: ImageFont.FreeTypeFont) -> float:
    return letters.getlength(text)


@lru_cache(maxsize=32)
def _letters(font: Path, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is the same in every build of Pillow; the other needs a library that may be missing.
    return ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC)


def _ornament(image: Image.Image, front: str) -> None:
    """The mark, very large and faint, leaving at the lower right."""
    veil = image.copy()
    _mark(veil, (WIDTH - 470, HEIGHT - 330), 13.5, front, 2.2)
    image.paste(Image.blend(image, veil, 0.09))


def _mark(image: Image.Image, at: tuple[int, int], scale: float, colour: str, width: float) -> None:
    """The sign of the network, two rings that part and stay linked; drawn large and made small, for smooth edges."""
    fine = 4
    size = (math.ceil(44 * scale) + 2, math.ceil(30 * scale) + 2)
    mask = Image.new("L", (size[0] * fine, size[1] * fine), 0)
    pen = ImageDraw.Draw(mask)
    pixels = scale * fine
    reach = 12 + width / 2
    for x, start, end in ((15, 35, 360), (29, -145, 180)):
        centre = (x * pixels, 15 * pixels)
        far = reach * pixels
        pen.arc(
            (centre[0] - far, centre[1] - far, centre[0] + far, centre[1] + far),
            start,
            end,
            fill=255,
            width=round(width * pixels),
        )
        for angle in (start, end):
            cx = centre[0] + 12 * pixels * math.cos(math.radians(angle))
            cy = centre[1] + 12 * pixels * math.sin(math.radians(angle))
            dot = width / 2 * pixels
            pen.ellipse((cx - dot, cy - dot, cx + dot, cy + dot), fill=255)
    image.paste(colour, at, mask.resize(size, Image.Resampling.LANCZOS))
