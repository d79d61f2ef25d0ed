"""The people of the sample, one portrait each: the same persons as in the scenes, each before a place of theirs."""

from __future__ import annotations

from collections.abc import Callable

from artwork.canvas import (
    BARK,
    BLUSH,
    CLAY,
    CREAM,
    FERN,
    HAZE,
    MIST,
    MOSS,
    NAVY,
    PAPER,
    PLUM,
    SAGE,
    SAND,
    SKY,
    STEEL,
    Canvas,
    mix,
)  # fmt: skip
from artwork.people import PEOPLE, Pose, draw
from artwork.places import (
    box,
    factory,
    greenhouse,
    hills,
    mill,
    pegboard,
    plant,
    shelf,
    sky,
    town,
    tree,
    whiteboard,
    window,
)


def _office(c: Canvas) -> None:
    c.rect(0, 0, 800, 800, mix(HAZE, SAND, 0.5))
    window(c, -180, 90, 600, 520, panes=3)
    plant(c, 700, 830, 420, pot=CREAM)


def _study(c: Canvas) -> None:
    c.rect(0, 0, 800, 800, mix(MIST, SAND, 0.4))
    shelf(c, 430, 480, 420, levels=3, gap=150)
    c.path("M0,0 L190,0 L460,800 L0,800 Z", PAPER, opacity=0.28)


def _works(c: Canvas) -> None:
    sky(c, SKY, mix(HAZE, BLUSH, 0.4), sun=(140, 150), radius=52)
    hills(c, 470, 60, mix(SAGE, SKY, 0.4), bumps=3, fade_to=HAZE)
    factory(c, 380, 640, 560, 170, mix(CREAM, HAZE, 0.4))
    c.rect(0, 630, 800, 200, mix(SAGE, HAZE, 0.3))
    tree(c, 120, 780, 460, BLUSH, blossoms=True)


def _bench(c: Canvas) -> None:
    c.rect(0, 0, 800, 800, mix(SAND, MIST, 0.5))
    pegboard(c, 60, 120, 700, 330, mix(MOSS, STEEL, 0.25))
    c.path("M0,0 L240,0 L520,800 L60,800 Z", PAPER, opacity=0.16)


def _shop(c: Canvas) -> None:
    c.rect(0, 0, 800, 800, mix(SAND, CLAY, 0.18))
    mill(c, 690, 800, 640, FERN)
    c.rect(-20, 110, 250, 600, CREAM, light=8)
    with c.inside(box(-20, 130, 228, 580)):
        c.rect(-20, 130, 230, 600, c.fade((0, SKY, 1), (0.8, HAZE, 1)))
        town(c, -40, 690, 330, 120, HAZE, 0.3)


def _field(c: Canvas) -> None:
    sky(c, mix(SKY, NAVY, 0.1), HAZE, sun=(150, 190), radius=50)
    hills(c, 440, 80, mix(SKY, PLUM, 0.28), bumps=2, fade_to=HAZE)
    hills(c, 510, 40, mix(SAGE, SKY, 0.4), bumps=3, fade_to=HAZE)
    c.rect(0, 560, 800, 260, c.fade((0, mix(FERN, HAZE, 0.4), 1), (1, FERN, 1)))
    for i in range(9):
        c.line(
            [(400 + (i - 4) * 24, 562), (400 + (i - 4) * 190, 800)], mix(MOSS, BARK, 0.2), 12, opacity=0.4, curved=False
        )
    greenhouse(c, 470, 600, 420, 150)


def _board(c: Canvas) -> None:
    c.rect(0, 0, 800, 800, mix(MIST, HAZE, 0.4))
    whiteboard(c, 40, 90, 880, 420)
    c.path("M0,0 L200,0 L470,800 L0,800 Z", PAPER, opacity=0.22)


_PLACES: dict[str, tuple[Callable[[Canvas], None], Pose]] = {
    "sasaki-haruka": (_office, Pose(tilt=2)),
    "kuramoto-shin": (_study, Pose(mirror=True, tilt=-2)),
    "minase-kaori": (_works, Pose(tilt=-3)),
    "toda-ryosuke": (_bench, Pose(mirror=True, tilt=-2)),
    "amamiya-chihiro": (_shop, Pose(tilt=1)),
    "iwaki-tetsuya": (_field, Pose(mirror=True, tilt=2)),
    "kugimiya-naoko": (_board, Pose(tilt=2)),
}


def _portrait(slug: str) -> Callable[[Canvas], None]:
    def paint(c: Canvas) -> None:
        place, pose = _PLACES[slug]
        place(c)
        c.disc(400, 380, 520, c.fade((0, PAPER, 0.34), (1, PAPER, 0), round_=True))
        draw(c, PEOPLE[slug], 400, 560, 290, pose)

    return paint


PORTRAITS = {slug: _portrait(slug) for slug in _PLACES}
