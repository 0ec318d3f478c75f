"""How the screen looks: text size, background, and where the buttons lie; a group of choices each, and what is chosen shows at once."""

from __future__ import annotations

from functools import partial
from itertools import product

from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.choice_list import rows
from kiosk.ui.screens.screen_frame import frame

GROUPS = ("text-", "contrast-", "reach-")


def lay(drawing: Drawing) -> None:
    # What each group is about is always said, since two of them begin with the same word; the heading gives way to that, and
    # the air in the tiles. Captions beside their groups need less height, captions over them less width and can be parted.
    ways = [*product((True, False), (False, True), (False, True)), (False, True, False)]
    drawing.best(*(partial(_lay, headed=headed, beside=beside, tight=tight) for headed, tight, beside in ways))


def _lay(drawing: Drawing, *, headed: bool, beside: bool, tight: bool) -> None:
    measures, page = drawing.measures, drawing.page
    area = frame(drawing, beside=page.heading if headed else "", colour="ink", bold=True, aside=(), left=[("close", "quiet")])
    captions, groups = page.all_said("caption"), [names for group in GROUPS if (names := _names(drawing, group))]
    column = max(drawing.letters.width(caption, measures.small) for caption in captions) if beside else 0
    strips: list[Strip] = []
    for names, caption in zip(groups, captions, strict=True):
        group = _group(drawing, caption, names, area.width, column=column, tight=tight)
        strips += [_whole(group)] if _fits_a_part(drawing, area, group) else group
    layout.lay(drawing, area, strips, 0.3)


def _fits_a_part(drawing: Drawing, area: Rect, group: list[Strip]) -> bool:
    """Whether one part of a screen in parts has room for all of a group."""
    room = layout.turning(drawing, area)[1]
    return layout.fits(room, group) and _whole(group).touch <= layout.reachable(drawing, room)


def _whole(group: list[Strip]) -> Strip:
    """A group as one strip, which no part breaks off."""
    first, *more = group
    below = sum(strip.height + first.gap for strip in more)

    def lay(rect: Rect) -> None:
        for strip in group:
            at, rect = rect.top(strip.height, strip.gap)
            strip.lay(at)

    return Strip(first.height + below, lay, first.gap, touch=first.touch + below)


def _names(drawing: Drawing, group: str) -> list[str]:
    return [target.name for target in drawing.page.targets if target.name.startswith(group)]


def _group(drawing: Drawing, caption: str, names: list[str], width: int, *, column: int, tight: bool) -> list[Strip]:
    """A caption and its choices, which stay together: the caption in a column of its own, or over them where there is none."""
    unit = drawing.measures.unit
    run = drawing.run(caption, drawing.measures.small, column or width)
    left, over = (column + 2 * unit, 0) if column else (0, run.height + unit // 2)
    first, *more = rows(drawing, names, max(1, width - left), tight=tight)
    if column and more:
        drawing.cramped = True

    def lay(rect: Rect) -> None:
        if column:
            drawing.words(Rect(rect.x, rect.y, column, rect.height), run, "soft", middle=True)
        else:
            drawing.words(rect, run, "soft")
        first.lay(Rect(rect.x + left, rect.y + over, rect.width - left, rect.height - over))

    return [Strip(over + first.height, lay, unit, touch=first.height), *more]
