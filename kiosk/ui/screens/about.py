"""What the survey is and what happens with an answer, in paragraphs."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.letters import Run
from kiosk.ui.rect import Rect


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    top, rest = drawing.area.top(measures.touch_height, unit if drawing.measures.small_panel else unit * 2)
    beside = drawing.row_from_right(top, ("close",), "quiet", measures.small, gap=unit)
    drawing.line(page.heading, beside, measures.body, bold=True)
    width = min(rest.width, measures.mm(185))
    for rect, run in _paragraphs(drawing, Rect(rest.x, rest.y, width, rest.height)):
        drawing.words(rect, run)


def _paragraphs(drawing: Drawing, area: Rect) -> list[tuple[Rect, Run]]:
    """The paragraphs under one another, all in the largest size in which they fit together."""
    texts = drawing.page.all_said("body")
    size = drawing.measures.medium
    while True:
        runs = [drawing.letters.run(text, size, area.width, even=False) for text in texts]
        gap = size * 2 // 3
        if size <= 8 or sum(run.height for run in runs) + gap * (len(runs) - 1) <= area.height:
            break
        size -= 1
    placed, y = [], area.y
    for run in runs:
        placed.append((Rect(area.x, y, area.width, run.height), run))
        y += run.height + gap
    return placed
