"""What the survey is and what happens with an answer, in paragraphs."""

from __future__ import annotations

from kiosk.ui import flow
from kiosk.ui.drawing import Drawing
from kiosk.ui.screens.frame import frame


def lay(drawing: Drawing) -> None:
    measures, page = drawing.measures, drawing.page
    area = frame(drawing, aside=[("display", "link")], left=[("close", "quiet")])
    width, gap = min(area.width, measures.column), measures.small * 2 // 3
    heading = flow.heading(drawing, page.heading, area.width, gap=gap)
    body = [flow.text(drawing, drawing.run(text, measures.small, width, even=False), gap=gap) for text in page.all_said("body")]
    flow.lay(drawing, area, [heading, *body], 0)
