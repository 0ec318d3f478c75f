"""The idle screen, which is the question itself: where one is and the languages, the question, eleven equal tiles, one line of trust."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.screens import scale
from kiosk.ui.screens.frame import stacked, top_row
from kiosk.ui.theme import LEADING

NAMES = tuple(f"nps-{n}" for n in range(11))


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    ways = tuple(target.name for target in page.targets if target.name.startswith("language"))
    beside, rest = top_row(drawing, drawing.area, ways)
    problem = page.said("problem")
    if problem:
        above, under = beside.top(beside.height // 2)
        drawing.line(page.said("place") or "", above, measures.small, "soft")
        drawing.line(problem, under, measures.small_least, "attention", bold=True)
    else:
        drawing.line(page.said("place") or "", beside, measures.small, "soft")

    foot, rest = rest.foot(max(measures.touch_height, 2 * round(measures.small * LEADING) + 1), unit // 2)
    if page.target("skip"):  # somebody came back: the way on stands where it stands on every screen
        left = drawing.row_from_left(foot, ("about",), "link", measures.small, gap=unit, flush=True)
        left = drawing.row_from_right(left, ("skip",), "quiet", measures.small, gap=unit // 2)
        drawing.row_from_right(left, ("finish",), "link", measures.small, gap=0, flush=False)
    else:
        left = drawing.row_from_right(foot, ("about",), "link", measures.small, gap=unit)
        drawing.line(page.said("trust") or "", left, measures.small, "soft")

    tile = measures.mm(17 if measures.small_panel else 24)
    low, high = scale.ends(drawing, rest.width, measures.medium)
    label = max(low.height, high.height)
    gaps = [unit * (2 if measures.small_panel else 4), unit]
    room = rest.height - tile - label - sum(gaps)
    question = drawing.run(page.heading, measures.large, rest.width, height=room, least=measures.large_least, bold=True)
    heading, row, under = stacked(rest, [question.height, tile, label], gaps)
    drawing.words(heading, question)
    scale.tiles(drawing, row, NAMES, round(unit * 0.8), measures.large)
    scale.labels(drawing, under, low, high)
