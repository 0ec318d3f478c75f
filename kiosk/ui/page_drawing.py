"""The pen of a screen: puts a page's targets and lines into rectangles, in type that fits them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.pages.page import Page
from kiosk.pages.text_input import NOTHING, Shown
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Align, Block, Look, Scene, Touch, Words
from kiosk.ui.text_layout import Letters, Run
from kiosk.ui.theme import Measures, Token


@dataclass(frozen=True)
class Strip:
    """Something as wide as its area: how high it is, how to lay it, and the gap under it where another follows."""

    height: int
    lay: Callable[[Rect], None]
    gap: int = 0
    cut: Callable[[int], tuple[Strip, Strip] | None] | None = None
    """Two strips of this one, the first at most so high; None where it cannot be cut so. Of text alone."""
    touch: int = 0
    """So much of its height, from its foot, is to be touched."""


class Drawing:
    """One screen being laid out. `typed` is what stands in the field, which no page holds; `part` is the one to show of several."""

    def __init__(
        self, page: Page, measures: Measures, letters: Letters, typed: Shown = NOTHING, part: int = 0, *, loose: bool = False
    ) -> None:
        self.page = page
        self.measures = measures
        self.letters = letters
        self.typed = typed
        self.part = part
        self.loose = loose
        """Whether only the way back stands still, and all other ways come last of what is shown in parts."""
        self.last: list[Strip] = []
        """What comes last then."""
        self.cramped = False
        """Whether the bar at the top needed a second row."""
        self.unsaid = ""
        """The line that should stand at the upper left and found no room there."""
        self.scene = Scene()
        self.spare: Rect | None = None
        """What is free in the middle of the foot's one row, for whoever has a use for it."""

    def best(self, *lays: Callable[[Drawing], None]) -> None:
        """Lay the screen in the first of several ways in which it needs no parts; in the last one where it needs them in all."""
        for lay in lays:
            tried = Drawing(self.page, self.measures, self.letters, self.typed, self.part, loose=self.loose)
            lay(tried)
            if tried.scene.parts == 1 and not tried.cramped:
                break
        self.scene = tried.scene

    def part_of(self, *, parts_count: int) -> int:
        """Which part to show of so many."""
        self.scene.parts = max(self.scene.parts, parts_count)
        return min(self.part, parts_count - 1)

    @property
    def low(self) -> bool:
        """Whether everything to touch is to lie in the lower half."""
        return self.page.sight.reach == "low"

    @property
    def window(self) -> Rect:
        return Rect(0, 0, *self.measures.window)

    @property
    def area(self) -> Rect:
        """The window within its margins, and no wider than an arm sweeps."""
        inner = self.window.inset(self.measures.margin, self.measures.margin)
        return inner.centred(min(inner.width, self.measures.widest), inner.height)

    def run(
        self, text: str, size: int, width: int, *, height: int = 10_000, least: int | None = None, bold: bool = False, even: bool = True
    ) -> Run:
        return self.letters.fitted(text, size, least or size, (width, height), bold=bold, even=even)

    def words(self, rect: Rect, run: Run, colour: Token = "ink", align: Align = "left", *, middle: bool = False) -> None:
        """Put a run into its box, from the top or in the middle of its height."""
        if middle:
            rect = Rect(rect.x, rect.y + (rect.height - run.height) // 2, rect.width, run.height)
        self.scene.add(Words(rect, run, colour, align))

    def line(self, text: str, rect: Rect, size: int, colour: Token = "ink", align: Align = "left", *, bold: bool = False) -> None:
        """A text in the middle of its box's height, as small as it must be to stay inside."""
        run = self.run(text, size, rect.width, height=rect.height, least=self.measures.small_least, bold=bold)
        self.words(rect, run, colour, align, middle=True)

    def touch(self, name: str, rect: Rect, look: Look, *, size: int | None = None, bold: bool = False) -> None:
        """Put a target into a box; a page that has no such target leaves the box empty."""
        target = self.page.target(name)
        if target is None:
            return
        across = self.measures.unit // 2
        room = (rect.width - 2 * across, rect.height)
        size = size or self.measures.small
        run = self.letters.fitted(
            target.text, size, self.measures.small_least, room, bold=bold or (target.selected and look in ("link", "tool"))
        )
        self.scene.add(Touch(name, rect, look, run, target.enabled, target.selected))

    def width_of(self, name: str, size: int) -> int:
        """How wide a target wants to be: its words with air on both sides, and never too small for a finger."""
        target = self.page.target(name)
        if target is None:
            return 0
        return max(self.measures.touch_width, self.letters.width(target.text, size, bold=target.selected) + 3 * self.measures.unit)

    def height_of(self, name: str, width: int, size: int, *, least: int = 0) -> int:
        """How high a target of that width must be for all its words."""
        target = self.page.target(name)
        if target is None:
            return 0
        run = self.run(target.text, size, width - self.measures.unit, bold=target.selected)
        return max(least or self.measures.touch_height, run.height + self.measures.unit)

    def row_from_right(self, area: Rect, names: tuple[str, ...], look: Look, size: int, *, gap: int, flush: bool = True) -> Rect:
        """Targets side by side against the right edge, the last one outermost; gives what is left of the area.

        `flush`: a target of words alone stands with its words on the edge; the air that makes it easy to hit lies beyond.
        """
        if names and flush and look == "link":
            beyond = self._air(names[-1], size)
            area = Rect(area.x, area.y, area.width + beyond, area.height)
        for name in reversed(names):
            if self.page.target(name):
                rect, area = area.trailing(min(self.width_of(name, size), area.width), gap)
                self.touch(name, rect, look, size=size)
        return area

    def row_from_left(self, area: Rect, names: tuple[str, ...], look: Look, size: int, *, gap: int, flush: bool = False) -> Rect:
        """The same against the left edge, the first one outermost."""
        if names and flush and look == "link":
            beyond = self._air(names[0], size)
            area = Rect(area.x - beyond, area.y, area.width + beyond, area.height)
        for name in names:
            if self.page.target(name):
                rect, area = area.leading(min(self.width_of(name, size), area.width), gap)
                self.touch(name, rect, look, size=size)
        return area

    def _air(self, name: str, size: int) -> int:
        """What a target of words alone has on either side of its words, as far as the margin has room for it."""
        target = self.page.target(name)
        if target is None:
            return 0
        air = (self.width_of(name, size) - self.letters.width(target.text, size, bold=target.selected)) // 2
        return min(air, self.measures.margin)

    def bar(self, rect: Rect, share: float) -> None:
        """A thin line of which a share is done."""
        self.scene.add(Block(rect, "line", alpha=0.28))
        self.scene.add(Block(Rect(rect.x, rect.y, round(rect.width * share), rect.height), "accent"))
