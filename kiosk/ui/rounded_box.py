"""Renders boxes with rounded corners and a border as one small texture whose middle is stretched (a nine-patch image).

A software renderer takes five times as long for one of Kivy's own smoothed rectangles, and each box would need two of them.
"""

from __future__ import annotations

from typing import Any

from kivy.graphics.texture import Texture

from kiosk.ui.theme import Colour

BoxStyle = tuple[Colour, Colour, int, int]
"""Holds the fill, the colour of the border, the radius and the width of the border in pixels."""


class RoundedBoxTextures:
    """Creates textures at their first use and keeps them. There is one per style, about a dozen."""

    def __init__(self) -> None:
        self._textures: dict[BoxStyle, Any] = {}

    def texture(self, fill: Colour, edge: Colour, radius: int, border: int) -> Any:
        """Return the texture of a style."""
        kind = (fill, edge, radius, border)
        if kind not in self._textures:
            self._textures[kind] = _made(*kind)
        return self._textures[kind]


def patch_width(radius: int) -> int:
    """Return the width in pixels of the texture's edges, which are not stretched."""
    return radius + 1


def render_pixels(fill: Colour, edge: Colour, radius: int, border: int) -> bytes:
    """Return a square of RGBA pixels whose side is twice the patch width plus two. Corners are smoothed by pixel coverage."""
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
