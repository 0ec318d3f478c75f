"""The thanks: one sentence, what happens with the answer, and home by itself; a thin line shows when."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.screen_frame import frame


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    drawing.bar(Rect(0, 0, drawing.window.width, measures.mm(1)), page.left or 0)
    area = frame(drawing, aside=[("display", "link")])
    width = min(area.width, measures.mm(170))
    wide = min(area.width, max(drawing.width_of("close", measures.small), measures.mm(50)))
    strips = [
        layout.text(drawing, drawing.run(page.heading, measures.large, width, bold=True), "ink", "centre", gap=unit * 2),
        layout.text(
            drawing,
            drawing.run(page.said("body") or "", measures.small, width),
            "soft",
            "centre",
            gap=unit * (2 if measures.small_panel else 5),
        ),
        Strip(
            measures.touch_height + unit,
            lambda rect: drawing.touch("close", rect.centred(wide, rect.height), "quiet"),
            touch=measures.touch_height + unit,
        ),
    ]
    layout.lay(drawing, area, strips, 0.4)
