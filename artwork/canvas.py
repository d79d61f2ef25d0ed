# ruff: noqa: E501  a curve is one long string: broken in two it can no longer be pasted into a drawing program
"""Colours, curves, light and grain: what every picture shares.

Knows SVG and numbers. Must not know people or places. Points are picture pixels, y downwards; light falls from the
upper left, so every lit shape is darker towards the lower right.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

Point = tuple[float, float]
Placing = Callable[[float, float], Point]

NAVY, DEEP, INK = "#0b3c5d", "#082b44", "#12202c"
BRICK, CLAY, BLUSH = "#b3202c", "#cf6f4e", "#e6b8a0"
SAND, CREAM, PAPER = "#e6d2b0", "#f8efe0", "#fdf8ee"
SAGE, FERN, MOSS = "#a3b69a", "#6f8f78", "#3f6152"
PLUM, MIST = "#5c4a63", "#c3d0d3"
SKY, HAZE, HONEY = "#a9c6d0", "#f4dcc0", "#dba544"
WOOD, BARK, STEEL = "#c08a5c", "#7d563c", "#8599a3"


def mix(a: str, b: str, share: float) -> str:
    """The colour `share` of the way from `a` to `b` (`#rrggbb`)."""
    one = [int(a[i : i + 2], 16) for i in (1, 3, 5)]
    two = [int(b[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(one, two, strict=True))


def placing(x: float, y: float, size: float = 1, *, mirror: bool = False, turn: float = 0) -> Placing:
    """A map from a thing's own coordinates into the picture: mirror, turn (degrees, clockwise), scale, move."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def place(u: float, v: float) -> Point:
        u = -u if mirror else u
        return x + size * (u * cos - v * sin), y + size * (u * sin + v * cos)

    return place


def bend(d: str, place: Placing) -> str:
    """A path of absolute `M L C Q Z` commands, moved by `place`."""

    def moved(match: re.Match[str]) -> str:
        return "{:.1f},{:.1f}".format(*place(float(match[1]), float(match[2])))

    return re.sub(r"(-?[\d.]+)[ ,]+(-?[\d.]+)", moved, d)


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """A curve through all points (Catmull-Rom as cubic Béziers)."""
    count = len(points)

    def at(i: int) -> Point:
        return points[i % count] if closed else points[max(0, min(count - 1, i))]

    parts = ["M{:.1f},{:.1f}".format(*points[0])]
    for i in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = at(i - 1), at(i), at(i + 1), at(i + 2)
        parts.append(
            f"C{bx + (cx - ax) / 6:.1f},{by + (cy - ay) / 6:.1f} {cx - (dx - bx) / 6:.1f},{cy - (dy - by) / 6:.1f}"
            f" {cx:.1f},{cy:.1f}"
        )
    return " ".join(parts) + (" Z" if closed else "")


def blob(rng: random.Random, x: float, y: float, rx: float, ry: float, *, rough: float = 0.12, points: int = 9) -> str:
    """A soft closed shape around a point."""
    ring = []
    for i in range(points):
        far = 1 + rng.uniform(-rough, rough)
        angle = 2 * math.pi * (i + rng.uniform(-0.2, 0.2)) / points
        ring.append((x + rx * far * math.cos(angle), y + ry * far * math.sin(angle)))
    return smooth(ring, closed=True)


def limb(points: Sequence[Point], widths: Sequence[float]) -> str:
    """A chain of tapering capsules: sleeves, trousers, stems, branches. `widths` are radii."""
    parts = []
    for (ax, ay), (bx, by), ra, rb in zip(points, points[1:], widths, widths[1:], strict=False):
        far = math.hypot(bx - ax, by - ay) or 1e-6
        nx, ny = -(by - ay) / far, (bx - ax) / far
        parts.append(
            f"M{ax + nx * ra:.1f},{ay + ny * ra:.1f} L{bx + nx * rb:.1f},{by + ny * rb:.1f} "
            f"A{rb:.1f},{rb:.1f} 0 0 0 {bx - nx * rb:.1f},{by - ny * rb:.1f} "
            f"L{ax - nx * ra:.1f},{ay - ny * ra:.1f} A{ra:.1f},{ra:.1f} 0 0 0 {ax + nx * ra:.1f},{ay + ny * ra:.1f} Z"
        )
    return " ".join(parts)


