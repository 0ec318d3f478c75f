"""The field a person types into, with the caret at the end of the last line."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block, Touch
from kiosk.ui.theme import LEADING


def lay(drawing: Drawing, box: Rect, size: int) -> None:
    measures, unit = drawing.measures, drawing.measures.unit
    drawing.scene.add(Block(box, "tile", measures.corner, "accent"))
    drawing.scene.add(Touch("field", box, "none", None))
    inner = box.inset(round(unit * 1.4), unit)
    if inner.height < 2 * round(size * LEADING):  # one line stands in the middle of its field
        inner = Rect(inner.x, box.y + (box.height - round(size * LEADING)) // 2, inner.width, round(size * LEADING))
    if drawing.typed:
        run = drawing.letters.typed(drawing.typed, size, (inner.width, inner.height))
        rest = Rect(inner.x, inner.y, inner.width, max(inner.height, run.height))
        drawing.words(rest, run)
        end = inner.x + drawing.letters.width(run.lines[-1], size)
        line_top = inner.y + run.height - run.leading
    else:
        target = drawing.page.target("field")
        hint = drawing.run(target.text if target else "", size, inner.width - unit * 2, height=inner.height, least=measures.small_least)
        drawing.words(Rect(inner.x + unit, inner.y, inner.width - unit, inner.height), hint, "soft")
        end, line_top = inner.x, inner.y
    caret = Rect(end + measures.border // 2, line_top + round(size * 0.1), measures.border, round(size * 1.1))
    drawing.scene.add(Block(caret, "accent"))
