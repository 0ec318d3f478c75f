"""Lays out the inactivity prompt over the dimmed screen: a sentence, the remaining seconds and one large button."""

from __future__ import annotations

from functools import partial

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block

SECONDARY_TARGETS = ("finish", "display")


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    # The progress bar also shows the remaining time, so the sentence may be left out.
    drawing.use_best_layout(partial(_lay, seconds=True), partial(_lay, seconds=False))


def _lay(drawing: PageDrawing, *, seconds: bool) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    air = unit * (1 if measures.is_small_panel else 3)
    width = min(drawing.area.width, measures.to_pixels(200))
    inner = width - 2 * air
    size = measures.large_size
    button = drawing.target_height("continue", inner, size, min_height=measures.min_answer_height)
    strips = [
        Strip(measures.to_pixels(1), lambda rect: drawing.add_progress_bar(rect, page.fraction_left or 0), air),
        layout.text_strip(drawing, drawing.fit_text(page.heading, measures.large_size, inner, bold=True), "ink", "centre", gap=unit // 2),
        *(
            [
                layout.text_strip(
                    drawing, drawing.fit_text(page.text_of("body") or "", measures.small_size, inner), "soft", "centre", gap=air
                )
            ]
            if seconds
            else []
        ),
        Strip(button, lambda rect: drawing.add_target("continue", rect, "primary", size=size, bold=True), unit // 2),
        Strip(measures.min_target_height, lambda rect: _aside(drawing, rect)),
    ]
    high = sum(strip.height + strip.gap for strip in strips) + 2 * air
    card = drawing.window.centred_rect(width, min(drawing.area.height, high))
    if drawing.is_low_reach:
        card = Rect(card.x, drawing.area.bottom - card.height, card.width, card.height)
    drawing.scene.add(Block(card, "tile", measures.corner_radius, "line"))
    layout.stack_strips(drawing, card.inset(air, air), strips, 0.5)


def _aside(drawing: PageDrawing, row: Rect) -> None:
    """Add the secondary targets in the centre of the row."""
    size, gap = drawing.measures.small_size, drawing.measures.spacing
    width = sum(drawing.target_width(name, size) for name in SECONDARY_TARGETS) + gap * (len(SECONDARY_TARGETS) - 1)
    drawing.add_row_from_left(row.centred_rect(min(width, row.width), row.height), SECONDARY_TARGETS, "link", size, gap=gap)
