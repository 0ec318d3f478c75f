"""What all screens share: the bar at the top with the ways aside, the bar at the foot with the way back at its left.

Where everything to touch is to lie low, the ways aside stand at the foot too. A bar whose targets do not fit into one row has more rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Look
from kiosk.ui.theme import LEADING, Token

Way = tuple[str, Look]
"""A target by its name, and how it stands out."""
Ways = Sequence[Way]
WAY_BACK = ("back", "close")
ASIDE: Ways = (("languages", "link"), ("display", "link"), ("about", "link"))


def frame(
    drawing: Drawing,
    *,
    beside: str = "",
    colour: Token = "soft",
    bold: bool = False,
    aside: Ways = ASIDE,
    left: Ways = (),
    right: Ways = (),
) -> Rect:
    """Lay both bars; gives the area between them.

    `beside` is a line at the upper left; where there is no room for all of it `unsaid` gives it. `aside` stands at the upper right,
    `left` and `right` at the foot.
    """
    area, unit = drawing.area, drawing.measures.unit
    if drawing.loose:
        area = bar(drawing, area, [way for way in left if way[0] in WAY_BACK], (), foot=True)
        put_last(drawing, area.width, [*(way for way in left if way[0] not in WAY_BACK), *right, *aside])
        aside = ()
    elif drawing.low:
        area = bar(drawing, area, left, [*aside, *right], foot=True)
        aside = ()
    else:
        area = bar(drawing, area, left, right, foot=True)
    if _there(drawing, aside):
        return top(drawing, area, aside, beside, colour, bold=bold)
    if not beside:
        return area
    row, area = area.top(round(drawing.measures.small * LEADING), unit // 2)
    _line(drawing, row, beside, colour, bold=bold)
    return area


def top(drawing: Drawing, area: Rect, aside: Ways, beside: str, colour: Token = "soft", *, bold: bool = False) -> Rect:
    """The bar at the top alone; gives what is under it."""
    room = max(0, area.width - wide(drawing, aside) - drawing.measures.unit)
    _line(drawing, Rect(area.x, area.y, room, drawing.measures.touch_height), beside, colour, bold=bold)
    return bar(drawing, area, (), aside, foot=False)


def put_last(drawing: Drawing, width: int, ways: Ways) -> None:
    """Ways that come after all else of a screen that is shown in parts, a strip for each row of them."""

    def strip(row: Ways) -> Strip:
        return Strip(
            drawing.measures.touch_height, lambda rect: _put(drawing, rect, row), drawing.measures.unit, touch=drawing.measures.touch_height
        )

    drawing.last = [strip(row) for row in _rows(drawing, _there(drawing, ways), width)]


def _put(drawing: Drawing, rect: Rect, row: Ways) -> None:
    _lay(drawing, rect, (), row)


def bar(drawing: Drawing, area: Rect, left: Ways, right: Ways, *, foot: bool) -> Rect:
    """Rows of targets at the top or the foot of the area; the rest of it. All in one row where they fit, else the left ones lowest."""
    left, right = _there(drawing, left), _there(drawing, right)
    if not left and not right:
        return area
    unit = drawing.measures.unit
    rows: list[tuple[Ways, Ways]] = [(left, right)]
    if wide(drawing, [*left, *right]) > area.width:
        rows = [((), row) for row in _rows(drawing, right, area.width)] + [(row, ()) for row in _rows(drawing, left, area.width)]
    drawing.cramped = drawing.cramped or (not foot and len(rows) > 1)
    for first, last in reversed(rows) if foot else rows:
        height = max(_height(drawing, name, area.width) for name, _ in (*first, *last))
        row, area = area.foot(height, unit // 2) if foot else area.top(height, unit // 2)
        free = _lay(drawing, row, first, last)
        drawing.spare = free if foot and len(rows) == 1 else drawing.spare
    return area.foot(unit // 2)[1] if foot else area.top(unit // 2)[1]


def _lay(drawing: Drawing, row: Rect, left: Ways, right: Ways) -> Rect:
    unit = drawing.measures.unit
    for name, look in left:
        row = drawing.row_from_left(row, (name,), look, _size(drawing, name), gap=unit)
    for number, (name, look) in enumerate(reversed(right)):
        row = drawing.row_from_right(row, (name,), look, _size(drawing, name), gap=0 if look == "link" else unit, flush=number == 0)
    return row


def _rows(drawing: Drawing, ways: Ways, width: int) -> list[Ways]:
    rows: list[list[tuple[str, Look]]] = []
    for way in ways:
        if rows and wide(drawing, [*rows[-1], way]) <= width:
            rows[-1].append(way)
        else:
            rows.append([way])
    return list(rows)


def _there(drawing: Drawing, ways: Ways) -> Ways:
    return [way for way in ways if drawing.page.target(way[0])]


def wide(drawing: Drawing, ways: Ways) -> int:
    """Pixels that targets take side by side; one that a page has not takes none."""
    ways = _there(drawing, ways)
    gaps = sum(0 if look == "link" else drawing.measures.unit for _, look in ways)
    return sum(_width(drawing, name, drawing.area.width) for name, _ in ways) + gaps


def _width(drawing: Drawing, name: str, most: int) -> int:
    return min(drawing.width_of(name, _size(drawing, name)), most)


def _height(drawing: Drawing, name: str, most: int) -> int:
    return drawing.height_of(name, _width(drawing, name, most), _size(drawing, name))


def _size(drawing: Drawing, name: str) -> int:
    """An answer is as large among the ways as it is anywhere."""
    return drawing.measures.large if name == "not-applicable" else drawing.measures.small


def _line(drawing: Drawing, room: Rect, text: str, colour: Token, *, bold: bool) -> None:
    size = drawing.measures.small
    if not text:
        return
    if drawing.letters.width(text, size, bold=bold) <= room.width:
        drawing.words(room, drawing.run(text, size, room.width, bold=bold), colour, middle=True)
    else:
        drawing.unsaid = text


def unsaid(drawing: Drawing, width: int, colour: Token = "soft", *, bold: bool = False) -> list[Strip]:
    """The line beside the ways as a strip of its own, where it found no room beside them."""
    if not drawing.unsaid:
        return []
    return [layout.text(drawing, drawing.run(drawing.unsaid, drawing.measures.small, width, bold=bold), colour, gap=drawing.measures.unit)]
