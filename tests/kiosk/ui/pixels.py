"""What a picture of the screen shows: how its colours stand out, by the formula of WCAG 2.2 (relative luminance).

Everything is read from the picture, nothing from a table of colours: what a person sees is what counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache

from PIL import Image

Rgb = tuple[int, int, int]
Box = tuple[int, int, int, int]
"""x, y, width, height in pixels from the top left."""

BORDER_DEPTH = 8
"""A target's border is looked for in so many pixels from its edge inwards."""
GROUND_DISTANCE = 3
"""So many pixels beyond a target's edge is what it stands on."""
MIN_INK_PIXELS = 2
"""A colour in fewer pixels of a text than this is a smoothed edge, not its ink."""


@cache
def luminance(colour: Rgb) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def contrast_ratio(one: Rgb, other: Rgb) -> float:
    """From 1, the same, to 21, black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def count_colours(picture: Image.Image, box: Box) -> Counter[Rgb]:
    """How many pixels of each colour lie in the box, as far as it is on the picture."""
    x, y, width, height = box
    left, top, right, bottom = max(0, x), max(0, y), min(picture.width, x + width), min(picture.height, y + height)
    if right <= left or bottom <= top:
        return Counter()
    found = picture.crop((left, top, right, bottom)).getcolors((right - left) * (bottom - top))
    return Counter({colour: number for number, colour in found or []})  # type: ignore[misc]


def text_contrast(picture: Image.Image, letters: Box) -> float:
    """How a text stands out from its ground: the most frequent colour of its box against the one that differs most.

    1 where there is no ink at all.
    """
    found = count_colours(picture, letters)
    if not found:
        return 1.0
    ground = found.most_common(1)[0][0]
    return max((contrast_ratio(colour, ground) for colour, number in found.items() if number >= MIN_INK_PIXELS), default=1.0)


def side_contrasts(picture: Image.Image, box: Box) -> list[float]:
    """How each side of a target stands out from what lies beyond it: the best of border and fill.

    A side at the window's edge is left out. Rounded corners are not looked at.
    """
    found = []
    for strip in edge_strips(box):
        beyond = dominant_colour(picture, strip(-GROUND_DISTANCE))
        inside = [colour for depth in range(BORDER_DEPTH) if (colour := dominant_colour(picture, strip(depth))) is not None]
        if beyond is not None:
            found.append(max((contrast_ratio(colour, beyond) for colour in inside), default=1.0))
    return found


def edge_strips(box: Box) -> tuple[Callable[[int], Box], ...]:
    """For each side a strip along its middle, so many pixels from the edge inwards."""
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
    """The most frequent colour of a box; None where the box lies outside the picture."""
    found = count_colours(picture, box)
    return found.most_common(1)[0][0] if found else None
