"""A scale: equal tiles, all of one colour, with its two ends in words. The scale never leads.

In one row where the tiles are wide enough for it, else in two ordered rows. Two short labels stand under the ends of a row (over them
where everything to touch is to lie low); long ones, and those of two rows, stand over the first tile and under the last.
"""

from __future__ import annotations

from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect

LABEL_LINES = 2


def strip(drawing: Drawing, names: tuple[str, ...], width: int, *, gap: int = 0) -> Strip:
    """Tiles and labels as one strip, which stays together."""
    measures, unit = drawing.measures, drawing.measures.unit
    between = unit if len(names) < 8 else max(3, round(unit * 0.7))
    whole = len(names) * measures.answer_width + (len(names) - 1) * max(3, unit // 2)
    rows = [names] if whole <= width else [names[: -(-len(names) // 2)], names[-(-len(names) // 2) :]]
    between = min(between, max(3, (width - len(rows[0]) * measures.answer_width) // max(1, len(rows[0]) - 1)))
    tile = (width - (len(rows[0]) - 1) * between) // len(rows[0])
    high = measures.answer_height * len(rows) + between * (len(rows) - 1)
    digits = _size(drawing, names, tile - unit // 2)
    words = [drawing.page.said("low") or "", drawing.page.said("high") or ""]
    half = (width - unit) // 2
    ends = [drawing.letters.run(text, measures.small, half) for text in words]
    beside = len(rows) == 1 and all(run.width <= half and len(run.lines) <= LABEL_LINES for run in ends)
    if not beside:
        ends = [drawing.run(text, measures.small, width) for text in words]
    low, last = ends
    label = max(low.height, last.height)
    air = unit // 2

    def tiles(area: Rect) -> Rect:
        for number, row in enumerate(rows):
            y = area.y + number * (measures.answer_height + between)
            for place, name in enumerate(row):
                exact = Rect(area.x, y, width, measures.answer_height).columns(len(rows[0]), between)[place]
                drawing.touch(name, exact, "tile", size=digits)
        return Rect(area.x, area.y, tile * len(rows[-1]) + between * (len(rows[-1]) - 1), high)

    over = drawing.low  # nothing that is not touched may take room from what is

    def lay(rect: Rect) -> None:
        if beside:
            at = rect.y if over else rect.y + high + air
            drawing.words(Rect(rect.x, at, half, label), low, "soft")
            drawing.words(Rect(rect.x + width - half, at, half, label), last, "soft", "right")
            tiles(Rect(rect.x, rect.y + (label + air if over else 0), width, high))
            return
        drawing.words(Rect(rect.x, rect.y, width, low.height), low, "soft")
        used = tiles(Rect(rect.x, rect.y + low.height + air + (last.height if over else 0), width, high))
        under = width if len(rows) == 1 or over else max(used.width, last.width)
        drawing.words(Rect(rect.x, rect.y + low.height if over else used.bottom + air, under, last.height), last, "soft", "right")

    height = high + air + (label if beside else low.height + last.height + (0 if over else air))
    return Strip(height, lay, gap, touch=high if over else height)


def _size(drawing: Drawing, names: tuple[str, ...], room: int) -> int:
    """One size for all of the scale's numbers: what is asked for, or what the widest of them leaves."""
    texts = [target.text for name in names if (target := drawing.page.target(name))]
    return min(drawing.letters.fitted(text, drawing.measures.large, drawing.measures.large_least, (room, 10_000)).size for text in texts)
