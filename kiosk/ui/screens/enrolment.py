"""Lays out the screen that asks for the enrolment code and shows what is missing."""

from __future__ import annotations

from dataclasses import replace

from kiosk.pages.page import LineRole
from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.screens import keyboard, text_field
from kiosk.ui.screens.screen_frame import BarTargets, add_top_bar, defer_targets, overflow_strips
from kiosk.ui.theme import ColourToken

LINE_STYLES: tuple[tuple[LineRole, ColourToken], ...] = (("problem", "attention"), ("instruction", "ink"), ("status", "soft"))
"""The styles of lines, problems first, because a small panel shows the rest only in a later part."""

WIDEST_CODE = "WWW WWW WWW"
MIN_FIELD_MM = 55
"""The minimum width of the field, which shows a whole code."""


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    languages = [target.name for target in page.targets if target.name.startswith("language-")]
    ways: BarTargets = [(name, "link") for name in (*languages, "display", "back")]
    area = drawing.window.inset(measures.margin, unit // 3)
    if drawing.bar_targets_last:
        defer_targets(drawing, area.width, ways)
        drawing.overflow_text = page.heading
    else:
        area = add_top_bar(drawing, area, ways, page.heading, "ink", bold=True)
    board, rest = area.split_bottom(keyboard.keyboard_height(drawing, page.keyboard), unit)
    keyboard.lay_out_keyboard(drawing, page.keyboard, board)
    entry, rest = rest.split_bottom(measures.min_target_height, unit)
    send, room = entry.split_right(drawing.target_width("send", measures.small_size), unit)
    heading, told = overflow_strips(drawing, rest.width, "ink", bold=True), _told(drawing, rest.width)
    strips = [*heading, *told]
    if not layout.can_fit(rest, strips):
        strips = [replace(strip, gap=0) for strip in strips]
    if not layout.can_fit(rest, [*strips, *drawing.trailing_strips]):
        strips = [*told, *heading]
        turning, beside = room.split_right(layout.pager_width(drawing), unit)
        if beside.width >= measures.to_pixels(MIN_FIELD_MM):
            drawing.free_foot_area, room = turning, beside
    drawing.add_target("send", send, "primary", bold=True)
    text_field.lay_out_field(drawing, room, _size(drawing, room.width - 4 * unit))
    layout.stack_strips(drawing, rest, strips, 0)


def _size(drawing: PageDrawing, width: int) -> int:
    """Return the type size of the code: the usual size, if a whole code fits in the field."""
    sizes = (drawing.measures.small_size, drawing.measures.with_normal_text.small_size)
    return next((size for size in sizes if drawing.typesetter.text_width(WIDEST_CODE, size) <= width), sizes[-1])


def _told(drawing: PageDrawing, width: int) -> list[Strip]:
    measures, page = drawing.measures, drawing.page
    return [
        layout.text_strip(
            drawing, drawing.fit_text(text, measures.small_size, width, bold=role == "problem"), colour, gap=measures.spacing // 2
        )
        for role, colour in LINE_STYLES
        for text in page.texts_of(role)
    ]
