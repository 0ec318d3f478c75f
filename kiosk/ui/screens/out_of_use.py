"""A terminal that takes no answers says so, and what to do."""

from __future__ import annotations

from kiosk.ui import flow
from kiosk.ui.drawing import Drawing
from kiosk.ui.screens.frame import frame, unsaid


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    area = frame(drawing, beside=page.said("place") or "", aside=())
    strips = [*unsaid(drawing, area.width), flow.heading(drawing, page.heading, area.width, gap=unit)]
    strips.append(flow.text(drawing, drawing.run(page.said("body") or "", measures.large, area.width), gap=unit * 3))
    strips.append(flow.text(drawing, drawing.run(page.said("status") or "", measures.small, area.width), "soft"))
    flow.lay(drawing, area, strips)