class Canvas:
    """One picture being drawn, back to front."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height = width, height
        self.rng = random.Random(seed)  # noqa: S311  a picture, not a secret
        self._defs: dict[str, str] = {}
        self._body: list[str] = []

    def add(self, markup: str) -> None:
        """Put markup in front of everything so far."""
        self._body.append(markup)

    def group(self, markup: Iterable[str], *, light: float = 0, opacity: float = 1) -> None:
        """Put shapes in front as one body; `light` is how deep its shade reaches, in pixels."""
        lit = f' filter="{self.shade(light)}"' if light else ""
        faint = f' opacity="{opacity}"' if opacity < 1 else ""
        self.add(f"<g{lit}{faint}>{''.join(markup)}</g>")

    def path(self, d: str, fill: str, *, light: float = 0, opacity: float = 1) -> None:
        """One filled shape."""
        self.group([f'<path d="{d}" fill="{fill}"/>'], light=light, opacity=opacity)

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, *, r: float = 0, light: float = 0, opacity: float = 1
    ) -> None:
        """One filled rectangle with corner radius `r`."""
        self.group(
            [f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r}" fill="{fill}"/>'],
            light=light,
            opacity=opacity,
        )

    def disc(
        self, x: float, y: float, rx: float, fill: str, *, ry: float = 0, light: float = 0, opacity: float = 1
    ) -> None:
        """One filled ellipse."""
        self.group(
            [f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry or rx:.1f}" fill="{fill}"/>'],
            light=light,
            opacity=opacity,
        )

    def line(
        self, points: Sequence[Point], colour: str, width: float, *, opacity: float = 1, curved: bool = True
    ) -> None:
        """One stroke through points."""
        d = smooth(points) if curved else "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.add(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="round" stroke-linejoin="round" opacity="{opacity}"/>'
        )

    @contextmanager
    def inside(self, d: str) -> Iterator[None]:
        """Everything drawn in the block shows only inside the path `d`."""
        name = f"c{len(self._defs)}"
        self._defs[name] = f'<clipPath id="{name}"><path d="{d}"/></clipPath>'
        self.add(f'<g clip-path="url(#{name})">')
        yield
        self.add("</g>")

    def fade(
        self,
        *stops: tuple[float, str, float],
        along: tuple[float, float, float, float] = (0, 0, 0, 1),
        round_: bool = False,
    ) -> str:
        """A gradient of (offset, colour, opacity) stops, as a fill."""
        name = f"f{len(self._defs)}"
        marks = "".join(f'<stop offset="{o}" stop-color="{c}" stop-opacity="{a}"/>' for o, c, a in stops)
        if round_:
            self._defs[name] = f'<radialGradient id="{name}">{marks}</radialGradient>'
        else:
            x1, y1, x2, y2 = along
            self._defs[name] = (
                f'<linearGradient id="{name}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}">{marks}</linearGradient>'
            )
        return f"url(#{name})"

    def shade(self, depth: float) -> str:
        """The light: a stippled shade inside the lower right edge, a warm rim inside the upper left one."""
        name = f"l{round(depth * 10)}"
        self._defs[name] = (
            f'<filter id="{name}" x="-30%" y="-30%" width="160%" height="160%" color-interpolation-filters="sRGB">'
            f'<feGaussianBlur in="SourceAlpha" stdDeviation="{depth * 0.55:.2f}"/>'
            f'<feOffset dx="{-depth:.2f}" dy="{-depth * 0.55:.2f}" result="o"/>'
            '<feComposite in="SourceAlpha" in2="o" operator="out" result="s"/>'
            '<feTurbulence type="fractalNoise" baseFrequency="0.55" numOctaves="2" seed="7"/>'
            '<feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  1 0 0 0 0" result="n"/>'
            '<feComposite in="s" in2="n" operator="arithmetic" k1="0.7" k2="0.75" k3="0" k4="-0.06" result="g"/>'
            '<feFlood flood-color="#1b2140" flood-opacity="0.5"/><feComposite in2="g" operator="in" result="dark"/>'
            f'<feOffset in="SourceAlpha" dx="{depth * 0.16:.2f}" dy="{depth * 0.16:.2f}"/>'
            f'<feGaussianBlur stdDeviation="{depth * 0.07:.2f}" result="q"/>'
            '<feComposite in="SourceAlpha" in2="q" operator="out" result="r"/>'
            '<feFlood flood-color="#ffe6c2" flood-opacity="0.34"/><feComposite in2="r" operator="in" result="warm"/>'
            '<feMerge result="m"><feMergeNode in="SourceGraphic"/><feMergeNode in="dark"/><feMergeNode in="warm"/></feMerge>'
            '<feComposite in="m" in2="SourceAlpha" operator="in"/></filter>'
        )
        return f"url(#{name})"

    def soften(self, radius: float) -> str:
        """A blur, for glow and haze."""
        name = f"b{round(radius)}"
        self._defs[name] = (
            f'<filter id="{name}" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="{radius}"/></filter>'
        )
        return f"url(#{name})"

    def svg(self) -> str:
        """The picture, with a paper-like grain over everything."""
        grain = (
            '<filter id="grain" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="0.42" numOctaves="2" seed="3"/>'
            '<feColorMatrix values="0 0 0 0 0.1  0 0 0 0 0.1  0 0 0 0 0.2  0 0 0 1.1 -0.5"/></filter>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}">'
            f"<defs>{grain}{''.join(self._defs.values())}</defs>{''.join(self._body)}"
            f'<rect width="{self.width}" height="{self.height}" filter="url(#grain)" opacity="0.10"/></svg>'
        )
