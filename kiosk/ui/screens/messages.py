"""Lays out the messages "You said, we did" under their dates, and the number of responses of this month."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.screen_frame import add_bars
from kiosk.ui.text_layout import TextRun


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    measures, page = drawing.measures, drawing.page
    area = add_bars(drawing, top_right=[("display", "link")], bottom_left=[("close", "quiet")])
    width, near, apart = min(area.width, measures.max_line_width), measures.small_size // 4, measures.small_size
    strips = [layout.heading_strip(drawing, page.heading, area.width, gap=apart)]
    date: TextRun | None = None
    for number, line in enumerate(page.lines):
        run = drawing.fit_text(line.text, measures.small_size, width, bold=line.role == "did", balance=False)
        if line.role == "date":
            date = run
            continue
        ends = number + 1 == len(page.lines) or page.lines[number + 1].role in ("date", "count")
        told = layout.text_strip(drawing, run, "soft" if line.role == "count" else "ink", gap=apart if ends else near)
        strips.append(_dated(drawing, date, told) if date else told)
        date = None
    layout.stack_strips(drawing, area, strips, 0)


def _dated(drawing: PageDrawing, date: TextRun, told: Strip) -> Strip:
    """Return the strip of a message with its date above it. The date is never separated from the message."""
    near = drawing.measures.small_size // 4

    def lay(rect: Rect) -> None:
        above, under = rect.split_top(date.height, near)
        drawing.add_text(above, date, "soft")
        told.lay_out(under)

    def cut(height: int) -> tuple[Strip, Strip] | None:
        halves = told.split(height - date.height - near) if told.split else None
        return (_dated(drawing, date, halves[0]), halves[1]) if halves else None

    return Strip(date.height + near + told.height, lay, told.gap, cut)
