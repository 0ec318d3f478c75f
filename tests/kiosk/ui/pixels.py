"""Measures the contrasts in a picture of the screen by the formula of WCAG 2.2 (relative luminance).

All colours are read from the picture instead of the theme, because the test is about what a person sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache

from PIL import Image

Rgb = tuple[int, int, int]
Box = tuple[int, int, int, int]
"""Holds x, y, width and height in pixels from the top left."""

BORDER_DEPTH = 8
"""The number of pixels inside a target's edge in which its border is searched."""
GROUND_DISTANCE = 3
"""The number of pixels outside a target's edge that count as its background."""
MIN_INK_PIXELS = 2
"""The number of pixels below which a colour in a text is a smoothed edge instead of the text's colour."""


@cache
def luminance(colour: Rgb) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def contrast_ratio(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, from 1 (equal) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def count_colours(picture: Image.Image, box: Box) -> Counter[Rgb]:
    """Return the number of pixels of each colour in a box, as far as it lies in the picture."""
    x, y, width, height = box
    left, top, right, bottom = max(0, x), max(0, y), min(picture.width, x + width), min(picture.height, y + height)
    if right <= left or bottom <= top:
        return Counter()
    found = picture.crop((left, top, right, bottom)).getcolors((right - left) * (bottom - top))
    return Counter({colour: number for number, colour in found or []})  # type: ignore[misc]


def text_contrast(picture: Image.Image, letters: Box) -> float:
    """Return the contrast of a text with its background: of the most frequent colour in its box with the one that differs most.

    The result is 1 if the box has only one colour.
    """
    found = count_colours(picture, letters)
    if not found:
        return 1.0
    ground = found.most_common(1)[0][0]
    return max((contrast_ratio(colour, ground) for colour, number in found.items() if number >= MIN_INK_PIXELS), default=1.0)


def side_contrasts(picture: Image.Image, box: Box) -> list[float]:
    """Return the contrast of each side of a target with its surroundings, the better one of border and fill.

    Sides at the edge of the window and rounded corners are not measured.
    """
    found = []
    for strip in edge_strips(box):
        beyond = dominant_colour(picture, strip(-GROUND_DISTANCE))
        inside = [colour for depth in range(BORDER_DEPTH) if (colour := dominant_colour(picture, strip(depth))) is not None]
        if beyond is not None:
            found.append(max((contrast_ratio(colour, beyond) for colour in inside), default=1.0))
    return found


def edge_strips(box: Box) -> tuple[Callable[[int], Box], ...]:
    """Return a strip along the middle of each side, of a number of pixels inside the edge."""
    x, y, width, height = box
    left, top = x + width // 5, y + height // 5
    long, high = max(1, width - 2 * (width // 5)), max(1, height - 2 * (height // 5))
    return (
        lambda depth: (left, y + depth, long, 1),
        lambda depth: (left, y + height - 1 - depth, long, 1),
        lambda depth: (x + depth, top, 1, high),
        lambda depth: (x + width - 1 - depth, top, 1, high),
    )


def dominant_colour(picture: Image.Image, box: Box) -> Rgb | None:
    """Return the most frequent colour of a box, or None if the box lies outside the picture."""
    found = count_colours(picture, box)
    return found.most_common(1)[0][0] if found else None
