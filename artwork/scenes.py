# ruff: noqa: E501  a curve is one long string: broken in two it can no longer be pasted into a drawing program
"""The large pictures: the home page's and one for each interview.

Knows compositions only. Each function draws one picture on the canvas it gets and is named by where it goes.
"""

from __future__ import annotations

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
    mix,
)  # fmt: skip
from artwork.people import (
    AMAMIYA,
    COLLEAGUE,
    ELDER,
    IWAKI,
    KUGIMIYA,
    KURAMOTO,
    MINASE,
    NEIGHBOUR,
    SASAKI,
    TODA,
    YOUNG_MAN,
    YOUNG_WOMAN,
    Pose,
    draw,
)  # fmt: skip
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
    lamp,
    laptop,
    mill,
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
    whiteboard,
    window,
)  # fmt: skip

__all__ = [
    "coming_back_after_five_years", "founding_a_company", "from_cars_to_farms", "home", "mentoring_young_engineers",
    "same_team_as_a_contractor", "why_we_stay_connected",
]  # fmt: skip

STAND = ((-6, -2), (6, 2))
STROLL = ((-16, -24), (20, 6))


def home(c: Canvas) -> None:
    """People of several ages meet where a workshop opens onto fields and a town."""
    sky(c, mix(SKY, NAVY, 0.18), HAZE, sun=(430, 330), height=640, radius=58)
    cloud(c, 820, 170, 420)
    cloud(c, 90, 130, 330, opacity=0.5)
    cloud(c, 1330, 250, 300, opacity=0.45)
    hills(c, 520, 120, mix(SKY, PLUM, 0.28), bumps=4, fade_to=HAZE)
    hills(c, 580, 90, mix(SAGE, SKY, 0.45), bumps=5, fade_to=mix(SAGE, HAZE, 0.5))
    town(c, 380, 655, 900, 62, HAZE, 0.4)
    for x, h in ((330, 120), (365, 150), (1010, 110), (1290, 130)):
        poplar(c, x, 670, h, mix(MOSS, HAZE, 0.3))
    hills(c, 680, 26, mix(FERN, HAZE, 0.25), bumps=6, light=12)
    c.path(
        "M-20,800 C300,690 700,720 1100,760 L2020,800 L2020,1140 L-20,1140 Z",
        c.fade((0, mix(SAGE, HAZE, 0.3), 1), (1, FERN, 1)),
        light=20,
    )
    for i in range(9):
        c.line(
            [(-40 + i * 70, 1000 - i * 26), (150 + i * 66, 830 - i * 12), (360 + i * 52, 742)],
            mix(MOSS, FERN, 0.4),
            9 - i * 0.5,
            opacity=0.45,
        )
    c.path(
        "M560,742 C640,770 560,840 500,920 C440,1000 500,1080 560,1140 L1240,1140 C1060,1040 860,960 800,880 C740,800 700,760 610,742 Z",
        c.fade((0, HAZE, 1), (1, SAND, 1)),
    )
    tree(c, 110, 880, 420, FERN)
    tree(c, 290, 800, 190, SAGE)
    rover(c, 215, 990, 200)
    # the workshop
    c.path(
        poly((1180, 930), (2000, 930), (2000, 1125), (1010, 1125)),
        c.fade((0, mix(SAND, PAPER, 0.2), 1), (1, mix(WOOD, SAND, 0.4), 1)),
    )
    c.rect(1560, 300, 440, 640, mix(SAND, CLAY, 0.18), light=10)
    pegboard(c, 1620, 470, 360, 220)
    shelf(c, 1625, 440, 360, levels=1, gap=110)
    c.rect(1240, 300, 34, 660, mix(WOOD, BARK, 0.3), light=9)
    c.path(poly((1120, 330), (1240, 170), (2000, 110), (2000, 300), (1180, 330)), NAVY, light=24)
    for i in range(10):
        c.line([(1165 + i * 88, 322 - i * 2), (1270 + i * 82, 170 - i * 6)], DEEP, 4, opacity=0.5, curved=False)
    c.path(poly((1120, 330), (2000, 296), (2000, 322), (1124, 352)), DEEP)
    c.line([(1450, 330), (1450, 380)], INK, 4, curved=False)
    c.disc(1450, 440, 120, c.fade((0, "#ffe9b8", 0.6), (1, "#ffe9b8", 0), round_=True))
    c.path("M1442,376 L1458,376 C1470,392 1502,400 1506,432 L1394,432 C1398,400 1430,392 1442,376 Z", BRICK, light=10)
    mill(c, 1870, 950, 330)
    beam(c, (1180, 940), (1500, 935), (1330, 1125), (980, 1125), strength=0.35)
    for who, x, y, size, pose in (
        (NEIGHBOUR, 742, 590, 54, Pose(legs=STAND, near=(-10, 6), far=(24, 146))),
        (YOUNG_MAN, 985, 586, 58, Pose(mirror=True, legs=STAND, near=(-8, 6), far=(10, 34), tilt=3)),
        (MINASE, 610, 640, 68, Pose(legs=STROLL, near=(-24, 6), far=(26, 40))),
    ):
        shadow(c, x, y + size * 6.0, size)
        draw(c, who, x, y, size, pose)
    table(c, 1600, 800, 330, deep=60, legs=150, top=mix(WOOD, SAND, 0.2))
    robot_arm(c, 1700, 838, 130)
    gear(c, 1830, 820, 26, HONEY)
    for who, x, y, size, pose in (
        (IWAKI, 420, 640, 78, Pose(mirror=True, legs=STAND, near=(-8, 8), far=(6, 24), tilt=5)),
        (KURAMOTO, 1160, 610, 78, Pose(legs=STAND, near=(-8, 4), far=(8, 34), tilt=2)),
        (KUGIMIYA, 1390, 626, 75, Pose(mirror=True, legs=STAND, near=(-4, 14), far=(14, 134), tilt=4)),
        (AMAMIYA, 1545, 640, 80, Pose(mirror=True, legs=STAND, near=(-8, 8), far=(10, 30), tilt=2)),
        (TODA, 1775, 650, 84, Pose(mirror=True, legs=STAND, near=(-8, 10), far=(12, 136), tilt=2)),
        (SASAKI, 850, 640, 84, Pose(legs=STROLL, near=(-22, 4), far=(42, 158), tilt=2)),
    ):
        shadow(c, x, y + size * 6.0, size)
        draw(c, who, x, y, size, pose)
    grass(c, 120, 1135, 170, 120, MOSS, 34)
    grass(c, 420, 1135, 120, 60, FERN, 22)
    petals(c, 16, PAPER, 6)


