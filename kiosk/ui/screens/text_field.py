"""Lays out the text field with the caret at the end of the last line. Text that will be redacted is boxed and struck through."""

from __future__ import annotations

from kiosk.ui.page_drawing import PageDrawing
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Block, PlacedTarget
from kiosk.ui.theme import LINE_SPACING


def field_height(drawing: PageDrawing, size: int, lines: int) -> int:
    """Return the height of a field with a number of lines in pixels."""
    return lines * round(size * LINE_SPACING) + 2 * _air(drawing)


def _air(drawing: PageDrawing) -> int:
    """Return the space above the first line and below the last in pixels."""
    return round(drawing.measures.spacing * 0.6)


def lay_out_field(drawing: PageDrawing, area: Rect, size: int, hint: str = "") -> None:
    """Lay out the field. If it is empty, it shows `hint`, or its own hint if that is empty."""
    measures, unit = drawing.measures, drawing.measures.spacing
    drawing.scene.add(Block(area, "tile", measures.corner_radius, "accent"))
    drawing.scene.add(PlacedTarget("field", area, "none", None))
    inner = area.inset(round(unit * 1.4), _air(drawing))
    if inner.height < 2 * round(size * LINE_SPACING):  # a single line is centred in the field
        inner = Rect(inner.x, area.y + (area.height - round(size * LINE_SPACING)) // 2, inner.width, round(size * LINE_SPACING))
    if drawing.field_content.text:
        end, line_top = _typed(drawing, inner, size)
    else:
        _hint(drawing, Rect(inner.x + unit, inner.y, inner.width - unit, inner.height), size, hint)
        end, line_top = inner.x, inner.y
    caret = Rect(
        min(end + measures.border_width // 2, area.right - unit // 2),
        line_top + round(size * 0.1),
        measures.border_width,
        round(size * 1.1),
    )
    drawing.scene.add(Block(caret, "accent"))


def _hint(drawing: PageDrawing, room: Rect, size: int, hint: str) -> None:
    """Add the hint of the empty field, or the general one if the hint does not fit."""
    target, least = drawing.page.find_target("field"), drawing.measures.min_small_size
    for words in (hint, target.text if target else ""):
        run = drawing.fit_text(words, size, room.width, height=room.height, min_size=least)
        if words and run.size >= least:
            break
    drawing.add_text(room, run, "soft")


def _typed(drawing: PageDrawing, inner: Rect, size: int) -> tuple[int, int]:
    """Add the last lines that fit, and return the position of the caret."""
    text = drawing.field_content.text
    lines = drawing.typesetter.wrap_input(text, size, inner.width)[-max(1, inner.height // round(size * LINE_SPACING)) :]
    run = drawing.typesetter.input_run(tuple(text[start:end] for start, end in lines), size)
    strikes = [strike for number, line in enumerate(lines) for strike in _left_out(drawing, inner, number, line, size)]
    drawing.scene.add(*(box for box, _ in strikes))
    drawing.add_text(Rect(inner.x, inner.y, inner.width, max(inner.height, run.height)), run)
    drawing.scene.add(*(stroke for _, stroke in strikes))
    return inner.x + drawing.typesetter.text_width(run.lines[-1], size), inner.y + run.height - run.line_height


def _left_out(drawing: PageDrawing, inner: Rect, number: int, line: tuple[int, int], size: int) -> list[tuple[Block, Block]]:
    """Return a box and a stroke for each part of the line that will be redacted."""
    measures, letters, text = drawing.measures, drawing.typesetter, drawing.field_content.text
    leading = round(size * LINE_SPACING)
    found = []
    for piece in drawing.field_content.redacted_pieces:
        start, end = max(piece.start, line[0]), min(piece.end, line[1])
        if start >= end:
            continue
        left = inner.x + letters.text_width(text[line[0] : start], size)
        right = inner.x + letters.text_width(text[line[0] : end], size)
        air = measures.border_width
        box = Rect(left - air, inner.y + number * leading, right - left + 2 * air, leading)
        stroke = Rect(left - air, box.y + round(leading * 0.52), box.width, measures.border_width)
        found.append((Block(box, "ground", measures.corner_radius // 2, "attention"), Block(stroke, "attention")))
    return found
