"""Draws the geometry of a face with Kivy's canvas instructions, with smoothed edges."""

from __future__ import annotations

from kivy.graphics import Color, SmoothEllipse, SmoothLine

from kiosk.ui.faces import FACES, STROKE_WIDTH, Point
from kiosk.ui.theme import Colour


def draw_picture(name: str, corner: tuple[int, int], side: int, colour: Colour) -> None:
    """Draw a picture on the active canvas. Do nothing if no picture has the name.

    Args:
        name: the name of the picture.
        corner: the lower left corner of its square, in pixels from the window's lower left.
        side: the side of the square in pixels.
        colour: the colour of all lines.
    """
    face = FACES.get(name)
    if face is None:
        return

    def placed(points: tuple[Point, ...]) -> list[float]:
        return [part for x, y in points for part in (corner[0] + x * side, corner[1] + (1 - y) * side)]

    red, green, blue, _ = colour
    Color(red, green, blue, 1)
    half = max(1.0, STROKE_WIDTH * side / 2)  # Kivy's width is half the width of the line
    SmoothLine(points=placed(face.head), close=True, width=half)
    SmoothLine(points=placed(face.mouth), width=half)
    for x, y, radius in face.eyes:
        _dot(placed(((x, y),)), radius * side)
    for end in (face.mouth[0], face.mouth[-1]):
        _dot(placed((end,)), half)


def _dot(middle: list[float], radius: float) -> None:
    SmoothEllipse(pos=(middle[0] - radius, middle[1] - radius), size=(2 * radius, 2 * radius))
