"""Design tokens: the four colours of `site.yml`, their dark counterparts, and whether they can be read.

Knows WCAG 2's relative luminance and contrast. Must not know which element wears which colour. The theme reads the
custom properties of `assets/tokens.css`: `--ink` on `--paper`, `--brand` and `--accent` on `--paper`, `--on-brand` on
`--brand`, `--on-accent` on `--accent`, and `--soft`, ink for what matters less; the same names hold in the dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from colorsys import hls_to_rgb, rgb_to_hls

from messages import say
from site_builder.frontmatter import Values
from site_builder.issues import Issue
from site_builder.schema import Colours, Site

Rgb = tuple[int, int, int]
AA = 4.5
"""Least contrast of body text (WCAG 2.2, 1.4.3)."""
DARK_AIM = 7.0
"""Brand colours in the dark are lifted to this, so that they still pass on raised surfaces."""
DARK_SATURATION = 0.7
"""Share of a colour's saturation that it keeps in the dark: all of it would glare there."""

SOFT_AIM = 5.0
"""What matters less is paler, but never below this, so that it still passes on a tinted surface."""


def rgb(colour: str) -> Rgb | None:
    """`#0b3c5d` or `#abc` as 0-255 numbers; None for anything else."""
    if re.fullmatch(r"#[0-9a-fA-F]{3}", colour):
        colour = "#" + "".join(digit * 2 for digit in colour[1:])
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return None
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 (black) to 1 (white): https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_issues(site: Site, values: Values, shown: str) -> Iterator[Issue]:
    """Colours nobody can read, and words that are no colours."""
    parts: dict[str, Rgb] = {}
    for name, value in site.colours.model_dump().items():
        colour = rgb(value)
        if colour is None:
            line = values.line(("colours", name))
            message = say("content.colour", name=name, value=value)
            yield Issue(shown, line, "colour", message, say("content.colour-fix"))
        else:
            parts[name] = colour
    for name in ("ink", "brand", "accent"):
        if name in parts and "paper" in parts and (ratio := contrast(parts[name], parts["paper"])) < AA:
            message = say(
                "content.contrast",
                front=name,
                front_value=getattr(site.colours, name),
                back="paper",
                back_value=site.colours.paper,
                ratio=f"{ratio:.1f}",
                needed=AA,
            )
            fix = say("content.contrast-fix", front=name)
            yield Issue(shown, values.line(("colours", name)), "colour", message, fix)


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`one` with `share` (0-1) of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _lifted(colour: Rgb, paper: Rgb) -> Rgb:
    """`colour` made lighter just until it can be read on dark `paper`; with its hue: white alone would make it grey."""
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in colour))
    for step in range(101):
        lighter = lightness + (1 - lightness) * step / 100
        red, green, blue = (round(255 * part) for part in hls_to_rgb(hue, lighter, saturation * DARK_SATURATION))
        if contrast((red, green, blue), paper) >= DARK_AIM:
            return red, green, blue
    return 255, 255, 255


def _soft(ink: Rgb, paper: Rgb) -> Rgb:
    """`ink` a quarter of the way to `paper`, or as far as it can still be read."""
    steps = (mixed(ink, paper, share / 100) for share in range(25, 0, -1))
    return next((soft for soft in steps if contrast(soft, paper) >= SOFT_AIM), ink)


def _on(colour: Rgb, ink: Rgb, paper: Rgb) -> Rgb:
    """Whichever of the two reads better on `colour`."""
    return max(ink, paper, key=lambda front: contrast(front, colour))


def palette(colours: Colours, *, dark: bool = False) -> dict[str, str]:
    """Custom property -> `#rrggbb`. In the dark, paper is the ink darkened, and the rest is lifted to be readable.

    Raises `ValueError` for colours that `contrast_issues` names.
    """
    ink, paper, brand, accent = (rgb(getattr(colours, name)) for name in ("ink", "paper", "brand", "accent"))
    if ink is None or paper is None or brand is None or accent is None:
        raise ValueError("colours must be #rrggbb")
    if dark:
        paper = mixed(ink, (0, 0, 0), 0.4)
        ink = mixed((255, 255, 255), ink, 0.08)
        brand, accent = _lifted(brand, paper), _lifted(accent, paper)
    deep, light = (paper, ink) if dark else (ink, paper)
    shades: Mapping[str, Rgb] = {
        "ink": ink,
        "soft": _soft(ink, paper),
        "paper": paper,
        "brand": brand,
        "accent": accent,
        "on-brand": _on(brand, deep, light),
        "on-accent": _on(accent, deep, light),
    }
    return {name: "#{:02x}{:02x}{:02x}".format(*shade) for name, shade in shades.items()}


def stylesheet(colours: Colours) -> str:
    """`assets/tokens.css`: light, dark by the system's wish, and dark by the reader's (`<html data-theme="dark">`)."""

    def block(dark: bool) -> str:
        lines = "".join(f"--{name}:{value};" for name, value in palette(colours, dark=dark).items())
        return f"color-scheme:{'dark' if dark else 'light'};{lines}"

    return (
        f":root{{{block(False)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{block(True)}}}}}\n"
        f":root[data-theme=dark]{{{block(True)}}}\n"
    )
