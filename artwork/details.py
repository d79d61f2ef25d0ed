# ruff: noqa: E501  a curve is one long string: broken in two it can no longer be pasted into a drawing program
"""The smaller pictures: two details for each interview, and one emblem for each kind of event.

Knows compositions only. `FIGURES` and `EVENTS` say which function draws which file.
"""

from __future__ import annotations

import math
from collections.abc import Callable

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
    bend,
    mix,
    placing,
    smooth,
)  # fmt: skip
from artwork.people import (
    AMAMIYA,
    COLLEAGUE,
    ELDER,
    IWAKI,
    KUGIMIYA,
    KURAMOTO,
    MINASE,
    TODA,
    YOUNG_WOMAN,
    Pose,
    draw,
    wearing,
)
from artwork.places import (
    beam,
    box,
    cloud,
    crate,
    drone,
    factory,
    gear,
    grass,
    greenhouse,
    hills,
    house,
    lamp,
    laptop,
    mug,
    pegboard,
    petals,
    plant,
    poly,
    poplar,
    robot_arm,
    room,
    rover,
    rows,
    shadow,
    sheet,
    shelf,
    sky,
    table,
    town,
    tree,
    window,
)  # fmt: skip

Paint = Callable[[Canvas], None]


def _board(c: Canvas, horizon: float, wood: str = WOOD) -> None:
    """A table top filling the lower part of the picture."""
    c.rect(0, horizon, c.width, c.height - horizon, c.fade((0, mix(wood, PAPER, 0.3), 1), (1, mix(wood, BARK, 0.2), 1)))
    for i in range(7):
        y = horizon + 30 + (c.height - horizon) * (i / 7) ** 1.4
        c.line(
            [(-10, y), (c.width * 0.5, y + c.rng.uniform(-8, 8)), (c.width + 10, y + c.rng.uniform(-5, 5))],
            BARK,
            3,
            opacity=0.13,
        )


def _notebook(c: Canvas, x: float, y: float, w: float) -> None:
    """An open notebook with a sketch, lying at (x, y)."""
    p = placing(x, y, w)
    c.path(bend("M-0.52,0.06 L0.56,0.06 L0.66,0.44 L-0.58,0.44 Z", p), INK, opacity=0.18)
    c.path(bend("M-0.5,0 L0,0.02 L0,0.4 L-0.58,0.38 Z", p), mix(PAPER, SAND, 0.12), light=w * 0.02)
    c.path(bend("M0,0.02 L0.5,0 L0.58,0.38 L0,0.4 Z", p), PAPER, light=w * 0.02)
    for i in range(5):
        yy = 0.07 + i * 0.058
        c.line(
            [p(-0.44 - i * 0.01, yy), p(-0.08 - (0.12 if i == 4 else 0), yy + 0.008)],
            NAVY,
            5,
            opacity=0.4,
            curved=False,
        )
    ring = [p(0.22 + 0.1 * math.cos(a), 0.2 + 0.075 * math.sin(a)) for a in (k * math.pi / 6 for k in range(12))]
    c.add(f'<path d="{smooth(ring, closed=True)}" fill="none" stroke="{NAVY}" stroke-width="6"/>')
    c.line([p(0.22, 0.2), p(0.42, 0.11)], BRICK, 6)
    c.line([p(0.36, 0.3), p(0.44, 0.22), p(0.5, 0.26)], BRICK, 6)
    c.line([p(0.62, 0.3), p(0.74, 0.06)], HONEY, 17, curved=False)
    c.line([p(0.607, 0.327), p(0.62, 0.3)], INK, 8, curved=False)


def why_1(c: Canvas) -> None:
    """Two mugs and an open notebook by a window."""
    c.rect(0, 0, 1600, 1067, mix(HAZE, SAND, 0.5))
    window(c, 140, -60, 1180, 560, panes=2)
    plant(c, 1450, 640, 470, pot=CREAM)
    _board(c, 590)
    beam(c, (300, 590), (900, 590), (1330, 1067), (420, 1067), strength=0.3)
    _notebook(c, 830, 660, 560)
    mug(c, 350, 860, 230, NAVY)
    mug(c, 1330, 980, 250, BRICK)


