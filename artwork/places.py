# ruff: noqa: E501  a curve is one long string: broken in two it can no longer be pasted into a drawing program
"""Rooms, fields and things people work with.

Knows how to draw one thing at a place and a size. Must not know people or which picture is being made. Sizes are
picture pixels; `y` is where a thing stands, unless said otherwise.
"""

from __future__ import annotations

import math

from artwork.canvas import (
    BARK,
    BLUSH,
    BRICK,
    CLAY,
    CREAM,
    DEEP,
    FERN,
    HAZE,
    HONEY,
    INK,
    MIST,
    MOSS,
    NAVY,
    PAPER,
    PLUM,
    SAGE,
    SAND,
    SKY,
    STEEL,
    WOOD,
    Canvas,
    Point,
    bend,
    blob,
    limb,
    mix,
    placing,
    smooth,
)  # fmt: skip


def box(x: float, y: float, w: float, h: float) -> str:
    """A rectangle as a path."""
    return f"M{x:.1f},{y:.1f} L{x + w:.1f},{y:.1f} L{x + w:.1f},{y + h:.1f} L{x:.1f},{y + h:.1f} Z"


def poly(*points: Point) -> str:
    """A straight-edged shape."""
    return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points) + " Z"


def sky(
    c: Canvas, top: str = SKY, low: str = HAZE, *, sun: Point | None = None, height: float = 0, radius: float = 70
) -> None:
    """A morning sky with haze near the ground, and the sun with its glow."""
    height = height or c.height
    c.rect(0, 0, c.width, height, c.fade((0, top, 1), (0.55, mix(top, low, 0.55), 1), (1, low, 1)))
    if sun:
        glow = c.fade((0, "#fff3d6", 0.95), (0.3, "#ffe3b0", 0.5), (1, "#ffe3b0", 0), round_=True)
        c.disc(*sun, radius * 6.5, glow)
        c.disc(*sun, radius, "#fff6e0", opacity=0.95)


def cloud(c: Canvas, x: float, y: float, w: float, *, opacity: float = 0.7) -> None:
    """A flat-bottomed morning cloud."""
    h = w * 0.2
    d = (f"M{x},{y} C{x + w * 0.02},{y - h * 0.7} {x + w * 0.2},{y - h * 0.8} {x + w * 0.27},{y - h * 0.5} C{x + w * 0.32},{y - h * 1.3} {x + w * 0.58},{y - h * 1.4} {x + w * 0.64},{y - h * 0.7} "
         f"C{x + w * 0.74},{y - h} {x + w * 0.97},{y - h * 0.7} {x + w},{y} Z")  # fmt: skip
    c.path(d, c.fade((0, PAPER, opacity), (1, PAPER, opacity * 0.25)))


def hills(
    c: Canvas, y: float, rise: float, colour: str, *, bumps: int = 5, light: float = 26, fade_to: str = ""
) -> None:
    """A ridge across the whole picture, hazier towards its foot."""
    step = c.width / bumps
    ridge = [
        (-step + i * step + c.rng.uniform(-0.2, 0.2) * step, y - c.rng.uniform(0.1, 1) * rise) for i in range(bumps + 3)
    ]
    d = smooth(ridge) + f" L{c.width + 400},{c.height + 300} L-400,{c.height + 300} Z"
    fill = c.fade((0, colour, 1), (0.5, fade_to or colour, 1)) if fade_to else colour
    c.path(d, fill, light=light)


