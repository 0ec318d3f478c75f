"""The countdown, over the dimmed screen: one sentence, the seconds, one large button."""

from __future__ import annotations

from functools import partial

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block

ASIDE = ("finish", "display")


def lay(drawing: Drawing) -> None:
    # The line that grows shorter tells of the time too: where there is no room for the sentence it does so alone.
    drawing.best(partial(_lay, seconds=True), partial(_lay, seconds=False))


def _lay(drawing: Drawing, *, seconds: bool) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    air = unit * (1 if measures.small_panel else 3)
    width = min(drawing.area.width, measures.mm(200))
    inner = width - 2 * air
    size = measures.large
    button = drawing.height_of("continue", inner, size, least=measures.answer_height)
    strips = [
        Strip(measures.mm(1), lambda rect: drawing.bar(rect, page.left or 0), air),
        layout.text(drawing, drawing.run(page.heading, measures.large, inner, bold=True), "ink", "centre", gap=unit // 2),
        *(
            [layout.text(drawing, drawing.run(page.said("body") or "", measures.small, inner), "soft", "centre", gap=air)]
            if seconds
            else []
        ),
        Strip(button, lambda rect: drawing.touch("continue", rect, "primary", size=size, bold=True), unit // 2),
        Strip(measures.touch_height, lambda rect: _aside(drawing, rect)),
    ]
    high = sum(strip.height + strip.gap for strip in strips) + 2 * air
    card = drawing.window.centred(width, min(drawing.area.height, high))
    if drawing.low:
        card = Rect(card.x, drawing.area.bottom - card.height, card.width, card.height)
    drawing.scene.add(Block(card, "tile", measures.corner, "line"))
    layout.lay(drawing, card.inset(air, air), strips, 0.5)


def _aside(drawing: Drawing, row: Rect) -> None:
    """In the middle of the row."""
    size, gap = drawing.measures.small, drawing.measures.unit
    width = sum(drawing.width_of(name, size) for name in ASIDE) + gap * (len(ASIDE) - 1)
    drawing.row_from_left(row.centred(min(width, row.width), row.height), ASIDE, "link", size, gap=gap)
