"""The terminal asks for its code, and says what is missing."""

from __future__ import annotations

from dataclasses import replace

from kiosk.pages.page import LineRole
from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.screens import keyboard, text_field
from kiosk.ui.screens.screen_frame import Ways, put_last, top, unsaid
from kiosk.ui.theme import Token

TOLD: tuple[tuple[LineRole, Token], ...] = (("problem", "attention"), ("instruction", "ink"), ("status", "soft"))
"""What stands in the way comes first: on a small panel the rest is a touch away."""

WIDE_CODE = "WWW WWW WWW"
CODE_MM = 55
"""A field in which a whole code is seen."""


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    languages = [target.name for target in page.targets if target.name.startswith("language-")]
    ways: Ways = [(name, "link") for name in (*languages, "display", "back")]
    area = drawing.window.inset(measures.margin, unit // 3)
    if drawing.loose:
        put_last(drawing, area.width, ways)
        drawing.unsaid = page.heading
    else:
        area = top(drawing, area, ways, page.heading, "ink", bold=True)
    board, rest = area.foot(keyboard.height(drawing, page.keyboard), unit)
    keyboard.lay(drawing, page.keyboard, board)
    entry, rest = rest.foot(measures.touch_height, unit)
    send, room = entry.trailing(drawing.width_of("send", measures.small), unit)
    heading, told = unsaid(drawing, rest.width, "ink", bold=True), _told(drawing, rest.width)
    strips = [*heading, *told]
    if not layout.fits(rest, strips):
        strips = [replace(strip, gap=0) for strip in strips]
    if not layout.fits(rest, [*strips, *drawing.last]):
        strips = [*told, *heading]
        turning, beside = room.trailing(layout.turning_width(drawing), unit)
        if beside.width >= measures.mm(CODE_MM):
            drawing.spare, room = turning, beside
    drawing.touch("send", send, "primary", bold=True)
    text_field.lay(drawing, room, _size(drawing, room.width - 4 * unit))
    layout.lay(drawing, rest, strips, 0)


def _size(drawing: Drawing, width: int) -> int:
    """As large as anything else, where a whole code has room then."""
    sizes = (drawing.measures.small, drawing.measures.usual.small)
    return next((size for size in sizes if drawing.letters.width(WIDE_CODE, size) <= width), sizes[-1])


def _told(drawing: Drawing, width: int) -> list[Strip]:
    measures, page = drawing.measures, drawing.page
    return [
        layout.text(drawing, drawing.run(text, measures.small, width, bold=role == "problem"), colour, gap=measures.unit // 2)
        for role, colour in TOLD
        for text in page.all_said(role)
    ]
