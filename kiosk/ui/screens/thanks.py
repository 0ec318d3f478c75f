"""The thanks: one sentence, what happens with the answer, and home by itself; a thin line shows when."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens.frame import stacked


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    drawing.bar(Rect(0, 0, drawing.window.width, measures.mm(1)), page.left or 0)
    width = max(drawing.width_of("close", measures.body), measures.mm(50))
    narrow = drawing.area.centred(min(drawing.area.width, measures.mm(150)), drawing.area.height)
    sentence = drawing.run(page.heading, measures.large, narrow.width, least=measures.large_least, bold=True)
    body = drawing.run(page.said("body") or "", measures.medium, narrow.width, least=measures.small_least)
    heights = [sentence.height, body.height, measures.touch_height + unit]
    heading, under, button = stacked(narrow, heights, [unit * 2, unit * 5], 0.45)
    drawing.words(heading, sentence, align="centre")
    drawing.words(under, body, "soft", "centre")
    drawing.touch("close", button.centred(width, button.height), "quiet", size=measures.medium)
