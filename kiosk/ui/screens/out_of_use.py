"""A terminal that takes no answers says so, and what to do; the languages stand in sight where there is room for them, as on the first
screen."""

from __future__ import annotations

from functools import partial

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing
from kiosk.ui.screens.screen_frame import frame, unsaid


def lay(drawing: Drawing) -> None:
    drawing.best(partial(_lay, in_sight=True), partial(_lay, in_sight=False))


def _lay(drawing: Drawing, *, in_sight: bool) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    languages = [target.name for target in page.targets if target.name.startswith("language-")] if in_sight else ["languages"]
    area = frame(drawing, beside=page.said("place") or "", aside=[(name, "link") for name in (*languages, "display")])
    strips = [*unsaid(drawing, area.width), layout.heading(drawing, page.heading, area.width, gap=unit)]
    strips.append(layout.text(drawing, drawing.run(page.said("body") or "", measures.large, area.width), gap=unit * 3))
    strips.append(layout.text(drawing, drawing.run(page.said("status") or "", measures.small, area.width), "soft"))
    layout.lay(drawing, area, strips)
