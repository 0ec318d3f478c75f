"""The countdown, over the dimmed screen: one sentence, the seconds, one large button."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.scene import Block
from kiosk.ui.screens.frame import stacked


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    air = unit * (2 if measures.small_panel else 4)
    width = min(drawing.area.width, measures.mm(150))
    sentence = drawing.run(page.heading, measures.large, width - 2 * air, least=measures.large_least, bold=True)
    seconds = drawing.run(page.said("body") or "", measures.medium, width - 2 * air, least=measures.small_least)
    heights = [sentence.height, seconds.height, measures.mm(15 if measures.small_panel else 20), measures.touch_height]
    gaps = [unit // 2, air, unit // 2]
    card = drawing.window.centred(width, min(drawing.area.height, sum(heights) + sum(gaps) + round(air * 2.5)))
    drawing.scene.add(Block(card, "tile", measures.corner, "line"))
    bar, inner = card.inset(air, 0).top(air * 2)
    drawing.bar(bar.centred(bar.width, measures.mm(1)), page.left or 0)
    heading, under, button, leave = stacked(inner, heights, gaps, 0)
    drawing.words(heading, sentence, align="centre")
    drawing.words(under, seconds, "soft", "centre")
    drawing.touch("continue", button, "primary", bold=True)
    width = drawing.width_of("finish", measures.small)
    drawing.touch("finish", leave.centred(width, leave.height), "link", size=measures.small)
