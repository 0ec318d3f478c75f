"""Lays out the screen that explains the survey and what happens with answers."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing
from kiosk.ui.screens.screen_frame import add_bars


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    measures, page = drawing.measures, drawing.page
    area = add_bars(drawing, top_right=[("display", "link")], bottom_left=[("close", "quiet")])
    width, gap = min(area.width, measures.max_line_width), measures.small_size * 2 // 3
    heading = layout.heading_strip(drawing, page.heading, area.width, gap=gap)
    body = [
        layout.text_strip(drawing, drawing.fit_text(text, measures.small_size, width, balance=False), gap=gap)
        for text in page.texts_of("body")
    ]
    layout.stack_strips(drawing, area, [heading, *body], 0)
