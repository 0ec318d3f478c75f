"""The terminal asks for its code, and says what is missing."""

from __future__ import annotations

from kiosk.page import LineRole
from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import field, keys
from kiosk.ui.screens.frame import top_row
from kiosk.ui.theme import Token

TOLD: tuple[LineRole, ...] = ("instruction", "status")


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
    """What to do and with whom it speaks on the left; on the right what stands in the way. In one size in which all of it fits."""
    page, size = drawing.page, drawing.measures.medium
    told = [text for role in TOLD if (text := page.said(role))]
    wrong = list(page.all_said("problem"))
    left, right = area.columns([1.0, 1.4], drawing.measures.unit * 2) if wrong else (area, area)
    while size > 8 and not (_fits(drawing, left, told, size) and _fits(drawing, right, wrong, size)):
        size -= 1
    _stack(drawing, left, told, size, "soft")
    _stack(drawing, right, wrong, size, "attention")


def _fits(drawing: Drawing, area: Rect, texts: list[str], size: int) -> bool:
    runs = [drawing.letters.run(text, size, area.width, bold=True) for text in texts]
    return sum(run.height + size // 4 for run in runs) <= area.height and all(run.width <= area.width for run in runs)


def _stack(drawing: Drawing, area: Rect, texts: list[str], size: int, colour: Token) -> None:
    for text in texts:
        run = drawing.letters.run(text, size, area.width, bold=colour == "attention")
        rect, area = area.top(run.height, size // 4)
        drawing.words(rect, run, colour)
