"""Colours that can be read, by day and by night."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.schema import Colours
from site_builder.tokens import AA, contrast, palette, rgb, stylesheet

CHANNEL = st.integers(0, 255)


def test_contrast_as_wcag_defines_it() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert rgb("#abc") == (0xAA, 0xBB, 0xCC)
    assert rgb("blue") is None


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL), st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_brand_and_accent_can_be_read_in_the_dark_whatever_they_are(
    brand: tuple[int, ...], accent: tuple[int, ...]
) -> None:
    colours = Colours(brand="#{:02x}{:02x}{:02x}".format(*brand), accent="#{:02x}{:02x}{:02x}".format(*accent))
    shades = {name: rgb(value) for name, value in palette(colours, dark=True).items()}
    for front, back in (("ink", "paper"), ("brand", "paper"), ("accent", "paper"), ("on-brand", "brand")):
        one, other = shades[front], shades[back]
        assert one
        assert other
        assert contrast(one, other) >= AA


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
@pytest.mark.parametrize("dark", [False, True])
def test_what_matters_less_can_be_read_wherever_ink_can(dark: bool, ink: tuple[int, ...]) -> None:
    if contrast(ink, (255, 255, 255)) < AA:  # type: ignore[arg-type]  # refused before a palette is made
        return
    shades = palette(Colours(ink="#{:02x}{:02x}{:02x}".format(*ink)), dark=dark)
    soft, paper = rgb(shades["soft"]), rgb(shades["paper"])
    assert soft
    assert paper
    assert contrast(soft, paper) >= AA


def test_the_stylesheet_sets_every_token_three_times() -> None:
    css = stylesheet(Colours())
    for name in ("ink", "paper", "brand", "accent", "on-brand", "on-accent", "soft"):
        assert len(re.findall(rf"--{name}:#[0-9a-f]{{6}};", css)) == 3
    assert "--paper:#ffffff" in css.split("@media")[0]
