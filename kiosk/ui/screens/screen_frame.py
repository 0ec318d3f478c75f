"""Lays out what all screens share: the bar at the top with secondary targets, and the bar at the bottom with the back button on its left.

With low reach, the secondary targets are at the bottom as well. A bar whose targets do not fit in one row has several rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import TargetStyle
from kiosk.ui.theme import LINE_SPACING, ColourToken

BarTarget = tuple[str, TargetStyle]
"""The name of a target and its style."""
BarTargets = Sequence[BarTarget]
BACK_TARGETS = ("back", "close")
TOP_BAR_TARGETS: BarTargets = (("languages", "link"), ("display", "link"), ("about", "link"))


def add_bars(
    drawing: PageDrawing,
    *,
    top_left: str = "",
    colour: ColourToken = "soft",
    bold: bool = False,
    top_right: BarTargets = TOP_BAR_TARGETS,
    bottom_left: BarTargets = (),
    bottom_right: BarTargets = (),
) -> Rect:
    """Add both bars and return the area between them.

    `top_left` is a line of text. If it does not fit, `PageDrawing.overflow_text` holds it. The other arguments are the targets at the top
    right and at the bottom.
    """
    area, unit = drawing.area, drawing.measures.spacing
    if drawing.bar_targets_last:
        area = add_bar(drawing, area, [way for way in bottom_left if way[0] in BACK_TARGETS], (), at_bottom=True)
        defer_targets(drawing, area.width, [*(way for way in bottom_left if way[0] not in BACK_TARGETS), *bottom_right, *top_right])
        top_right = ()
    elif drawing.is_low_reach:
        area = add_bar(drawing, area, bottom_left, [*top_right, *bottom_right], at_bottom=True)
        top_right = ()
    else:
        area = add_bar(drawing, area, bottom_left, bottom_right, at_bottom=True)
    if _there(drawing, top_right):
        return add_top_bar(drawing, area, top_right, top_left, colour, bold=bold)
    if not top_left:
        return area
    row, area = area.split_top(round(drawing.measures.small_size * LINE_SPACING), unit // 2)
    _line(drawing, row, top_left, colour, bold=bold)
    return area


def add_top_bar(
    drawing: PageDrawing, area: Rect, top_right: BarTargets, top_left: str, colour: ColourToken = "soft", *, bold: bool = False
) -> Rect:
    """Add only the top bar, and return the area under it."""
    room = max(0, area.width - targets_width(drawing, top_right) - drawing.measures.spacing)
    _line(drawing, Rect(area.x, area.y, room, drawing.measures.min_target_height), top_left, colour, bold=bold)
    return add_bar(drawing, area, (), top_right, at_bottom=False)


def defer_targets(drawing: PageDrawing, width: int, targets: BarTargets) -> None:
    """Put targets at the end of a screen with several parts, as one strip per row."""

    def strip(row: BarTargets) -> Strip:
        return Strip(
            drawing.measures.min_target_height,
            lambda rect: _put(drawing, rect, row),
            drawing.measures.spacing,
            touchable_height=drawing.measures.min_target_height,
        )

    drawing.trailing_strips = [strip(row) for row in _rows(drawing, _there(drawing, targets), width)]


def _put(drawing: PageDrawing, rect: Rect, row: BarTargets) -> None:
    _lay(drawing, rect, (), row)


def add_bar(drawing: PageDrawing, area: Rect, left: BarTargets, right: BarTargets, *, at_bottom: bool) -> Rect:
    """Add rows of targets at the top or bottom of an area and return the rest. If one row is too narrow, those on the left are lowest."""
    left, right = _there(drawing, left), _there(drawing, right)
    if not left and not right:
        return area
    unit = drawing.measures.spacing
    rows: list[tuple[BarTargets, BarTargets]] = [(left, right)]
    if targets_width(drawing, [*left, *right]) > area.width:
        rows = [((), row) for row in _rows(drawing, right, area.width)] + [(row, ()) for row in _rows(drawing, left, area.width)]
    drawing.is_cramped = drawing.is_cramped or (not at_bottom and len(rows) > 1)
    for first, last in reversed(rows) if at_bottom else rows:
        height = max(_height(drawing, name, area.width) for name, _ in (*first, *last))
        row, area = area.split_bottom(height, unit // 2) if at_bottom else area.split_top(height, unit // 2)
        free = _lay(drawing, row, first, last)
        drawing.free_foot_area = free if at_bottom and len(rows) == 1 else drawing.free_foot_area
    return area.split_bottom(unit // 2)[1] if at_bottom else area.split_top(unit // 2)[1]


def _lay(drawing: PageDrawing, row: Rect, left: BarTargets, right: BarTargets) -> Rect:
    unit = drawing.measures.spacing
    for name, look in left:
        row = drawing.add_row_from_left(row, (name,), look, _size(drawing, name), gap=unit)
    for number, (name, look) in enumerate(reversed(right)):
        row = drawing.add_row_from_right(row, (name,), look, _size(drawing, name), gap=0 if look == "link" else unit, flush=number == 0)
    return row


def _rows(drawing: PageDrawing, ways: BarTargets, width: int) -> list[BarTargets]:
    rows: list[list[tuple[str, TargetStyle]]] = []
    for way in ways:
        if rows and targets_width(drawing, [*rows[-1], way]) <= width:
            rows[-1].append(way)
        else:
            rows.append([way])
    return list(rows)


def _there(drawing: PageDrawing, ways: BarTargets) -> BarTargets:
    return [way for way in ways if drawing.page.find_target(way[0])]


def targets_width(drawing: PageDrawing, targets: BarTargets) -> int:
    """Return the width in pixels of targets side by side. Targets that the page does not have take none."""
    targets = _there(drawing, targets)
    gaps = sum(0 if look == "link" else drawing.measures.spacing for _, look in targets)
    return sum(_width(drawing, name, drawing.area.width) for name, _ in targets) + gaps


def _width(drawing: PageDrawing, name: str, most: int) -> int:
    return min(drawing.target_width(name, _size(drawing, name)), most)


def _height(drawing: PageDrawing, name: str, most: int) -> int:
    return drawing.target_height(name, _width(drawing, name, most), _size(drawing, name))


def _size(drawing: PageDrawing, name: str) -> int:
    """Return the type size of a target, which is that of answers if it is an answer."""
    return drawing.measures.large_size if name == "not-applicable" else drawing.measures.small_size


def _line(drawing: PageDrawing, room: Rect, text: str, colour: ColourToken, *, bold: bool) -> None:
    size = drawing.measures.small_size
    if not text:
        return
    if drawing.typesetter.text_width(text, size, bold=bold) <= room.width:
        drawing.add_text(room, drawing.fit_text(text, size, room.width, bold=bold), colour, centre_vertically=True)
    else:
        drawing.overflow_text = text


def overflow_strips(drawing: PageDrawing, width: int, colour: ColourToken = "soft", *, bold: bool = False) -> list[Strip]:
    """Return the line of the top bar as a strip, if it did not fit in the bar."""
    if not drawing.overflow_text:
        return []
    return [
        layout.text_strip(
            drawing,
            drawing.fit_text(drawing.overflow_text, drawing.measures.small_size, width, bold=bold),
            colour,
            gap=drawing.measures.spacing,
        )
    ]
