"""Defines all colours and sizes of the screens. Sizes are derived from the panel's millimetres, not from its pixels.

The font is Noto Sans, whose capitals have a height of 0.714 of the type size. Capitals of questions and answers are at least 7.3 mm high on
panels of 10 inches and larger (0.7 degrees at 600 mm, EN 301 549 clause 5.1.4). On 7-inch panels and for all other text they are at least
4.9 mm high (0.7 degrees at 400 mm, the distance with a bent arm).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, hypot
from typing import Literal, get_args

from survey.visit import TextSize

ColourToken = Literal["ground", "tile", "ink", "soft", "line", "accent", "on_accent", "attention", "well"]
Colour = tuple[float, float, float, float]
"""Holds red, green, blue and alpha, each from 0 to 1."""


def _colours(**tokens: str) -> dict[str, Colour]:
    def part(value: str, at: int) -> float:
        return int(value[at : at + 2], 16) / 255

    return {name: (part(value, 1), part(value, 3), part(value, 5), 1.0) for name, value in tokens.items()}


@dataclass(frozen=True)
class Theme:
    """Holds colours by token. Every pair of text and background has a contrast of at least 7 to 1."""

    name: str
    colours: dict[str, Colour]

    def __getitem__(self, token: ColourToken) -> Colour:
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
WHITE = Theme(
    "white",
    _colours(
        ground="#FFFFFF", tile="#FFFFFF", ink="#000000", soft="#000000", line="#000000",
        accent="#00317A", on_accent="#FFFFFF", attention="#7A1F00", well="#000000",
    ),
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST, WHITE)}
CONTRAST_THEMES = {"black": CONTRAST, "white": WHITE}
"""Holds the themes that a person can choose instead of the terminal's own, by the name of the contrast setting."""

DIM_ALPHA = 0.72
"""The opacity of the background colour that covers a dimmed screen."""
LINE_SPACING = 1.28
"""The distance from line to line, in type sizes."""


_CAPITALS = 0.714
_GROWN: dict[TextSize, tuple[float, float]] = {"normal": (1.0, 1.0), "large": (1.2, 1.25), "largest": (1.4, 1.5)}
"""Holds the factors of each text size on 7-inch panels and on larger ones."""
TEN_INCHES, THIRTEEN_INCHES, TWENTY_INCHES = 9.5, 13.0, 20.0
"""The smallest diagonals of the size classes in inches. Panels sold as 10 inch begin at 9.5."""


class Measures:
    """Converts sizes to pixels for one panel. Type sizes use the vertical resolution, distances the lower of the two resolutions."""

    def __init__(self, window: tuple[int, int], panel_mm: tuple[int, int], text_size: TextSize = "normal") -> None:
        """Compute the sizes for a window in pixels, a panel in millimetres, and the text size that the person chose."""
        self.window = window
        self._text, self._panel_mm = text_size, panel_mm
        self._across, self._down = window[0] / panel_mm[0], window[1] / panel_mm[1]
        self._mm = min(self._across, self._down)
        inches = hypot(*panel_mm) / 25.4
        self.is_small_panel = inches < TEN_INCHES
        self._grown = _GROWN[text_size][not self.is_small_panel]
        self.is_portrait = panel_mm[1] > panel_mm[0]
        self._class = sum(inches >= least for least in (TEN_INCHES, THIRTEEN_INCHES, TWENTY_INCHES))
        self.spacing = self.to_pixels((1.5, 2, 2.5, 3)[self._class])
        """The unit of all distances."""
        self.corner_radius = self.to_pixels(2)
        self.hairline = max(1, self.to_pixels(0.2))
        self.border_width = max(2, self.to_pixels(0.3))
        self.min_target_width = ceil(12 * self._across)
        """The minimum width of a target that is not a key."""
        self.min_target_height = max(ceil(12 * self._down), round(self.small_size * LINE_SPACING) + self.to_pixels(3))
        self.min_answer_width = ceil((12, 17, 20, 20)[self._class] * self._across)
        """The minimum width of the tile of an answer."""
        self.min_answer_height = max(
            ceil((13, 20, 23, 26)[self._class] * self._down), round(self.large_size * LINE_SPACING) + self.to_pixels(3)
        )
        self.focus_ring_width = max(3, self.to_pixels(0.8))
        """The width of the ring around the target in focus."""
        self.touch_slop = self.to_pixels(2)
        """The distance outside a target at which a finger still counts as on it."""

    def to_pixels(self, millimetres: float) -> int:
        """Return a distance in pixels, by the lower of the two resolutions."""
        return round(millimetres * self._mm)

    def _type(self, capital_mm: float) -> int:
        """Return the type size for a height of capitals."""
        return ceil(capital_mm * self._grown * self._down / _CAPITALS)

    @property
    def with_smaller_text(self) -> Measures | None:
        """The sizes for the next smaller text size, or None if the text has normal size."""
        sizes = get_args(TextSize)
        at = sizes.index(self._text)
        return Measures(self.window, self._panel_mm, sizes[at - 1]) if at else None

    @property
    def with_normal_text(self) -> Measures:
        """The sizes for normal text size."""
        return Measures(self.window, self._panel_mm)

    def width_to_pixels(self, millimetres: float) -> int:
        """Return a horizontal distance in pixels, rounded up."""
        return ceil(millimetres * self._across)

    def height_to_pixels(self, millimetres: float) -> int:
        """Return a vertical distance in pixels, rounded up."""
        return ceil(millimetres * self._down)

    @property
    def margin(self) -> int:
        """The margin around the content in pixels."""
        return self.to_pixels((3, 6, 9, 12)[self._class])

    @property
    def max_content_width(self) -> int:
        """The maximum width of the content in pixels, which is what an arm can reach. Wider panels have free space on both sides."""
        return self.to_pixels(340)

    @property
    def max_line_width(self) -> int:
        """The maximum width of running text in pixels."""
        return self.to_pixels((154, 190, 230, 260)[self._class])

    @property
    def large_size(self) -> int:
        """The type size of questions and answers in pixels."""
        return self._type((4.95, 7.4, 7.8, 8.6)[self._class])

    @property
    def small_size(self) -> int:
        """The type size of all other text in pixels."""
        return self._type((4.95, 4.95, 5.2, 5.8)[self._class])

    @property
    def min_small_size(self) -> int:
        """The smallest permitted size of small text in pixels."""
        return ceil(4.91 * self._down / _CAPITALS)

    @property
    def min_large_size(self) -> int:
        """The smallest permitted size of questions and answers in pixels."""
        return ceil((4.91, 7.31, 7.31, 7.31)[self._class] * self._down / _CAPITALS)
