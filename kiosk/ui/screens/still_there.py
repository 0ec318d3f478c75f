"""The countdown, over the dimmed screen: one sentence, the seconds, one large button."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block
from kiosk.ui.screens.frame import stacked


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    card = drawing.window.centred(
        min(drawing.area.width, measures.mm(150)), min(drawing.area.height, measures.mm(70 if measures.small_panel else 88))
    )
    drawing.scene.add(Block(card, "tile", measures.corner, "line"))
    inner = card.inset(unit * 2, unit * 2)
    drawing.bar(Rect(inner.x, card.y + unit, inner.width, measures.mm(1)), page.left or 0)
    sentence = drawing.run(page.heading, measures.large, inner.width, least=measures.large_least, bold=True)
    seconds = drawing.run(page.said("body") or "", measures.medium, inner.width, least=measures.small_least)
    large, quiet = measures.mm(14 if measures.small_panel else 20), measures.touch_height
    gaps = [unit // 2, unit if measures.small_panel else unit * 2, unit // 2]
    heading, under, button, leave = stacked(inner, [sentence.height, seconds.height, large, quiet], gaps, 0.6)
    drawing.words(heading, sentence, align="centre")
    drawing.words(under, seconds, "soft", "centre")
    drawing.touch("continue", button, "primary", bold=True)
    width = drawing.width_of("finish", measures.small)
    drawing.touch("finish", leave.centred(width, leave.height), "link", size=measures.small)
