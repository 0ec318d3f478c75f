"""The terminal asks for its code, and says what is missing."""

from __future__ import annotations

from kiosk.page import LineRole
from kiosk.ui import flow
from kiosk.ui.drawing import Drawing, Strip
from kiosk.ui.screens import field, keys
from kiosk.ui.screens.frame import Ways, top, unsaid
from kiosk.ui.theme import Token

TOLD: tuple[tuple[LineRole, Token], ...] = (("problem", "attention"), ("instruction", "ink"), ("status", "soft"))
"""What stands in the way comes first: on a small panel the rest is a touch away."""

CODE_MM = 55
"""A field in which a whole code is seen."""


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    ways: Ways = [(target.name, "link") for target in page.targets if target.name.startswith("language-") or target.name == "back"]
    area = top(drawing, drawing.window.inset(measures.margin, unit // 3), ways, page.heading, "ink", bold=True)
    board, rest = area.foot(keys.height(drawing, page.keyboard), unit)
    keys.lay(drawing, page.keyboard, board)
    entry, rest = rest.foot(measures.touch_height, unit)
    send, room = entry.trailing(drawing.width_of("send", measures.small), unit)
    heading, told = unsaid(drawing, rest.width, "ink", bold=True), _told(drawing, rest.width)
    strips = [*heading, *told]
    if not flow.fits(rest, strips):
        strips = [*told, *heading]
        turning, beside = room.trailing(flow.turning_width(drawing), unit)
        if beside.width >= measures.mm(CODE_MM):
            drawing.spare, room = turning, beside
    drawing.touch("send", send, "primary", bold=True)
    field.lay(drawing, room, measures.small)
    flow.lay(drawing, rest, strips, 0)


def _told(drawing: Drawing, width: int) -> list[Strip]:
    measures, page = drawing.measures, drawing.page
    return [
        flow.text(drawing, drawing.run(text, measures.small, width, bold=role == "problem"), colour, gap=measures.unit // 2)
        for role, colour in TOLD
        for text in page.all_said(role)
    ]
