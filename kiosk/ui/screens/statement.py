"""One statement: its text is the largest thing; five equal tiles, "does not concern me" apart and quieter, how far one is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens import scale
from kiosk.ui.screens.screen_frame import ASIDE, Way, Ways, frame, unsaid

NAMES = tuple(f"value-{n}" for n in range(1, 6))
LEAVE: Way = ("finish", "link")
ONWARD: Way = ("skip", "quiet")


WAYS = ((True, True, False), (False, True, False), (False, False, False), (False, False, True))
"""What one can do without gives way first: a row for "does not concern me" alone, then the instruction, which is the same each time.
At last "finish" goes up to the other ways aside, so that the foot needs one row."""
Values = Callable[[Drawing, int, int, tuple[int, ...]], Strip]
"""The values as a strip, of a width, with a gap under it, and at best no higher than the first of these heights, else the second."""


def lay(drawing: Drawing) -> None:
    drawing.best(*(partial(arrange, ways=ways, values=numbers) for ways in WAYS))


def numbers(drawing: Drawing, width: int, gap: int, _: tuple[int, ...]) -> Strip:
    return scale.strip(drawing, NAMES, width, gap=gap)


def arrange(drawing: Drawing, *, ways: tuple[bool, bool, bool], values: Values) -> None:
    """Lay the statement with its values, whatever these look like."""
    apart, instructed, leave = ways
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
    above = unsaid(drawing, area.width, bold=True)
    instruction = page.said("instruction")
    if instruction and instructed:
        above.append(layout.text(drawing, drawing.run(instruction, measures.small, area.width), "soft", gap=unit))
    above.append(layout.heading(drawing, page.heading, area.width, gap=unit * (1 if measures.small_panel else 3)))
    below: list[Strip] = []
    if apart:
        size = measures.large
        width = min(area.width, drawing.width_of("not-applicable", size))
        height = drawing.height_of("not-applicable", width, size)
        below.append(
            Strip(height, lambda rect: drawing.touch("not-applicable", rect.centred(width, rect.height), "quiet", size=size), touch=height)
        )
    under = sum(strip.height + unit for strip in below)
    free = area.height - under - sum(strip.height + strip.gap for strip in above)
    rooms = (min(free, layout.reachable(drawing, area) - under), layout.reachable(drawing, layout.turning(drawing, area)[1]))
    layout.lay(drawing, area, [*above, values(drawing, area.width, unit, rooms), *below], 0.35)
