"""The pen of a screen: puts a page's targets and lines into rectangles, in type that fits them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.pages.page import Page
from kiosk.pages.text_input import EMPTY_FIELD, TextFieldContent
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Align, Block, PlacedTarget, PlacedText, Scene, TargetStyle
from kiosk.ui.text_layout import TextRun, Typesetter
from kiosk.ui.theme import ColourToken, Measures


@dataclass(frozen=True)
class Strip:
    """Something as wide as its area: how high it is, how to lay it, and the gap under it where another follows."""

    height: int
    lay_out: Callable[[Rect], None]
    gap: int = 0
    split: Callable[[int], tuple[Strip, Strip] | None] | None = None
    """Two strips of this one, the first at most so high; None where it cannot be cut so. Of text alone."""
    touchable_height: int = 0
    """So much of its height, from its foot, is to be touched."""


class PageDrawing:
    """One screen being laid out. `typed` is what stands in the field, which no page holds; `part` is the one to show of several."""

    def __init__(
        self,
        page: Page,
        measures: Measures,
        typesetter: Typesetter,
        field_content: TextFieldContent = EMPTY_FIELD,
        part: int = 0,
        *,
        bar_targets_last: bool = False,
    ) -> None:
        self.page = page
        self.measures = measures
        self.typesetter = typesetter
        self.field_content = field_content
        self.part = part
        self.bar_targets_last = bar_targets_last
        """Whether only the way back stands still, and all other ways come last of what is shown in parts."""
        self.trailing_strips: list[Strip] = []
        """What comes last then."""
        self.is_cramped = False
        """Whether the bar at the top needed a second row."""
        self.overflow_text = ""
        """The line that should stand at the upper left and found no room there."""
        self.scene = Scene()
        self.free_foot_area: Rect | None = None
        """What is free in the middle of the foot's one row, for whoever has a use for it."""

    def use_best_layout(self, *layouts: Callable[[PageDrawing], None]) -> None:
        """Lay the screen in the first of several ways in which it needs no parts; in the last one where it needs them in all."""
        for lay in layouts:
            tried = PageDrawing(
                self.page, self.measures, self.typesetter, self.field_content, self.part, bar_targets_last=self.bar_targets_last
            )
            lay(tried)
            if tried.scene.part_count == 1 and not tried.is_cramped:
                break
        self.scene = tried.scene

    def select_part(self, *, part_count: int) -> int:
        """Which part to show of so many."""
        self.scene.part_count = max(self.scene.part_count, part_count)
        return min(self.part, part_count - 1)

    @property
    def is_low_reach(self) -> bool:
        """Whether everything to touch is to lie in the lower half."""
        return self.page.display_preferences.reach == "low"

    @property
    def window(self) -> Rect:
        return Rect(0, 0, *self.measures.window)

    @property
    def area(self) -> Rect:
        """The window within its margins, and no wider than an arm sweeps."""
        inner = self.window.inset(self.measures.margin, self.measures.margin)
        return inner.centred_rect(min(inner.width, self.measures.max_content_width), inner.height)

    def fit_text(
        self,
        text: str,
        size: int,
        width: int,
        *,
        height: int = 10_000,
        min_size: int | None = None,
        bold: bool = False,
        balance: bool = True,
    ) -> TextRun:
        return self.typesetter.fit(text, size, min_size or size, (width, height), bold=bold, balance=balance)

    def add_text(
        self, rect: Rect, run: TextRun, colour: ColourToken = "ink", align: Align = "left", *, centre_vertically: bool = False
    ) -> None:
        """Put a run into its box, from the top or in the middle of its height."""
        if centre_vertically:
            rect = Rect(rect.x, rect.y + (rect.height - run.height) // 2, rect.width, run.height)
        self.scene.add(PlacedText(rect, run, colour, align))

    def add_line(self, text: str, rect: Rect, size: int, colour: ColourToken = "ink", align: Align = "left", *, bold: bool = False) -> None:
        """A text in the middle of its box's height, as small as it must be to stay inside."""
        run = self.fit_text(text, size, rect.width, height=rect.height, min_size=self.measures.min_small_size, bold=bold)
        self.add_text(rect, run, colour, align, centre_vertically=True)

    def add_target(self, name: str, rect: Rect, style: TargetStyle, *, size: int | None = None, bold: bool = False) -> None:
        """Put a target into a box; a page that has no such target leaves the box empty."""
        target = self.page.find_target(name)
        if target is None:
            return
        across = self.measures.spacing // 2
        room = (rect.width - 2 * across, rect.height)
        size = size or self.measures.small_size
        run = self.typesetter.fit(
            target.text, size, self.measures.min_small_size, room, bold=bold or (target.selected and style in ("link", "tool"))
        )
        self.scene.add(PlacedTarget(name, rect, style, run, target.enabled, target.selected))

    def target_width(self, name: str, size: int) -> int:
        """How wide a target wants to be: its words with air on both sides, and never too small for a finger."""
        target = self.page.find_target(name)
        if target is None:
            return 0
        return max(
            self.measures.min_target_width, self.typesetter.text_width(target.text, size, bold=target.selected) + 3 * self.measures.spacing
        )

    def target_height(self, name: str, width: int, size: int, *, min_height: int = 0) -> int:
        """How high a target of that width must be for all its words."""
        target = self.page.find_target(name)
        if target is None:
            return 0
        run = self.fit_text(target.text, size, width - self.measures.spacing, bold=target.selected)
        return max(min_height or self.measures.min_target_height, run.height + self.measures.spacing)

    def add_row_from_right(
        self, area: Rect, names: tuple[str, ...], style: TargetStyle, size: int, *, gap: int, flush: bool = True
    ) -> Rect:
        """Targets side by side against the right edge, the last one outermost; gives what is left of the area.

        `flush`: a target of words alone stands with its words on the edge; the air that makes it easy to hit lies beyond.
        """
        if names and flush and style == "link":
            beyond = self._air(names[-1], size)
            area = Rect(area.x, area.y, area.width + beyond, area.height)
        for name in reversed(names):
            if self.page.find_target(name):
                rect, area = area.split_right(min(self.target_width(name, size), area.width), gap)
                self.add_target(name, rect, style, size=size)
        return area

    def add_row_from_left(
        self, area: Rect, names: tuple[str, ...], style: TargetStyle, size: int, *, gap: int, flush: bool = False
    ) -> Rect:
        """The same against the left edge, the first one outermost."""
        if names and flush and style == "link":
            beyond = self._air(names[0], size)
            area = Rect(area.x - beyond, area.y, area.width + beyond, area.height)
        for name in names:
            if self.page.find_target(name):
                rect, area = area.split_left(min(self.target_width(name, size), area.width), gap)
                self.add_target(name, rect, style, size=size)
        return area

    def _air(self, name: str, size: int) -> int:
        """What a target of words alone has on either side of its words, as far as the margin has room for it."""
        target = self.page.find_target(name)
        if target is None:
            return 0
        air = (self.target_width(name, size) - self.typesetter.text_width(target.text, size, bold=target.selected)) // 2
        return min(air, self.measures.margin)

    def add_progress_bar(self, rect: Rect, share: float) -> None:
        """A thin line of which a share is done."""
        self.scene.add(Block(rect, "line", alpha=0.28))
        self.scene.add(Block(Rect(rect.x, rect.y, round(rect.width * share), rect.height), "accent"))