def why_we_stay_connected(c: Canvas) -> None:
    """Two members of staff talk at a table by a window."""
    room(c, 880, mix(HAZE, SAND, 0.4))
    window(c, 330, 90, 1060, 520, panes=3)
    beam(c, (1180, 150), (1560, 110), (1920, 640), (1920, 880), (1500, 880), strength=0.26)
    shelf(c, 1550, 520, 330, levels=2, gap=150)
    c.rect(96, 180, 150, 200, NAVY, r=4, light=10)
    c.rect(112, 196, 118, 168, HAZE)
    c.path("M112,330 C150,270 190,300 230,250 L230,364 L112,364 Z", FERN)
    c.disc(160, 240, 20, BRICK)
    plant(c, 120, 960, 420, pot=CREAM)
    lamp(c, 960, 120, 150, BRICK)
    left, right = (
        Pose(near=(20, 66), far=(34, 100), tilt=4, lean=3, hem=2.0),
        Pose(mirror=True, near=(16, 62), far=(30, 128), tilt=6, lean=-3, hem=2.0),
    )
    draw(c, SASAKI, 600, 500, 165, left, "body")
    draw(c, KURAMOTO, 1320, 480, 172, right, "body")
    table(c, 250, 770, 1440, deep=130, front=True)
    sheet(c, 960, 832, 250, 70, turn=-3)
    mug(c, 1140, 876, 86, BRICK)
    mug(c, 790, 880, 86, NAVY)
    draw(c, SASAKI, 600, 500, 165, left, "arms")
    draw(c, KURAMOTO, 1320, 480, 172, right, "arms")
    plant(c, 1560, 860, 120, leaves=7)


