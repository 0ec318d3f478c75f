"""What the survey is and what happens with an answer, in paragraphs."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing
from kiosk.ui.screens.screen_frame import frame


def lay(drawing: Drawing) -> None:
    measures, page = drawing.measures, drawing.page
    area = frame(drawing, aside=[("display", "link")], left=[("close", "quiet")])
    width, gap = min(area.width, measures.column), measures.small * 2 // 3
    heading = layout.heading(drawing, page.heading, area.width, gap=gap)
    body = [layout.text(drawing, drawing.run(text, measures.small, width, even=False), gap=gap) for text in page.all_said("body")]
    layout.lay(drawing, area, [heading, *body], 0)
