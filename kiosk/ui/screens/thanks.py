"""Lays out the closing screen: thanks, what happens with the answer, and a progress bar until the idle screen returns."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.screen_frame import add_bars


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    drawing.add_progress_bar(Rect(0, 0, drawing.window.width, measures.to_pixels(1)), page.fraction_left or 0)
    area = add_bars(drawing, top_right=[("display", "link")])
    width = min(area.width, measures.to_pixels(170))
    wide = min(area.width, max(drawing.target_width("close", measures.small_size), measures.to_pixels(50)))
    strips = [
        layout.text_strip(drawing, drawing.fit_text(page.heading, measures.large_size, width, bold=True), "ink", "centre", gap=unit * 2),
        layout.text_strip(
            drawing,
            drawing.fit_text(page.text_of("body") or "", measures.small_size, width),
            "soft",
            "centre",
            gap=unit * (2 if measures.is_small_panel else 5),
        ),
        Strip(
            measures.min_target_height + unit,
            lambda rect: drawing.add_target("close", rect.centred_rect(wide, rect.height), "quiet"),
            touchable_height=measures.min_target_height + unit,
        ),
    ]
    layout.stack_strips(drawing, area, strips, 0.4)
