"""How Aula looks: colours and sizes, all in this one file. Sizes come from the panel's millimetres, not from its pixels.

A lobby's panel is looked at from about 400 mm (an arm bent over it), where a capital H of 4.9 mm is the 0.7 degrees of
EN 301 549 clause 5.1.4; Noto Sans' capitals are 0.714 of its size. So what a person must read to answer is at least
6.9 mm of type; what one can do without (where one is, notices, ways aside) is smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

Token = Literal["ground", "tile", "ink", "soft", "line", "accent", "on_accent", "attention", "well"]
Colour = tuple[float, float, float, float]
"""Red, green, blue, alpha: 0 to 1."""


def _colours(**tokens: str) -> dict[str, Colour]:
    def part(value: str, at: int) -> float:
        return int(value[at : at + 2], 16) / 255

    return {name: (part(value, 1), part(value, 3), part(value, 5), 1.0) for name, value in tokens.items()}


@dataclass(frozen=True)
class Theme:
    """Colours by token; every pair that carries words has a contrast of at least 7 to 1."""

    name: str
    colours: dict[str, Colour]

    def __getitem__(self, token: Token) -> Colour:
        return self.colours[token]


LIGHT = Theme(
    "light",
    _colours(
        ground="#FAFAF7", tile="#FFFFFF", ink="#14232B", soft="#3F5059", line="#74858D",
        accent="#0A4F6B", on_accent="#FFFFFF", attention="#7A3300", well="#1B5233",
    ),
)  # fmt: skip
DARK = Theme(
    "dark",
    _colours(
        ground="#0E171B", tile="#18252B", ink="#F4F7F6", soft="#B9C6CB", line="#7C8E96",
        accent="#7CC7E6", on_accent="#06212C", attention="#FFB37A", well="#8FD6A8",
    ),
)  # fmt: skip
CONTRAST = Theme(
    "contrast",
    _colours(
        ground="#000000", tile="#000000", ink="#FFFFFF", soft="#FFFFFF", line="#FFFFFF",
        accent="#FFE600", on_accent="#000000", attention="#FFE600", well="#FFFFFF",
    ),
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}

VEIL = 0.86
"""How much of the ground lies over a dimmed screen."""
LEADING = 1.28
"""From line to line, in type sizes."""


class Measures:
    """Pixels of everything on one panel. Type sizes and distances use the coarser of the two directions."""

    def __init__(self, window: tuple[int, int], panel_mm: tuple[int, int]) -> None:
        self.window = window
        self._across, self._down = window[0] / panel_mm[0], window[1] / panel_mm[1]
        self._mm = min(self._across, self._down)
        self.small_panel = panel_mm[0] < 180
        """A 7 inch panel rather than a 10 inch one."""
        self.unit = self.mm(2)
        """The step of every distance."""
        self.corner = self.mm(2)
        self.hairline = max(1, self.mm(0.2))
        self.border = max(2, self.mm(0.3))
        least = 9 if self.small_panel else 12
        self.touch_width = ceil(least * self._across)
        """The least width of a target."""
        self.touch_height = ceil(least * self._down)
        self.slip = self.mm(2)
        """A finger may slide so far off a target and still means it."""

    def mm(self, millimetres: float) -> int:
        return round(millimetres * self._mm)

    @property
    def margin(self) -> int:
        return self.mm(4 if self.small_panel else 7.5)

    @property
    def large(self) -> int:
        """The question."""
        return self.mm(7.6 if self.small_panel else 9)

    @property
    def large_least(self) -> int:
        return self.mm(6.9)

    @property
    def body(self) -> int:
        """Numbers, answers and buttons."""
        return self.mm(6.9)

    @property
    def medium(self) -> int:
        """Running text, the field and its keys."""
        return self.mm(5.4 if self.small_panel else 6)

    @property
    def small(self) -> int:
        """Labels, notices and ways aside."""
        return self.mm(4.6)

    @property
    def small_least(self) -> int:
        return self.mm(3.7)
