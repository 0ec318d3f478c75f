"""Strips under one another; what does not fit on one screen is split into parts, with a target to go on and one to go back.

Nothing is cut off and nothing is squeezed under its stated size: text breaks between lines, what belongs together stays together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.pages.page import LESS, MORE
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Align
from kiosk.ui.text_layout import Run
from kiosk.ui.theme import Token

FEW = 2
"""Lines of a text that stay together where there are more of them."""


def heading(drawing: Drawing, words: str, width: int, *, gap: int = 0) -> Strip:
    """What a screen asks or is about."""
    return text(drawing, drawing.run(words, drawing.measures.large, width, bold=True), gap=gap)


def text(drawing: Drawing, run: Run, colour: Token = "ink", align: Align = "left", *, gap: int = 0) -> Strip:
    """A strip of text, which may be cut between its lines."""

    def cut(height: int) -> tuple[Strip, Strip] | None:
        lines = min(height // run.leading, len(run.lines) - 1)
        if len(run.lines) > FEW + 1 and len(run.lines) - lines < FEW:
            lines = len(run.lines) - FEW  # no line stands alone that need not
        if lines < 1:
            return None
        first, rest = (replace(run, lines=part) for part in (run.lines[:lines], run.lines[lines:]))
        return text(drawing, first, colour, align), text(drawing, rest, colour, align, gap=gap)

    return Strip(run.height, lambda rect: drawing.words(rect, run, colour, align), gap, cut)


def lay(drawing: Drawing, area: Rect, strips: Sequence[Strip], lean: float = 0.42) -> None:
    """Lay the strips; of what is left over `lean` lies above them, all of it where everything to touch is to lie low."""
    if drawing.low:
        lean = 1.0
    strips = [*strips, *drawing.last]
    if fits(area, strips) and _touched(strips) <= reachable(drawing, area):
        _place(area, strips, lean)
        return
    row, room = turning(drawing, area)
    parts = _parts(strips, room.height, reachable(drawing, room))
    drawing.scene.whole = all(_high(part) <= room.height and _touched(part) <= reachable(drawing, room) for part in parts)
    at = drawing.part_of(parts_count=len(parts))
    _place(room, parts[at], 0 if not drawing.low else lean)
    size, unit = drawing.measures.small, drawing.measures.unit
    # Each has a place of its own: a finger that touches twice goes on twice, and not back again.
    onward, row = row.trailing(drawing.width_of(MORE, size), unit)
    drawing.row_from_right(onward, (MORE,) if at < len(parts) - 1 else (), "primary", size, gap=unit)
    drawing.row_from_right(row, (LESS,) if at > 0 else (), "quiet", size, gap=unit)


def turning(drawing: Drawing, area: Rect) -> tuple[Rect, Rect]:
    """Where the targets stand that turn the parts (in the foot's own row where they fit in), and the area that is left."""
    if drawing.spare is not None and drawing.spare.width >= turning_width(drawing):
        return drawing.spare, area
    return area.foot(drawing.measures.touch_height, drawing.measures.unit)


def reachable(drawing: Drawing, area: Rect) -> int:
    """How far up from the area's foot something to touch may lie."""
    return area.bottom - drawing.window.height // 2 if drawing.low else area.height


def fits(area: Rect, strips: Sequence[Strip]) -> bool:
    """Whether they need no parts."""
    return _high(strips) <= area.height


def turning_width(drawing: Drawing) -> int:
    """How wide the targets are together that turn the parts."""
    return sum(drawing.width_of(name, drawing.measures.small) + drawing.measures.unit for name in (MORE, LESS))


def _high(strips: Sequence[Strip]) -> int:
    return sum(strip.height for strip in strips) + sum(strip.gap for strip in strips[:-1])


def _place(area: Rect, strips: Sequence[Strip], lean: float) -> None:
    y = area.y + max(0, round((area.height - _high(strips)) * lean))
    for strip in strips:
        strip.lay(Rect(area.x, y, area.width, strip.height))
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
        halves = strip.cut(height - used) if strip.cut is not None else None
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
    first = next((number for number, strip in enumerate(strips) if strip.touch), None)
    if first is None:
        return 0
    return strips[first].touch + strips[first].gap + _high(strips[first + 1 :]) if first + 1 < len(strips) else strips[first].touch
