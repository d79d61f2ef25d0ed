"""The committed pictures are the ones the program draws: all there, in their sizes, the same from the same seed."""

from __future__ import annotations

import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from artwork.__main__ import PICTURES
from artwork.brand import mark
from artwork.canvas import Canvas

pytestmark = pytest.mark.sample

ASSETS = Path(__file__).resolve().parent.parent / "content/assets"


def _drawn(name: str) -> str:
    width, height, paint = PICTURES[name]
    canvas = Canvas(width, height, zlib.crc32(name.encode()))
    paint(canvas)
    return canvas.svg()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_alike_each_time_and_is_there(name: str) -> None:
    svg = _drawn(name)
    assert _drawn(name) == svg
    assert ET.fromstring(svg).tag.endswith("svg")
    assert "NaN" not in svg
    with Image.open(ASSETS / name) as image:
        assert image.size == PICTURES[name][:2]


def test_the_pictures_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in ASSETS.rglob("*") if path.is_file()) < 6_000_000


def test_the_mark_on_disk_is_the_mark() -> None:
    assert (ASSETS / "brand/mark.svg").read_text("utf-8") == mark()
