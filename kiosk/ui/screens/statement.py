"""One statement: its text is the largest thing; five equal tiles, "does not concern me" apart and quieter, how far one is."""

from __future__ import annotations

from functools import partial

from kiosk.ui import flow
from kiosk.ui.drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens import scale
from kiosk.ui.screens.frame import ASIDE, Way, Ways, frame, unsaid

NAMES = tuple(f"value-{n}" for n in range(1, 6))
LEAVE: Way = ("finish", "link")
ONWARD: Way = ("skip", "quiet")


def lay(drawing: Drawing) -> None:
    # What one can do without gives way first: a row for "does not concern me" alone, then the instruction, which is the same each time.
    # At last "finish" goes up to the other ways aside, so that the foot needs one row.
    ways = ((True, True, False), (False, True, False), (False, False, False), (False, False, True))
    drawing.best(*(partial(_lay, apart=apart, instructed=instructed, leave=leave) for apart, instructed, leave in ways))


def _lay(drawing: Drawing, *, apart: bool, instructed: bool, leave: bool) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    if page.position and page.of:
        drawing.bar(Rect(0, 0, drawing.window.width, measures.mm(1)), page.position / page.of)
    apart = drawing.loose or (apart and not drawing.low)
    left: Ways = [("back", "quiet")] if apart else [("back", "quiet"), ("not-applicable", "quiet")]
    area = frame(
        drawing,
        beside=page.said("progress") or "",
        bold=True,
        aside=[LEAVE, *ASIDE] if leave else ASIDE,
        left=left,
        right=[ONWARD] if leave else [LEAVE, ONWARD],
    )
    strips = unsaid(drawing, area.width, bold=True)
    instruction = page.said("instruction")
    if instruction and instructed:
        strips.append(flow.text(drawing, drawing.run(instruction, measures.small, area.width), "soft", gap=unit))
    strips.append(flow.heading(drawing, page.heading, area.width, gap=unit * (1 if measures.small_panel else 3)))
    strips.append(scale.strip(drawing, NAMES, area.width, gap=unit))
    if apart:
        size = measures.large
        width = min(area.width, drawing.width_of("not-applicable", size))
        height = drawing.height_of("not-applicable", width, size)
        strips.append(
            Strip(height, lambda rect: drawing.touch("not-applicable", rect.centred(width, rect.height), "quiet", size=size), touch=height)
        )
    flow.lay(drawing, area, strips, 0.35)
