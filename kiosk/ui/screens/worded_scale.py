"""A statement whose values are words: a child's with a face to each word, or words alone; all else is as on any statement.

Side by side the words stand under their faces. Where the words are too long for that they stand beside them, under one another, or
in two or three ordered rows. Faces are as large as there is room, never too small to be told apart, and left out where one
of the five is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from kiosk.pages.page import Page
from kiosk.ui.faces import FACES
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Picture, Touch
from kiosk.ui.screens import statement
from kiosk.ui.screens.statement import NAMES
from kiosk.ui.text_layout import Run

OVER_MM, BESIDE_MM = (34, 26, 20, 16, 12), (18, 14, 12)
"""Of a face, across, over its word and beside it: the largest for which there is room. The last is the least."""
LINES = 2
"""As many as a word may take under its face."""


class Shape(NamedTuple):
    """How the five lie: in how many columns, with faces of which side (0 without), over the words or beside them."""

    columns: int
    side: int
    beside: bool
    runs: list[Run]
    tile: int
    """Height of one."""
    height: int
    """Of all."""


def suits(page: Page) -> bool:
    """Whether the page is one of these: a statement whose values are not numbers."""
    first = page.target(NAMES[0])
    return page.screen == "statement" and first is not None and not first.text.isdigit()


def lay(drawing: Drawing) -> None:
    faces = (True,) if _pictured(drawing.page) else ()
    tries = [(each, ways) for each in (*faces, False) for ways in statement.WAYS]
    # Where all of it fits only in parts, each part has more room: faces may have theirs again.
    tries += [(True, statement.WAYS[0])] if faces else []
    drawing.best(*(partial(statement.arrange, ways=ways, values=partial(strip, faces=each)) for each, ways in tries))


def strip(drawing: Drawing, width: int, gap: int, rooms: tuple[int, ...], *, faces: bool) -> Strip:
    """The five values as one strip, in the first shape for which there is room, at last without faces.

    It stays together, unless a part of the screen to itself would still be too small for it.
    """
    shapes = list(_shapes(drawing, width, faces=faces))
    fitting = next((shape for room in rooms for shape in shapes if shape.height <= room), None)
    if fitting is None and faces:
        drawing.cramped = True  # another way of laying the rest may have room for them
        return strip(drawing, width, gap, rooms, faces=False)
    # One that is cut between its rows must have rows for which there is room.
    shape = fitting or min(shapes or [_squeezed(drawing, width)], key=lambda each: (each.tile > rooms[-1], each.height))
    return _rows(drawing, shape, list(zip(NAMES, shape.runs, strict=True)), gap, None if fitting else rooms[-1])


def _rows(drawing: Drawing, shape: Shape, values: list[tuple[str, Run]], gap: int, room: int | None) -> Strip:
    """Rows of tiles; with a room they may be cut between rows, into parts no higher than that."""
    step = shape.tile + drawing.measures.unit // 2
    rows = -(-len(values) // shape.columns)

    def lay(rect: Rect) -> None:
        for number, (name, run) in enumerate(values):
            row, column = divmod(number, shape.columns)
            tiles = Rect(rect.x, rect.y + row * step, rect.width, shape.tile).columns(shape.columns, drawing.measures.unit)
            _tile(drawing, name, tiles[column], run, shape)

    def cut(height: int) -> tuple[Strip, Strip] | None:
        most = (min(height, room or height) + step - shape.tile) // step
        if not 0 < most < rows:
            return None
        first, rest = values[: most * shape.columns], values[most * shape.columns :]
        return _rows(drawing, shape, first, 0, room), _rows(drawing, shape, rest, gap, room)

    height = rows * step - (step - shape.tile)
    return Strip(height, lay, gap, cut if room is not None else None, touch=height)


def _shapes(drawing: Drawing, width: int, *, faces: bool) -> Iterator[Shape]:
    """Those in which every word is whole, the best first."""
    over, beside = (OVER_MM, BESIDE_MM) if faces else ((0,), (0,))
    tries = [(5, side, False) for side in over] + [(1, side, True) for side in beside]
    tries += [(3, side, False) for side in over] + [(columns, side, True) for columns in (3, 2) for side in beside]
    return (shape for columns, side, at_side in tries if (shape := _shape(drawing, width, columns, side, beside=at_side)))


def _shape(drawing: Drawing, width: int, columns: int, side_mm: int, *, beside: bool) -> Shape | None:
    measures, unit = drawing.measures, drawing.measures.unit
    across = (width - (columns - 1) * unit) // columns
    side = measures.mm(side_mm)
    room = across - (side + unit * 3 if beside else unit)
    if across < max(measures.answer_width, side + unit) or room < measures.large:
        return None
    runs = [drawing.letters.run(text, measures.large, room) for text in _texts(drawing.page)]
    if any(run.width > room or len(run.lines) > LINES for run in runs):
        return None
    return _of(drawing, columns, side, runs, beside=beside)


def _squeezed(drawing: Drawing, width: int) -> Shape:
    """Under one another, in whatever lines and size it takes: a word that nobody could set is still not cut."""
    measures = drawing.measures
    room = (width - measures.unit * 3, 10_000)
    runs = [drawing.letters.fitted(text, measures.large, measures.large_least, room) for text in _texts(drawing.page)]
    return _of(drawing, 1, 0, runs, beside=True)


def _of(drawing: Drawing, columns: int, side: int, runs: list[Run], *, beside: bool) -> Shape:
    measures, unit = drawing.measures, drawing.measures.unit
    words = max(run.height for run in runs) + unit // 2
    inside = max(words, side + unit) if beside else words + (side + unit // 2 if side else 0)
    tile = max(measures.touch_height, inside)
    rows = -(-len(NAMES) // columns)
    return Shape(columns, side, beside, runs, tile, rows * tile + (rows - 1) * (unit // 2))


def _tile(drawing: Drawing, name: str, tile: Rect, run: Run, shape: Shape) -> None:
    target, unit, side = drawing.page.target(name), drawing.measures.unit, shape.side
    if target is None:
        return
    if shape.beside:
        face = Rect(tile.x + unit, tile.y + (tile.height - side) // 2, side, side)
        room = tile.inset(unit, 0).leading(side, unit if side else 0)[1]
    else:
        face = Rect(tile.x + (tile.width - side) // 2, tile.y + unit // 2, side, side)
        room = tile.top(side + unit // 2)[1] if side else tile
    picture = Picture(face, target.picture) if side and target.picture else None
    drawing.scene.add(Touch(name, tile, "tile", run, target.enabled, target.selected, picture, room, "left" if shape.beside else "centre"))


def _texts(page: Page) -> list[str]:
    return [target.text if (target := page.target(name)) else "" for name in NAMES]


def _pictured(page: Page) -> bool:
    return all((target := page.target(name)) is not None and target.picture in FACES for name in NAMES)
