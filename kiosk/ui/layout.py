"""Stacks strips. If they do not fit on one screen, they are split into parts, with targets that turn to the next and previous part.

Nothing is cut off or made smaller than its minimum size. Text is split between lines, and what belongs together stays together.
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
"""The number of lines of a text that stay together if it has more."""


def heading_strip(drawing: PageDrawing, content: str, width: int, *, gap: int = 0) -> Strip:
    """Return a strip with a heading, such as the question of a screen."""
    return text_strip(drawing, drawing.fit_text(content, drawing.measures.large_size, width, bold=True), gap=gap)


def text_strip(drawing: PageDrawing, run: TextRun, colour: ColourToken = "ink", align: Align = "left", *, gap: int = 0) -> Strip:
    """Return a strip of text that can be split between its lines."""

    def cut(height: int) -> tuple[Strip, Strip] | None:
        lines = min(height // run.line_height, len(run.lines) - 1)
        if len(run.lines) > MIN_LINES_TOGETHER + 1 and len(run.lines) - lines < MIN_LINES_TOGETHER:
            lines = len(run.lines) - MIN_LINES_TOGETHER  # avoid a line that stands alone
        if lines < 1:
            return None
        first, rest = (replace(run, lines=part) for part in (run.lines[:lines], run.lines[lines:]))
        return text_strip(drawing, first, colour, align), text_strip(drawing, rest, colour, align, gap=gap)

    return Strip(run.height, lambda rect: drawing.add_text(rect, run, colour, align), gap, cut)


def stack_strips(drawing: PageDrawing, area: Rect, strips: Sequence[Strip], top_share: float = 0.42) -> None:
    """Lay out strips in an area or, if they do not fit, only those of the part to show, with the targets that turn the parts.

    `top_share` is the share of the free height that is above the strips. With low reach all of it is above them.
    """
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
    # Both targets have fixed places, so that a double touch turns two parts forward instead of forward and back.
    onward, row = row.split_right(drawing.target_width(NEXT_PART, size), unit)
    drawing.add_row_from_right(onward, (NEXT_PART,) if at < len(parts) - 1 else (), "primary", size, gap=unit)
    drawing.add_row_from_right(row, (PREVIOUS_PART,) if at > 0 else (), "quiet", size, gap=unit)


def split_pager_row(drawing: PageDrawing, area: Rect) -> tuple[Rect, Rect]:
    """Return the row for the targets that turn the parts, which is the bottom row if it has room, and the rest of the area."""
    if drawing.free_foot_area is not None and drawing.free_foot_area.width >= pager_width(drawing):
        return drawing.free_foot_area, area
    return area.split_bottom(drawing.measures.min_target_height, drawing.measures.spacing)


def reachable_height(drawing: PageDrawing, area: Rect) -> int:
    """Return the height above the bottom of the area within which targets may be: with low reach, up to the middle of the window."""
    return area.bottom - drawing.window.height // 2 if drawing.is_low_reach else area.height


def can_fit(area: Rect, strips: Sequence[Strip]) -> bool:
    """Return whether strips fit in the height of an area."""
    return _high(strips) <= area.height


def pager_width(drawing: PageDrawing) -> int:
    """Return the total width of the targets that turn the parts."""
    return sum(drawing.target_width(name, drawing.measures.small_size) + drawing.measures.spacing for name in (NEXT_PART, PREVIOUS_PART))


def _high(strips: Sequence[Strip]) -> int:
    return sum(strip.height for strip in strips) + sum(strip.gap for strip in strips[:-1])


def _place(area: Rect, strips: Sequence[Strip], lean: float) -> None:
    y = area.y + max(0, round((area.height - _high(strips)) * lean))
    for strip in strips:
        strip.lay_out(Rect(area.x, y, area.width, strip.height))
        y += strip.height + strip.gap


def _parts(strips: Sequence[Strip], height: int, touched: int) -> list[list[Strip]]:
    """Return the strips in parts of at most a height, with targets only up to a height above the bottom.

    A strip that can neither be split nor fitted has a part of its own.
    """
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
    """Return the height from the bottom up to the highest target."""
    first = next((number for number, strip in enumerate(strips) if strip.touchable_height), None)
    if first is None:
        return 0
    return (
        strips[first].touchable_height + strips[first].gap + _high(strips[first + 1 :])
        if first + 1 < len(strips)
        else strips[first].touchable_height
    )
