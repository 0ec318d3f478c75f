"""The idle screen, which is the question itself: where one is and the languages, the question, eleven equal tiles, one line of trust.

As much of the rest stands in sight as there is room for; what has none is behind a target each (languages, about, news).
"""

from __future__ import annotations

from functools import partial
from itertools import product

from kiosk.pages.page import LineRole
from kiosk.ui import layout
from kiosk.ui.page_drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import scale
from kiosk.ui.screens.screen_frame import Ways, bar, frame, unsaid

NAMES = tuple(f"nps-{n}" for n in range(11))
NEWS: tuple[LineRole, ...] = ("news", "count")
BEHIND: dict[LineRole, str] = {"news": "news", "count": "", "trust": "about"}
"""Sentences at the foot, and the target beside each, behind which the whole stands; a count is whole as it is."""

MOST_LINES = 2
"""A sentence at the foot that needs more is behind its target alone."""

AIR = 4
"""Units that must be free around the question and its scale; for less of it news and count give way."""


def lay(drawing: Drawing) -> None:
    # What gives way first stands last: languages in sight are worth more than the place's name, that more than the sentence on
    # trust, and that more than the news, and those more than how many have answered. What staff are told gives way last of all
    # but the question: no terminal hides its scale from people because it needs a code.
    either = (True, False)
    staff = either if drawing.page.said("problem") else (False,)
    drawing.best(*(partial(_lay, ways=ways) for ways in product(staff, either, either, either, (NEWS, NEWS[:1], ()))))


def _lay(drawing: Drawing, *, ways: tuple[bool, bool, bool, bool, tuple[LineRole, ...]]) -> None:
    staff, languages, place, trust, roles = ways
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    tags = [target.name for target in page.targets if target.name.startswith("language-")]
    aside: Ways = [*((name, "link") for name in (tags if languages else ["languages"])), ("audience", "link"), ("display", "link")]
    sentences: list[tuple[LineRole, str]] = [*((role, BEHIND[role]) for role in roles), *((("trust", "about"),) if trust else ())]
    told = [(said, name) for role, name in sentences if (said := page.said(role))]
    # Who came back finds the way on where it is on every screen.
    onward: Ways = [("finish", "link"), ("skip", "quiet")] if page.target("skip") else []
    left: Ways = [] if told else [("about", "link"), ("news", "link")]
    area = frame(drawing, beside=(page.said("place") or "") if place else "", aside=aside, left=left, right=onward)
    if told:
        area = _foot(drawing, area, told)
    strips = unsaid(drawing, area.width)
    if staff and (problem := page.said("problem")):
        strips.append(layout.text(drawing, drawing.run(problem, measures.small, area.width, bold=True), "attention", gap=unit))
    strips.append(layout.heading(drawing, page.heading, area.width, gap=unit * (2 if measures.small_panel else 3)))
    strips.append(scale.strip(drawing, NAMES, area.width))
    if roles and not layout.fits(area.foot(AIR * unit)[1], strips):
        drawing.cramped = True
    layout.lay(drawing, area, strips)


def _foot(drawing: Drawing, area: Rect, told: list[tuple[str, str]]) -> Rect:
    """Sentences, each with the target at its right."""
    measures = drawing.measures
    for text, name in reversed(told):
        width = drawing.width_of(name, measures.small)
        run = drawing.run(text, measures.small, max(1, area.width - width - measures.unit), even=False)
        drawing.cramped = drawing.cramped or len(run.lines) > MOST_LINES
        row, area = area.foot(max(measures.touch_height if width else 0, run.height), measures.unit // 2)
        left = drawing.row_from_right(row, (name,), "link", measures.small, gap=measures.unit)
        drawing.words(left, run, "soft", middle=True)
    # A target that has no sentence beside it still has its place, in the column of the others.
    alone: Ways = [(name, "link") for name in ("about", "news") if name not in [each for _, each in told]]
    return bar(drawing, area, (), alone, foot=True)
