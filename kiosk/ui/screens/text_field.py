"""The field a person types into, with the caret at the end of the last line; what will be left out is boxed and struck through."""

from __future__ import annotations

from kiosk.ui.page_drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block, Touch
from kiosk.ui.theme import LEADING


def height(drawing: Drawing, size: int, lines: int) -> int:
    """Pixels that a field with so many lines takes."""
    return lines * round(size * LEADING) + 2 * _air(drawing)


def _air(drawing: Drawing) -> int:
    """Pixels over the first line and under the last."""
    return round(drawing.measures.unit * 0.6)


def lay(drawing: Drawing, box: Rect, size: int, hint: str = "") -> None:
    """`hint` stands in the empty field instead of its own."""
    measures, unit = drawing.measures, drawing.measures.unit
    drawing.scene.add(Block(box, "tile", measures.corner, "accent"))
    drawing.scene.add(Touch("field", box, "none", None))
    inner = box.inset(round(unit * 1.4), _air(drawing))
    if inner.height < 2 * round(size * LEADING):  # one line stands in the middle of its field
        inner = Rect(inner.x, box.y + (box.height - round(size * LEADING)) // 2, inner.width, round(size * LEADING))
    if drawing.typed.text:
        end, line_top = _typed(drawing, inner, size)
    else:
        _hint(drawing, Rect(inner.x + unit, inner.y, inner.width - unit, inner.height), size, hint)
        end, line_top = inner.x, inner.y
    caret = Rect(min(end + measures.border // 2, box.right - unit // 2), line_top + round(size * 0.1), measures.border, round(size * 1.1))
    drawing.scene.add(Block(caret, "accent"))


def _hint(drawing: Drawing, room: Rect, size: int, hint: str) -> None:
    """What the field is for; where that has no room, what every field says."""
    target, least = drawing.page.target("field"), drawing.measures.small_least
    for words in (hint, target.text if target else ""):
        run = drawing.run(words, size, room.width, height=room.height, least=least)
        if words and run.size >= least:
            break
    drawing.words(room, run, "soft")


def _typed(drawing: Drawing, inner: Rect, size: int) -> tuple[int, int]:
    """The last lines, as many as fit. Gives where the caret stands."""
    text = drawing.typed.text
    lines = drawing.letters.typed_lines(text, size, inner.width)[-max(1, inner.height // round(size * LEADING)) :]
    run = drawing.letters.private(tuple(text[start:end] for start, end in lines), size)
    strikes = [strike for number, line in enumerate(lines) for strike in _left_out(drawing, inner, number, line, size)]
    drawing.scene.add(*(box for box, _ in strikes))
    drawing.words(Rect(inner.x, inner.y, inner.width, max(inner.height, run.height)), run)
    drawing.scene.add(*(stroke for _, stroke in strikes))
    return inner.x + drawing.letters.width(run.lines[-1], size), inner.y + run.height - run.leading


def _left_out(drawing: Drawing, inner: Rect, number: int, line: tuple[int, int], size: int) -> list[tuple[Block, Block]]:
    """A box and a stroke for each piece of the line that will be left out."""
    measures, letters, text = drawing.measures, drawing.letters, drawing.typed.text
    leading = round(size * LEADING)
    found = []
    for piece in drawing.typed.masked:
        start, end = max(piece.start, line[0]), min(piece.end, line[1])
        if start >= end:
            continue
        left = inner.x + letters.width(text[line[0] : start], size)
        right = inner.x + letters.width(text[line[0] : end], size)
        air = measures.border
        box = Rect(left - air, inner.y + number * leading, right - left + 2 * air, leading)
        stroke = Rect(left - air, box.y + round(leading * 0.52), box.width, measures.border)
        found.append((Block(box, "ground", measures.corner // 2, "attention"), Block(stroke, "attention")))
    return found