def why_2(c: Canvas) -> None:
    """Postcards on a wall, tied by one thread."""
    c.rect(0, 0, 1600, 1067, c.fade((0, mix(SAND, PAPER, 0.3), 1), (1, mix(SAND, CLAY, 0.22), 1), along=(0, 0, 1, 1)))
    c.path(poly((0, 0), (420, 0), (1180, 1067), (330, 1067)), PAPER, opacity=0.25)
    pins = []
    spots = (
        (230, 260, -6, 0),
        (640, 210, 4, 1),
        (1090, 300, -3, 2),
        (1400, 210, 7, 3),
        (380, 650, 5, 4),
        (850, 690, -5, 5),
        (1290, 720, 4, 6),
    )
    for x, y, turn, kind in spots:
        p = placing(x, y, 1, turn=turn)
        c.path(bend("M-152,-100 L188,-100 L188,136 L-152,136 Z", p), INK, opacity=0.16)
        c.path(bend("M-170,-118 L170,-118 L170,118 L-170,118 Z", p), PAPER, light=10)
        inner = bend("M-154,-102 L154,-102 L154,102 L-154,102 Z", p)
        with c.inside(inner):
            top = (SKY, BLUSH, HONEY, SKY, MIST, PLUM, HAZE)[kind]
            c.rect(x - 220, y - 180, 440, 360, c.fade((0, top, 1), (1, HAZE, 1)))
            c.disc(x - 60, y - 30, 34, PAPER)
            for k, tone in enumerate(
                ((FERN, SAGE), (NAVY, STEEL), (BRICK, CLAY), (MOSS, FERN), (PLUM, STEEL), (DEEP, NAVY), (CLAY, SAND))[
                    kind
                ]
            ):
                ridge = [(x - 230 + i * 92, y + 70 - k * -26 - c.rng.uniform(0, 60) + k * 16) for i in range(6)]
                c.path(
                    smooth(ridge) + f" L{x + 260},{y + 200} L{x - 260},{y + 200} Z",
                    mix(tone, HAZE, 0.35 - 0.25 * k),
                    light=12,
                )
            if kind in {0, 3, 6}:
                tree(c, x + 80, y + 95, 130, FERN)
            if kind in {1, 4}:
                house(c, x + 20, y + 92, 90, 54, CREAM, BRICK)
            if kind == 2:
                factory(c, x - 20, y + 98, 190, 60, CREAM)
        pins.append(p(0, -92))
    c.line([pins[i] for i in (0, 4, 1, 5, 2, 6, 3)], BRICK, 6)
    for px, py in pins:
        c.disc(px + 8, py + 10, 15, INK, opacity=0.25)
        c.disc(px, py, 16, NAVY, light=5)


def back_1(c: Canvas) -> None:
    """A name card on its ribbon, keys, and petals on a desk."""
    c.rect(0, 0, 1600, 1067, c.fade((0, mix(MIST, PAPER, 0.3), 1), (1, mix(SAND, HAZE, 0.5), 1)))
    window(c, 780, -260, 940, 600, panes=2)
    _board(c, 440, mix(WOOD, SAND, 0.35))
    beam(c, (500, 440), (1100, 440), (1000, 1067), (80, 1067), strength=0.3)
    c.line([(884, 545), (640, 440), (400, 480), (210, 600), (270, 830), (520, 880), (700, 640), (884, 545)], NAVY, 38)
    c.line(
        [(884, 545), (640, 440), (400, 480), (210, 600), (270, 830), (520, 880), (700, 640), (884, 545)],
        mix(NAVY, PAPER, 0.3),
        5,
    )
    p = placing(910, 700, 1, turn=-9)
    c.path(bend("M-220,-160 L290,-160 L290,190 L-220,190 Z", p), INK, opacity=0.18)
    c.path(
        bend(
            "M-250,-180 C-250,-195 -240,-200 -230,-200 L230,-200 C245,-200 250,-195 250,-180 L250,160 C250,172 245,180 230,180 L-230,180 C-245,180 -250,172 -250,160 Z",
            p,
        ),
        PAPER,
        light=14,
    )
    c.path(
        bend(
            "M-250,-180 C-250,-195 -240,-200 -230,-200 L230,-200 C245,-200 250,-195 250,-180 L250,-120 L-250,-120 Z", p
        ),
        BRICK,
    )
    c.path(bend("M-30,-172 L30,-172 L30,-148 L-30,-148 Z", p), mix(BRICK, INK, 0.5))
    with c.inside(bend("M-220,-90 L-50,-90 L-50,140 L-220,140 Z", p)):
        x, y = p(-135, 20)
        c.rect(x - 200, y - 220, 400, 440, SKY)
        draw(c, MINASE, x, y + 40, 98, Pose(tilt=-9, lean=-9))
    for i, w in enumerate((210, 150, 180)):
        c.line(
            [p(-10, -50 + i * 62), p(-10 + w, -50 + i * 62)],
            NAVY,
            17 if i == 0 else 10,
            opacity=0.75 if i == 0 else 0.4,
            curved=False,
        )
    kx, ky = 1330, 860
    c.add(f'<circle cx="{kx}" cy="{ky}" r="62" fill="none" stroke="{STEEL}" stroke-width="11"/>')
    for a in (20, 62):
        q = placing(kx, ky, 1, turn=a)
        c.path(
            bend(
                "M50,-34 L110,-34 L110,-10 L260,-10 L260,26 L236,26 L236,10 L214,10 L214,24 L192,24 L192,10 L110,10 L110,34 L50,34 Z",
                q,
            ),
            HONEY if a == 20 else STEEL,
            light=7,
        )
    plant(c, 1440, 560, 330, pot=BRICK)
    petals(c, 46, BLUSH, 17)


