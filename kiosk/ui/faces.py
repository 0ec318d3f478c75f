"""The five faces of a child's scale, as plain geometry: the same head and eyes, and a mouth from quite sad to quite happy.

Line drawings without colour of their own: they are drawn in the ink of what they stand on, so that none stands out, and
nothing but the mouth tells one from the next. No Kivy here: a unit square from the top left, in which the head just fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]
STROKE_WIDTH = 0.05
"""Width of every line, as a share of the face's; six tenths of a millimetre where the face is 12 mm wide."""
_HEAD = 0.5 - STROKE_WIDTH / 2
_STEPS = 48
_EYES = ((0.345, 0.40), (0.655, 0.40))
_EYE = 0.05
_MOUTH_HALF, _MOUTH_Y, _MOUTH_DEPTH = 0.22, 0.675, 0.13


@dataclass(frozen=True)
class Face:
    """Lines through their points, the closed head first, and filled dots (x, y, radius)."""

    head: tuple[Point, ...]
    mouth: tuple[Point, ...]
    eyes: tuple[tuple[float, float, float], ...]


def _circle() -> tuple[Point, ...]:
    return tuple((0.5 + _HEAD * cos(2 * pi * n / _STEPS), 0.5 + _HEAD * sin(2 * pi * n / _STEPS)) for n in range(_STEPS))


def _mouth(joy: float) -> tuple[Point, ...]:
    """A bow whose middle hangs by its joy (-1 to 1) under its ends; without any, a straight line."""
    shares = [n / 16 for n in range(-16, 17)]
    depth = joy * _MOUTH_DEPTH
    return tuple((0.5 + share * _MOUTH_HALF, _MOUTH_Y + depth / 2 - depth * share**2) for share in shares)


FACES = {f"face-{number}": Face(_circle(), _mouth((number - 3) / 2), tuple((x, y, _EYE) for x, y in _EYES)) for number in range(1, 6)}
"""By the name that a sheet of texts gives as a picture: 1 is the saddest, 5 the happiest."""
