"""Lays out the service screen for staff: the sections at the top, their content, and the available actions at the bottom."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block
from kiosk.ui.screens import keyboard, text_field
from kiosk.ui.screens.screen_frame import BarTargets, add_bar, add_bars, defer_targets
from kiosk.ui.theme import ColourToken

LINE_COLOURS: dict[str, ColourToken] = {"problem": "attention", "notice": "attention", "instruction": "soft"}
SECTION_TARGETS = ("connection", "answers", "device", "tests")
PRIMARY_TARGETS = ("say", "confirm")
"""The main action of a page."""
TOUCH_TEST_ROWS = (4, 3, 4)
"""The number of targets in the rows of the touch test. They include corners, edges and centre."""
TOUCH_MARK_MM = 3
MAX_PAD_KEY_MM = 24
"""The maximum size of a key of the keypad."""
MIN_PAD_MM = 54
"""The width to which a keypad is limited if the texts beside it need space."""


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    page = drawing.page
    if page.keyboard:
        _pad(drawing)
    elif page.find_target("test-1"):
        _touch_test(drawing)
    else:
        _told(drawing)


def _told(drawing: PageDrawing) -> None:
    """Lay out a section, in as many parts as it needs."""
    page = drawing.page
    sections: BarTargets = [(name, "tool") for name in SECTION_TARGETS if page.find_target(name)]
    others = [target.name for target in page.targets if target.name not in (*SECTION_TARGETS, "display", "back", "close")]
    acts: BarTargets = [(name, "primary" if name in PRIMARY_TARGETS else "quiet") for name in others]
    area = add_bars(
        drawing, top_right=[*sections, ("display", "link")], bottom_left=[("back", "quiet"), ("close", "quiet")], bottom_right=acts
    )
    heading = [] if sections else [_heading(drawing, area.width)]
    layout.stack_strips(drawing, area, [*heading, *_lines(drawing, area.width)], 0)


def _heading(drawing: PageDrawing, width: int) -> Strip:
    return layout.text_strip(
        drawing, drawing.fit_text(drawing.page.heading, drawing.measures.small_size, width, bold=True), gap=drawing.measures.spacing
    )


def _lines(drawing: PageDrawing, width: int) -> list[Strip]:
    measures = drawing.measures
    return [
        layout.text_strip(
            drawing,
            drawing.fit_text(line.text, measures.small_size, width, bold=line.role == "problem", balance=False),
            LINE_COLOURS.get(line.role, "ink"),
            gap=measures.spacing,
        )
        for line in drawing.page.lines
    ]


def _pad(drawing: PageDrawing) -> None:
    """Lay out texts and field on the left and the keypad on the right or, on a portrait panel, below them."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    languages: BarTargets = [(target.name, "tool") for target in page.targets if target.name.startswith("language-")]
    area, ways = drawing.area, [*languages, ("display", "link")]
    if not drawing.bar_targets_last:
        area = add_bar(drawing, area, (), [*ways, ("close", "quiet")], at_bottom=False)
    rows = len(page.keyboard)
    least = keyboard.keyboard_height(drawing, page.keyboard)
    high = min(measures.to_pixels(MAX_PAD_KEY_MM) * rows, area.height if not measures.is_portrait else max(least, area.height * 2 // 5))
    wide = min(measures.to_pixels(MAX_PAD_KEY_MM) * 5, area.width if measures.is_portrait else area.width // 2 - unit)
    if drawing.bar_targets_last and not measures.is_portrait:
        wide = min(wide, measures.to_pixels(MIN_PAD_MM))
    if measures.is_portrait:
        board, rest = area.split_bottom(high, unit * 2)
    else:
        board, rest = area.split_right(wide, unit * 3)
        board = Rect(board.x, board.bottom - high, board.width, high)
    keyboard.lay_out_keyboard(drawing, page.keyboard, board.centred_rect(wide, board.height))
    ok, rest = rest.split_bottom(measures.min_target_height, unit)
    entry, rest = rest.split_bottom(measures.min_target_height, unit)
    text_field.lay_out_field(drawing, entry, measures.small_size)
    if page.fraction_left is not None:
        line, rest = rest.split_bottom(measures.border_width * 2, unit)
        drawing.add_progress_bar(line, page.fraction_left)
    if drawing.bar_targets_last:  # the back button keeps its place beside the main button
        defer_targets(drawing, rest.width, ways)
        out, ok = ok.split_left(drawing.target_width("close", measures.small_size), unit)
        drawing.add_target("close", out, "quiet")
    strips = [_heading(drawing, rest.width), *_lines(drawing, rest.width)]
    if not layout.can_fit(rest, [*strips, *drawing.trailing_strips]):
        turning, beside = ok.split_right(layout.pager_width(drawing), unit)
        if beside.width >= drawing.target_width("ok", measures.small_size):
            drawing.free_foot_area, ok = turning, beside
    drawing.add_target("ok", ok, "primary", bold=True)
    layout.stack_strips(drawing, rest, strips, 0)


def _touch_test(drawing: PageDrawing) -> None:
    """Lay out the touch test: targets over the whole panel, a text above the centre, the back button below it, and marks over all."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    window, number = drawing.window.inset(unit, unit), 0
    width, height = measures.min_target_width, measures.min_target_height
    middle = window.y + (window.height - height) // 2
    for count, y in zip(TOUCH_TEST_ROWS, (window.y, middle, window.bottom - height), strict=True):
        for place in range(count):
            number += 1
            drawing.add_target(
                f"test-{number}", Rect(window.x + round(place * (window.width - width) / (count - 1)), y, width, height), "quiet"
            )
    area, top = drawing.area, window.y + height + unit
    above = Rect(area.x, top, area.width, middle - unit - top)
    layout.stack_strips(drawing, above, [_heading(drawing, above.width)], 0)
    below = Rect(area.x, middle + height + unit, area.width, window.bottom - 2 * height - 2 * unit - middle)
    back, aside = drawing.target_width("back", measures.small_size) + 2 * unit, drawing.target_width("display", measures.small_size)
    row = below.centred_rect(back + unit + aside, height)
    drawing.add_target("back", row.split_left(back)[0], "primary")
    drawing.add_target("display", row.split_right(aside)[0], "quiet")
    side = measures.to_pixels(TOUCH_MARK_MM)
    for x, y in page.touch_marks:
        at = Rect(x * drawing.window.width // 1000 - side // 2, y * drawing.window.height // 1000 - side // 2, side, side)
        drawing.scene.add(Block(at, "attention", side // 2))