def back_2(c: Canvas) -> None:
    """She sits at her desk again; a colleague shows her a drawing."""
    room(c, 860, mix(MIST, HAZE, 0.5))
    window(c, 90, 90, 760, 500, panes=2)
    shelf(c, 1120, 400, 420, levels=2, gap=150)
    beam(c, (700, 120), (1000, 100), (1600, 800), (1200, 860), strength=0.22)
    minase = wearing(MINASE, clothes="cardigan", colour=mix(NAVY, FERN, 0.4), scarf="")
    draw(c, COLLEAGUE, 1090, 420, 148, Pose(mirror=True, far=(20, 70), tilt=8, lean=-6), "body")
    draw(c, minase, 560, 520, 162, Pose(far=(28, 82), tilt=4), "body")
    table(c, 150, 790, 1300, deep=130, front=True)
    sheet(c, 880, 858, 290, 82, turn=-3, colour=mix(SKY, PAPER, 0.55), lines=5)
    draw(c, COLLEAGUE, 1090, 420, 148, Pose(mirror=True, near=(2, 30), far=(20, 70), lean=-6), "arms")
    draw(c, minase, 560, 520, 162, Pose(near=(14, 66), far=(28, 82)), "arms")
    mug(c, 1200, 890, 84, BRICK)
    plant(c, 1340, 880, 170)


def team_1(c: Canvas) -> None:
    """A prototype on the bench, with drawings and tools."""
    c.rect(0, 0, 1600, 1067, mix(MIST, SAND, 0.5))
    pegboard(c, 160, 40, 1280, 420, mix(MOSS, STEEL, 0.2))
    _board(c, 560, mix(WOOD, SAND, 0.3))
    beam(c, (0, 560), (620, 560), (1100, 1067), (0, 1067), strength=0.3)
    sheet(c, 520, 820, 620, 260, turn=-6, colour=mix(SKY, PAPER, 0.55), lines=6)
    drone(c, 820, 820, 520)
    gear(c, 330, 940, 70, HONEY, 14)
    gear(c, 444, 976, 46, STEEL)
    laptop(c, 1360, 800, 420, back=False, mirror=True)
    c.line([(1080, 960), (1250, 900)], BRICK, 26, curved=False)
    c.line([(1250, 900), (1360, 862)], STEEL, 11, curved=False)


def team_2(c: Canvas) -> None:
    """Two people before a wall of notes."""
    room(c, 930, mix(SAND, HAZE, 0.6))
    c.rect(180, 80, 1240, 620, mix(SAND, WOOD, 0.25), r=8, light=14)
    for i in range(7):
        for k in range(3):
            if (i * 5 + k * 3) % 7 in {2, 6}:
                continue
            x, y, turn = 260 + i * 172, 190 + k * 190, c.rng.uniform(-6, 6)
            p = placing(x, y, 1, turn=turn)
            tone = c.rng.choice([HONEY, BLUSH, mix(SAGE, PAPER, 0.3), mix(SKY, PAPER, 0.3), CREAM])
            c.path(bend("M-56,-56 L66,-56 L66,72 L-56,72 Z", p), INK, opacity=0.14)
            c.path(bend("M-64,-64 L64,-64 L64,64 L-64,64 Z", p), tone, light=8)
            for j in range(c.rng.randrange(1, 4)):
                c.line(
                    [p(-42, -28 + j * 28), p(c.rng.uniform(0, 42), -28 + j * 28)], NAVY, 6, opacity=0.5, curved=False
                )
    c.line([(330, 250), (540, 330), (720, 250), (900, 380), (1130, 300)], BRICK, 6)
    beam(c, (0, 60), (240, 40), (900, 930), (420, 930), strength=0.24)
    draw(c, TODA, 480, 470, 158, Pose(legs=((-5, -2), (5, 2)), near=(-6, 8), far=(58, 150), tilt=-3))
    draw(c, COLLEAGUE, 1190, 480, 154, Pose(mirror=True, legs=((-5, -2), (5, 2)), near=(-6, 8), far=(14, 136), tilt=2))


