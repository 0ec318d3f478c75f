"""What several screens share: the top row with the ways aside, the foot row with the way back."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect


def top_row(drawing: Drawing, area: Rect, aside: tuple[str, ...] = ("languages", "about")) -> tuple[Rect, Rect]:
    """The ways aside at the upper right. Gives the room beside them and the area under them."""
    measures = drawing.measures
    row, rest = area.top(measures.touch_height, measures.unit // 2)
    room = drawing.row_from_right(row, aside, "link", measures.small, gap=0)
    return Rect(room.x, room.y, max(0, room.width - measures.unit), room.height), rest


def foot_row(drawing: Drawing, area: Rect) -> Rect:
    """Back at the lower left, always there; leaving and passing by at the lower right. Gives the area over them."""
    measures = drawing.measures
    row, rest = area.foot(measures.touch_height, measures.unit)
    left = drawing.row_from_left(row, ("back",), "quiet", measures.small, gap=measures.unit)
    beside = drawing.page.screen == "statement"
    if beside:
        left = drawing.row_from_right(left, ("skip",), "quiet", measures.small, gap=measures.unit // 2)
    drawing.row_from_right(left, ("finish",), "link", measures.small, gap=0, flush=not beside)
    return rest


def stacked(area: Rect, heights: list[int], gaps: list[int], lean: float = 0.42) -> list[Rect]:
    """Full-width strips under one another, with what is left over shared above and below them: a little more of it below."""
    used = sum(heights) + sum(gaps)
    y = area.y + max(0, round((area.height - used) * lean))
    rects = []
    for height, gap in zip(heights, [*gaps, 0], strict=True):
        rects.append(Rect(area.x, y, area.width, height))
        y += height + gap
    return rects
