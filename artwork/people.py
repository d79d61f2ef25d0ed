# ruff: noqa: E501  a curve is one long string: broken in two it can no longer be pasted into a drawing program
"""How a person is built, and who the sample's people are.

Knows bodies, hair and clothes in head heights (1 = crown to chin), origin between the shoulders, facing right. Must not
know the places people stand in. No eyes, no mouth: posture, hair and clothes say who it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from artwork.canvas import (
    BARK,
    BRICK,
    CLAY,
    CREAM,
    DEEP,
    FERN,
    HONEY,
    INK,
    MOSS,
    NAVY,
    PAPER,
    PLUM,
    SAGE,
    SAND,
    STEEL,
    Canvas,
    Placing,
    Point,
    bend,
    limb,
    mix,
    placing,
)  # fmt: skip

FACE = (
    "M-0.04,-0.5 C0.2,-0.5 0.345,-0.36 0.35,-0.12 C0.352,-0.04 0.385,0.03 0.4,0.085 C0.41,0.125 0.365,0.135 0.355,0.16 "
    "C0.35,0.3 0.3,0.5 0.14,0.505 C-0.02,0.51 -0.2,0.36 -0.27,0.2 C-0.36,0.1 -0.4,-0.05 -0.38,-0.18 C-0.36,-0.38 -0.24,-0.5 -0.04,-0.5 Z"
)
EAR = (
    "M-0.2,-0.06 C-0.12,-0.1 -0.08,-0.02 -0.1,0.06 C-0.11,0.14 -0.16,0.19 -0.2,0.15 C-0.24,0.1 -0.25,-0.02 -0.2,-0.06 Z"
)

# Each style: (behind the head, in front of the face, strands of light). Facing right.
HAIR: dict[str, tuple[str, str, str]] = {
    "crop": (
        "",
        "M0.36,-0.16 C0.41,-0.4 0.25,-0.6 -0.04,-0.59 C-0.33,-0.58 -0.47,-0.36 -0.43,-0.08 C-0.42,0.04 -0.38,0.13 -0.31,0.19 "
        "C-0.3,0.08 -0.27,-0.02 -0.21,-0.08 C-0.16,-0.1 -0.13,-0.06 -0.12,0.02 C-0.08,-0.06 -0.07,-0.18 0,-0.26 C0.1,-0.31 0.27,-0.28 0.36,-0.16 Z",
        "M-0.3,-0.34 C-0.2,-0.5 0,-0.53 0.16,-0.48",
    ),
    "parted": (
        "",
        "M0.37,-0.13 C0.44,-0.3 0.37,-0.52 0.2,-0.58 C0,-0.65 -0.36,-0.62 -0.43,-0.3 C-0.47,-0.12 -0.43,0.08 -0.33,0.2 "
        "C-0.3,0.08 -0.27,-0.02 -0.21,-0.08 C-0.16,-0.1 -0.12,-0.04 -0.11,0.06 C-0.05,-0.06 -0.05,-0.2 0.06,-0.34 C0.14,-0.26 0.28,-0.28 0.37,-0.13 Z",
        "M-0.28,-0.42 C-0.16,-0.54 0.02,-0.54 0.1,-0.5",
    ),
    "tousled": (
        "",
        "M0.38,-0.1 C0.46,-0.2 0.46,-0.36 0.38,-0.44 C0.36,-0.56 0.22,-0.66 0.1,-0.62 C-0.04,-0.7 -0.24,-0.66 -0.32,-0.54 C-0.46,-0.48 -0.5,-0.28 -0.46,-0.14 "
        "C-0.49,0.02 -0.42,0.18 -0.31,0.23 C-0.3,0.08 -0.27,-0.02 -0.21,-0.08 C-0.16,-0.1 -0.12,-0.02 -0.11,0.1 C-0.06,0 -0.02,-0.12 0.02,-0.2 "
        "C0.1,-0.18 0.16,-0.22 0.2,-0.27 C0.24,-0.2 0.32,-0.2 0.38,-0.1 Z",
        "M-0.3,-0.4 C-0.22,-0.54 -0.06,-0.58 0.1,-0.53",
    ),
    "bob": (
        "M-0.02,-0.6 C-0.4,-0.62 -0.54,-0.3 -0.52,0.05 C-0.51,0.3 -0.5,0.42 -0.44,0.52 C-0.26,0.6 0.02,0.57 0.16,0.48 L0.2,-0.3 Z",
        "M0.37,-0.05 C0.44,-0.36 0.28,-0.62 -0.04,-0.61 C-0.4,-0.6 -0.54,-0.3 -0.52,0.05 C-0.51,0.28 -0.5,0.42 -0.44,0.52 C-0.32,0.57 -0.18,0.56 -0.06,0.5 "
        "C-0.1,0.36 -0.1,0.16 -0.04,-0.02 C0.0,-0.14 0.08,-0.24 0.14,-0.3 C0.2,-0.18 0.32,-0.16 0.37,-0.05 Z",
        "M-0.36,-0.26 C-0.28,-0.46 -0.08,-0.54 0.1,-0.5",
    ),
    "ponytail": (
        "M-0.36,-0.3 C-0.58,-0.34 -0.72,-0.12 -0.7,0.16 C-0.68,0.42 -0.74,0.58 -0.8,0.7 C-0.6,0.68 -0.46,0.5 -0.46,0.22 C-0.46,0.02 -0.42,-0.1 -0.34,-0.18 Z",
        "M0.37,-0.08 C0.43,-0.36 0.28,-0.6 -0.04,-0.59 C-0.34,-0.58 -0.48,-0.36 -0.44,-0.1 C-0.42,0.02 -0.36,0.12 -0.29,0.18 "
        "C-0.28,0.06 -0.25,-0.02 -0.2,-0.08 C-0.15,-0.1 -0.12,-0.02 -0.13,0.14 C-0.05,0.06 -0.04,-0.12 0.08,-0.3 C0.14,-0.2 0.3,-0.2 0.37,-0.08 Z",
        "M-0.3,-0.32 C-0.22,-0.48 -0.04,-0.53 0.12,-0.49",
    ),
    "bun": (
        "M-0.2,-0.62 C-0.22,-0.82 -0.02,-0.9 0.1,-0.8 C0.22,-0.7 0.18,-0.54 0.06,-0.5 C-0.06,-0.47 -0.18,-0.5 -0.2,-0.62 Z",
        "M0.36,-0.14 C0.42,-0.4 0.26,-0.6 -0.04,-0.59 C-0.33,-0.58 -0.46,-0.36 -0.43,-0.08 C-0.42,0.02 -0.36,0.12 -0.29,0.17 "
        "C-0.28,0.06 -0.25,-0.02 -0.2,-0.08 C-0.15,-0.1 -0.12,-0.04 -0.12,0.1 C-0.05,0 -0.04,-0.2 0.06,-0.32 C0.16,-0.34 0.3,-0.28 0.36,-0.14 Z",
        "M-0.3,-0.34 C-0.22,-0.48 -0.04,-0.54 0.12,-0.5",
    ),
    "waves": (
        "M-0.02,-0.62 C-0.36,-0.66 -0.56,-0.36 -0.52,-0.06 C-0.58,0.12 -0.5,0.32 -0.34,0.36 C-0.2,0.4 -0.06,0.34 0,0.2 L0.16,-0.3 Z",
        "M0.39,-0.1 C0.48,-0.24 0.44,-0.48 0.28,-0.54 C0.18,-0.66 -0.06,-0.68 -0.18,-0.61 C-0.36,-0.62 -0.52,-0.42 -0.48,-0.24 C-0.58,-0.12 -0.56,0.06 -0.48,0.12 "
        "C-0.5,0.24 -0.42,0.36 -0.3,0.35 C-0.22,0.34 -0.18,0.26 -0.19,0.18 C-0.12,0.16 -0.08,0.06 -0.1,-0.02 C-0.02,-0.08 0,-0.2 0.06,-0.26 C0.16,-0.18 0.32,-0.24 0.39,-0.1 Z",
        "M-0.34,-0.34 C-0.26,-0.5 -0.06,-0.56 0.1,-0.5",
    ),
    "long": (
        "M-0.02,-0.6 C-0.42,-0.62 -0.55,-0.28 -0.54,0.1 C-0.53,0.5 -0.62,0.8 -0.66,1.06 C-0.4,1.2 -0.1,1.14 0.06,1.02 L0.2,-0.3 Z",
        "M0.37,-0.06 C0.44,-0.36 0.28,-0.61 -0.04,-0.6 C-0.4,-0.6 -0.54,-0.3 -0.53,0.1 C-0.52,0.44 -0.56,0.7 -0.6,0.94 C-0.42,1.02 -0.26,0.98 -0.18,0.9 "
        "C-0.2,0.6 -0.14,0.2 -0.08,0 C-0.02,-0.14 0.06,-0.24 0.12,-0.3 C0.2,-0.18 0.32,-0.18 0.37,-0.06 Z",
        "M-0.36,-0.26 C-0.28,-0.46 -0.08,-0.54 0.1,-0.5",
    ),
}  # fmt: skip
BACK_OF_HEAD = "M0,-0.6 C0.3,-0.6 0.45,-0.38 0.43,-0.1 C0.42,0.1 0.34,0.26 0.24,0.32 C0.1,0.36 -0.1,0.36 -0.24,0.32 C-0.34,0.26 -0.42,0.1 -0.43,-0.1 C-0.45,-0.38 -0.3,-0.6 0,-0.6 Z"
CAP = (
    "M-0.46,-0.2 C-0.47,-0.5 -0.26,-0.68 0,-0.67 C0.26,-0.66 0.4,-0.5 0.4,-0.27 C0.2,-0.33 -0.2,-0.31 -0.46,-0.2 Z",
    "M0.02,-0.31 C0.2,-0.38 0.42,-0.34 0.62,-0.17 C0.64,-0.13 0.6,-0.11 0.56,-0.12 C0.36,-0.2 0.2,-0.22 0.02,-0.24 Z",
)
STRAW = (
    "M-0.4,-0.3 C-0.4,-0.62 -0.22,-0.76 0,-0.76 C0.22,-0.76 0.38,-0.62 0.38,-0.3 Z",
    "M-0.78,-0.2 C-0.6,-0.4 0.6,-0.44 0.8,-0.22 C0.82,-0.16 0.7,-0.16 0.6,-0.19 C0.2,-0.28 -0.2,-0.27 -0.58,-0.15 C-0.7,-0.12 -0.82,-0.13 -0.78,-0.2 Z",
)
HELMET = (
    "M-0.46,-0.16 C-0.5,-0.52 -0.26,-0.72 0,-0.71 C0.28,-0.7 0.42,-0.5 0.4,-0.22 C0.1,-0.28 -0.2,-0.24 -0.46,-0.16 Z",
    "M-0.48,-0.18 C-0.2,-0.28 0.2,-0.3 0.5,-0.2 C0.54,-0.17 0.52,-0.13 0.46,-0.13 C0.2,-0.2 -0.2,-0.18 -0.46,-0.1 Z",
)


@dataclass(frozen=True)
class Person:
    """How someone looks: the same in every picture."""

    hair: str
    hair_colour: str
    clothes: str
    colour: str
    under: str = CREAM
    trousers: str = DEEP
    skin: str = "#e2ad88"
    shoulders: float = 0.92
    glasses: bool = False
    beard: bool = False
    grey: bool = False
    hat: str = ""
    scarf: str = ""
    accent: str = HONEY


SASAKI = Person("bob", "#2b2024", "cardigan", BRICK, "#f6e7d3", mix(NAVY, PLUM, 0.3), "#ecbd98", 0.8)
KURAMOTO = Person("parted", "#3d3a40", "jacket", NAVY, "#dfe9ec", "#26323f", "#d9a27c", 0.98, glasses=True, grey=True)
MINASE = Person("ponytail", "#3b2620", "coat", "#d8b78a", "#f4ead8", "#3d4a58", "#e9b892", 0.8, scarf=FERN)
TODA = Person("tousled", "#2a2522", "shirt", FERN, "#f3e8d6", "#40485a", "#d8a07a", 0.95, beard=True)
AMAMIYA = Person("bun", "#2e211f", "apron", "#d4a04a", "#1f4a66", "#3a3f4c", "#e3ae88", 0.82, accent=NAVY)
IWAKI = Person("crop", "#26211f", "vest", CLAY, "#f2dfc2", "#4a5560", "#cf9468", 0.96, hat="cap", accent=MOSS)
KUGIMIYA = Person("waves", "#b9b4b2", "cardigan", PLUM, "#f1e6da", "#4a4654", "#e6b694", 0.8, glasses=True, scarf=HONEY)
PEOPLE = {
    "sasaki-haruka": SASAKI, "kuramoto-shin": KURAMOTO, "minase-kaori": MINASE, "toda-ryosuke": TODA,
    "amamiya-chihiro": AMAMIYA, "iwaki-tetsuya": IWAKI, "kugimiya-naoko": KUGIMIYA,
}  # fmt: skip
# Others in the pictures, who are nobody in particular.
YOUNG_MAN = Person(
    "tousled", "#2c2422", "knit", mix(SAGE, STEEL, 0.4), trousers="#3b4654", shoulders=0.9, skin="#e4b089"
)
YOUNG_WOMAN = Person("long", "#2a1f20", "work", mix(NAVY, STEEL, 0.35), "#f2e3cc", "#38424f", "#ecbe9a", 0.78)
COLLEAGUE = Person("crop", "#312b2b", "work", mix(STEEL, NAVY, 0.3), trousers="#333d4a", skin="#d9a57f")
NEIGHBOUR = Person("bob", "#4a352c", "knit", HONEY, trousers="#4c4d5c", skin="#e6b48f", shoulders=0.8)
ELDER = Person("parted", "#c9c5c2", "vest", mix(MOSS, NAVY, 0.3), "#efe2cd", "#54504e", "#dba883", 0.92, hat="straw")


@dataclass(frozen=True)
class Pose:
    """How someone stands. Angles in degrees from straight down, growing towards the side faced; lengths in heads.

    `near` and `far` are (upper arm, forearm); `legs` two (thigh, shin); `None` leaves that part out. `tilt` leans the
    head, `lean` the body; `hem` is where a seated person's clothes end.
    """

    mirror: bool = False
    near: tuple[float, float] | None = (-8, 4)
    far: tuple[float, float] | None = (10, 16)
    legs: tuple[tuple[float, float], tuple[float, float]] | None = None
    tilt: float = 0
    lean: float = 0
    back: bool = False
    looks_back: bool = False
    hem: float = 0


def _down(start: Point, angle: float, length: float) -> Point:
    return start[0] + math.sin(math.radians(angle)) * length, start[1] + math.cos(math.radians(angle)) * length


def _torso(who: Person, hem: float) -> str:
    s, w, h = who.shoulders, who.shoulders * 0.8, who.shoulders * 0.84
    if who.clothes in {"coat"}:
        h *= 1.16
    return (
        f"M-0.2,-0.06 C-0.3,0.04 {-s * 0.66:.3f},0.06 {-s * 0.86:.3f},0.14 C{-s * 1.02:.3f},0.22 {-s:.3f},0.5 {-s * 0.95:.3f},0.8 "
        f"C{-w:.3f},1.2 {-w:.3f},1.5 {-h:.3f},{hem} L{h * 0.92:.3f},{hem} C{w * 0.9:.3f},1.5 {w:.3f},1.2 {s * 0.86:.3f},0.78 "
        f"C{s * 0.95:.3f},0.5 {s * 0.94:.3f},0.24 {s * 0.78:.3f},0.15 C{s * 0.6:.3f},0.07 0.3,0.04 0.22,-0.06 Z"
    )


def _clothes(who: Person, hem: float) -> list[tuple[str, str]]:
    """What lies on the torso, back to front: (path, colour)."""
    dark, light = mix(who.colour, INK, 0.28), mix(who.colour, PAPER, 0.22)
    neck = "M-0.21,-0.1 C-0.1,0.1 0.14,0.1 0.22,-0.1 "
    match who.clothes:
        case "jacket":
            return [
                ("M-0.22,-0.1 L0.2,1.15 L0.24,-0.1 C0.1,0.06 -0.1,0.06 -0.22,-0.1 Z", who.under),
                ("M0.08,0.1 L0.2,0.16 L0.25,0.9 L0.19,1.08 L0.08,0.9 L0.12,0.2 Z", BRICK),
                ("M-0.24,-0.12 L-0.42,0.2 L-0.3,0.36 L-0.36,0.44 L0.2,1.2 L-0.04,0.4 Z", light),
                ("M0.24,-0.12 L0.44,0.2 L0.35,0.34 L0.42,0.42 L0.2,1.2 L0.22,0.4 Z", dark),
                (f"M0.19,1.2 L0.23,1.2 L0.25,{hem} L0.2,{hem} Z", dark),
            ]
        case "cardigan":
            return [
                (
                    f"M-0.22,-0.1 C-0.1,0.5 -0.04,1 -0.02,{hem} L0.3,{hem} C0.34,1 0.3,0.4 0.23,-0.1 C0.1,0.1 -0.1,0.1 -0.22,-0.1 Z",
                    who.under,
                ),
                (f"M-0.22,-0.12 C-0.1,0.5 -0.06,1 -0.04,{hem} L0.04,{hem} C0.02,1 -0.02,0.5 -0.13,-0.03 Z", light),
                (f"M0.24,-0.12 C0.31,0.4 0.35,1 0.31,{hem} L0.24,{hem} C0.27,1 0.24,0.5 0.17,-0.02 Z", dark),
            ]
        case "coat":
            return [
                ("M-0.22,-0.1 L0.16,0.9 L0.24,-0.1 Z", who.under),
                ("M-0.24,-0.12 L-0.5,0.24 L-0.34,0.4 L0.16,1.05 L-0.06,0.4 Z", light),
                ("M0.24,-0.12 L0.48,0.22 L0.38,0.38 L0.16,1.05 L0.2,0.4 Z", dark),
                (f"M0.14,1.05 L0.19,1.05 L0.26,{hem} L0.2,{hem} Z", dark),
                ("M-0.68,1.52 L0.62,1.52 L0.63,1.68 L-0.69,1.68 Z", dark),
            ]
        case "apron":
            return [
                (neck + "L0.3,0.12 L0.06,0.2 L-0.26,0.12 Z", mix(who.colour, PAPER, 0.35)),
                (
                    "M-0.36,0.02 L-0.26,0 L-0.2,0.72 L-0.32,0.72 Z M0.34,0.02 L0.26,0 L0.34,0.72 L0.44,0.72 Z",
                    mix(who.under, INK, 0.2),
                ),
                (
                    f"M-0.36,0.68 C-0.1,0.76 0.3,0.76 0.48,0.68 L0.52,1.3 C0.62,1.5 0.66,1.8 0.68,{hem} L-0.64,{hem} C-0.62,1.8 -0.56,1.5 -0.46,1.3 Z",
                    who.under,
                ),
                (
                    "M-0.18,1.5 C0,1.54 0.24,1.54 0.38,1.5 L0.37,1.86 C0.2,1.93 0,1.93 -0.17,1.86 Z",
                    mix(who.under, PAPER, 0.14),
                ),
            ]
        case "shirt":
            return [
                (
                    f"M-0.2,-0.1 C-0.06,0.4 0,1 0,{hem} L0.3,{hem} C0.34,1 0.3,0.4 0.22,-0.1 C0.1,0.12 -0.1,0.12 -0.2,-0.1 Z",
                    who.under,
                ),
                ("M-0.24,-0.14 L-0.34,0.16 L-0.06,0.34 L-0.14,0.04 Z", light),
                ("M0.25,-0.14 L0.38,0.14 L0.24,0.32 L0.18,0.04 Z", dark),
                ("M-0.6,0.66 L-0.24,0.68 L-0.23,1.02 L-0.4,1.1 L-0.58,1.02 Z", mix(who.colour, INK, 0.14)),
            ]
        case "work":
            return [
                ("M-0.23,-0.16 C-0.1,0.04 0.16,0.04 0.25,-0.16 L0.27,0.08 C0.14,0.2 -0.1,0.2 -0.27,0.08 Z", dark),
                (f"M0.1,0.14 L0.14,0.14 L0.19,{hem} L0.14,{hem} Z", light),
                ("M-0.62,0.62 L-0.2,0.64 L-0.19,0.74 L-0.62,0.72 Z", dark),
                ("M0.34,0.62 L0.66,0.6 L0.65,0.7 L0.35,0.72 Z", HONEY),
            ]
        case "vest":
            return [
                (
                    f"M-0.2,-0.1 C-0.14,0.4 -0.1,1 -0.1,{hem} L0.34,{hem} C0.36,1 0.3,0.4 0.22,-0.1 C0.1,0.12 -0.1,0.12 -0.2,-0.1 Z",
                    who.under,
                ),
                ("M-0.24,-0.14 L-0.34,0.16 L-0.06,0.3 L-0.14,0.04 Z", mix(who.under, PAPER, 0.4)),
                ("M0.25,-0.14 L0.38,0.14 L0.24,0.3 L0.18,0.04 Z", mix(who.under, INK, 0.15)),
                ("M-0.66,1.1 L-0.26,1.14 L-0.25,1.5 L-0.64,1.46 Z", dark),
            ]
        case _:
            return [(neck + "L0.25,-0.02 C0.12,0.22 -0.1,0.22 -0.25,-0.02 Z", light)]


def draw(
    canvas: Canvas, who: Person, x: float, y: float, size: float, pose: Pose | None = None, part: str = "all"
) -> dict[str, Point]:
    """Draw a person with the point between the shoulders at (x, y); `size` is the head's height in pixels.

    `part` is `all`, `body` (no arms) or `arms`: someone at a table is a body, the table, then arms. Returns where the
    hands are, in picture pixels, so that a scene can put something into them.
    """
    pose = pose or Pose()
    body = placing(x, y, size, mirror=pose.mirror, turn=pose.lean)
    depth = size * 0.13
    hem = pose.hem or {"coat": 4.1, "jacket": 2.62, "apron": 3.2}.get(who.clothes, 2.45)
    sleeve = {"vest": who.under, "apron": who.colour}.get(who.clothes, who.colour)
    hands: dict[str, Point] = {}

    def shape(d: str, fill: str, place: Placing = body) -> str:
        return f'<path d="{bend(d, place)}" fill="{fill}"/>'

    def leg(angles: tuple[float, float], hip: float, colour: str) -> None:
        start = (hip, 2.3)
        knee = _down(start, angles[0], 1.75)
        foot = _down(knee, angles[1], 1.7)
        chain = [body(*start), body(*knee), body(*foot)]
        toe = placing(*body(*foot), size, mirror=pose.mirror)
        canvas.group(
            [shape("M-0.2,-0.12 L0.16,-0.12 C0.3,0 0.52,0.02 0.54,0.16 L-0.22,0.16 Z", mix(INK, BARK, 0.35), toe)],
            light=depth,
        )
        canvas.group([f'<path d="{limb(chain, [size * 0.44, size * 0.3, size * 0.2])}" fill="{colour}"/>'], light=depth)

    def arm(angles: tuple[float, float], shoulder: Point, name: str, tone: float, *, fore: bool = False) -> None:
        elbow = _down(shoulder, angles[0], 1.25)
        wrist = _down(elbow, angles[1], 1.05)
        palm = _down(wrist, angles[1], 0.18)
        hands[name] = body(*_down(wrist, angles[1], 0.3))
        cloth = mix(sleeve, INK, tone)
        skin = mix(who.skin, INK, tone * 0.6)
        turn = math.degrees(math.atan2(body(*wrist)[1] - body(*elbow)[1], body(*wrist)[0] - body(*elbow)[0]))
        hand = placing(*body(*palm), size, turn=turn)
        flip = -1 if pose.mirror else 1
        canvas.group(
            [
                shape(
                    "M-0.2,-0.12 C-0.02,-0.17 0.2,-0.15 0.27,-0.05 C0.3,0.03 0.24,0.12 0.1,0.14 C-0.02,0.15 -0.12,0.13 -0.2,0.11 Z",
                    skin,
                    hand,
                ),
                shape(
                    f"M-0.04,{-0.08 * flip} C0.02,{-0.22 * flip} 0.12,{-0.26 * flip} 0.17,{-0.2 * flip} C0.18,{-0.14 * flip} 0.1,{-0.08 * flip} 0.06,{-0.02 * flip} Z",
                    skin,
                    hand,
                ),
            ],
            light=depth * 0.6,
        )
        if who.clothes in {"apron", "vest"}:  # rolled sleeves: the forearm is bare
            half = ((elbow[0] + wrist[0] * 0.25) / 1.25, (elbow[1] + wrist[1] * 0.25) / 1.25)
            canvas.group(
                [f'<path d="{limb([body(*half), body(*wrist)], [size * 0.17, size * 0.13])}" fill="{skin}"/>'],
                light=depth * 0.7,
            )
            chain, widths = [body(*shoulder), body(*elbow), body(*half)], [size * 0.25, size * 0.215, size * 0.2]
        else:
            chain, widths = [body(*shoulder), body(*elbow), body(*wrist)], [size * 0.25, size * 0.21, size * 0.165]
        if fore:  # the upper arm lies behind the body already
            chain, widths = chain[1:], widths[1:]
        canvas.group([f'<path d="{limb(chain, widths)}" fill="{cloth}"/>'], light=depth)

    head = placing(*body(0.03, -0.75), size, mirror=pose.mirror != pose.looks_back, turn=pose.lean + pose.tilt)
    behind, front, strand = HAIR[who.hair]
    lock = mix(who.hair_colour, INK, 0.25)
    s = who.shoulders
    if part == "arms":
        if pose.far:
            arm(pose.far, (s * 0.62, 0.37), "far", 0.14, fore=True)
        if pose.near:
            arm(pose.near, (-s * 0.7, 0.38), "near", 0)
        return hands
    if pose.legs:
        leg(pose.legs[1], 0.2, mix(who.trousers, INK, 0.25))
        leg(pose.legs[0], -0.2, who.trousers)
    if pose.far and part != "arms":
        arm(pose.far, (s * 0.62, 0.37), "far", 0.14)
    if behind and not pose.back:
        canvas.group([shape(behind, lock, head)], light=depth)
    canvas.group(
        [
            shape(
                "M-0.2,-0.52 L0.17,-0.5 C0.16,-0.3 0.19,-0.12 0.24,-0.04 L0,0.2 L-0.22,-0.04 C-0.18,-0.2 -0.19,-0.4 -0.2,-0.62 Z",
                mix(who.skin, "#8a4630", 0.34),
            )
        ],
        light=depth * 0.6,
    )
    fabric = who.colour
    canvas.group(
        [shape(_torso(who, hem), fabric), *([] if pose.back else [shape(d, c) for d, c in _clothes(who, hem)])],
        light=depth * 1.7,
    )
    if who.scarf:
        canvas.group(
            [
                shape(
                    "M-0.34,-0.2 C-0.2,-0.04 0.2,-0.04 0.34,-0.22 C0.42,-0.1 0.42,0.06 0.34,0.14 C0.16,0.28 -0.2,0.28 -0.36,0.12 C-0.42,0.02 -0.42,-0.12 -0.34,-0.2 Z",
                    who.scarf,
                ),
                shape(
                    "M0.02,0.16 L0.3,0.12 C0.3,0.4 0.36,0.66 0.4,0.86 L0.14,0.9 C0.12,0.6 0.06,0.4 0.02,0.16 Z",
                    mix(who.scarf, INK, 0.12),
                ),
            ],
            light=depth,
        )
    if pose.back:
        canvas.group([shape(BACK_OF_HEAD, who.hair_colour, head)], light=depth * 1.2)
    else:
        canvas.group([shape(FACE, who.skin, head)], light=depth * 1.25)
        soft = canvas.soften(size * 0.05)
        cx, cy = head(0.2, 0.16)
        canvas.add(
            f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{size * 0.1:.1f}" ry="{size * 0.07:.1f}" fill="#d4664a" opacity="0.28" filter="{soft}"/>'
        )
        if who.beard:
            canvas.group(
                [
                    shape(
                        "M-0.27,0.1 C-0.2,0.16 -0.12,0.2 -0.06,0.2 C0.06,0.26 0.22,0.22 0.36,0.22 C0.35,0.36 0.3,0.53 0.14,0.53 C-0.04,0.53 -0.2,0.36 -0.27,0.2 Z",
                        mix(who.skin, who.hair_colour, 0.4),
                        head,
                    )
                ],
                light=depth * 0.5,
            )
        canvas.group([shape(front, who.hair_colour, head)], light=depth * 0.9)
        if who.grey:
            canvas.add(
                shape(
                    "M-0.4,0 C-0.36,0.1 -0.34,0.14 -0.31,0.17 C-0.3,0.08 -0.27,-0.02 -0.21,-0.08 C-0.3,-0.14 -0.4,-0.1 -0.4,0 Z M-0.21,-0.08 C-0.16,-0.1 -0.12,-0.04 -0.11,0.06 C-0.08,0 -0.07,-0.08 -0.05,-0.14 C-0.12,-0.16 -0.18,-0.14 -0.21,-0.08 Z",
                    "#aaa6a4",
                    head,
                )
            )
        if who.hair not in {"bob", "long", "waves"}:
            canvas.group([shape(EAR, mix(who.skin, "#a0522d", 0.12), head)], light=depth * 0.5)
        if strand:
            canvas.add(
                f'<path d="{bend(strand, head)}" fill="none" stroke="{mix(who.hair_colour, CREAM, 0.32)}" stroke-width="{size * 0.022:.1f}" stroke-linecap="round" opacity="0.55"/>'
            )
        if who.glasses:
            rim = f'fill="#fff" fill-opacity="0.18" stroke="#2b2b33" stroke-width="{size * 0.022:.1f}"'
            for u, r in ((0.285, 0.085), (0.06, 0.1)):
                gx, gy = head(u, -0.02)
                canvas.add(
                    f'<ellipse cx="{gx:.1f}" cy="{gy:.1f}" rx="{size * r * 0.95:.1f}" ry="{size * r:.1f}" {rim}/>'
                )
            (ax, ay), (bx, by) = head(-0.04, -0.04), head(-0.16, -0.04)
            (px, py), (qx, qy) = head(0.155, -0.03), head(0.205, -0.03)
            canvas.add(
                f'<path d="M{ax:.1f},{ay:.1f} L{bx:.1f},{by:.1f} M{px:.1f},{py:.1f} L{qx:.1f},{qy:.1f}" stroke="#2b2b33" stroke-width="{size * 0.022:.1f}" stroke-linecap="round"/>'
            )
    match who.hat:
        case "cap":
            canvas.group([shape(CAP[0], who.accent, head), shape(CAP[1], mix(who.accent, INK, 0.3), head)], light=depth)
        case "straw":
            canvas.group([shape(STRAW[0], SAND, head), shape(STRAW[1], mix(SAND, HONEY, 0.3), head)], light=depth)
            canvas.add(
                shape(
                    "M-0.4,-0.38 C-0.2,-0.44 0.2,-0.44 0.38,-0.38 L0.38,-0.3 C0.2,-0.34 -0.2,-0.34 -0.4,-0.28 Z",
                    BRICK,
                    head,
                )
            )
        case "helmet":
            canvas.group([shape(HELMET[0], PAPER, head), shape(HELMET[1], mix(PAPER, STEEL, 0.3), head)], light=depth)
    if pose.far and part == "all":
        arm(pose.far, (s * 0.62, 0.37), "far", 0.14, fore=True)
    if pose.near and part == "all":
        arm(pose.near, (-s * 0.7, 0.38), "near", 0)
    return hands


def wearing(who: Person, **changes: object) -> Person:
    """The same person in other clothes."""
    return replace(who, **changes)  # type: ignore[arg-type]