def coming_back_after_five_years(c: Canvas) -> None:
    """A woman walks back in through the works gate in spring."""
    sky(c, SKY, mix(HAZE, BLUSH, 0.3), sun=(300, 190), height=720)
    cloud(c, 760, 150, 430)
    cloud(c, 1420, 230, 330, opacity=0.5)
    hills(c, 520, 110, mix(SKY, PLUM, 0.22), bumps=4, fade_to=HAZE)
    hills(c, 590, 60, mix(SAGE, SKY, 0.4), bumps=5, fade_to=HAZE)
    factory(c, 860, 700, 1010, 240, mix(CREAM, HAZE, 0.4), NAVY)
    c.rect(1700, 270, 46, 220, mix(BRICK, HAZE, 0.25), light=9)
    c.path("M-20,700 L1940,700 L1940,1090 L-20,1090 Z", c.fade((0, mix(SAGE, HAZE, 0.4), 1), (1, FERN, 1)))
    c.path(
        "M930,702 L1130,702 C1250,800 1500,960 1640,1100 L120,1100 C420,940 800,800 930,702 Z",
        c.fade((0, PAPER, 1), (1, SAND, 1)),
    )
    for x, y, h in ((760, 735, 330), (1420, 745, 350), (560, 770, 420)):
        tree(c, x, y, h, BLUSH, blossoms=True)
    draw(c, COLLEAGUE, 1225, 560, 44, Pose(mirror=True, legs=STAND, near=(-6, 4), far=(60, 150)))
    shadow(c, 1225, 826, 46)
    beam(c, (480, 1090), (900, 760), (1010, 760), (900, 1090), strength=0.3)
    # the gate
    for x, y, h, w in ((340, 930, 520, 120), (1560, 930, 520, 120)):
        shadow(c, x + w / 2, y, 110)
        c.rect(x, y - h, w, h, mix(BRICK, CLAY, 0.35), light=20)
        for k in range(13):
            for j in range(3):
                c.rect(
                    x + 6 + j * 38 - (k % 2) * 14 + (0 if j or not k % 2 else 14),
                    y - h + 14 + k * 38,
                    32 if j or not k % 2 else 18,
                    30,
                    mix(BRICK, CLAY, 0.2 + c.rng.uniform(0, 0.4)),
                    r=2,
                    opacity=0.8,
                )
        c.rect(x - 14, y - h - 26, w + 28, 34, CREAM, r=4, light=9)
        c.disc(x + w / 2, y - h - 66, 40, "#fff3d0", light=10)
    c.rect(362, 560, 76, 190, DEEP, r=6, light=6)
    for k in range(3):
        c.rect(386, 586 + k * 50, 28, 28, HAZE, r=14)
    for i in range(9):
        c.rect(1690 + i * 46, 560, 14, 370, NAVY, r=4, light=3)
    c.rect(1680, 590, 300, 14, NAVY)
    c.rect(1680, 860, 300, 14, NAVY)
    tree(c, 120, 1000, 640, mix(BLUSH, CLAY, 0.12), blossoms=True)
    shadow(c, 800, 976, 106)
    draw(c, MINASE, 800, 370, 104, Pose(legs=STROLL, near=(-24, 8), far=(30, 46), tilt=-3))
    # the bag over her shoulder
    c.path("M690,640 C688,618 792,612 796,634 L808,742 C776,760 706,762 680,746 Z", mix(BRICK, CLAY, 0.2), light=14)
    c.line([(704, 632), (738, 470), (800, 410)], mix(BRICK, INK, 0.2), 11)
    c.line([(784, 628), (776, 520), (800, 410)], mix(BRICK, INK, 0.2), 11)
    grass(c, 1700, 1090, 260, 120, MOSS, 46)
    grass(c, 200, 1090, 240, 80, FERN, 36)
    petals(c, 70, BLUSH, 11)


