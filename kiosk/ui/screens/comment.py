"""The open question: write or pass by, both as large, and the notice on personal data in plain sight."""

from __future__ import annotations

from functools import partial

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.screen_frame import frame

ANSWERS = ("write", "skip")


def lay(drawing: Drawing) -> None:
    # The second notice stands in full behind "about"; the first never gives way.
    drawing.best(*(partial(_lay, notices=count) for count in (len(drawing.page.all_said("notice")), 1)))


def _lay(drawing: Drawing, *, notices: int) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    area = frame(drawing, left=[("back", "quiet")], right=[("finish", "link")])
    strips: list[Strip] = []
    status = page.said("status")
    if status:
        strips.append(layout.text(drawing, drawing.run(status, measures.small, area.width, bold=True), "well", gap=unit))
    left_out = [drawing.run(text, measures.small, area.width) for text in page.all_said("masked")]
    strips += [layout.text(drawing, run, "attention", gap=unit) for run in left_out]
    strips.append(layout.heading(drawing, page.heading, area.width, gap=unit * (1 if measures.small_panel else 3)))
    told = [
        layout.text(drawing, drawing.run(text, measures.small, min(area.width, measures.column), even=False), "soft", gap=unit)
        for text in page.all_said("notice")[:notices]
    ]
    answers = _answers(drawing, area.width, gap=unit * 2)
    strips += [*told, *answers] if drawing.low else [*answers, *told]
    layout.lay(drawing, area, strips)


def _answers(drawing: Drawing, width: int, *, gap: int) -> list[Strip]:
    """Both answers beside each other, or under one another where their words do not fit so."""
    measures, unit = drawing.measures, drawing.measures.unit
    wide = max(drawing.width_of(name, measures.large) for name in ANSWERS)
    rows = [ANSWERS] if wide <= (width - unit) // 2 else [(name,) for name in ANSWERS]
    return [_row(drawing, names, gap if names == rows[-1] else unit) for names in rows]


def _row(drawing: Drawing, names: tuple[str, ...], gap: int) -> Strip:
    def lay(rect: Rect) -> None:
        for name, tile in zip(names, rect.columns(len(names), drawing.measures.unit), strict=True):
            drawing.touch(name, tile, "tile", size=drawing.measures.large)

    high = drawing.measures.answer_height
    return Strip(high, lay, gap, touch=high)
