"""A keyboard in its box: rows of keys, all columns of one width."""

from __future__ import annotations

from kiosk.keyboard import Rows
from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect


def height(drawing: Drawing, rows: Rows) -> int:
    """Pixels that the rows take with keys just large enough for a finger."""
    return len(rows) * drawing.measures.touch_height + (len(rows) - 1) * gap(drawing)


def gap(drawing: Drawing) -> int:
    return max(3, drawing.measures.unit // 2)


def lay(drawing: Drawing, rows: Rows, box: Rect) -> None:
    """The keys; a row that is narrower than the widest stands in the middle of it."""
    between = gap(drawing)
    widest = max(sum(key.width for key in row) for row in rows)
    column = (box.width + between) / widest
    high = (box.height + between) / len(rows)
    for number, row in enumerate(rows):
        y = box.y + round(number * high)
        x = box.x + (box.width + between - column * sum(key.width for key in row)) / 2
        for key in row:
            right = x + key.width * column
            rect = Rect(round(x), y, round(right) - round(x) - between, round(high) - between)
            word = key.act not in ("letter", "space")
            drawing.touch(key.name, rect, "tool" if word else "key", size=drawing.measures.small if word else drawing.measures.medium)
            x = right
