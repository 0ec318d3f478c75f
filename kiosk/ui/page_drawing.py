"""Places the targets and texts of a page in rectangles, in type that fits."""

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
    """Represents a horizontal strip of a page: its height in pixels, how to lay it out in a box, and the gap to the next strip."""

    height: int
    lay_out: Callable[[Rect], None]
    gap: int = 0
    split: Callable[[int], tuple[Strip, Strip] | None] | None = None
    """Splits a strip of text in two, the first of at most the given height. It returns None if that is not possible."""
    touchable_height: int = 0
    """The height of the part that contains targets, from the bottom edge of the strip; 0 if it has none."""


class PageDrawing:
    """Lays out one screen. `field_content` is what the text field shows, which no page contains. `part` is the index of the part to show,
    from 0.
    """

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
        """Whether only the back button keeps its place, and the other targets of the bars come at the end of the parts."""
        self.trailing_strips: list[Strip] = []
        """The strips of these other targets, which are laid out after all other strips."""
        self.is_cramped = False
        """Whether the layout has a defect, such as a top bar of two rows or a scale without its faces, so that another is preferred."""
        self.overflow_text = ""
        """The line that belongs at the top left and did not fit there."""
        self.scene = Scene()
        self.free_foot_area: Rect | None = None
        """The free area in the middle of the bottom row, or None if there is none."""

    def use_best_layout(self, *layouts: Callable[[PageDrawing], None]) -> None:
        """Use the first of several layouts in which the screen needs only one part and is not cramped, or else the last one."""
        for lay in layouts:
            tried = PageDrawing(
                self.page, self.measures, self.typesetter, self.field_content, self.part, bar_targets_last=self.bar_targets_last
            )
            lay(tried)
            if tried.scene.part_count == 1 and not tried.is_cramped:
                break
        self.scene = tried.scene

    def select_part(self, *, part_count: int) -> int:
        """Record the number of parts in the scene, and return the index of the part to show, from 0."""
        self.scene.part_count = max(self.scene.part_count, part_count)
        return min(self.part, part_count - 1)

    @property
    def is_low_reach(self) -> bool:
        """Whether all targets have to be in the lower half of the window."""
        return self.page.display_preferences.reach == "low"

    @property
    def window(self) -> Rect:
        """The whole window."""
        return Rect(0, 0, *self.measures.window)

    @property
    def area(self) -> Rect:
        """The window without its margins, limited to the maximum content width."""
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
        """Return a text in the largest size down to `min_size` that fits the width and height in pixels.

        `min_size` is `size` if it is None. Text that does not fit even then is made smaller, see `Typesetter.fit`.
        """
        return self.typesetter.fit(text, size, min_size or size, (width, height), bold=bold, balance=balance)

    def add_text(
        self, rect: Rect, run: TextRun, colour: ColourToken = "ink", align: Align = "left", *, centre_vertically: bool = False
    ) -> None:
        """Add a text run to a box, from its top or centred vertically."""
        if centre_vertically:
            rect = Rect(rect.x, rect.y + (rect.height - run.height) // 2, rect.width, run.height)
        self.scene.add(PlacedText(rect, run, colour, align))

    def add_line(self, text: str, rect: Rect, size: int, colour: ColourToken = "ink", align: Align = "left", *, bold: bool = False) -> None:
        """Add a text, centred vertically in its box, in a smaller size if necessary to fit."""
        run = self.fit_text(text, size, rect.width, height=rect.height, min_size=self.measures.min_small_size, bold=bold)
        self.add_text(rect, run, colour, align, centre_vertically=True)

    def add_target(self, name: str, rect: Rect, style: TargetStyle, *, size: int | None = None, bold: bool = False) -> None:
        """Add a target in a box, if the page has it."""
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
        """Return the width of a target: its text with space on both sides, and at least the minimum. 0 if the page does not have it."""
        target = self.page.find_target(name)
        if target is None:
            return 0
        return max(
            self.measures.min_target_width, self.typesetter.text_width(target.text, size, bold=target.selected) + 3 * self.measures.spacing
        )

    def target_height(self, name: str, width: int, size: int, *, min_height: int = 0) -> int:
        """Return the height that a target of a width needs for its text, or 0 if the page does not have it."""
        target = self.page.find_target(name)
        if target is None:
            return 0
        run = self.fit_text(target.text, size, width - self.measures.spacing, bold=target.selected)
        return max(min_height or self.measures.min_target_height, run.height + self.measures.spacing)

    def add_row_from_right(
        self, area: Rect, names: tuple[str, ...], style: TargetStyle, size: int, *, gap: int, flush: bool = True
    ) -> Rect:
        """Add targets in a row at the right edge, the last one outermost, and return the rest of the area.

        With `flush`, the text of a target without a box ends at the edge, and the space that makes it easy to hit lies beyond the edge.
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
        """Add targets in a row at the left edge, the first one outermost, and return the rest of the area."""
        if names and flush and style == "link":
            beyond = self._air(names[0], size)
            area = Rect(area.x - beyond, area.y, area.width + beyond, area.height)
        for name in names:
            if self.page.find_target(name):
                rect, area = area.split_left(min(self.target_width(name, size), area.width), gap)
                self.add_target(name, rect, style, size=size)
        return area

    def _air(self, name: str, size: int) -> int:
        """Return the space on each side of the text of a target without a box, limited to the margin."""
        target = self.page.find_target(name)
        if target is None:
            return 0
        air = (self.target_width(name, size) - self.typesetter.text_width(target.text, size, bold=target.selected)) // 2
        return min(air, self.measures.margin)

    def add_progress_bar(self, rect: Rect, share: float) -> None:
        """Add a thin progress bar; `share` is the completed part, from 0 to 1."""
        self.scene.add(Block(rect, "line", alpha=0.28))
        self.scene.add(Block(Rect(rect.x, rect.y, round(rect.width * share), rect.height), "accent"))
