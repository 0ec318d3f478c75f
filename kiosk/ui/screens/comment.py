"""The open question: write or pass by, both as large, and the notice on personal data in plain sight."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.screens.frame import foot_row, stacked, top_row


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    beside, rest = top_row(drawing, drawing.area)
    drawing.line(page.said("status") or "", beside, measures.small, "well")
    rest = foot_row(drawing, rest)

    tile = measures.mm(15 if measures.small_panel else 22)
    notices = [
        drawing.run(text, measures.small, min(rest.width, measures.mm(165)), least=measures.small_least, even=False)
        for text in page.all_said("notice")
    ]
    gaps = [unit * (2 if measures.small_panel else 4), unit * 2, *([unit // 2] * (len(notices) - 1))][: len(notices) + 1]
    room = rest.height - tile - sum(run.height for run in notices) - sum(gaps)
    question = drawing.run(page.heading, measures.large, rest.width, height=room, least=measures.large_least, bold=True)
    heading, row, *under = stacked(rest, [question.height, tile, *(run.height for run in notices)], gaps)
    drawing.words(heading, question)
    write, skip = row.columns(2, unit * 2)
    drawing.touch("write", write, "tile")
    drawing.touch("skip", skip, "tile")
    for rect, run in zip(under, notices, strict=True):
        drawing.words(rect, run, "soft")
