"""How the screen looks: text size, background, and where the buttons lie; a row each, and what is chosen shows at once."""

from __future__ import annotations

from functools import partial

from kiosk.ui import flow
from kiosk.ui.drawing import Drawing, Strip
from kiosk.ui.screens.choices import rows
from kiosk.ui.screens.frame import frame

GROUPS = ("text-", "contrast-", "reach-")


def lay(drawing: Drawing) -> None:
    drawing.best(*(partial(_lay, headed=headed, captions=captions) for headed, captions in ((True, True), (True, False), (False, False))))


def _lay(drawing: Drawing, *, headed: bool, captions: bool) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    area = frame(drawing, beside=page.heading if headed else "", colour="ink", bold=True, aside=(), left=[("close", "quiet")])
    strips: list[Strip] = []
    for group, caption in zip(GROUPS, page.all_said("caption"), strict=True):
        if captions and not drawing.low:
            strips.append(flow.text(drawing, drawing.run(caption, measures.small, area.width), "soft", gap=unit // 2))
        strips += rows(drawing, [target.name for target in page.targets if target.name.startswith(group)], area.width)
    flow.lay(drawing, area, strips, 0.3)
