"""You said, we did: every change under its date, and how many have answered this month."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.screen_frame import frame
from kiosk.ui.text_layout import Run


def lay(drawing: Drawing) -> None:
    measures, page = drawing.measures, drawing.page
    area = frame(drawing, aside=[("display", "link")], left=[("close", "quiet")])
    width, near, apart = min(area.width, measures.column), measures.small // 4, measures.small
    strips = [layout.heading(drawing, page.heading, area.width, gap=apart)]
    date: Run | None = None
    for number, line in enumerate(page.lines):
        run = drawing.run(line.text, measures.small, width, bold=line.role == "did", even=False)
        if line.role == "date":
            date = run
            continue
        ends = number + 1 == len(page.lines) or page.lines[number + 1].role in ("date", "count")
        told = layout.text(drawing, run, "soft" if line.role == "count" else "ink", gap=apart if ends else near)
        strips.append(_dated(drawing, date, told) if date else told)
        date = None
    layout.lay(drawing, area, strips, 0)


def _dated(drawing: Drawing, date: Run, told: Strip) -> Strip:
    """What is told with its date over it, which is never left alone."""
    near = drawing.measures.small // 4

    def lay(rect: Rect) -> None:
        above, under = rect.top(date.height, near)
        drawing.words(above, date, "soft")
        told.lay(under)

    def cut(height: int) -> tuple[Strip, Strip] | None:
        halves = told.cut(height - date.height - near) if told.cut else None
        return (_dated(drawing, date, halves[0]), halves[1]) if halves else None

    return Strip(date.height + near + told.height, lay, told.gap, cut)
