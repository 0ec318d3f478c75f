"""The service screen: plain and for people who know the terminal. Sections below, what they say above; tests over the whole panel."""

from __future__ import annotations

from kiosk.page import Line
from kiosk.ui.drawing import Drawing
from kiosk.ui.letters import Run
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block
from kiosk.ui.screens import field, keys
from kiosk.ui.screens.frame import top_row
from kiosk.ui.theme import Token

COLOURS: dict[str, Token] = {"problem": "attention", "notice": "attention", "instruction": "soft"}
SECTIONS = ("connection", "answers", "device", "tests")
TEST_ROWS = (4, 3, 4)
"""The touch test's targets, from the top: the corners, the edges and the middle are among them."""
MARK_MM = 3


def lay(drawing: Drawing) -> None:
    page = drawing.page
    if page.keyboard:
        _pad(drawing)
    elif page.target("test-1"):
        _touch_test(drawing)
    else:
        _told(drawing)


def _ways(drawing: Drawing) -> tuple[str, ...]:
    return tuple(target.name for target in drawing.page.targets if target.name.startswith("language-") or target.name == "close")


def _told(drawing: Drawing) -> None:
    """Lines, what can be done about them, and the sections."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    beside, rest = top_row(drawing, drawing.area, _ways(drawing))
    drawing.line(page.heading, beside, measures.body, bold=True)
    if page.target(SECTIONS[0]):
        foot, rest = rest.foot(measures.touch_height, unit)
        _row(drawing, SECTIONS, foot, "tool")
    else:
        foot, rest = rest.foot(measures.touch_height, unit)
        drawing.row_from_left(foot, ("back",), "quiet", measures.small, gap=unit)
    acts = tuple(target.name for target in page.targets if target.name not in (*SECTIONS, "back", *_ways(drawing)))
    if acts:
        row, rest = rest.foot(measures.touch_height, unit)
        _row(drawing, acts, row, "quiet")
    _lines(drawing, Rect(rest.x, rest.y + unit, rest.width, max(0, rest.height - unit)), page.lines)


def _row(drawing: Drawing, names: tuple[str, ...], row: Rect, look: str) -> None:
    gap = drawing.measures.unit
    columns = row.columns(max(len(names), 3), gap)
    for name, box in zip(names, columns, strict=False):
        drawing.touch(name, box, "tool" if look == "tool" else "quiet", size=drawing.measures.small)


def _lines(drawing: Drawing, area: Rect, lines: tuple[Line, ...]) -> None:
    """Under one another, in the largest size in which all of them fit."""
    size = drawing.measures.medium
    while True:
        runs = [drawing.letters.run(line.text, size, area.width, bold=line.role == "problem", even=False) for line in lines]
        if size <= 8 or (_height(runs, size) <= area.height and all(run.width <= area.width for run in runs)):
            break
        size -= 1
    y = area.y
    for line, run in zip(lines, runs, strict=True):
        drawing.words(Rect(area.x, y, area.width, run.height), run, COLOURS.get(line.role, "ink"))
        y += run.height + size // 4


def _height(runs: list[Run], size: int) -> int:
    return sum(run.height for run in runs) + size // 4 * max(0, len(runs) - 1)


def _pad(drawing: Drawing) -> None:
    """Words and field on the left, the pad on the right; on a panel that stands, one over the other."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    beside, rest = top_row(drawing, drawing.area, _ways(drawing))
    drawing.line(page.heading, beside, measures.body, bold=True)
    if rest.width > rest.height:
        left, right = rest.columns([1.0, 1.0], unit * 2)
    else:
        right, left = rest.foot(min(rest.height // 2, 2 * keys.height(drawing, page.keyboard)), unit * 2)
    height = min(right.height - unit, 2 * keys.height(drawing, page.keyboard))
    keys.lay(drawing, page.keyboard, Rect(right.x, right.bottom - height, right.width, height))
    ok, left = left.foot(measures.touch_height, unit)
    drawing.touch("ok", ok, "primary", size=measures.small, bold=True)
    entry, left = left.foot(measures.touch_height, unit)
    field.lay(drawing, entry, measures.medium)
    if page.left is not None:
        bar, left = left.foot(measures.border * 2, unit)
        drawing.bar(bar, page.left)
    _lines(drawing, Rect(left.x, left.y + unit, left.width, max(0, left.height - unit)), page.lines)


def _touch_test(drawing: Drawing) -> None:
    """Targets over the whole panel, corners first; words and the way back between the lower rows; over all of it the marks."""
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    window, number = drawing.window, 0
    width, height = measures.touch_width, measures.touch_height
    middle = window.y + (window.height - height) // 2
    for count, y in zip(TEST_ROWS, (window.y, middle, window.bottom - height), strict=True):
        for place in range(count):
            number += 1
            x = window.x + round(place * (window.width - width) / (count - 1))
            drawing.touch(f"test-{number}", Rect(x, y, width, height), "quiet", size=measures.body)
    above = Rect(drawing.area.x, height + unit, drawing.area.width, middle - height - 2 * unit)
    heading, told = above.top(min(above.height // 3, measures.touch_height), 0)
    drawing.line(page.heading, heading, measures.body, bold=True)
    _lines(drawing, told, page.lines)
    under = Rect(drawing.area.x, middle + height + unit, drawing.area.width, window.bottom - height - unit - (middle + height + unit))
    back = under.centred(max(drawing.width_of("back", measures.small), measures.mm(40)), min(under.height, height))
    drawing.touch("back", back, "primary", size=measures.small)
    side = measures.mm(MARK_MM)
    for x, y in page.marks:
        at = Rect(x * window.width // 1000 - side // 2, y * window.height // 1000 - side // 2, side, side)
        drawing.scene.add(Block(at, "attention", side // 2))
