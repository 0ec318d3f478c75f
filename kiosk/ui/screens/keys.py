"""A keyboard in its box: rows of keys, all columns of one width; over it the forms that a held key offers."""

from __future__ import annotations

from kiosk.keyboard import Rows, forms
from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block, Mark, Touch, Words


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


def offer(drawing: Drawing) -> None:
    """The other forms of the key that is held, in a row over it; what lies under them is seen, but out of reach."""
    keys = [key for row in drawing.page.keyboard for key in row if key.held]
    held = next((key for key in keys if drawing.page.target(forms(key)[0].name)), None)
    own = next((touch for touch in drawing.scene.touches() if held is not None and touch.name == held.name), None)
    if held is None or own is None:
        return
    between, names = gap(drawing), [form.name for form in forms(held)]
    panel = _over(drawing, own.rect, len(names), between)
    drawing.scene.marks[:] = [part for mark in drawing.scene.marks for part in _beneath(mark, panel)]
    drawing.scene.add(Block(panel, "accent", drawing.measures.corner))
    for name, rect in zip(names, panel.inset(between, between).columns(len(names), between), strict=True):
        drawing.touch(name, rect, "key", size=drawing.measures.medium)


def _over(drawing: Drawing, own: Rect, count: int, between: int) -> Rect:
    """The row's box: over the key, its first form in the key's column, and no wider out than the keyboard."""
    width = max(own.width, drawing.measures.touch_width)
    whole = count * width + (count + 1) * between
    room = drawing.area.grown(between)
    x = max(room.x, min(own.x - between, room.right - whole))
    return Rect(x, own.y - own.height - 2 * between, whole, own.height + 2 * between)


def _beneath(mark: Mark, panel: Rect) -> list[Mark]:
    """A mark as it lies under the panel: a target there cannot be touched, so only its looks stay."""
    if not isinstance(mark, Touch) or not _meet(mark.rect, panel):
        return [mark]
    if mark.look == "none" or mark.run is None:
        return []
    box, run = mark.rect, mark.run
    words = Rect(box.x, box.y + (box.height - run.height) // 2, box.width, run.height)
    return [Block(box, "tile", 0, None, 0.4), Words(words, run, "soft", "centre")]


def _meet(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
