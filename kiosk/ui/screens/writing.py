"""The open question being answered: the field, what of it will be left out, the notice, and the keyboard that comes with it.

The keyboard takes what its keys need; the rest is shared by real sizes. On a panel that lies and is low, the ways on stand beside the
field rather than under it; where two lines of text, the notice and the keyboard have no room together, the notice is left to the screen
before, where it stands beside "Write".
"""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import field, keys
from kiosk.ui.screens.frame import top_row
from kiosk.ui.theme import LEADING

LINES = 2
"""Of a text that are seen at once, at least."""


def lay(drawing: Drawing) -> None:
    measures, unit = drawing.measures, drawing.measures.unit
    area = drawing.window.inset(measures.margin, unit)
    beside, rest = top_row(drawing, area)
    rest = _heading(drawing, area, beside, rest)
    between = keys.gap(measures)
    high = keys.height(drawing, drawing.page.keyboard)

    ways = _ways_height(drawing, rest.width)
    under = rest.height - ways - 2 * between - high - unit
    if under >= _needed(drawing) or not _fits_beside(drawing, rest.height - high - unit):
        foot, rest = rest.foot(ways, between * 2)
        _ways_under(drawing, foot)
        board, rest = rest.foot(high, unit)
    else:
        board, rest = rest.foot(high, unit)
        column, rest = rest.trailing(_column_width(drawing), unit)
        _ways_beside(drawing, column)
    keys.lay(drawing, drawing.page.keyboard, board)
    _text(drawing, _notice(drawing, rest))


def _needed(drawing: Drawing) -> int:
    """Pixels of the field and of the line that says what is left out."""
    return field.height(drawing, drawing.measures.medium, LINES) + _line(drawing) + drawing.measures.unit // 2


def _line(drawing: Drawing) -> int:
    return round(drawing.measures.small_least * LEADING)


def _heading(drawing: Drawing, area: Rect, beside: Rect, rest: Rect) -> Rect:
    """The question beside the ways aside, or under them where it would be small there. Gives the area under it."""
    measures, text, unit = drawing.measures, drawing.page.heading, drawing.measures.unit
    size = measures.medium if measures.small_panel else measures.body
    taller = Rect(beside.x, area.y - unit // 2, beside.width, measures.touch_height + unit)
    least = drawing.run(text, measures.small, taller.width, bold=True)
    if least.height <= taller.height and least.width <= taller.width:
        drawing.line(text, taller, size, bold=True)
        return rest
    run = drawing.run(text, size, rest.width, height=rest.height // 6, least=measures.small, bold=True)
    above, rest = rest.top(run.height, unit // 2)
    drawing.words(above, run)
    return rest


# ── the ways on ──


def _send_width(drawing: Drawing) -> int:
    return max(drawing.width_of("send", drawing.measures.small), drawing.measures.mm(40))


def _back_width(drawing: Drawing) -> int:
    return sum(drawing.width_of(name, drawing.measures.small) for name in ("back", "finish")) + drawing.measures.unit


def _ways_height(drawing: Drawing, width: int) -> int:
    """One row, or two where they have no room side by side."""
    high = drawing.measures.touch_height
    one_row = _back_width(drawing) + drawing.measures.unit + _send_width(drawing) <= width
    return high if one_row else 2 * high + keys.gap(drawing.measures)


def _ways_under(drawing: Drawing, foot: Rect) -> None:
    measures, unit = drawing.measures, drawing.measures.unit
    if foot.height > measures.touch_height:
        send, foot = foot.top(measures.touch_height, keys.gap(measures))
    else:
        send = foot.trailing(_send_width(drawing))[0]
    left = drawing.row_from_left(foot, ("back",), "quiet", measures.small, gap=unit)
    drawing.row_from_left(left, ("finish",), "link", measures.small, gap=unit)
    drawing.touch("send", send, "primary", size=measures.small, bold=True)


def _fits_beside(drawing: Drawing, height: int) -> bool:
    """Whether the ways on have room in a column, and leave more than half of the width to the field."""
    two_rows = 2 * drawing.measures.touch_height + keys.gap(drawing.measures)
    return height >= two_rows and _column_width(drawing) < drawing.area.width * 0.45


def _column_width(drawing: Drawing) -> int:
    return max(_send_width(drawing), _back_width(drawing))


def _ways_beside(drawing: Drawing, column: Rect) -> None:
    measures, unit = drawing.measures, drawing.measures.unit
    between = keys.gap(measures)
    foot, rest = column.foot(measures.touch_height, between)
    drawing.touch("send", rest.foot(min(rest.height, round(measures.touch_height * 1.4)))[0], "primary", size=measures.small, bold=True)
    left = drawing.row_from_left(foot, ("back",), "quiet", measures.small, gap=unit)
    drawing.row_from_left(left, ("finish",), "link", measures.small, gap=unit)


# ── what is written, and what is said of it ──


def _notice(drawing: Drawing, rest: Rect) -> Rect:
    """The notice, where field and notice have room together. Gives the area under it."""
    measures, unit = drawing.measures, drawing.measures.unit
    text = " ".join(drawing.page.all_said("notice"))
    room = rest.height - _needed(drawing) - unit
    run = drawing.run(text, measures.small, rest.width, height=max(1, room), least=measures.small_least, even=False)
    if not text or run.size < measures.small_least or run.height > room:
        return rest
    above, rest = rest.top(run.height, unit)
    drawing.words(above, run, "soft")
    return rest


def _text(drawing: Drawing, rest: Rect) -> None:
    """The field, and under it what is said of what stands in it: the newest of it, where not all has room."""
    measures, unit = drawing.measures, drawing.measures.unit
    told = [*drawing.page.all_said("masked"), *drawing.page.all_said("status")]
    room = rest.height - field.height(drawing, measures.medium, LINES) - unit // 2
    while told:
        run = drawing.run(" ".join(told), measures.small, rest.width, height=room, least=measures.small_least, even=False)
        if (run.size >= measures.small_least and run.height <= room) or len(told) == 1:
            strip, rest = rest.foot(run.height, unit // 2)
            drawing.words(strip, run, "attention")
            break
        told = told[1:]
    field.lay(drawing, rest, measures.medium)