def same_team_as_a_contractor(c: Canvas) -> None:
    """A man shares a desk with a team: a laptop, drawings, prototypes."""
    room(c, 860, mix(MIST, SAND, 0.55))
    window(c, -60, 80, 470, 560, panes=2)
    beam(c, (420, 120), (640, 100), (1320, 860), (860, 860), strength=0.22)
    pegboard(c, 560, 120, 620, 250, mix(MOSS, STEEL, 0.2))
    shelf(c, 1350, 440, 480, levels=3, gap=140)
    lamp(c, 1180, 90, 130, NAVY)
    lamp(c, 700, 40, 130, NAVY)
    draw(c, COLLEAGUE, 1690, 450, 134, Pose(mirror=True, far=(16, 132), tilt=6), "body")
    draw(c, NEIGHBOUR, 400, 470, 138, Pose(far=(26, 78), tilt=4), "body")
    draw(c, YOUNG_WOMAN, 1270, 430, 140, Pose(mirror=True, near=(12, 52), far=(30, 70), tilt=7, lean=-4), "body")
    draw(c, TODA, 820, 460, 162, Pose(near=(10, 58), far=(34, 74), tilt=5, lean=2), "body")
    table(c, 120, 740, 1720, deep=170, top=mix(WOOD, SAND, 0.35), front=True)
    sheet(c, 1050, 830, 300, 96, turn=-4, colour=mix(SKY, PAPER, 0.6), lines=5)
    draw(c, YOUNG_WOMAN, 1270, 430, 140, Pose(mirror=True, near=(12, 52), far=(30, 70), lean=-4), "arms")
    draw(c, COLLEAGUE, 1690, 450, 134, Pose(mirror=True, near=(12, 60), far=(16, 132)), "arms")
    draw(c, NEIGHBOUR, 400, 470, 138, Pose(near=(16, 66), far=(26, 78)), "arms")
    draw(c, TODA, 820, 460, 162, Pose(near=(10, 58), far=(34, 74), lean=2), "arms")
    laptop(c, 700, 884, 330)
    drone(c, 1300, 880, 210)
    robot_arm(c, 1610, 850, 170)
    gear(c, 420, 868, 34, HONEY)
    gear(c, 480, 884, 24, STEEL)
    mug(c, 300, 880, 70, BRICK)
    plant(c, 1770, 860, 130, leaves=7)


def founding_a_company(c: Canvas) -> None:
    """A woman and her assistant in a small workshop with machines."""
    room(c, 850, mix(SAND, CLAY, 0.16), mix(STEEL, SAND, 0.6))
    # the open shutter and the street outside
    c.rect(70, 150, 620, 700, CREAM, light=8)
    with c.inside(box(94, 176, 572, 674)):
        c.rect(94, 176, 572, 674, c.fade((0, SKY, 1), (0.7, HAZE, 1)))
        c.disc(210, 330, 300, c.fade((0, "#fff6de", 1), (1, "#fff0cc", 0), round_=True))
        c.path("M60,620 C200,540 420,600 700,530 L700,900 L60,900 Z", mix(FERN, HAZE, 0.5), light=12)
        town(c, 80, 770, 600, 130, HAZE, 0.2)
        c.rect(94, 768, 572, 90, mix(SAND, HAZE, 0.5))
        tree(c, 560, 800, 260, FERN)
    for k in range(4):
        c.rect(84, 166 + k * 26, 592, 22, mix(STEEL, PAPER, 0.25), light=3)
    beam(c, (94, 850), (666, 850), (1180, 1080), (240, 1080), strength=0.4)
    shelf(c, 1440, 400, 420, levels=2, gap=140)
    pegboard(c, 820, 190, 480, 210, mix(NAVY, STEEL, 0.3))
    lamp(c, 1030, 60, 140, BRICK)
    lamp(c, 1560, 30, 140, BRICK)
    mill(c, 1640, 930, 620, FERN)
    draw(c, YOUNG_MAN, 1370, 455, 128, Pose(mirror=True, legs=STAND, far=(22, 88), tilt=5), "body")
    crate(c, 1130, 700, 220, 120)
    gear(c, 1180, 560, 38, STEEL)
    gear(c, 1250, 570, 28, HONEY)
    draw(c, YOUNG_MAN, 1370, 455, 128, Pose(mirror=True, near=(12, 76), far=(22, 88)), "arms")
    draw(c, AMAMIYA, 790, 450, 165, Pose(far=(32, 64), tilt=6, lean=2), "body")
    table(c, 420, 800, 860, deep=140, top=mix(WOOD, BARK, 0.15), front=True)
    gear(c, 1010, 826, 74, STEEL, 14)
    sheet(c, 690, 880, 260, 90, turn=-5, colour=mix(SKY, PAPER, 0.55), lines=5)
    c.rect(1130, 846, 110, 60, STEEL, r=4, light=8)
    c.rect(1150, 812, 26, 40, mix(STEEL, INK, 0.3), r=3, light=4)
    mug(c, 520, 904, 78, NAVY)
    draw(c, AMAMIYA, 790, 450, 165, Pose(near=(18, 68), far=(32, 64), lean=2), "arms")


