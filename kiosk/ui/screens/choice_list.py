"""Lays out a list of choices: the languages, each with its own name, or the forms by audience."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.screen_frame import add_bars

NAVIGATION_TARGETS = ("close", "display")


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    page, unit = drawing.page, drawing.measures.spacing
    area = add_bars(drawing, top_right=[("display", "link")], bottom_left=[("close", "quiet")])
    names = [target.name for target in page.targets if target.name not in NAVIGATION_TARGETS]
    strips = [layout.heading_strip(drawing, page.heading, area.width, gap=unit * 2)]
    strips += tile_rows(drawing, names, area.width)
    layout.stack_strips(drawing, area, strips, 0.35)


def tile_rows(drawing: PageDrawing, names: list[str], width: int, *, max_columns: int = 3, compact: bool = False) -> list[Strip]:
    """Return rows of tiles of equal width, with fewer columns if their texts need the space. Compact tiles have the minimum height."""
    measures, unit = drawing.measures, drawing.measures.spacing
    widest = max(drawing.target_width(name, measures.small_size) for name in names)
    fit = max(1, min(max_columns, len(names), (width + unit) // (widest + unit)))
    columns = 1 if fit == 2 and len(names) == 3 and measures.is_portrait else fit
    each = (width - unit * (columns - 1)) // columns
    tall = max(measures.min_target_height, min(measures.min_answer_height, measures.to_pixels(18)))
    least = measures.min_target_height if compact or measures.is_small_panel or drawing.is_low_reach else tall
    high = max(drawing.target_height(name, each, measures.small_size, min_height=least) for name in names)
    return [_row(drawing, names[start : start + columns], columns, high) for start in range(0, len(names), columns)]


def _row(drawing: PageDrawing, names: list[str], columns: int, high: int) -> Strip:
    def lay(rect: Rect) -> None:
        for name, tile in zip(names, rect.split_columns(columns, drawing.measures.spacing), strict=False):
            drawing.add_target(name, tile, "tile", size=drawing.measures.small_size)

    return Strip(high, lay, drawing.measures.spacing, touchable_height=high)
