"""The sign in tabs is the firm's: its colours, or its own file."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from site_builder import favicon
from site_builder.schema import Colours
from site_builder.tokens import contrast, rgb

COLOURS = st.builds("#{:06x}".format, st.integers(0, 0xFFFFFF))


@given(COLOURS, COLOURS)
def test_rings_can_be_seen_on_any_tile(brand: str, accent: str) -> None:
    tile, *rings = favicon.shades(Colours(brand=brand, accent=accent))
    assert tile == brand
    for ring in rings:
        front, back = rgb(ring), rgb(tile)
        assert front
        assert back
        assert contrast(front, back) >= 3


def test_the_picture_and_the_drawing_are_the_same_sign() -> None:
    colours = Colours(brand="#1f5c3d", accent="#c8102e")
    drawing = ET.fromstring(favicon.svg(colours))
    assert [it.get("fill") or it.get("stroke") for it in drawing] == list(favicon.shades(colours))
    assert favicon.png(colours) == favicon.png(colours)
    with Image.open(BytesIO(favicon.png(colours))) as picture:
        assert picture.size == (180, 180)
        assert picture.getpixel((2, 2)) == (0x1F, 0x5C, 0x3D)
        seen = {colour for _, colour in picture.convert("RGB").getcolors(99999) or ()}
        assert {rgb(shade) for shade in favicon.shades(colours)} <= seen
