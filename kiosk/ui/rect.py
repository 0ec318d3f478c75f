"""Defines rectangles in pixels from the top left, and how to split them."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple


class Rect(NamedTuple):
    """Represents a rectangle by x and y of its top left corner, width and height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x after the last column."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y after the last row."""
        return self.y + self.height

    def contains(self, x: float, y: float) -> bool:
        """Return whether a point lies in the rectangle."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def expand(self, margin: int) -> Rect:
        """Return the rectangle with a margin added on all sides."""
        return Rect(self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin)

    def inset(self, horizontal: int, vertical: int) -> Rect:
        """Return the rectangle reduced by one margin at both sides and by another at top and bottom."""
        return Rect(self.x + horizontal, self.y + vertical, max(0, self.width - 2 * horizontal), max(0, self.height - 2 * vertical))

    def split_top(self, height: int, gap: int = 0) -> tuple[Rect, Rect]:
        """Return a strip at the top, and the rest under it."""
        return Rect(self.x, self.y, self.width, height), Rect(self.x, self.y + height + gap, self.width, max(0, self.height - height - gap))

    def split_bottom(self, height: int, gap: int = 0) -> tuple[Rect, Rect]:
        """Return a strip at the bottom, and the rest above it."""
        return Rect(self.x, self.bottom - height, self.width, height), Rect(self.x, self.y, self.width, max(0, self.height - height - gap))

    def split_left(self, width: int, gap: int = 0) -> tuple[Rect, Rect]:
        """Return a strip on the left, and the rest beside it."""
        return Rect(self.x, self.y, width, self.height), Rect(self.x + width + gap, self.y, max(0, self.width - width - gap), self.height)

    def split_right(self, width: int, gap: int = 0) -> tuple[Rect, Rect]:
        """Return a strip on the right, and the rest beside it."""
        return Rect(self.right - width, self.y, width, self.height), Rect(self.x, self.y, max(0, self.width - width - gap), self.height)

    def split_columns(self, shares: int | list[float], gap: int) -> list[Rect]:
        """Return columns of equal or given shares with gaps between them. Rounding is distributed, so that they fill the width exactly."""
        parts = [1.0] * shares if isinstance(shares, int) else shares
        free = self.width - gap * (len(parts) - 1)
        edges, total = [0.0], sum(parts)
        for part in parts:
            edges.append(edges[-1] + free * part / total)
        return [
            Rect(self.x + round(start) + n * gap, self.y, round(end) - round(start), self.height)
            for n, (start, end) in enumerate(pairwise(edges))
        ]

    def centred_rect(self, width: int, height: int) -> Rect:
        """Return a rectangle of a size in the centre of this one."""
        return Rect(self.x + (self.width - width) // 2, self.y + (self.height - height) // 2, width, height)
