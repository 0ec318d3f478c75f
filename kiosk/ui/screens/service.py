"""The service screen: plain and for people who know the terminal. Sections above, what they say, and below what can be done about it."""

from __future__ import annotations

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block
from kiosk.ui.screens import keyboard, text_field
from kiosk.ui.screens.screen_frame import Ways, bar, frame, put_last
from kiosk.ui.theme import Token

COLOURS: dict[str, Token] = {"problem": "attention", "notice": "attention", "instruction": "soft"}
SECTIONS = ("connection", "answers", "device", "tests")
MAIN = ("say", "confirm")
"""What a page of its own is for."""
TEST_ROWS = (4, 3, 4)
"""The touch test's targets, from the top: the corners, the edges and the middle are among them."""
MARK_MM = 3
PAD_MM = 24
"""A key of the pad need not be larger."""
LEAST_PAD_MM = 54
"""So wide is a pad that leaves its room to words."""


def lay(drawing: Drawing) -> None:
    page = drawing.page
    if page.keyboard:
        _pad(drawing)
    elif page.target("test-1"):
        _touch_test(drawing)
    else:
        _told(drawing)


def _told(drawing: Drawing) -> None:
    """What is known, in as many parts as it needs."""
    page = drawing.page
    sections: Ways = [(name, "tool") for name in SECTIONS if page.target(name)]
    others = [target.name for target in page.targets if target.name not in (*SECTIONS, "display", "back", "close")]
    acts: Ways = [(name, "primary" if name in MAIN else "quiet") for name in others]
    area = frame(drawing, aside=[*sections, ("display", "link")], left=[("back", "quiet"), ("close", "quiet")], right=acts)
    heading = [] if sections else [_heading(drawing, area.width)]
    layout.lay(drawing, area, [*heading, *_lines(drawing, area.width)], 0)


def _heading(drawing: Drawing, width: int) -> Strip:
    return layout.text(drawing, drawing.run(drawing.page.heading, drawing.measures.small, width, bold=True), gap=drawing.measures.unit)


def _lines(drawing: Drawing, width: int) -> list[Strip]:
    measures = drawing.measures
    return [
        layout.text(
            drawing,
            drawing.run(line.text, measures.small, width, bold=line.role == "problem", even=False),
            COLOURS.get(line.role, "ink"),
            gap=measures.unit,
        )
        for line in drawing.page.lines
    ]


def _pad(drawing: Drawing) -> None:
    """Words and field on the left, the pad on the right; on a panel that stands, one over the other."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    languages: Ways = [(target.name, "tool") for target in page.targets if target.name.startswith("language-")]
    area, ways = drawing.area, [*languages, ("display", "link")]
    if not drawing.loose:
        area = bar(drawing, area, (), [*ways, ("close", "quiet")], foot=False)
    rows = len(page.keyboard)
    least = keyboard.height(drawing, page.keyboard)
    high = min(measures.mm(PAD_MM) * rows, area.height if not measures.portrait else max(least, area.height * 2 // 5))
    wide = min(measures.mm(PAD_MM) * 5, area.width if measures.portrait else area.width // 2 - unit)
    if drawing.loose and not measures.portrait:
        wide = min(wide, measures.mm(LEAST_PAD_MM))
    if measures.portrait:
        board, rest = area.foot(high, unit * 2)
    else:
        board, rest = area.trailing(wide, unit * 3)
        board = Rect(board.x, board.bottom - high, board.width, high)
    keyboard.lay(drawing, page.keyboard, board.centred(wide, board.height))
    ok, rest = rest.foot(measures.touch_height, unit)
    entry, rest = rest.foot(measures.touch_height, unit)
    text_field.lay(drawing, entry, measures.small)
    if page.left is not None:
        line, rest = rest.foot(measures.border * 2, unit)
        drawing.bar(line, page.left)
    if drawing.loose:  # the way out stands still beside the way on
        put_last(drawing, rest.width, ways)
        out, ok = ok.leading(drawing.width_of("close", measures.small), unit)
        drawing.touch("close", out, "quiet")
    strips = [_heading(drawing, rest.width), *_lines(drawing, rest.width)]
    if not layout.fits(rest, [*strips, *drawing.last]):
        turning, beside = ok.trailing(layout.turning_width(drawing), unit)
        if beside.width >= drawing.width_of("ok", measures.small):
            drawing.spare, ok = turning, beside
    drawing.touch("ok", ok, "primary", bold=True)
    layout.lay(drawing, rest, strips, 0)


def _touch_test(drawing: Drawing) -> None:
    """Targets over the whole panel, corners first; words over the middle, the way back under it; over all of it the marks."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    window, number = drawing.window.inset(unit, unit), 0
    width, height = measures.touch_width, measures.touch_height
    middle = window.y + (window.height - height) // 2
    for count, y in zip(TEST_ROWS, (window.y, middle, window.bottom - height), strict=True):
        for place in range(count):
            number += 1
            drawing.touch(f"test-{number}", Rect(window.x + round(place * (window.width - width) / (count - 1)), y, width, height), "quiet")
    area, top = drawing.area, window.y + height + unit
    above = Rect(area.x, top, area.width, middle - unit - top)
    layout.lay(drawing, above, [_heading(drawing, above.width)], 0)
    below = Rect(area.x, middle + height + unit, area.width, window.bottom - 2 * height - 2 * unit - middle)
    back, aside = drawing.width_of("back", measures.small) + 2 * unit, drawing.width_of("display", measures.small)
    row = below.centred(back + unit + aside, height)
    drawing.touch("back", row.leading(back)[0], "primary")
    drawing.touch("display", row.trailing(aside)[0], "quiet")
    side = measures.mm(MARK_MM)
    for x, y in page.marks:
        at = Rect(x * drawing.window.width // 1000 - side // 2, y * drawing.window.height // 1000 - side // 2, side, side)
        drawing.scene.add(Block(at, "attention", side // 2))
