"""Lays out the display settings: choices for text size, contrast and position of the targets. A choice takes effect immediately."""

from __future__ import annotations

from functools import partial
from itertools import product

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens.choice_list import tile_rows
from kiosk.ui.screens.screen_frame import add_bars

TARGET_PREFIXES = ("text-", "contrast-", "reach-")


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    # The captions of the groups are always shown, because two groups begin with the same word. The heading and space in the tiles
    # are left out first. Captions beside their groups need less height. Captions above them need less width and can be split.
    ways = [*product((True, False), (False, True), (False, True)), (False, True, False)]
    drawing.use_best_layout(*(partial(_lay, headed=headed, beside=beside, tight=tight) for headed, tight, beside in ways))


def _lay(drawing: PageDrawing, *, headed: bool, beside: bool, tight: bool) -> None:
    measures, page = drawing.measures, drawing.page
    area = add_bars(
        drawing, top_left=page.heading if headed else "", colour="ink", bold=True, top_right=(), bottom_left=[("close", "quiet")]
    )
    captions, groups = page.texts_of("caption"), [names for group in TARGET_PREFIXES if (names := _names(drawing, group))]
    column = max(drawing.typesetter.text_width(caption, measures.small_size) for caption in captions) if beside else 0
    strips: list[Strip] = []
    for names, caption in zip(groups, captions, strict=True):
        group = _group(drawing, caption, names, area.width, column=column, tight=tight)
        strips += [_whole(group)] if _fits_a_part(drawing, area, group) else group
    layout.stack_strips(drawing, area, strips, 0.3)


def _fits_a_part(drawing: PageDrawing, area: Rect, group: list[Strip]) -> bool:
    """Return whether a group fits in one part of a screen with several parts."""
    room = layout.split_pager_row(drawing, area)[1]
    return layout.can_fit(room, group) and _whole(group).touchable_height <= layout.reachable_height(drawing, room)


def _whole(group: list[Strip]) -> Strip:
    """Return a group as one strip, which is not split."""
    first, *more = group
    below = sum(strip.height + first.gap for strip in more)

    def lay(rect: Rect) -> None:
        for strip in group:
            at, rect = rect.split_top(strip.height, strip.gap)
            strip.lay_out(at)

    return Strip(first.height + below, lay, first.gap, touchable_height=first.touchable_height + below)


def _names(drawing: PageDrawing, group: str) -> list[str]:
    return [target.name for target in drawing.page.targets if target.name.startswith(group)]


def _group(drawing: PageDrawing, caption: str, names: list[str], width: int, *, column: int, tight: bool) -> list[Strip]:
    """Return a caption and its choices, with the caption in a column beside them or, without a column, above them."""
    unit = drawing.measures.spacing
    run = drawing.fit_text(caption, drawing.measures.small_size, column or width)
    left, over = (column + 2 * unit, 0) if column else (0, run.height + unit // 2)
    first, *more = tile_rows(drawing, names, max(1, width - left), compact=tight)
    if column and more:
        drawing.is_cramped = True

    def lay(rect: Rect) -> None:
        if column:
            drawing.add_text(Rect(rect.x, rect.y, column, rect.height), run, "soft", centre_vertically=True)
        else:
            drawing.add_text(rect, run, "soft")
        first.lay_out(Rect(rect.x + left, rect.y + over, rect.width - left, rect.height - over))

    return [Strip(over + first.height, lay, unit, touchable_height=first.height), *more]