def from_cars_to_farms(c: Canvas) -> None:
    """A man in a field with a small robot; a greenhouse behind."""
    sky(c, mix(SKY, NAVY, 0.12), HAZE, sun=(420, 250), height=600, radius=60)
    cloud(c, 900, 150, 460)
    cloud(c, 1500, 240, 300, opacity=0.45)
    hills(c, 440, 150, mix(SKY, PLUM, 0.3), bumps=3, fade_to=HAZE)
    hills(c, 500, 80, mix(SAGE, SKY, 0.4), bumps=5, fade_to=HAZE)
    town(c, 60, 556, 560, 44, HAZE, 0.5)
    for x, h in ((660, 90), (700, 120), (1840, 130)):
        poplar(c, x, 560, h, mix(MOSS, HAZE, 0.35))
    rows(c, 548, (640, 548), FERN, mix(BARK, SAND, 0.35))
    greenhouse(c, 1090, 640, 700, 230)
    draw(c, ELDER, 930, 480, 34, Pose(legs=STAND, near=(-10, 4), far=(24, 70)))
    tree(c, 130, 640, 260, FERN)
    rover(c, 640, 900, 430)
    shadow(c, 1290, 1110, 190)
    draw(c, IWAKI, 1290, 440, 150, Pose(mirror=True, legs=STAND, far=(4, 80), tilt=4), "body")
    who = Pose(mirror=True, near=(8, 86), far=(4, 80), tilt=4)
    hands = draw(c, IWAKI, 1290, 440, 150, who, "arms")
    hx, hy = hands["near"]
    c.path(poly((hx - 120, hy - 70), (hx + 40, hy - 96), (hx + 66, hy + 6), (hx - 96, hy + 34)), DEEP, light=10)
    c.path(poly((hx - 108, hy - 62), (hx + 32, hy - 86), (hx + 54, hy), (hx - 88, hy + 24)), mix(SKY, PAPER, 0.4))
    c.line([(hx - 78, hy - 4), (hx - 40, hy - 30), (hx - 4, hy - 26), (hx + 30, hy - 58)], MOSS, 6)
    grass(c, 1760, 1090, 220, 150, MOSS, 46)
    grass(c, 120, 1090, 200, 110, FERN, 40)


def mentoring_young_engineers(c: Canvas) -> None:
    """An older woman and two young engineers at a whiteboard and a bench."""
    room(c, 870, mix(MIST, HAZE, 0.5))
    window(c, -120, 100, 420, 540, panes=2)
    beam(c, (320, 140), (500, 110), (1080, 870), (640, 870), strength=0.24)
    whiteboard(c, 640, 110, 920, 470)
    shelf(c, 1660, 560, 260, levels=3, gap=140)
    plant(c, 1810, 980, 330, pot=NAVY)
    draw(c, KUGIMIYA, 510, 440, 158, Pose(far=(66, 158), tilt=-3), "body")
    hands = draw(c, KUGIMIYA, 510, 440, 158, Pose(near=None, far=(66, 158)), "arms")
    x, y = hands["far"]
    c.line([(x - 6, y + 20), (x + 24, y - 46)], BRICK, 12, curved=False)
    draw(c, YOUNG_WOMAN, 1100, 490, 146, Pose(mirror=True, far=(24, 92), tilt=-5), "body")
    draw(c, YOUNG_MAN, 1530, 470, 152, Pose(mirror=True, far=(12, 146), tilt=-3, lean=-2), "body")
    table(c, 250, 800, 1440, deep=150, top=mix(WOOD, SAND, 0.2), front=True)
    sheet(c, 900, 884, 250, 86, turn=-3, lines=4)
    gear(c, 1250, 862, 62, HONEY, 14)
    gear(c, 1346, 880, 40, STEEL, 10)
    robot_arm(c, 380, 900, 190, CLAY)
    mug(c, 700, 906, 76, BRICK)
    draw(c, KUGIMIYA, 510, 440, 158, Pose(near=(4, 40), far=None), "arms")
    draw(c, YOUNG_WOMAN, 1100, 490, 146, Pose(mirror=True, near=(8, 52), far=(24, 92)), "arms")
    draw(c, YOUNG_MAN, 1510, 470, 152, Pose(mirror=True, near=(10, 60), far=(12, 146), lean=-2), "arms")
