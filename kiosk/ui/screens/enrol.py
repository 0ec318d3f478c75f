"""The terminal asks for its code, and says what is missing."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import field, keys
from kiosk.ui.screens.frame import top_row
from kiosk.ui.theme import Token


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    area = drawing.window.inset(measures.margin, unit)
    ways = tuple(target.name for target in page.targets if target.name.startswith("language-"))
    beside, rest = top_row(drawing, area, ways)
    drawing.line(page.heading, beside, measures.body, bold=True)

    board, rest = rest.foot(keys.height(drawing, page.keyboard), unit)
    keys.lay(drawing, page.keyboard, board)
    entry, rest = rest.foot(measures.touch_height, unit)
    width = max(drawing.width_of("send", measures.small), measures.mm(44))
    send, room = entry.trailing(width, unit)
    drawing.touch("send", send, "primary", size=measures.small, bold=True)
    field.lay(drawing, room, measures.medium)
    _words(drawing, rest)


def _words(drawing: Drawing, area: Rect) -> None:
    """What to do and with whom it speaks on the left; on the right what stands in the way, in a size in which all of it fits."""
    page, measures = drawing.page, drawing.measures
    wrong = page.all_said("problem")
    left, right = area.columns([1.0, 1.4], measures.unit * 2) if wrong else (area, area)
    told = [text for role in ("instruction", "status") if (text := page.said(role))]
    _stack(drawing, left, told, "soft", bold=False)
    if wrong:
        _stack(drawing, right, list(wrong), "attention", bold=True)


def _stack(drawing: Drawing, area: Rect, texts: list[str], colour: Token, *, bold: bool) -> None:
    size = drawing.measures.medium
    while True:
        runs = [drawing.letters.run(text, size, area.width, bold=bold) for text in texts]
        gap = size // 4
        if size <= 8 or sum(run.height + gap for run in runs) <= area.height:
            break
        size -= 1
    y = area.y
    for run in runs:
        drawing.words(Rect(area.x, y, area.width, run.height), run, colour)
        y += run.height + gap
