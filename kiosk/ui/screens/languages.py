"""The list of languages, each under its own name."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens.frame import stacked


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    top, rest = drawing.area.top(measures.touch_height, unit)
    drawing.row_from_right(top, ("close",), "quiet", measures.small, gap=unit)
    names = [target.name for target in page.targets if target.name not in ("close", "display")]
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    heading = drawing.run(page.heading, measures.large, rest.width, least=measures.large_least, bold=True)
    room = rest.height - heading.height - unit * 2
    tile = min(measures.mm(22), max(measures.touch_height, (room - unit * (rows - 1)) // rows))
    above, grid = stacked(rest, [heading.height, rows * tile + (rows - 1) * unit], [unit * (2 if measures.small_panel else 4)], 0.35)
    drawing.words(above, heading)
    for number, name in enumerate(names):
        row = Rect(grid.x, grid.y + (number // columns) * (tile + unit), grid.width, tile)
        drawing.touch(name, row.columns(columns, unit)[number % columns], "tile")