def tree(c: Canvas, x: float, y: float, h: float, colour: str = FERN, *, blossoms: bool = False) -> None:
    """A round-headed tree of height `h`."""
    c.disc(x + h * 0.22, y, h * 0.3, INK, ry=h * 0.035, opacity=0.16)
    trunk = limb([(x, y), (x + h * 0.01, y - h * 0.3), (x - h * 0.03, y - h * 0.6)], [h * 0.04, h * 0.027, h * 0.014])
    fork = limb([(x + h * 0.01, y - h * 0.33), (x + h * 0.13, y - h * 0.58)], [h * 0.02, h * 0.01])
    c.group([f'<path d="{trunk} {fork}" fill="{BARK}"/>'], light=h * 0.02)
    for dx, dy, r, tone in (
        (0.17, -0.6, 0.2, 0.16),
        (-0.17, -0.58, 0.2, 0.06),
        (0.0, -0.78, 0.24, 0.0),
        (0.05, -0.56, 0.17, 0.1),
    ):
        c.path(
            blob(c.rng, x + dx * h, y + dy * h, r * h, r * h * 0.86, rough=0.1, points=11),
            mix(colour, INK, tone),
            light=h * 0.09,
        )
    if blossoms:
        dots = [
            (x + c.rng.gauss(0, 0.17) * h, y - h * 0.68 + c.rng.gauss(0, 0.11) * h, c.rng.uniform(0.006, 0.014) * h)
            for _ in range(60)
        ]
        c.group([f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{r:.1f}" fill="{PAPER}"/>' for a, b, r in dots], opacity=0.75)


def poplar(c: Canvas, x: float, y: float, h: float, colour: str = MOSS) -> None:
    """A slender tree far off."""
    c.path(
        f"M{x},{y} C{x - h * 0.2},{y - h * 0.2} {x - h * 0.12},{y - h * 0.75} {x},{y - h} C{x + h * 0.12},{y - h * 0.75} {x + h * 0.2},{y - h * 0.2} {x},{y} Z",
        colour,
        light=h * 0.05,
    )


def grass(c: Canvas, x: float, y: float, spread: float, h: float, colour: str, count: int = 14) -> None:
    """Blades in the foreground."""
    blades = []
    for _ in range(count):
        a, k, t = x + c.rng.uniform(-spread, spread), c.rng.uniform(0.5, 1) * h, c.rng.uniform(-0.35, 0.35) * h
        blades.append(
            f'<path d="M{a - h * 0.05:.1f},{y:.1f} Q{a:.1f},{y - k * 0.6:.1f} {a + t:.1f},{y - k:.1f} Q{a + h * 0.05:.1f},{y - k * 0.5:.1f} {a + h * 0.06:.1f},{y:.1f} Z" fill="{mix(colour, INK, c.rng.uniform(0, 0.25))}"/>'
        )
    c.group(blades)


def house(c: Canvas, x: float, y: float, w: float, h: float, wall: str, roof: str) -> None:
    """A small gabled house, gable to the left."""
    c.group([f'<path d="{box(x, y - h, w, h)}" fill="{wall}"/>'], light=w * 0.1)
    c.path(
        poly(
            (x - w * 0.07, y - h),
            (x + w * 0.18, y - h - w * 0.32),
            (x + w * 0.9, y - h - w * 0.32),
            (x + w * 1.07, y - h),
        ),
        roof,
        light=w * 0.06,
    )
    pane = mix(wall, HONEY, 0.5)
    for i in range(max(1, int(w / (h * 0.7)))):
        c.rect(x + w * 0.16 + i * h * 0.62, y - h * 0.68, h * 0.26, h * 0.32, pane, r=2)


def town(c: Canvas, x: float, y: float, w: float, scale: float, tint: str = MIST, share: float = 0.45) -> None:
    """A row of roofs in the haze."""
    at = x
    while at < x + w:
        bw = c.rng.uniform(0.7, 1.5) * scale
        wall = mix(c.rng.choice([CREAM, SAND, BLUSH, MIST]), tint, share)
        roof = mix(c.rng.choice([CLAY, NAVY, PLUM, BARK, MOSS]), tint, share)
        house(c, at, y + c.rng.uniform(-0.1, 0.1) * scale, bw, c.rng.uniform(0.5, 0.95) * scale, wall, roof)
        at += bw * c.rng.uniform(0.85, 1.25)


def factory(
    c: Canvas, x: float, y: float, w: float, h: float, wall: str = CREAM, roof: str = NAVY, teeth: int = 4
) -> None:
    """A hall with a saw-tooth roof and a tall row of windows."""
    step = w / teeth
    d = (
        f"M{x},{y} L{x},{y - h}"
        + "".join(
            f" L{x + i * step},{y - h} L{x + i * step},{y - h * 1.42} L{x + (i + 1) * step},{y - h}"
            for i in range(teeth)
        )
        + f" L{x + w},{y} Z"
    )
    c.path(d, wall, light=h * 0.12)
    for i in range(teeth):
        c.path(
            poly((x + i * step, y - h), (x + i * step, y - h * 1.42), (x + (i + 1) * step, y - h)),
            mix(roof, wall, 0.1 * (i % 2)),
            light=h * 0.05,
        )
        c.path(
            poly(
                (x + i * step + step * 0.05, y - h * 1.05),
                (x + i * step + step * 0.05, y - h * 1.3),
                (x + i * step + step * 0.5, y - h * 1.06),
            ),
            mix(SKY, PAPER, 0.4),
            opacity=0.8,
        )
        for k in range(3):
            c.rect(x + (i + 0.14 + k * 0.26) * step, y - h * 0.78, step * 0.19, h * 0.36, mix(SKY, HONEY, 0.3), r=3)


def rows(
    c: Canvas, horizon: float, vanish: Point, colour: str, soil: str, count: int = 23, spread: float = 5600
) -> None:
    """A planted field running to a point on the horizon."""
    c.rect(0, horizon, c.width, c.height - horizon, c.fade((0, mix(soil, HAZE, 0.5), 1), (1, soil, 1)))
    vx = vanish[0]
    strips = []
    for i in range(count):
        a = vx - spread / 2 + spread * i / (count - 1)
        wide = spread / count * 0.28
        strips.append(
            f'<path d="{poly((vx + (a - vx) * 0.02, horizon), (a + wide, c.height + 60), (a - wide, c.height + 60), (vx + (a - vx) * 0.02 - 1, horizon))}" fill="{c.fade((0, mix(colour, HAZE, 0.45), 1), (1, colour, 1))}"/>'
        )
    c.group(strips)
    leaves = []
    for i in range(count):
        a = vx - spread / 2 + spread * i / (count - 1)
        for k in range(26):
            t = (k / 26) ** 1.9
            ly = horizon + (c.height + 60 - horizon) * t
            lx = vx + (a - vx) * (0.02 + 0.98 * t)
            if -60 < lx < c.width + 60 and k > 4:
                r = 4 + 44 * t
                for lean in (-64, -34, -6, 24, 54):
                    tip = placing(lx, ly, r, turn=lean + c.rng.uniform(-9, 9))
                    tone = mix(colour, MOSS, c.rng.uniform(0, 0.7))
                    leaves.append(
                        f'<path d="{bend("M0,0.1 C0.3,-0.2 0.28,-0.75 0,-1 C-0.28,-0.75 -0.3,-0.2 0,0.1 Z", tip)}" fill="{tone}"/>'
                    )
    c.group(leaves, light=6)


def room(c: Canvas, floor: float, wall: str = HAZE, boards: str = WOOD) -> None:
    """A wall in morning light and a wooden floor from `floor` down."""
    c.rect(
        0, 0, c.width, floor, c.fade((0, mix(wall, PAPER, 0.35), 1), (1, mix(wall, SAND, 0.6), 1), along=(0, 0, 1, 0.6))
    )
    c.rect(
        0, floor, c.width, c.height - floor, c.fade((0, mix(boards, SAND, 0.35), 1), (1, mix(boards, BARK, 0.35), 1))
    )
    for i in range(-8, 20):
        c.line(
            [(c.width * 0.4 + (i - 6) * 120, floor), (c.width * 0.4 + (i - 6) * 330, c.height)],
            BARK,
            2,
            opacity=0.22,
            curved=False,
        )
    c.rect(0, floor - 12, c.width, 14, mix(wall, BARK, 0.35))


def window(
    c: Canvas, x: float, y: float, w: float, h: float, *, panes: int = 3, frame: str = CREAM, view: str = "town"
) -> None:
    """A window with its top left corner at (x, y), and the morning behind it."""
    c.rect(x - 16, y - 16, w + 32, h + 32, frame, r=6, light=8)
    with c.inside(box(x, y, w, h)):
        c.rect(x, y, w, h, c.fade((0, SKY, 1), (0.75, HAZE, 1), (1, HAZE, 1)))
        c.disc(x + w * 0.16, y + h * 0.22, h * 0.7, c.fade((0, "#fff6de", 0.95), (1, "#fff0cc", 0), round_=True))
        for k, (tone, lift) in enumerate(((mix(SAGE, SKY, 0.5), 0.4), (mix(FERN, HAZE, 0.45), 0.28))):
            ridge = [(x - 40 + i * w / 5, y + h * (1 - lift) - c.rng.uniform(0, 0.13) * h) for i in range(7)]
            c.path(smooth(ridge) + f" L{x + w + 90},{y + h + 40} L{x - 90},{y + h + 40} Z", tone, light=10 + 4 * k)
        if view == "town":
            town(c, x - 20, y + h * 0.9, w + 30, h * 0.15, HAZE, 0.35)
        c.rect(x, y + h * 0.88, w, h * 0.14, mix(FERN, HAZE, 0.2))
        for _ in range(int(w / 120)):
            tree(
                c,
                x + c.rng.uniform(0, 1) * w,
                y + h * c.rng.uniform(0.93, 1.02),
                h * c.rng.uniform(0.2, 0.34),
                mix(FERN, SAGE, c.rng.uniform(0, 0.7)),
            )
        c.path(
            poly((x + w * 0.1, y), (x + w * 0.32, y), (x + w * 0.02, y + h), (x - w * 0.2, y + h)), PAPER, opacity=0.16
        )
    for i in range(1, panes):
        c.rect(x + w * i / panes - 5, y, 10, h, frame, light=4)
    c.rect(x, y + h * 0.3, w, 9, frame, light=4)
    c.rect(x - 34, y + h + 10, w + 68, 22, mix(frame, SAND, 0.5), r=4, light=8)


def beam(c: Canvas, *points: Point, strength: float = 0.2) -> None:
    """Sunlight lying on wall or floor."""
    c.add(f'<path d="{poly(*points)}" fill="#fff1cf" opacity="{strength}" filter="{c.soften(8)}"/>')


def shadow(c: Canvas, x: float, y: float, r: float, *, strength: float = 0.28) -> None:
    """What someone standing at (x, y) throws, away from the light."""
    c.add(
        f'<ellipse cx="{x + r * 0.75:.1f}" cy="{y + r * 0.06:.1f}" rx="{r * 1.35:.1f}" ry="{r * 0.16:.1f}" fill="#1b2140" opacity="{strength}" filter="{c.soften(max(3, r * 0.06))}"/>'
    )


def table(
    c: Canvas,
    x: float,
    y: float,
    w: float,
    *,
    deep: float = 90,
    top: str = WOOD,
    legs: float = 260,
    front: bool = False,
) -> None:
    """A table seen a little from above; (x, y) is the back left corner of its top. `front` closes it to the ground."""
    if front:
        c.rect(x + 30, y + deep, w - 60, c.height - y - deep + 40, mix(top, BARK, 0.55), light=16)
        for i in range(1, 4):
            at = x + 30 + (w - 60) * i / 4
            c.line([(at, y + deep + 24), (at, c.height)], mix(BARK, INK, 0.3), 4, opacity=0.5, curved=False)
        for i in range(4):
            c.rect(x + 30 + (w - 60) * (i + 0.5) / 4 - 34, y + deep + 62, 68, 11, mix(top, PAPER, 0.25), r=5, light=3)
        legs = 0
    for lx in (x + 40, x + w - 70):
        if legs:
            c.rect(lx, y + deep, 30, legs, mix(top, BARK, 0.6), light=6)
    c.path(
        poly((x + 26, y), (x + w - 26, y), (x + w, y + deep), (x, y + deep)),
        c.fade((0, mix(top, PAPER, 0.3), 1), (1, top, 1), along=(0, 0, 1, 0.3)),
    )
    c.rect(x, y + deep, w, 24, mix(top, BARK, 0.35), r=4, light=6)
    for _ in range(5):
        a, b = x + c.rng.uniform(0.1, 0.5) * w, y + c.rng.uniform(0.15, 0.9) * deep
        c.line([(a, b), (a + w * c.rng.uniform(0.1, 0.35), b + 2)], BARK, 2, opacity=0.16)


def mug(c: Canvas, x: float, y: float, s: float, colour: str = BRICK, *, steam: bool = True) -> None:
    """A mug of height `s`."""
    c.disc(x + s * 0.45, y - s * 0.02, s * 0.62, INK, ry=s * 0.12, opacity=0.2)
    c.add(
        f'<path d="M{x + s * 0.36},{y - s * 0.75} C{x + s * 0.78},{y - s * 0.8} {x + s * 0.78},{y - s * 0.25} {x + s * 0.36},{y - s * 0.25}" fill="none" stroke="{mix(colour, INK, 0.2)}" stroke-width="{s * 0.12}"/>'
    )
    c.path(
        f"M{x - s * 0.4},{y - s * 0.95} L{x + s * 0.4},{y - s * 0.95} L{x + s * 0.36},{y - s * 0.12} C{x + s * 0.3},{y + s * 0.02} {x - s * 0.3},{y + s * 0.02} {x - s * 0.36},{y - s * 0.12} Z",
        colour,
        light=s * 0.16,
    )
    c.disc(x, y - s * 0.95, s * 0.4, mix(colour, PAPER, 0.25), ry=s * 0.1)
    c.disc(x, y - s * 0.94, s * 0.33, "#4b2e22", ry=s * 0.075)
    if steam:
        for k in (-0.12, 0.12):
            c.line(
                [
                    (x + k * s, y - s * 1.15),
                    (x + (k + 0.12) * s, y - s * 1.4),
                    (x + (k - 0.08) * s, y - s * 1.65),
                    (x + (k + 0.08) * s, y - s * 1.95),
                ],
                PAPER,
                s * 0.07,
                opacity=0.5,
            )


def laptop(c: Canvas, x: float, y: float, s: float, *, back: bool = True, mirror: bool = False) -> None:
    """A laptop of width `s`; seen from behind, or its screen."""
    place = placing(x, y, s, mirror=mirror)
    c.disc(x + s * 0.1, y + s * 0.02, s * 0.62, INK, ry=s * 0.07, opacity=0.22)
    if back:
        c.path(
            bend(
                "M-0.46,-0.03 L-0.42,-0.62 C-0.42,-0.65 -0.4,-0.66 -0.37,-0.66 L0.41,-0.66 C0.44,-0.66 0.45,-0.65 0.45,-0.62 L0.5,-0.03 Z",
                place,
            ),
            STEEL,
            light=s * 0.05,
        )
        cx, cy = place(0.02, -0.34)
        c.disc(cx, cy, s * 0.045, PAPER, opacity=0.7)
        c.path(bend("M-0.5,-0.03 L0.54,-0.03 L0.54,0.01 L-0.5,0.01 Z", place), mix(STEEL, INK, 0.35))
    else:
        c.path(bend("M-0.42,-0.64 L0.38,-0.7 L0.46,-0.08 L-0.4,-0.03 Z", place), mix(STEEL, INK, 0.6), light=s * 0.03)
        c.path(bend("M-0.38,-0.6 L0.35,-0.655 L0.42,-0.11 L-0.36,-0.07 Z", place), mix(SKY, PAPER, 0.5))
        for i, (w, col) in enumerate(((0.4, NAVY), (0.55, SAGE), (0.3, BRICK), (0.48, SAGE))):
            yy = -0.5 + i * 0.1
            c.path(
                bend(f"M-0.3,{yy} L{-0.3 + w},{yy - 0.03} L{-0.3 + w},{yy + 0.01} L-0.3,{yy + 0.04} Z", place),
                col,
                opacity=0.75,
            )
        c.path(bend("M-0.4,-0.03 L0.46,-0.08 L0.66,0.1 L-0.42,0.17 Z", place), STEEL, light=s * 0.03)
        c.path(bend("M-0.3,0.0 L0.42,-0.04 L0.5,0.05 L-0.31,0.1 Z", place), mix(STEEL, INK, 0.35))


def sheet(
    c: Canvas, x: float, y: float, w: float, h: float, *, turn: float = 0, lines: int = 4, colour: str = PAPER
) -> None:
    """A sheet of paper lying on a table."""
    place = placing(x, y, 1, turn=turn)
    c.path(
        bend(
            f"M{-w / 2 + 8},{-h / 2 + 8} L{w / 2 + 8},{-h / 2 + 8} L{w / 2 + 20},{h / 2 + 8} L{-w / 2 - 4},{h / 2 + 8} Z",
            place,
        ),
        INK,
        opacity=0.14,
    )
    c.path(
        bend(f"M{-w / 2},{-h / 2} L{w / 2},{-h / 2} L{w / 2 + w * 0.06},{h / 2} L{-w / 2 - w * 0.06},{h / 2} Z", place),
        colour,
    )
    for i in range(lines):
        yy = -h * 0.3 + i * h * 0.6 / max(1, lines - 1)
        c.line(
            [place(-w * 0.38, yy), place(w * (0.38 if i % 3 != 2 else 0.1), yy)],
            NAVY,
            max(2, h * 0.03),
            opacity=0.4,
            curved=False,
        )


def plant(c: Canvas, x: float, y: float, h: float, *, pot: str = CLAY, leaf: str = FERN, leaves: int = 9) -> None:
    """A pot plant of height `h`."""
    c.disc(x + h * 0.2, y, h * 0.3, INK, ry=h * 0.04, opacity=0.2)
    for i in range(leaves):
        a = math.radians(-160 + 140 * i / (leaves - 1) + c.rng.uniform(-8, 8))
        r = h * c.rng.uniform(0.5, 0.72) * (0.75 + 0.35 * abs(math.sin(a)))
        bx, by = x, y - h * 0.3
        tx, ty = bx + r * math.cos(a), by + r * math.sin(a)
        nx, ny = -math.sin(a) * r * 0.2, math.cos(a) * r * 0.2
        c.path(
            f"M{bx:.1f},{by:.1f} Q{(bx + tx) / 2 + nx:.1f},{(by + ty) / 2 + ny:.1f} {tx:.1f},{ty:.1f} Q{(bx + tx) / 2 - nx:.1f},{(by + ty) / 2 - ny:.1f} {bx:.1f},{by:.1f} Z",
            mix(leaf, MOSS, c.rng.uniform(0, 0.8)),
            light=h * 0.03,
        )
    c.path(
        f"M{x - h * 0.17},{y - h * 0.34} L{x + h * 0.17},{y - h * 0.34} L{x + h * 0.13},{y} L{x - h * 0.13},{y} Z",
        pot,
        light=h * 0.06,
    )
    c.rect(x - h * 0.19, y - h * 0.37, h * 0.38, h * 0.07, mix(pot, PAPER, 0.15), r=3, light=h * 0.02)


def lamp(c: Canvas, x: float, drop: float, s: float, colour: str = NAVY) -> None:
    """A pendant lamp hanging from the top edge."""
    c.line([(x, 0), (x, drop)], INK, 4, curved=False)
    c.disc(x, drop + s * 0.62, s * 1.5, c.fade((0, "#ffe9b8", 0.55), (1, "#ffe9b8", 0), round_=True))
    c.disc(x, drop + s * 0.55, s * 0.17, "#fff5d8")
    c.path(
        f"M{x - s * 0.08},{drop} L{x + s * 0.08},{drop} C{x + s * 0.2},{drop + s * 0.12} {x + s * 0.5},{drop + s * 0.2} {x + s * 0.56},{drop + s * 0.55} L{x - s * 0.56},{drop + s * 0.55} C{x - s * 0.5},{drop + s * 0.2} {x - s * 0.2},{drop + s * 0.12} {x - s * 0.08},{drop} Z",
        colour,
        light=s * 0.14,
    )


def shelf(c: Canvas, x: float, y: float, w: float, levels: int = 3, gap: float = 130, wood: str = WOOD) -> None:
    """Boards with books, boxes and pots; (x, y) is the left end of the lowest board."""
    for k in range(levels):
        yy = y - k * gap
        at = x + 12
        while at < x + w - 50:
            match c.rng.randrange(5):
                case 0 | 1 | 2:
                    for _ in range(c.rng.randrange(3, 6)):
                        bw, bh = c.rng.uniform(12, 24), gap * c.rng.uniform(0.48, 0.72)
                        if at + bw > x + w - 12:
                            break
                        c.rect(
                            at,
                            yy - bh,
                            bw,
                            bh,
                            c.rng.choice([NAVY, BRICK, SAND, FERN, PLUM, HONEY, CREAM, CLAY, STEEL]),
                            r=2,
                            light=4,
                        )
                        at += bw + 1
                case 3:
                    bw = min(gap * 0.75, x + w - 16 - at)
                    c.rect(at, yy - gap * 0.45, bw, gap * 0.45, mix(SAND, BARK, 0.25), r=3, light=9)
                    c.rect(at + bw * 0.3, yy - gap * 0.3, bw * 0.4, gap * 0.12, PAPER, r=2)
                    at += bw
                case _:
                    plant(c, at + 34, yy, gap * 0.62, leaves=7, pot=c.rng.choice([CLAY, CREAM, NAVY]))
                    at += 70
            at += c.rng.uniform(14, 40)
        c.rect(x, yy, w, 13, wood, r=2, light=5)


def pegboard(c: Canvas, x: float, y: float, w: float, h: float, colour: str = MOSS) -> None:
    """A board of hand tools, with its top left corner at (x, y)."""
    c.rect(x, y, w, h, colour, r=10, light=10)
    dots = [
        f'<circle cx="{x + 20 + i * 28:.0f}" cy="{y + 20 + k * 28:.0f}" r="2.5" fill="{INK}"/>'
        for i in range(int((w - 20) / 28))
        for k in range(int((h - 20) / 28))
    ]
    c.group(dots, opacity=0.3)
    at = x + 44
    kinds = [0, 1, 2, 3, 1, 0, 2, 3, 0, 1]
    for kind in kinds:
        if at > x + w - 50:
            break
        ty, long = y + h * 0.2, h * c.rng.uniform(0.42, 0.6)
        parts = []
        if kind == 0:  # hammer
            parts = [(box(at - 7, ty, 14, long), WOOD), (box(at - 34, ty - 8, 68, 24), STEEL)]
        elif kind == 1:  # spanner
            parts = [
                (box(at - 8, ty + 10, 16, long - 10), STEEL),
                (
                    f"M{at - 24},{ty - 6} L{at - 10},{ty + 8} L{at + 10},{ty + 8} L{at + 24},{ty - 6} L{at + 20},{ty + 24} L{at},{ty + 38} L{at - 20},{ty + 24} Z",
                    STEEL,
                ),
            ]
        elif kind == 2:  # screwdriver
            parts = [
                (box(at - 4, ty + long * 0.4, 8, long * 0.6), STEEL),
                (
                    f"M{at - 13},{ty} L{at + 13},{ty} L{at + 11},{ty + long * 0.42} L{at - 11},{ty + long * 0.42} Z",
                    BRICK,
                ),
            ]
        else:  # square
            parts = [(box(at - 30, ty, 13, long), STEEL), (box(at - 30, ty + long - 13, 66, 13), HONEY)]
        c.group([f'<path d="{d}" fill="{f}"/>' for d, f in parts], light=5)
        at += 86


def mill(c: Canvas, x: float, y: float, h: float, colour: str = FERN) -> None:
    """A milling machine of height `h`, standing at (x, y)."""
    shadow(c, x, y, h * 0.34)
    p = placing(x, y, h)
    dark = mix(colour, INK, 0.35)
    c.group([f'<path d="{bend("M-0.36,0 L0.34,0 L0.3,-0.1 L-0.3,-0.1 Z", p)}" fill="{dark}"/>'], light=h * 0.03)
    c.group(
        [
            f'<path d="{bend("M0.02,-0.1 L0.28,-0.1 L0.26,-0.98 C0.26,-1.02 0.06,-1.02 0.04,-0.98 Z", p)}" fill="{colour}"/>'
        ],
        light=h * 0.05,
    )
    c.group(
        [f'<path d="{bend("M-0.3,-0.36 L0.06,-0.36 L0.06,-0.1 L-0.18,-0.1 Z", p)}" fill="{mix(colour, PAPER, 0.1)}"/>'],
        light=h * 0.04,
    )
    c.group(
        [f'<path d="{bend("M-0.46,-0.43 L0.12,-0.43 L0.12,-0.36 L-0.46,-0.36 Z", p)}" fill="{STEEL}"/>'], light=h * 0.02
    )
    c.group(
        [
            f'<path d="{bend("M-0.3,-0.98 L0.14,-0.98 L0.14,-0.76 L-0.3,-0.72 Z", p)}" fill="{mix(colour, PAPER, 0.12)}"/>'
        ],
        light=h * 0.05,
    )
    c.group(
        [
            f'<path d="{bend("M-0.25,-0.73 L-0.11,-0.735 L-0.13,-0.58 L-0.15,-0.58 L-0.16,-0.5 L-0.2,-0.5 L-0.21,-0.58 L-0.23,-0.58 Z", p)}" fill="{mix(STEEL, PAPER, 0.3)}"/>'
        ],
        light=h * 0.02,
    )
    c.group(
        [f'<path d="{bend("M-0.3,-0.5 L-0.04,-0.5 L-0.04,-0.43 L-0.3,-0.43 Z", p)}" fill="{mix(STEEL, INK, 0.3)}"/>'],
        light=h * 0.015,
    )
    for u, v, r in ((0.15, -0.6, 0.05), (-0.52, -0.395, 0.055)):
        cx, cy = p(u, v)
        c.disc(cx, cy, r * h, BRICK if u > 0 else STEEL, light=h * 0.015)
        c.disc(cx, cy, r * h * 0.3, INK)


def rover(c: Canvas, x: float, y: float, s: float, colour: str = CLAY, *, mirror: bool = False) -> None:
    """A small field robot of width `s`, its wheels on `y`."""
    p = placing(x, y, s, mirror=mirror)
    shadow(c, x, y, s * 0.45)
    for u in (-0.3, 0.34):
        cx, cy = p(u, -0.15)
        c.disc(cx, cy, s * 0.17, "#2c333a", light=s * 0.04)
        c.disc(cx, cy, s * 0.08, HONEY, light=s * 0.02)
        spokes = [p(u + 0.15 * math.cos(a), -0.15 + 0.15 * math.sin(a)) for a in (k * math.pi / 5 for k in range(10))]
        for q in spokes:
            c.disc(*q, s * 0.018, "#2c333a")
    c.path(
        bend(
            "M-0.46,-0.24 L-0.4,-0.46 C-0.38,-0.5 -0.34,-0.52 -0.3,-0.52 L0.34,-0.5 C0.42,-0.49 0.5,-0.4 0.52,-0.24 Z",
            p,
        ),
        colour,
        light=s * 0.06,
    )
    c.path(bend("M-0.44,-0.3 L0.51,-0.3 L0.52,-0.24 L-0.46,-0.24 Z", p), mix(colour, INK, 0.3))
    c.path(bend("M-0.2,-0.52 L-0.16,-0.72 L0.16,-0.72 L0.22,-0.51 Z", p), CREAM, light=s * 0.04)
    c.path(bend("M-0.1,-0.56 L-0.08,-0.68 L0.1,-0.68 L0.13,-0.56 Z", p), DEEP)
    c.path(bend("M-0.02,-0.72 L0.02,-0.72 L0.02,-0.9 L-0.02,-0.9 Z", p), STEEL)
    cx, cy = p(0, -0.92)
    c.disc(cx, cy, s * 0.045, BRICK, light=s * 0.015)
    cx, cy = p(0.44, -0.37)
    c.disc(cx, cy, s * 0.035, "#fff3cf")


def greenhouse(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """A vaulted greenhouse, plants showing through the film."""
    skin = f"M{x},{y} L{x},{y - h * 0.5} C{x + w * 0.02},{y - h * 1.05} {x + w * 0.98},{y - h * 1.05} {x + w},{y - h * 0.5} L{x + w},{y} Z"
    c.path(skin, mix(MIST, PAPER, 0.35))
    with c.inside(skin):
        for i in range(14):
            c.path(
                blob(c.rng, x + w * (i + 0.5) / 14, y - h * 0.1, w / 18, h * 0.26, rough=0.2),
                mix(FERN, MIST, 0.3),
                opacity=0.8,
            )
        c.path(
            poly((x + w * 0.1, y - h), (x + w * 0.36, y - h), (x + w * 0.2, y), (x - w * 0.06, y)), PAPER, opacity=0.35
        )
    for i in range(1, 6):
        gx = x + w * i / 6
        c.line([(gx, y), (gx, y - h * 0.86)], PAPER, 4, opacity=0.8, curved=False)
    c.line([(x, y - h * 0.5), (x + w, y - h * 0.5)], PAPER, 5, opacity=0.8, curved=False)
    c.add(f'<path d="{skin}" fill="none" stroke="{mix(STEEL, PAPER, 0.2)}" stroke-width="6"/>')


def gear(c: Canvas, x: float, y: float, r: float, colour: str = STEEL, teeth: int = 12, *, light: float = 0) -> None:
    """A gear wheel lying towards us."""
    ring = []
    for i in range(teeth):
        for off, far in ((-0.3, 0.84), (-0.18, 1), (0.18, 1), (0.3, 0.84)):
            a = 2 * math.pi * (i + off) / teeth
            ring.append((x + r * far * math.cos(a), y + r * far * math.sin(a)))
    c.path(poly(*ring), colour, light=light or r * 0.16)
    c.disc(x, y, r * 0.5, mix(colour, INK, 0.16), light=r * 0.08)
    c.disc(x, y, r * 0.2, mix(colour, INK, 0.6))


def drone(c: Canvas, x: float, y: float, s: float) -> None:
    """A prototype on four arms, standing at (x, y)."""
    c.disc(x + s * 0.12, y, s * 0.55, INK, ry=s * 0.06, opacity=0.2)
    for u in (-0.5, 0.5):
        c.line([(x, y - s * 0.24), (x + u * s, y - s * 0.3)], DEEP, s * 0.05, curved=False)
        c.rect(x + u * s - s * 0.035, y - s * 0.4, s * 0.07, s * 0.14, STEEL, r=3, light=s * 0.02)
        c.disc(x + u * s, y - s * 0.41, s * 0.26, mix(SKY, PAPER, 0.4), ry=s * 0.022, opacity=0.85)
        c.line([(x + u * s * 0.4, y - s * 0.2), (x + u * s * 0.5, y)], INK, s * 0.03, curved=False)
    c.path(
        f"M{x - s * 0.24},{y - s * 0.18} C{x - s * 0.26},{y - s * 0.4} {x + s * 0.26},{y - s * 0.4} {x + s * 0.24},{y - s * 0.18} C{x + s * 0.16},{y - s * 0.1} {x - s * 0.16},{y - s * 0.1} {x - s * 0.24},{y - s * 0.18} Z",
        BRICK,
        light=s * 0.06,
    )
    c.disc(x + s * 0.08, y - s * 0.18, s * 0.055, INK)


def robot_arm(c: Canvas, x: float, y: float, s: float, colour: str = HONEY) -> None:
    """A bench-top robot arm of height `s`."""
    c.disc(x + s * 0.12, y, s * 0.3, INK, ry=s * 0.05, opacity=0.22)
    c.path(
        poly((x - s * 0.2, y), (x + s * 0.2, y), (x + s * 0.14, y - s * 0.16), (x - s * 0.14, y - s * 0.16)),
        DEEP,
        light=s * 0.04,
    )
    joints = [(x, y - s * 0.2), (x - s * 0.16, y - s * 0.66), (x + s * 0.34, y - s * 0.92), (x + s * 0.5, y - s * 0.62)]
    c.path(limb(joints, [s * 0.1, s * 0.075, s * 0.06, s * 0.04]), colour, light=s * 0.05)
    for q in joints[:3]:
        c.disc(*q, s * 0.045, DEEP)
    gx, gy = joints[3]
    for u in (-1, 1):
        c.line([(gx, gy), (gx + u * s * 0.06, gy + s * 0.08), (gx + u * s * 0.03, gy + s * 0.15)], DEEP, s * 0.035)


def whiteboard(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """A whiteboard with a drawing of a linkage and a curve."""
    c.rect(x - 14, y - 14, w + 28, h + 28, mix(STEEL, PAPER, 0.2), r=10, light=9)
    c.rect(x, y, w, h, c.fade((0, PAPER, 1), (1, mix(PAPER, MIST, 0.55), 1), along=(0, 0, 1, 1)), r=4)
    ox, oy = x + w * 0.1, y + h * 0.82
    c.line([(ox, y + h * 0.2), (ox, oy), (x + w * 0.42, oy)], NAVY, 5, curved=False)
    c.line(
        [
            (ox + 4, oy - 14),
            (ox + w * 0.1, oy - h * 0.12),
            (ox + w * 0.18, oy - h * 0.42),
            (ox + w * 0.31, oy - h * 0.52),
        ],
        BRICK,
        7,
    )
    c.line([(ox + 4, oy - 8), (ox + w * 0.14, oy - h * 0.2), (ox + w * 0.31, oy - h * 0.26)], MOSS, 5)
    for u, v, r in ((0.6, 0.42, 0.13), (0.76, 0.6, 0.09)):
        c.add(f'<circle cx="{x + w * u}" cy="{y + h * v}" r="{h * r}" fill="none" stroke="{NAVY}" stroke-width="5"/>')
        c.disc(x + w * u, y + h * v, 7, NAVY)
    c.line(
        [(x + w * 0.6, y + h * 0.42), (x + w * 0.76, y + h * 0.6), (x + w * 0.9, y + h * 0.44)], BRICK, 5, curved=False
    )
    for i, wide in enumerate((0.3, 0.22, 0.27)):
        c.line(
            [(x + w * 0.56, y + h * (0.1 + i * 0.06)), (x + w * (0.56 + wide), y + h * (0.1 + i * 0.06))],
            STEEL,
            5,
            opacity=0.8,
        )
    c.rect(x + w * 0.1, y + h + 14, w * 0.3, 10, STEEL, r=3, light=3)


def crate(c: Canvas, x: float, y: float, w: float, h: float, colour: str = WOOD) -> None:
    """A slatted crate standing on `y`."""
    c.rect(x, y - h, w, h, mix(colour, INK, 0.45))
    for i in range(3):
        c.rect(x - 4, y - h + i * h / 3 + 3, w + 8, h / 3 - 8, mix(colour, SAND, 0.2), r=3, light=6)


def petals(c: Canvas, count: int, colour: str = BLUSH, size: float = 9) -> None:
    """Petals in the air."""
    bits = []
    for _ in range(count):
        x, y, r, a = (
            c.rng.uniform(0, c.width),
            c.rng.uniform(0, c.height * 0.95),
            c.rng.uniform(0.5, 1) * size,
            c.rng.uniform(0, 180),
        )
        bits.append(
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r:.1f}" ry="{r * 0.5:.1f}" fill="{mix(colour, PAPER, c.rng.uniform(0, 0.6))}" transform="rotate({a:.0f} {x:.0f} {y:.0f})"/>'
        )
    c.group(bits, opacity=0.9)
