"""The sign of the network on a tile of the firm's colours: what tabs, bookmarks and home screens show.

Knows the two rings, as the theme draws them (`partials/icons.html`), and Pillow. Must not know pages or files. Where a
firm has files of its own below `assets/brand/` (`OWN`), they stand there instead. Letters would need a font, and fonts
differ between machines; the same colours give the same bytes.
"""

from __future__ import annotations

import math
from io import BytesIO

from PIL import Image, ImageDraw

from site_builder.schema import Colours
from site_builder.tokens import contrast, mixed, palette, rgb

SVG, PNG = "assets/favicon.svg", "assets/favicon-180.png"
OWN = {SVG: "assets/brand/favicon.svg", PNG: "assets/brand/favicon-180.png"}
"""Address -> the firm's own file, which stands there instead."""
_SEEN = 3.0
"""Contrast that what is drawn must have (WCAG 1.4.11)."""
_RINGS = (
    ("M24.6 21.8A12 12 0 1 1 27 15", 15, 35.3, 360),
    ("M19.4 8.2A12 12 0 1 1 17 15", 29, 215.3, 540),
)
"""Each ring: as a path; its middle's x, and the degrees it is drawn from and to, clockwise from the right."""
_RADIUS, _PEN = 12, 3.6
_LEFT, _TOP, _SIDE = -4, -11, 52


def shades(colours: Colours) -> tuple[str, str, str]:
    """The tile and the two rings on it, as `#rrggbb`; the first ring is the accent, as far as it can be seen there.

    Raises `ValueError` for colours that are none (`tokens.palette`).
    """
    known = palette(colours)
    tile, front, accent = (rgb(known[name]) or (0, 0, 0) for name in ("brand", "on-brand", "accent"))
    steps = (mixed(accent, front, step / 20) for step in range(21))
    first = next((ring for ring in steps if contrast(ring, tile) >= _SEEN), front)
    return known["brand"], "#{:02x}{:02x}{:02x}".format(*first), known["on-brand"]


def svg(colours: Colours) -> str:
    """For tabs: rounded."""
    tile, *rings = shades(colours)
    drawn = "".join(f'<path stroke="{ring}" d="{path}"/>' for ring, (path, *_) in zip(rings, _RINGS, strict=True))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="{_LEFT} {_TOP} {_SIDE} {_SIDE}"'
        f' fill="none" stroke-width="{_PEN}" stroke-linecap="round">'
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" rx="10" fill="{tile}"/>{drawn}</svg>\n'
    )


def png(colours: Colours, size: int = 180) -> bytes:
    """For home screens, which round the corners themselves."""
    tile, *rings = shades(colours)
    wide = size * 8
    unit = wide / _SIDE
    picture = Image.new("RGB", (wide, wide), tile)
    draw = ImageDraw.Draw(picture)
    for ring, (_, middle, start, end) in zip(rings, _RINGS, strict=True):
        x, y, radius = (middle - _LEFT) * unit, (15 - _TOP) * unit, (_RADIUS + _PEN / 2) * unit
        draw.arc((x - radius, y - radius, x + radius, y + radius), start, end, ring, round(_PEN * unit))
        for degrees in (start, end):  # round ends
            turn, half = math.radians(degrees), _PEN / 2 * unit
            tip_x, tip_y = x + _RADIUS * unit * math.cos(turn), y + _RADIUS * unit * math.sin(turn)
            draw.ellipse((tip_x - half, tip_y - half, tip_x + half, tip_y + half), ring)
    out = BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