def founding_1(c: Canvas) -> None:
    """Gear wheels and a drawing on the workbench, under the lamp."""
    c.rect(0, 0, 1600, 1067, c.fade((0, mix(NAVY, PLUM, 0.3), 1), (1, mix(PLUM, CLAY, 0.4), 1)))
    shelf(c, 80, 420, 560, levels=2, gap=190)
    c.disc(1060, 420, 620, c.fade((0, "#ffe2a8", 0.75), (1, "#ffe2a8", 0), round_=True))
    _board(c, 600, mix(WOOD, BARK, 0.2))
    c.disc(1000, 820, 760, c.fade((0, "#ffe9b8", 0.6), (1, "#ffe9b8", 0), round_=True), ry=330)
    lamp(c, 1060, 150, 300, BRICK)
    sheet(c, 500, 850, 560, 230, turn=-5, colour=mix(SKY, PAPER, 0.6), lines=6)
    gear(c, 980, 770, 180, STEEL, 16)
    gear(c, 1236, 890, 116, HONEY, 12)
    gear(c, 772, 920, 70, CLAY, 10)
    c.line([(1080, 1010), (1420, 960)], STEEL, 24, curved=False)
    c.path(poly((1080, 940), (1110, 936), (1112, 1050), (1086, 1052)), STEEL, light=6)
    c.path(poly((1250, 900), (1282, 898), (1288, 1024), (1258, 1026)), mix(STEEL, INK, 0.2), light=6)


def founding_2(c: Canvas) -> None:
    """The workshop from the street in the evening, its owner in the door."""
    sky(c, mix(NAVY, PLUM, 0.35), mix(CLAY, HAZE, 0.5), height=900)
    for _ in range(26):
        c.disc(c.rng.uniform(0, 1600), c.rng.uniform(0, 360), c.rng.uniform(1.5, 3.4), PAPER, opacity=0.7)
    hills(c, 560, 90, mix(PLUM, NAVY, 0.35), bumps=3)
    town(c, -20, 780, 460, 130, mix(PLUM, NAVY, 0.4), 0.6)
    town(c, 1240, 780, 460, 130, mix(PLUM, NAVY, 0.4), 0.6)
    c.rect(0, 770, 1600, 300, c.fade((0, mix(PLUM, SAND, 0.4), 1), (1, mix(NAVY, PLUM, 0.5), 1)))
    c.rect(380, 330, 840, 470, mix(SAND, PLUM, 0.25), light=22)
    c.path(poly((340, 340), (470, 190), (1130, 190), (1260, 340)), mix(NAVY, INK, 0.2), light=20)
    c.rect(620, 232, 360, 76, CREAM, r=8, light=9)
    gear(c, 670, 270, 26, BRICK)
    for i, w in enumerate((190, 120)):
        c.line([(720, 256 + i * 30), (720 + w, 256 + i * 30)], NAVY, 11, opacity=0.8, curved=False)
    c.rect(450, 420, 440, 380, c.fade((0, "#ffdf9c", 1), (1, HONEY, 1)))
    with c.inside(box(450, 420, 440, 380)):
        shelf(c, 470, 540, 180, levels=1, gap=110)
        c.rect(470, 690, 200, 16, BARK)
        gear(c, 540, 660, 32, STEEL)
        c.rect(760, 560, 110, 240, FERN, light=14)
        c.rect(690, 600, 110, 60, mix(FERN, PAPER, 0.1), light=9)
    for k in range(3):
        c.rect(444, 414 + k * 20, 452, 17, mix(STEEL, PLUM, 0.3), light=3)
    c.rect(970, 470, 170, 150, "#ffdf9c", r=4)
    c.rect(970, 540, 170, 9, mix(SAND, PLUM, 0.3))
    c.rect(1051, 470, 9, 150, mix(SAND, PLUM, 0.3))
    beam(c, (450, 800), (890, 800), (1090, 1067), (300, 1067), strength=0.42)
    crate(c, 1010, 800, 120, 80)
    plant(c, 1190, 806, 150, pot=BRICK)
    shadow(c, 770, 926, 76)
    draw(c, AMAMIYA, 770, 486, 72, Pose(mirror=True, legs=((-6, -2), (6, 2)), near=(-8, 6), far=(12, 44), tilt=2))


