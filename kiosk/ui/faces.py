"""Holds the geometry of the five faces of the children's scale, from very sad to very happy.

All faces have the same head and eyes and differ only in the mouth. They have no colour of their own, so that none stands out.
The coordinates lie in a unit square with its origin at the top left, which the head just fills. This module does not import Kivy.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]
"""The x and y of a point in the unit square, from the top left."""
STROKE_WIDTH = 0.05
"""The width of every line as a share of the width of the face; 0.6 mm for a face 12 mm wide."""
_HEAD = 0.5 - STROKE_WIDTH / 2
_STEPS = 48
_EYES = ((0.345, 0.40), (0.655, 0.40))
_EYE = 0.05
_MOUTH_HALF, _MOUTH_Y, _MOUTH_DEPTH = 0.22, 0.675, 0.13


@dataclass(frozen=True)
class Face:
    """One face as two lines and two filled dots."""

    head: tuple[Point, ...]
    """The points of the outline, which is closed."""
    mouth: tuple[Point, ...]
    """The points of the mouth from left to right, an open line."""
    eyes: tuple[tuple[float, float, float], ...]
    """The x, y and radius of each eye."""


def _circle() -> tuple[Point, ...]:
    return tuple((0.5 + _HEAD * cos(2 * pi * n / _STEPS), 0.5 + _HEAD * sin(2 * pi * n / _STEPS)) for n in range(_STEPS))


def _mouth(joy: float) -> tuple[Point, ...]:
    """Return the points of a mouth; `joy` bends it from -1 (corners down) over 0 (a straight line) to 1 (corners up)."""
    shares = [n / 16 for n in range(-16, 17)]
    depth = joy * _MOUTH_DEPTH
    return tuple((0.5 + share * _MOUTH_HALF, _MOUTH_Y + depth / 2 - depth * share**2) for share in shares)


FACES = {f"face-{number}": Face(_circle(), _mouth((number - 3) / 2), tuple((x, y, _EYE) for x, y in _EYES)) for number in range(1, 6)}
"""The faces by the picture name in the statement texts: `face-1` is the saddest, `face-5` the happiest."""
