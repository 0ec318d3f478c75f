"""Lays out a scale: equal tiles of the same colour, with labels at both ends, so that no value stands out.

The tiles are in one row if they are wide enough, otherwise in two ordered rows. Two short labels are below the ends of a row (above them
with low reach). Long labels, and those of two rows, are above the first tile and below the last.
"""

from __future__ import annotations

from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect

MAX_LABEL_LINES = 2


def scale_strip(drawing: PageDrawing, names: tuple[str, ...], width: int, *, gap: int = 0) -> Strip:
    """Return tiles and labels as one strip, which is not split."""
    measures, unit = drawing.measures, drawing.measures.spacing
    between = unit if len(names) < 8 else max(3, round(unit * 0.7))
    whole = len(names) * measures.min_answer_width + (len(names) - 1) * max(3, unit // 2)
    rows = [names] if whole <= width else [names[: -(-len(names) // 2)], names[-(-len(names) // 2) :]]
    between = min(between, max(3, (width - len(rows[0]) * measures.min_answer_width) // max(1, len(rows[0]) - 1)))
    tile = (width - (len(rows[0]) - 1) * between) // len(rows[0])
    high = measures.min_answer_height * len(rows) + between * (len(rows) - 1)
    digits = _size(drawing, names, tile - unit // 2)
    words = [drawing.page.text_of("low") or "", drawing.page.text_of("high") or ""]
    half = (width - unit) // 2
    ends = [drawing.typesetter.break_lines(text, measures.small_size, half) for text in words]
    beside = len(rows) == 1 and all(run.width <= half and len(run.lines) <= MAX_LABEL_LINES for run in ends)
    if not beside:
        ends = [drawing.fit_text(text, measures.small_size, width) for text in words]
    low, last = ends
    label = max(low.height, last.height)
    air = unit // 2

    def tiles(area: Rect) -> Rect:
        for number, row in enumerate(rows):
            y = area.y + number * (measures.min_answer_height + between)
            for place, name in enumerate(row):
                exact = Rect(area.x, y, width, measures.min_answer_height).split_columns(len(rows[0]), between)[place]
                drawing.add_target(name, exact, "tile", size=digits)
        return Rect(area.x, area.y, tile * len(rows[-1]) + between * (len(rows[-1]) - 1), high)

    over = drawing.is_low_reach  # texts must not displace targets from the reachable half

    def lay(rect: Rect) -> None:
        if beside:
            at = rect.y if over else rect.y + high + air
            drawing.add_text(Rect(rect.x, at, half, label), low, "soft")
            drawing.add_text(Rect(rect.x + width - half, at, half, label), last, "soft", "right")
            tiles(Rect(rect.x, rect.y + (label + air if over else 0), width, high))
            return
        drawing.add_text(Rect(rect.x, rect.y, width, low.height), low, "soft")
        used = tiles(Rect(rect.x, rect.y + low.height + air + (last.height if over else 0), width, high))
        under = width if len(rows) == 1 or over else max(used.width, last.width)
        drawing.add_text(Rect(rect.x, rect.y + low.height if over else used.bottom + air, under, last.height), last, "soft", "right")

    height = high + air + (label if beside else low.height + last.height + (0 if over else air))
    return Strip(height, lay, gap, touchable_height=high if over else height)


def _size(drawing: PageDrawing, names: tuple[str, ...], room: int) -> int:
    """Return the type size of the numbers: the usual one, or a smaller one in which the widest number fits."""
    texts = [target.text for name in names if (target := drawing.page.find_target(name))]
    return min(
        drawing.typesetter.fit(text, drawing.measures.large_size, drawing.measures.min_large_size, (room, 10_000)).size for text in texts
    )
