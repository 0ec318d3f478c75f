"""Boxes with rounded corners and a border, each drawn in one go: a small texture whose middle is stretched (nine patches).

Kivy's own smoothed rectangles cost a software renderer five times as much, and one box here needs two of them.
"""

from __future__ import annotations

from typing import Any

from kivy.graphics.texture import Texture

from kiosk.ui.theme import Colour

BoxStyle = tuple[Colour, Colour, int, int]
"""Fill, edge, radius, width of the border (pixels)."""


class RoundedBoxTextures:
    """The textures, made at their first use; there are as many as looks, about a dozen."""

    def __init__(self) -> None:
        self._textures: dict[BoxStyle, Any] = {}

    def texture(self, fill: Colour, edge: Colour, radius: int, border: int) -> Any:
        kind = (fill, edge, radius, border)
        if kind not in self._textures:
            self._textures[kind] = _made(*kind)
        return self._textures[kind]


def patch_width(radius: int) -> int:
    """Pixels of the texture's edge that are not stretched."""
    return radius + 1


def render_pixels(fill: Colour, edge: Colour, radius: int, border: int) -> bytes:
    """A square of RGBA pixels, twice the patch and two wide, with the corners smoothed by how much of a pixel they cover."""
    side = 2 * patch_width(radius) + 2
    middle, straight = side / 2, side / 2 - radius
    out = bytearray()
    for row in range(side):
        for column in range(side):
            across, down = abs(column + 0.5 - middle) - straight, abs(row + 0.5 - middle) - straight
            beyond = (max(across, 0) ** 2 + max(down, 0) ** 2) ** 0.5 + min(max(across, down), 0)
            inside = _share(radius - beyond)
            filled = _share(radius - border - beyond) if border else 1.0
            out += bytes(round(255 * (e + (f - e) * filled)) for f, e in zip(fill[:3], edge[:3], strict=True))
            out.append(round(255 * inside))
    return bytes(out)


def _share(depth: float) -> float:
    return min(1.0, max(0.0, depth + 0.5))


def _made(fill: Colour, edge: Colour, radius: int, border: int) -> Any:
    side = 2 * patch_width(radius) + 2
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    texture.blit_buffer(render_pixels(fill, edge, radius, border), colorfmt="rgba", bufferfmt="ubyte")
    texture.mag_filter = texture.min_filter = "nearest"
    return texture
