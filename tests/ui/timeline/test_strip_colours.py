"""The colours of values are told apart by every eye, on paper by day and by night."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from PySide6.QtGui import QColor

from clipdesk.ui.timeline.density import STACKED
from clipdesk.ui.tokens import DARK, LIGHT, Tokens

Colour = tuple[float, float, float]

# What eyes without one kind of cones see: Machado, Oliveira and Fernandes 2009, severity 1.0.
EYES: dict[str, tuple[Colour, Colour, Colour]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no long": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no middle": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no short": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
LEAST = 0.09  # of Oklab's distance; 0.02 is just seen side by side


def _linear(colour: str) -> Colour:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    made = QColor(colour)
    return part(made.redF()), part(made.greenF()), part(made.blueF())


def _times(rows: tuple[Colour, Colour, Colour], colour: Colour) -> Colour:
    one, two, three = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in rows)
    return one, two, three


def _oklab(colour: Colour) -> Colour:
    """Coordinates in which equal distances look equally different (Ottosson 2020)."""
    cones = _times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        colour,
    )
    long, middle, short = (max(0.0, cone) ** (1 / 3) for cone in cones)
    return _times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        (long, middle, short),
    )


def _seen(eye: str, colour: str) -> Colour:
    red, green, blue = (max(0.0, min(1.0, p)) for p in _times(EYES[eye], _linear(colour)))
    return _oklab((red, green, blue))


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_values_others_and_ghosts_are_told_apart(tokens: Tokens, eye: str) -> None:
    assert len(tokens.stack) == STACKED
    colours = (*tokens.stack, tokens.stack_rest, tokens.ghost)
    near = {
        (one, other): round(distance, 3)
        for one, other in combinations(colours, 2)
        if (distance := math.dist(_seen(eye, one), _seen(eye, other))) < LEAST
    }
    assert near == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_stand_out_from_the_paper(tokens: Tokens) -> None:
    def luminance(colour: str) -> float:
        red, green, blue = _linear(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in (*tokens.stack, tokens.stack_rest, tokens.bar):
        low, high = sorted((luminance(colour), luminance(tokens.paper)))
        assert (high + 0.05) / (low + 0.05) >= 3, colour