def farms_1(c: Canvas) -> None:
    """The field robot between rows of seedlings."""
    sky(c, mix(SKY, NAVY, 0.1), HAZE, sun=(300, 200), height=480, radius=52)
    cloud(c, 900, 140, 380)
    hills(c, 380, 90, mix(SKY, PLUM, 0.28), bumps=3, fade_to=HAZE)
    hills(c, 430, 50, mix(SAGE, SKY, 0.4), bumps=4, fade_to=HAZE)
    for x, h in ((1180, 90), (1215, 120), (1250, 84)):
        poplar(c, x, 470, h, mix(MOSS, HAZE, 0.3))
    rows(c, 462, (760, 462), FERN, mix(BARK, SAND, 0.3), spread=5000)
    greenhouse(c, 1010, 560, 640, 190)
    rover(c, 700, 920, 620, CLAY)
    grass(c, 1480, 1080, 160, 150, MOSS, 36)


def farms_2(c: Canvas) -> None:
    """In the greenhouse: two people over a tray of seedlings."""
    c.rect(0, 0, 1600, 1067, c.fade((0, mix(SKY, PAPER, 0.55), 1), (1, mix(SAGE, PAPER, 0.5), 1)))
    c.disc(260, 120, 620, c.fade((0, "#fff4d8", 1), (1, "#fff4d8", 0), round_=True))
    for k in range(5):
        y = 90.0 + k * 26
        c.add(
            f'<path d="M{-40 + k * 120},1067 L{-40 + k * 120},{430 + k * 10} C{k * 120},{y - 190} {1600 - k * 120},{y - 190} {1640 - k * 120},{430 + k * 10} L{1640 - k * 120},1067" fill="none" stroke="{PAPER}" stroke-width="{16 - k * 2}" opacity="{0.95 - k * 0.1}"/>'
        )
    for side in (0, 1):
        for i in reversed(range(60)):
            t = i / 59
            x, y, r = 20 + t * 560 + c.rng.uniform(-30, 30), 760 - t * 90 + c.rng.uniform(-60, 40), 74 - t * 44
            for lean in (-70, -35, 0, 35, 70):
                leaf = placing(1600 - x if side else x, y, r, turn=lean + c.rng.uniform(-12, 12))
                c.path(
                    bend("M0,0.1 C0.3,-0.2 0.28,-0.75 0,-1 C-0.28,-0.75 -0.3,-0.2 0,0.1 Z", leaf),
                    mix(mix(FERN, MOSS, c.rng.uniform(0, 0.5)), SAGE, t * 0.8),
                    light=5,
                )
    draw(c, IWAKI, 520, 460, 150, Pose(far=(24, 74), tilt=6, lean=2), "body")
    draw(c, ELDER, 1090, 470, 146, Pose(mirror=True, far=(22, 82), tilt=6, lean=-2), "body")
    table(c, 180, 800, 1240, deep=130, top=mix(STEEL, SAND, 0.55), front=True)
    for i in range(6):
        x, y = 660 + (i % 3) * 110, 836 + (i // 3) * 62
        c.rect(x - 46, y - 24, 92, 48, mix(BARK, INK, 0.15), r=8, light=7)
        for a in (-50, -15, 25, 60):
            c.path(
                bend(
                    "M0,0.1 C0.26,-0.2 0.26,-0.75 0,-1 C-0.26,-0.75 -0.26,-0.2 0,0.1 Z", placing(x, y - 18, 46, turn=a)
                ),
                mix(FERN, SAGE, c.rng.uniform(0, 0.5)),
                light=4,
            )
    draw(c, IWAKI, 520, 460, 150, Pose(near=(12, 62), far=(24, 74), lean=2), "arms")
    draw(c, ELDER, 1090, 470, 146, Pose(mirror=True, near=(10, 60), far=(22, 82), lean=-2), "arms")


def mentoring_1(c: Canvas) -> None:
    """A notebook with a mechanism in it, and the gear wheels it became."""
    c.rect(0, 0, 1600, 1067, mix(HAZE, MIST, 0.4))
    window(c, -200, -120, 840, 520, panes=2)
    shelf(c, 980, 330, 560, levels=2, gap=170)
    _board(c, 500, mix(WOOD, SAND, 0.25))
    beam(c, (60, 500), (600, 500), (1200, 1067), (360, 1067), strength=0.3)
    _notebook(c, 640, 600, 780)
    gear(c, 1290, 760, 130, HONEY, 14)
    gear(c, 1424, 930, 84, STEEL, 11)
    mug(c, 190, 820, 190, BRICK)
    c.add(
        f'<circle cx="300" cy="960" r="44" fill="#ffffff" fill-opacity="0.25" stroke="{INK}" stroke-width="9"/><circle cx="420" cy="946" r="44" fill="#ffffff" fill-opacity="0.25" stroke="{INK}" stroke-width="9"/><path d="M344,952 Q360,936 376,948 M462,934 L560,900" stroke="{INK}" stroke-width="9" fill="none" stroke-linecap="round"/>'
    )


def mentoring_2(c: Canvas) -> None:
    """She watches a young engineer adjust a small robot arm."""
    room(c, 860, mix(MIST, HAZE, 0.45))
    window(c, 560, 90, 620, 460, panes=2)
    pegboard(c, 60, 150, 420, 260, mix(NAVY, STEEL, 0.3))
    shelf(c, 1270, 480, 300, levels=3, gap=140)
    beam(c, (1000, 110), (1240, 100), (1600, 700), (1500, 860), strength=0.22)
    draw(c, KUGIMIYA, 1130, 450, 158, Pose(mirror=True, far=(6, 70), tilt=7, lean=-2), "body")
    draw(c, YOUNG_WOMAN, 400, 470, 156, Pose(far=(38, 84), tilt=6, lean=3), "body")
    table(c, 120, 800, 1360, deep=140, top=mix(WOOD, SAND, 0.25), front=True)
    robot_arm(c, 760, 900, 270, HONEY)
    gear(c, 1250, 880, 44, STEEL)
    sheet(c, 1000, 880, 230, 80, turn=-3)
    draw(c, KUGIMIYA, 1130, 450, 158, Pose(mirror=True, near=(2, 34), far=(6, 70), lean=-2), "arms")
    draw(c, YOUNG_WOMAN, 400, 470, 156, Pose(near=(16, 64), far=(38, 84), lean=3), "arms")


def co_creation(c: Canvas) -> None:
    """Wheels of many sizes that turn each other, over hills."""
    sky(c, mix(SKY, PAPER, 0.2), HAZE, sun=(300, 240), radius=64)
    hills(c, 700, 90, mix(SAGE, SKY, 0.35), bumps=4, fade_to=HAZE)
    hills(c, 800, 60, FERN, bumps=5)
    for x, y, r, tone, teeth in (
        (620, 440, 210, NAVY, 18),
        (928, 560, 128, BRICK, 12),
        (1120, 380, 142, HONEY, 13),
        (1345, 540, 150, mix(FERN, NAVY, 0.2), 14),
        (400, 660, 96, CLAY, 10),
    ):
        c.disc(x + r * 0.16, y + r * 0.14, r, INK, opacity=0.14)
        gear(c, x, y, r, tone, teeth)
    with c.inside("M515,440 A105,105 0 1 0 725,440 A105,105 0 1 0 515,440 Z"):
        c.rect(500, 320, 240, 240, c.fade((0, SKY, 1), (1, HAZE, 1)))
        c.disc(580, 400, 22, PAPER)
        c.path("M500,500 C560,440 640,470 740,430 L740,560 L500,560 Z", FERN, light=8)
        tree(c, 660, 530, 84, MOSS)
    with c.inside("M1274,540 A71,71 0 1 0 1416,540 A71,71 0 1 0 1274,540 Z"):
        c.rect(1260, 460, 170, 170, c.fade((0, HONEY, 1), (1, HAZE, 1)))
        factory(c, 1290, 600, 150, 50, CREAM)


def ideathon(c: Canvas) -> None:
    """Notes rising from a table like birds at dusk."""
    sky(c, mix(NAVY, PLUM, 0.45), mix(CLAY, HAZE, 0.55), height=900)
    c.disc(800, 640, 620, c.fade((0, "#ffe2a8", 0.75), (1, "#ffe2a8", 0), round_=True))
    hills(c, 690, 60, mix(PLUM, NAVY, 0.3), bumps=4)
    for i in range(30):
        t = i / 29
        a = -1.2 + 2.4 * ((i * 7) % 30) / 29
        x, y = 800 + math.sin(a) * (120 + 620 * t), 690 - 600 * t * math.cos(a * 0.7) + c.rng.uniform(-30, 30)
        p = placing(
            x,
            y,
            22 + 34 * (1 - t * 0.4) * c.rng.uniform(0.8, 1.15),
            turn=math.degrees(a) * 0.7 + c.rng.uniform(-14, 14),
        )
        tone = c.rng.choice([HONEY, BLUSH, CREAM, mix(SKY, PAPER, 0.3), mix(SAGE, PAPER, 0.2), BRICK, CLAY])
        c.path(bend("M-1,-1 L1,-1 L1,0.6 C0.6,0.7 0.7,0.9 0.55,1 L-1,1 Z", p), tone, light=6)
        c.line([p(-0.6, -0.3), p(0.5, -0.3)], NAVY, 4, opacity=0.45, curved=False)
        c.line([p(-0.6, 0.15), p(0.1, 0.15)], NAVY, 4, opacity=0.45, curved=False)
    table(c, 340, 720, 920, deep=110, top=mix(WOOD, BARK, 0.1), front=True)
    for x, r in ((560, 40), (1060, 34)):
        mug(c, x, 800, r * 2, BRICK if x < 800 else NAVY)


def study_session(c: Canvas) -> None:
    """An open book whose pages are hills."""
    c.rect(0, 0, 1600, 900, c.fade((0, mix(MIST, PAPER, 0.25), 1), (1, HAZE, 1)))
    c.disc(420, 220, 480, c.fade((0, "#fff4d8", 1), (1, "#fff4d8", 0), round_=True))
    c.disc(430, 210, 58, PAPER)
    cloud(c, 980, 180, 330)
    c.path(
        "M230,690 C420,610 640,620 800,700 C960,620 1180,610 1370,690 L1440,800 C1200,740 980,750 800,830 C620,750 400,740 160,800 Z",
        INK,
        opacity=0.2,
    )
    for side in (1, -1):
        p = placing(800, 640, 1, mirror=side < 0)
        c.path(bend("M0,120 C170,40 400,40 620,100 L560,-20 C380,-70 150,-60 0,20 Z", p), PAPER, light=12)
        for k, tone in enumerate((mix(SAGE, SKY, 0.5), mix(FERN, SAGE, 0.5), FERN, MOSS)):
            up = 250 - k * 66
            c.path(
                bend(
                    f"M0,{20 - up * 0.35} C110,{-60 - up * 0.7} 240,{-30 - up * 0.2} 330,{-40 - up * 0.55} C420,{-60 - up * 0.6} 500,{-30 - up * 0.3} 560,-20 C380,-70 150,-60 0,20 Z",
                    p,
                ),
                tone if side > 0 else mix(tone, (NAVY, BRICK)[k % 2], 0.16),
                light=14,
            )
    for x, y, h in ((520, 560, 130), (600, 575, 90), (1030, 560, 150), (1130, 570, 100), (960, 590, 80)):
        tree(c, x, y, h, FERN)
    house(c, 1190, 570, 90, 52, CREAM, BRICK)
    house(c, 400, 580, 80, 48, CREAM, NAVY)
    c.path("M780,640 C790,720 786,800 800,838 C814,800 810,720 820,640 Z", BRICK, light=6)


def career_talk(c: Canvas) -> None:
    """Paths that part, cross and meet again."""
    sky(c, SKY, mix(HAZE, BLUSH, 0.2), sun=(1180, 210), radius=66)
    cloud(c, 260, 170, 360)
    hills(c, 420, 110, mix(SKY, PLUM, 0.25), bumps=3, fade_to=HAZE)
    hills(c, 500, 70, mix(SAGE, SKY, 0.35), bumps=4, fade_to=mix(SAGE, HAZE, 0.5))
    c.path(
        "M-20,560 C400,500 900,540 1620,520 L1620,920 L-20,920 Z",
        c.fade((0, mix(SAGE, HAZE, 0.3), 1), (1, FERN, 1)),
        light=14,
    )
    for pts, tone in (
        (((820, 920), (780, 800), (420, 740), (360, 640), (640, 590), (980, 570), (1180, 520)), SAND),
        (((800, 920), (860, 800), (1240, 750), (1320, 660), (1130, 610), (1120, 560), (1180, 520)), CREAM),
        (((810, 920), (820, 780), (700, 690), (860, 620), (760, 570), (560, 540)), mix(SAND, CLAY, 0.35)),
    ):
        for w, shade_ in ((62, mix(tone, BARK, 0.35)), (52, tone)):
            c.line(list(pts), shade_, w * 0.62)
    for x, y, h, k in ((240, 700, 190, FERN), (1460, 720, 240, MOSS), (130, 860, 320, FERN), (1000, 690, 120, SAGE)):
        tree(c, x, y, h, k)
    for x, y, tone in ((360, 640, BRICK), (1320, 660, NAVY), (560, 540, HONEY), (1180, 520, BRICK)):
        c.line([(x, y), (x, y - 96)], BARK, 7, curved=False)
        c.path(
            f"M{x},{y - 96} C{x + 26},{y - 108} {x + 44},{y - 84} {x + 76},{y - 94} L{x + 72},{y - 48} C{x + 44},{y - 40} {x + 26},{y - 62} {x},{y - 50} Z",
            tone,
            light=8,
        )


def meetup(c: Canvas) -> None:
    """Lanterns over long tables on a summer evening."""
    sky(c, mix(NAVY, PLUM, 0.25), mix(CLAY, BLUSH, 0.4), height=900)
    hills(c, 560, 90, mix(PLUM, NAVY, 0.4), bumps=3)
    town(c, -20, 660, 1660, 84, mix(PLUM, NAVY, 0.4), 0.62)
    c.rect(0, 650, 1600, 260, c.fade((0, mix(MOSS, PLUM, 0.35), 1), (1, mix(MOSS, NAVY, 0.5), 1)))
    for row, (sag, y0) in enumerate(((170, 60), (150, 190))):
        pts = [(x, y0 + sag * (1 - ((x - 800) / 900) ** 2)) for x in range(-60, 1700, 110)]
        c.line(pts, INK, 4)
        for i, (x, y) in enumerate(pts):
            r = 34 if row == 0 else 25
            if (i + row) % 2:
                continue
            tone = (HONEY, BRICK, CREAM, CLAY)[(i // 2 + row) % 4]
            c.disc(x, y + r * 1.5, r * 3.6, c.fade((0, "#ffe2a8", 0.6), (1, "#ffe2a8", 0), round_=True))
            c.disc(x, y + r * 1.4, r, tone, ry=r * 1.2, light=8)
            c.rect(x - r * 0.4, y + r * 0.1, r * 0.8, r * 0.24, INK)
            c.rect(x - r * 0.4, y + r * 2.5, r * 0.8, r * 0.22, INK)
    for x, who, mirror in (
        (250, TODA, False),
        (560, KUGIMIYA, True),
        (830, MINASE, False),
        (1125, KURAMOTO, True),
        (1380, AMAMIYA, True),
    ):
        draw(
            c,
            who,
            x,
            560,
            66,
            Pose(mirror=mirror, legs=((-5, -2), (5, 2)), near=(-4, 20), far=(14, 122), tilt=3),
            "all",
        )
    table(c, 90, 770, 1420, deep=80, top=CREAM, front=True)
    for i in range(9):
        x = 190 + i * 152
        if i % 3 == 1:
            plant(c, x, 820, 74, leaves=7, pot=CLAY)
        else:
            mug(c, x, 830, 46, (NAVY, BRICK, FERN)[i % 3], steam=False)


FIGURES: dict[str, Paint] = {
    "why-we-stay-connected-1": why_1, "why-we-stay-connected-2": why_2,
    "coming-back-after-five-years-1": back_1, "coming-back-after-five-years-2": back_2,
    "same-team-as-a-contractor-1": team_1, "same-team-as-a-contractor-2": team_2,
    "founding-a-company-1": founding_1, "founding-a-company-2": founding_2,
    "from-cars-to-farms-1": farms_1, "from-cars-to-farms-2": farms_2,
    "mentoring-young-engineers-1": mentoring_1, "mentoring-young-engineers-2": mentoring_2,
}  # fmt: skip
EVENTS: dict[str, Paint] = {
    "co-creation": co_creation, "ideathon": ideathon, "study-session": study_session, "career-talk": career_talk, "meetup": meetup,
}  # fmt: skip
