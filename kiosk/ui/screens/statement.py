"""One statement: its text is the largest thing; five equal tiles, "does not concern me" apart and quieter, how far one is."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import scale
from kiosk.ui.screens.frame import foot_row, stacked, top_row

NAMES = tuple(f"value-{n}" for n in range(1, 6))


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    if page.position and page.of:
        drawing.bar(Rect(0, 0, drawing.window.width, measures.mm(1)), page.position / page.of)
    beside, rest = top_row(drawing, drawing.area)
    drawing.line(page.said("progress") or "", beside, measures.small, "soft", bold=True)
    rest = foot_row(drawing, rest)

    small_panel = measures.small_panel
    instruction = drawing.run(page.said("instruction") or "", measures.small, rest.width, least=measures.small_least)
    tile = measures.mm(15 if small_panel else 21)
    low, high = scale.ends(drawing, rest.width, measures.medium)
    label = max(low.height, high.height)
    gaps = [unit // 2, unit, unit // 2, unit // 2] if small_panel else [unit, unit * 3, unit, unit * 2]
    room = rest.height - instruction.height - tile - label - measures.touch_height - sum(gaps)
    text = drawing.run(page.heading, measures.large, rest.width, height=room, least=measures.large_least, bold=True)
    heights = [instruction.height, text.height, tile, label, measures.touch_height]
    above, heading, row, under, apart = stacked(rest, heights, gaps, 0.4)
    drawing.words(above, instruction, "soft")
    drawing.words(heading, text)
    scale.tiles(drawing, row, NAMES, unit, measures.large)
    scale.labels(drawing, under, low, high)
    width = drawing.width_of("not-applicable", measures.small)
    drawing.touch("not-applicable", apart.centred(width, apart.height), "quiet", size=measures.small)
