"""Strips under one another; what does not fit on one screen is split into parts, with a target to go on and one to go back.

Nothing is cut off and nothing is squeezed under its stated size: text breaks between lines, what belongs together stays together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.pages.page import NEXT_PART, PREVIOUS_PART
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Align
from kiosk.ui.text_layout import TextRun
from kiosk.ui.theme import ColourToken

MIN_LINES_TOGETHER = 2
"""Lines of a text that stay together where there are more of them."""


def heading_strip(drawing: PageDrawing, content: str, width: int, *, gap: int = 0) -> Strip:
    """What a screen asks or is about."""
    return text_strip(drawing, drawing.fit_text(content, drawing.measures.large_size, width, bold=True), gap=gap)


def text_strip(drawing: PageDrawing, run: TextRun, colour: ColourToken = "ink", align: Align = "left", *, gap: int = 0) -> Strip:
    """A strip of text, which may be cut between its lines."""

    def cut(height: int) -> tuple[Strip, Strip] | None:
        lines = min(height // run.line_height, len(run.lines) - 1)
        if len(run.lines) > MIN_LINES_TOGETHER + 1 and len(run.lines) - lines < MIN_LINES_TOGETHER:
            lines = len(run.lines) - MIN_LINES_TOGETHER  # no line stands alone that need not
        if lines < 1:
            return None
        first, rest = (replace(run, lines=part) for part in (run.lines[:lines], run.lines[lines:]))
        return text_strip(drawing, first, colour, align), text_strip(drawing, rest, colour, align, gap=gap)

    return Strip(run.height, lambda rect: drawing.add_text(rect, run, colour, align), gap, cut)


def stack_strips(drawing: PageDrawing, area: Rect, strips: Sequence[Strip], top_share: float = 0.42) -> None:
    """Lay the strips; of what is left over `lean` lies above them, all of it where everything to touch is to lie low."""
    if drawing.is_low_reach:
        top_share = 1.0
    strips = [*strips, *drawing.trailing_strips]
    if can_fit(area, strips) and _touched(strips) <= reachable_height(drawing, area):
        _place(area, strips, top_share)
        return
    row, room = split_pager_row(drawing, area)
    parts = _parts(strips, room.height, reachable_height(drawing, room))
    drawing.scene.has_room = all(_high(part) <= room.height and _touched(part) <= reachable_height(drawing, room) for part in parts)
    at = drawing.select_part(part_count=len(parts))
    _place(room, parts[at], 0 if not drawing.is_low_reach else top_share)
    size, unit = drawing.measures.small_size, drawing.measures.spacing
    # Each has a place of its own: a finger that touches twice goes on twice, and not back again.
    onward, row = row.split_right(drawing.target_width(NEXT_PART, size), unit)
    drawing.add_row_from_right(onward, (NEXT_PART,) if at < len(parts) - 1 else (), "primary", size, gap=unit)
    drawing.add_row_from_right(row, (PREVIOUS_PART,) if at > 0 else (), "quiet", size, gap=unit)


def split_pager_row(drawing: PageDrawing, area: Rect) -> tuple[Rect, Rect]:
    """Where the targets stand that turn the parts (in the foot's own row where they fit in), and the area that is left."""
    if drawing.free_foot_area is not None and drawing.free_foot_area.width >= pager_width(drawing):
        return drawing.free_foot_area, area
    return area.split_bottom(drawing.measures.min_target_height, drawing.measures.spacing)


def reachable_height(drawing: PageDrawing, area: Rect) -> int:
    """How far up from the area's foot something to touch may lie."""
    return area.bottom - drawing.window.height // 2 if drawing.is_low_reach else area.height


def can_fit(area: Rect, strips: Sequence[Strip]) -> bool:
    """Whether they need no parts."""
    return _high(strips) <= area.height


def pager_width(drawing: PageDrawing) -> int:
    """How wide the targets are together that turn the parts."""
    return sum(drawing.target_width(name, drawing.measures.small_size) + drawing.measures.spacing for name in (NEXT_PART, PREVIOUS_PART))


def _high(strips: Sequence[Strip]) -> int:
    return sum(strip.height for strip in strips) + sum(strip.gap for strip in strips[:-1])


def _place(area: Rect, strips: Sequence[Strip], lean: float) -> None:
    y = area.y + max(0, round((area.height - _high(strips)) * lean))
    for strip in strips:
        strip.lay_out(Rect(area.x, y, area.width, strip.height))
        y += strip.height + strip.gap


def _parts(strips: Sequence[Strip], height: int, touched: int) -> list[list[Strip]]:
    """The strips in parts that are each at most so high, and of which at most so much from the foot is to be touched; one
    that can be neither cut nor fitted has a part to itself."""
    parts: list[list[Strip]] = [[]]
    waiting = list(strips)
    while waiting:
        strip, here = waiting.pop(0), parts[-1]
        used = _high(here) + (here[-1].gap if here else 0)
        if used + strip.height <= height and _touched([*here, strip]) <= touched:
            here.append(strip)
            continue
        halves = strip.split(height - used) if strip.split is not None else None
        if halves is not None:
            here.append(halves[0])
            waiting.insert(0, halves[1])
        elif here:
            waiting.insert(0, strip)
        else:
            here.append(strip)
            continue
        parts.append([])
    return [part for part in parts if part]


def _touched(strips: Sequence[Strip]) -> int:
    """From the foot up to the highest of what is to be touched."""
    first = next((number for number, strip in enumerate(strips) if strip.touchable_height), None)
    if first is None:
        return 0
    return (
        strips[first].touchable_height + strips[first].gap + _high(strips[first + 1 :])
        if first + 1 < len(strips)
        else strips[first].touchable_height
    )
