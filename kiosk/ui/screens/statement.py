"""Lays out a statement: its text as the largest element, five equal tiles, the less prominent target "not-applicable", and the progress."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing, Strip
from kiosk.ui.rect import Rect
from kiosk.ui.screens import scale
from kiosk.ui.screens.screen_frame import TOP_BAR_TARGETS, BarTarget, BarTargets, add_bars, overflow_strips

VALUE_TARGETS = tuple(f"value-{n}" for n in range(1, 6))
FINISH_TARGET: BarTarget = ("finish", "link")
SKIP_TARGET: BarTarget = ("skip", "quiet")


VARIANTS = ((True, True, False), (False, True, False), (False, False, False), (False, False, True))
"""The variants of the layout in order of preference. Each states whether the target "not-applicable" has its own row, whether the
instruction is shown, and whether the finish button is in the top bar.

The row is given up first, then the instruction, which is the same on each statement. With the finish button at the top, the bottom bar
needs only one row."""
ValueStripBuilder = Callable[[PageDrawing, int, int, tuple[int, ...]], Strip]
"""Builds the strip of values from a drawing, a width, the gap below it, and its preferred and its maximum height."""


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    drawing.use_best_layout(*(partial(lay_out_statement, variant=ways, build_values=number_strip) for ways in VARIANTS))


def number_strip(drawing: PageDrawing, width: int, gap: int, _: tuple[int, ...]) -> Strip:
    """Return the strip of the values 1 to 5 as numbers."""
    return scale.scale_strip(drawing, VALUE_TARGETS, width, gap=gap)


def lay_out_statement(drawing: PageDrawing, *, variant: tuple[bool, bool, bool], build_values: ValueStripBuilder) -> None:
    """Lay out a statement in a variant of `VARIANTS`; `build_values` builds the strip of its values."""
    apart, instructed, leave = variant
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    if page.position and page.statement_count:
        drawing.add_progress_bar(Rect(0, 0, drawing.window.width, measures.to_pixels(1)), page.position / page.statement_count)
    apart = drawing.bar_targets_last or (apart and not drawing.is_low_reach)
    left: BarTargets = [("back", "quiet")] if apart else [("back", "quiet"), ("not-applicable", "quiet")]
    area = add_bars(
        drawing,
        top_left=page.text_of("progress") or "",
        bold=True,
        top_right=[FINISH_TARGET, *TOP_BAR_TARGETS] if leave else TOP_BAR_TARGETS,
        bottom_left=left,
        bottom_right=[SKIP_TARGET] if leave else [FINISH_TARGET, SKIP_TARGET],
    )
    above = overflow_strips(drawing, area.width, bold=True)
    instruction = page.text_of("instruction")
    if instruction and instructed:
        above.append(layout.text_strip(drawing, drawing.fit_text(instruction, measures.small_size, area.width), "soft", gap=unit))
    above.append(layout.heading_strip(drawing, page.heading, area.width, gap=unit * (1 if measures.is_small_panel else 3)))
    below: list[Strip] = []
    if apart:
        size = measures.large_size
        width = min(area.width, drawing.target_width("not-applicable", size))
        height = drawing.target_height("not-applicable", width, size)
        below.append(
            Strip(
                height,
                lambda rect: drawing.add_target("not-applicable", rect.centred_rect(width, rect.height), "quiet", size=size),
                touchable_height=height,
            )
        )
    under = sum(strip.height + unit for strip in below)
    free = area.height - under - sum(strip.height + strip.gap for strip in above)
    rooms = (
        min(free, layout.reachable_height(drawing, area) - under),
        layout.reachable_height(drawing, layout.split_pager_row(drawing, area)[1]),
    )
    layout.stack_strips(drawing, area, [*above, build_values(drawing, area.width, unit, rooms), *below], 0.35)
