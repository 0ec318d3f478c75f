"""Lays out the idle screen, which is the NPS question: service point, languages, question, eleven equal tiles and a line about trust.

Other elements are shown if they fit. Otherwise each of them is reached by a target (languages, about, news).
"""

from __future__ import annotations

from functools import partial
from itertools import product

from kiosk.pages.page import LineRole
from kiosk.ui import layout
from kiosk.ui.page_drawing import PageDrawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import scale
from kiosk.ui.screens.screen_frame import BarTargets, add_bar, add_bars, overflow_strips

NPS_TARGETS = tuple(f"nps-{n}" for n in range(11))
NEWS_ROLES: tuple[LineRole, ...] = ("news", "count")
DETAIL_TARGETS: dict[LineRole, str] = {"news": "news", "count": "", "trust": "about"}
"""The sentences at the bottom, and the target beside each that shows the full text. A count needs none."""

MAX_LINES = 2
"""The maximum number of lines of a sentence at the bottom. A longer one is left out, and only its target is shown."""

MIN_FREE_SPACINGS = 4
"""The spacings that must be free around the question and its scale. Otherwise news and count are left out."""


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    # Elements are left out in this order: number of responses, news, sentence about trust, name of the place, languages, message for
    # staff. The question and its scale always stay, even if the terminal needs a code and the message says so.
    either = (True, False)
    staff = either if drawing.page.text_of("problem") else (False,)
    drawing.use_best_layout(
        *(partial(_lay, ways=ways) for ways in product(staff, either, either, either, (NEWS_ROLES, NEWS_ROLES[:1], ())))
    )


def _lay(drawing: PageDrawing, *, ways: tuple[bool, bool, bool, bool, tuple[LineRole, ...]]) -> None:
    staff, languages, place, trust, roles = ways
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.spacing
    tags = [target.name for target in page.targets if target.name.startswith("language-")]
    aside: BarTargets = [*((name, "link") for name in (tags if languages else ["languages"])), ("audience", "link"), ("display", "link")]
    sentences: list[tuple[LineRole, str]] = [*((role, DETAIL_TARGETS[role]) for role in roles), *((("trust", "about"),) if trust else ())]
    told = [(said, name) for role, name in sentences if (said := page.text_of(role))]
    # A person who returned to this screen finds the button to continue where it is on every screen.
    onward: BarTargets = [("finish", "link"), ("skip", "quiet")] if page.find_target("skip") else []
    left: BarTargets = [] if told else [("about", "link"), ("news", "link")]
    area = add_bars(
        drawing, top_left=(page.text_of("place") or "") if place else "", top_right=aside, bottom_left=left, bottom_right=onward
    )
    if told:
        area = _foot(drawing, area, told)
    strips = overflow_strips(drawing, area.width)
    if staff and (problem := page.text_of("problem")):
        strips.append(
            layout.text_strip(drawing, drawing.fit_text(problem, measures.small_size, area.width, bold=True), "attention", gap=unit)
        )
    strips.append(layout.heading_strip(drawing, page.heading, area.width, gap=unit * (2 if measures.is_small_panel else 3)))
    strips.append(scale.scale_strip(drawing, NPS_TARGETS, area.width))
    if roles and not layout.can_fit(area.split_bottom(MIN_FREE_SPACINGS * unit)[1], strips):
        drawing.is_cramped = True
    layout.stack_strips(drawing, area, strips)


def _foot(drawing: PageDrawing, area: Rect, told: list[tuple[str, str]]) -> Rect:
    """Add sentences, each with its target on the right."""
    measures = drawing.measures
    for text, name in reversed(told):
        width = drawing.target_width(name, measures.small_size)
        run = drawing.fit_text(text, measures.small_size, max(1, area.width - width - measures.spacing), balance=False)
        drawing.is_cramped = drawing.is_cramped or len(run.lines) > MAX_LINES
        row, area = area.split_bottom(max(measures.min_target_height if width else 0, run.height), measures.spacing // 2)
        left = drawing.add_row_from_right(row, (name,), "link", measures.small_size, gap=measures.spacing)
        drawing.add_text(left, run, "soft", centre_vertically=True)
    # A target without a sentence is placed in the column of the others.
    alone: BarTargets = [(name, "link") for name in ("about", "news") if name not in [each for _, each in told]]
    return add_bar(drawing, area, (), alone, at_bottom=True)
