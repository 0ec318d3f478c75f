"""Lays out the screen of a terminal that accepts no responses, with what to do and, if they fit, the languages."""

from __future__ import annotations

from functools import partial

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing
from kiosk.ui.screens.screen_frame import add_bars, overflow_strips


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    drawing.use_best_layout(partial(_lay, in_sight=True), partial(_lay, in_sight=False))


def _lay(drawing: PageDrawing, *, in_sight: bool) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    languages = [target.name for target in page.targets if target.name.startswith("language-")] if in_sight else ["languages"]
    area = add_bars(drawing, top_left=page.text_of("place") or "", top_right=[(name, "link") for name in (*languages, "display")])
    strips = [*overflow_strips(drawing, area.width), layout.heading_strip(drawing, page.heading, area.width, gap=unit)]
    strips.append(layout.text_strip(drawing, drawing.fit_text(page.text_of("body") or "", measures.large_size, area.width), gap=unit * 3))
    strips.append(layout.text_strip(drawing, drawing.fit_text(page.text_of("status") or "", measures.small_size, area.width), "soft"))
    layout.stack_strips(drawing, area, strips)
