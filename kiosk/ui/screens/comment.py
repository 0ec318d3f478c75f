"""Lays out the open question, with equally large targets to write or skip, and the notice on personal data."""

from __future__ import annotations

from functools import partial

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.screen_frame import add_bars

ANSWER_TARGETS = ("write", "skip")


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    # The second notice is also on the "about" screen, so it may be left out; the first one is always shown.
    drawing.use_best_layout(*(partial(_lay, notices=count) for count in (len(drawing.page.texts_of("notice")), 1)))


def _lay(drawing: PageDrawing, *, notices: int) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    area = add_bars(drawing, bottom_left=[("back", "quiet")], bottom_right=[("finish", "link")])
    strips: list[Strip] = []
    status = page.text_of("status")
    if status:
        strips.append(layout.text_strip(drawing, drawing.fit_text(status, measures.small_size, area.width, bold=True), "well", gap=unit))
    left_out = [drawing.fit_text(text, measures.small_size, area.width) for text in page.texts_of("masked")]
    strips += [layout.text_strip(drawing, run, "attention", gap=unit) for run in left_out]
    strips.append(layout.heading_strip(drawing, page.heading, area.width, gap=unit * (1 if measures.is_small_panel else 3)))
    told = [
        layout.text_strip(
            drawing, drawing.fit_text(text, measures.small_size, min(area.width, measures.max_line_width), balance=False), "soft", gap=unit
        )
        for text in page.texts_of("notice")[:notices]
    ]
    answers = _answers(drawing, area.width, gap=unit * 2)
    strips += [*told, *answers] if drawing.is_low_reach else [*answers, *told]
    layout.stack_strips(drawing, area, strips)


def _answers(drawing: PageDrawing, width: int, *, gap: int) -> list[Strip]:
    """Return rows with both answers side by side, or below each other if their texts are too long."""
    measures, unit = drawing.measures, drawing.measures.spacing
    wide = max(drawing.target_width(name, measures.large_size) for name in ANSWER_TARGETS)
    rows = [ANSWER_TARGETS] if wide <= (width - unit) // 2 else [(name,) for name in ANSWER_TARGETS]
    return [_row(drawing, names, gap if names == rows[-1] else unit) for names in rows]


def _row(drawing: PageDrawing, names: tuple[str, ...], gap: int) -> Strip:
    def lay(rect: Rect) -> None:
        for name, tile in zip(names, rect.split_columns(len(names), drawing.measures.spacing), strict=True):
            drawing.add_target(name, tile, "tile", size=drawing.measures.large_size)

    high = drawing.measures.min_answer_height
    return Strip(high, lay, gap, touchable_height=high)
