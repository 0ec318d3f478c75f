"""A terminal that takes no answers says so, and what to do."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.screens.frame import stacked


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    top, rest = drawing.area.top(measures.touch_height)
    drawing.line(page.said("place") or "", top, measures.small, "soft")
    sentence = drawing.run(page.heading, measures.large, rest.width, least=measures.large_least, bold=True)
    body = drawing.run(page.said("body") or "", measures.body, rest.width, least=measures.small_least)
    status = drawing.run(page.said("status") or "", measures.small, rest.width, least=measures.small_least)
    heading, under, last = stacked(rest, [sentence.height, body.height, status.height], [unit, unit * 3])
    drawing.words(heading, sentence)
    drawing.words(under, body)
    drawing.words(last, status, "soft")
