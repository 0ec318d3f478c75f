"""A list to choose from: the languages, each under its own name, or who answers."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.screen_frame import frame

ASIDE = ("close", "display")


def lay(drawing: Drawing) -> None:
    page, unit = drawing.page, drawing.measures.unit
    area = frame(drawing, aside=[("display", "link")], left=[("close", "quiet")])
    names = [target.name for target in page.targets if target.name not in ASIDE]
    strips = [layout.heading(drawing, page.heading, area.width, gap=unit * 2)]
    strips += rows(drawing, names, area.width)
    layout.lay(drawing, area, strips, 0.35)


def rows(drawing: Drawing, names: list[str], width: int, *, most: int = 3, tight: bool = False) -> list[Strip]:
    """Tiles of equal width in rows of at most so many, fewer where their words need the room; `tight` ones no higher than they must be."""
    measures, unit = drawing.measures, drawing.measures.unit
    widest = max(drawing.width_of(name, measures.small) for name in names)
    fit = max(1, min(most, len(names), (width + unit) // (widest + unit)))
    columns = 1 if fit == 2 and len(names) == 3 and measures.portrait else fit
    each = (width - unit * (columns - 1)) // columns
    tall = max(measures.touch_height, min(measures.answer_height, measures.mm(18)))
    least = measures.touch_height if tight or measures.small_panel or drawing.low else tall
    high = max(drawing.height_of(name, each, measures.small, least=least) for name in names)
    return [_row(drawing, names[start : start + columns], columns, high) for start in range(0, len(names), columns)]


def _row(drawing: Drawing, names: list[str], columns: int, high: int) -> Strip:
    def lay(rect: Rect) -> None:
        for name, tile in zip(names, rect.columns(columns, drawing.measures.unit), strict=False):
            drawing.touch(name, tile, "tile", size=drawing.measures.small)

    return Strip(high, lay, drawing.measures.unit, touch=high)
