"""Lays out a statement whose values are words, with a face for each word in the children's form. The rest is as on any other statement.

If the words are short, they are side by side under their faces. Otherwise they are beside them in one column, or in two or three ordered
rows. Faces are as large as space permits and never too small to tell apart. If one of the five is unknown, all are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from kiosk.pages.page import Page
from kiosk.ui.faces import FACES
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Picture, PlacedTarget
from kiosk.ui.screens import statement
from kiosk.ui.screens.statement import VALUE_TARGETS
from kiosk.ui.text_layout import TextRun

FACE_SIDES_ABOVE_MM, FACE_SIDES_BESIDE_MM = (34, 26, 20, 16, 12), (18, 14, 12)
"""The widths of faces above and beside their words. The largest that fits is used; the last one is the minimum."""
MAX_WORD_LINES = 2
"""The maximum number of lines of a word under its face."""


class WordedScaleLayout(NamedTuple):
    """Describes the arrangement of the five values: columns, side of the faces (0 for none), and whether they are beside the words."""

    columns: int
    face_side: int
    face_beside: bool
    runs: list[TextRun]
    tile_height: int
    """The height of one tile."""
    height: int
    """The height of all tiles."""


def is_worded_scale(page: Page) -> bool:
    """Return whether a page is a statement whose values are not numbers."""
    first = page.find_target(VALUE_TARGETS[0])
    return page.screen == "statement" and first is not None and not first.text.isdigit()


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    faces = (True,) if _pictured(drawing.page) else ()
    tries = [(each, ways) for each in (*faces, False) for ways in statement.VARIANTS]
    # If the screen needs several parts, each part has more room, so faces may fit again.
    tries += [(True, statement.VARIANTS[0])] if faces else []
    drawing.use_best_layout(
        *(partial(statement.lay_out_statement, variant=ways, build_values=partial(worded_scale_strip, faces=each)) for each, ways in tries)
    )


def worded_scale_strip(drawing: PageDrawing, width: int, gap: int, max_heights: tuple[int, ...], *, faces: bool) -> Strip:
    """Return the five values as one strip in the first arrangement that fits. Arrangements without faces come last.

    `max_heights` are the preferred and the maximum height in pixels. The strip can be split between rows only if no arrangement fits the
    maximum.
    """
    shapes = list(_shapes(drawing, width, faces=faces))
    fitting = next((shape for room in max_heights for shape in shapes if shape.height <= room), None)
    if fitting is None and faces:
        drawing.is_cramped = True  # another layout of the rest may leave them more room
        return worded_scale_strip(drawing, width, gap, max_heights, faces=False)
    # The rows of a strip that is split between rows must fit.
    shape = fitting or min(shapes or [_squeezed(drawing, width)], key=lambda each: (each.tile_height > max_heights[-1], each.height))
    return _rows(drawing, shape, list(zip(VALUE_TARGETS, shape.runs, strict=True)), gap, None if fitting else max_heights[-1])


def _rows(drawing: PageDrawing, shape: WordedScaleLayout, values: list[tuple[str, TextRun]], gap: int, room: int | None) -> Strip:
    """Return rows of tiles. With a height, the strip can be split between rows into parts of at most that height."""
    step = shape.tile_height + drawing.measures.spacing // 2
    rows = -(-len(values) // shape.columns)

    def lay(rect: Rect) -> None:
        for number, (name, run) in enumerate(values):
            row, column = divmod(number, shape.columns)
            tiles = Rect(rect.x, rect.y + row * step, rect.width, shape.tile_height).split_columns(shape.columns, drawing.measures.spacing)
            _tile(drawing, name, tiles[column], run, shape)

    def cut(height: int) -> tuple[Strip, Strip] | None:
        most = (min(height, room or height) + step - shape.tile_height) // step
        if not 0 < most < rows:
            return None
        first, rest = values[: most * shape.columns], values[most * shape.columns :]
        return _rows(drawing, shape, first, 0, room), _rows(drawing, shape, rest, gap, room)

    height = rows * step - (step - shape.tile_height)
    return Strip(height, lay, gap, cut if room is not None else None, touchable_height=height)


def _shapes(drawing: PageDrawing, width: int, *, faces: bool) -> Iterator[WordedScaleLayout]:
    """Yield the arrangements in which every word fits, the best first."""
    over, beside = (FACE_SIDES_ABOVE_MM, FACE_SIDES_BESIDE_MM) if faces else ((0,), (0,))
    tries = [(5, side, False) for side in over] + [(1, side, True) for side in beside]
    tries += [(3, side, False) for side in over] + [(columns, side, True) for columns in (3, 2) for side in beside]
    return (shape for columns, side, at_side in tries if (shape := _shape(drawing, width, columns, side, beside=at_side)))


def _shape(drawing: PageDrawing, width: int, columns: int, side_mm: int, *, beside: bool) -> WordedScaleLayout | None:
    measures, unit = drawing.measures, drawing.measures.spacing
    across = (width - (columns - 1) * unit) // columns
    side = measures.to_pixels(side_mm)
    room = across - (side + unit * 3 if beside else unit)
    if across < max(measures.min_answer_width, side + unit) or room < measures.large_size:
        return None
    runs = [drawing.typesetter.break_lines(text, measures.large_size, room) for text in _texts(drawing.page)]
    if any(run.width > room or len(run.lines) > MAX_WORD_LINES for run in runs):
        return None
    return _of(drawing, columns, side, runs, beside=beside)


def _squeezed(drawing: PageDrawing, width: int) -> WordedScaleLayout:
    """Return an arrangement in one column with as many lines and as small a size as needed, so that no word is cut off."""
    measures = drawing.measures
    room = (width - measures.spacing * 3, 10_000)
    runs = [drawing.typesetter.fit(text, measures.large_size, measures.min_large_size, room) for text in _texts(drawing.page)]
    return _of(drawing, 1, 0, runs, beside=True)


def _of(drawing: PageDrawing, columns: int, side: int, runs: list[TextRun], *, beside: bool) -> WordedScaleLayout:
    measures, unit = drawing.measures, drawing.measures.spacing
    words = max(run.height for run in runs) + unit // 2
    inside = max(words, side + unit) if beside else words + (side + unit // 2 if side else 0)
    tile = max(measures.min_target_height, inside)
    rows = -(-len(VALUE_TARGETS) // columns)
    return WordedScaleLayout(columns, side, beside, runs, tile, rows * tile + (rows - 1) * (unit // 2))


def _tile(drawing: PageDrawing, name: str, tile: Rect, run: TextRun, shape: WordedScaleLayout) -> None:
    target, unit, side = drawing.page.find_target(name), drawing.measures.spacing, shape.face_side
    if target is None:
        return
    if shape.face_beside:
        face = Rect(tile.x + unit, tile.y + (tile.height - side) // 2, side, side)
        room = tile.inset(unit, 0).split_left(side, unit if side else 0)[1]
    else:
        face = Rect(tile.x + (tile.width - side) // 2, tile.y + unit // 2, side, side)
        room = tile.split_top(side + unit // 2)[1] if side else tile
    picture = Picture(face, target.picture) if side and target.picture else None
    drawing.scene.add(
        PlacedTarget(name, tile, "tile", run, target.enabled, target.selected, picture, room, "left" if shape.face_beside else "centre")
    )


def _texts(page: Page) -> list[str]:
    return [target.text if (target := page.find_target(name)) else "" for name in VALUE_TARGETS]


def _pictured(page: Page) -> bool:
    return all((target := page.find_target(name)) is not None and target.picture in FACES for name in VALUE_TARGETS)
