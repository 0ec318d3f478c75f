"""The open question being answered: the field, what of it will be left out, the notice, and the keyboard that comes with it.

The keyboard takes what its keys need, the rest is shared by real sizes: of several ways to lie (`PLANS`) the first one is taken in
which the field has its lines. What one can do without goes first: the notice, which stands beside "Write" on the screen before;
then what the survey is about, a touch away there too; then the question, which was read there and stands in the field until
something is typed; at last larger type on the ways on, but not in the field.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.ui.page_drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import keyboard, text_field
from kiosk.ui.screens.screen_frame import ASIDE, Ways, bar, wide
from kiosk.ui.text_layout import Run
from kiosk.ui.theme import LEADING

LINES, MOST_LINES = 2, 8
"""Of a text that are seen at once: at least, and in a field as high as it gets."""
LONGEST_EM = 23
"""How long a sentence is that says what is left out, in type sizes: room is kept for one, so that nothing moves when it comes."""


@dataclass(frozen=True)
class Plan:
    """One way to lie: what of it all has a place."""

    airy: bool = False
    notice: bool = False
    question: bool = True
    about: bool = True
    lines: int = LINES
    waits: bool = True
    """Room is kept for a sentence that is not there yet."""
    usual: bool = False
    """The ways on are as for who did not ask for larger type."""


PLANS = (
    Plan(airy=True, notice=True),
    Plan(notice=True),
    Plan(),
    Plan(about=False),
    Plan(about=False, question=False),
    Plan(about=False, question=False, waits=False),
    Plan(about=False, question=False, waits=False, usual=True),
    Plan(about=False, question=False, waits=False, usual=True, lines=1),
)


def lay(drawing: Drawing) -> None:
    for plan in PLANS:  # with each key, so nothing is drawn of a plan that does not fit
        measures = drawing.measures.usual if plan.usual else drawing.measures
        tried = Drawing(drawing.page, measures, drawing.letters, drawing.typed, drawing.part, loose=drawing.loose)
        if _lay(tried, plan, drawing.measures.small):
            break
    drawing.scene = tried.scene


def _lay(drawing: Drawing, plan: Plan, size: int) -> bool:
    """Lay the screen so, its text in type of that size; whether all of it has its room."""
    measures, unit, page = drawing.measures, drawing.measures.unit, drawing.page
    area = drawing.area if plan.airy else Rect(drawing.area.x, unit, drawing.area.width, drawing.window.height - 2 * unit)
    area, beside, fits = _ways(drawing, area, plan)
    high = keyboard.height(drawing, page.keyboard)
    column = area.centred(keyboard.width(drawing, page.keyboard), area.height)
    board, rest = column.foot(high, unit)
    if drawing.low and not measures.small_panel:
        fits = fits and board.y >= drawing.window.height // 2

    said = _said(drawing, rest, plan, size)
    strip, rest = rest.foot(said.height, unit // 2) if said else (rest, rest)
    kept = 0 if said or not plan.waits else _kept(size, rest.width) + unit // 2
    needed = text_field.height(drawing, size, plan.lines)

    above: list[tuple[Run, int, bool]] = []
    if plan.question and not _question_beside(drawing, beside, column):
        above.append((drawing.run(page.heading, size, rest.width, bold=True), unit // 2, True))
    if plan.notice:
        text = " ".join(page.all_said("notice"))
        above.append((drawing.run(text, size, rest.width, even=False), unit, False))
    words = sum(run.height + gap for run, gap, _ in above)
    box = min(rest.height - words, max(needed, text_field.height(drawing, size, MOST_LINES)))
    fits = fits and box - kept >= needed
    if not fits and plan is not PLANS[-1]:
        return False
    box_rect, rest = rest.foot(max(box, measures.touch_height), 0)
    rest = rest.foot(words)[0]
    for run, gap, bold in above:
        line, rest = rest.top(run.height, gap)
        drawing.words(line, run, "ink" if bold else "soft")
    text_field.lay(drawing, box_rect, size, "" if plan.question else page.heading)
    if said:
        drawing.words(strip, said, "attention")
    keyboard.lay(drawing, page.keyboard, board)
    return fits


# ── the ways aside and on ──


def _ways(drawing: Drawing, area: Rect, plan: Plan) -> tuple[Rect, Rect | None, bool]:
    """The bars at the top and the foot. Gives the area between, what is free beside the ways aside, and whether each is one row."""
    measures, unit = drawing.measures, drawing.measures.unit
    aside: Ways = [way for way in ASIDE if plan.about or way[0] != "about"]
    back: Ways = [("back", "quiet")]
    leave: Ways = [("finish", "link")]
    if drawing.low or not plan.question:
        whole = wide(drawing, [*back, *leave, *aside, ("send", "primary")]) <= area.width
        if whole or drawing.low:
            return _foot(drawing, area, back, [*leave, *aside]), None, whole
        area = bar(drawing, area, (), [*leave, *aside], foot=False)
        return _foot(drawing, area, back, ()), None, not drawing.cramped
    one_row = wide(drawing, [*back, *leave, ("send", "primary")]) <= area.width
    if not one_row:  # the way out stands with the ways aside then
        aside, leave = [*leave, *aside], []
    taken = wide(drawing, aside)
    beside = Rect(area.x, area.y, max(0, area.width - taken - unit), measures.touch_height)
    area = bar(drawing, area, (), aside, foot=False)
    return _foot(drawing, area, [*back, *leave], ()), beside, not drawing.cramped


def _foot(drawing: Drawing, area: Rect, left: Ways, right: Ways) -> Rect:
    """The way back at the left, the way on at the right and as wide as there is room."""
    measures, unit = drawing.measures, drawing.measures.unit
    send = drawing.width_of("send", measures.small)
    free = area.width - wide(drawing, [*left, *right]) - unit
    if free < send:
        area = bar(drawing, area, left, (), foot=True)
        return bar(drawing, area, (), [*right, ("send", "primary")], foot=True)
    row, area = area.foot(measures.touch_height, unit // 2)
    at, row = row.trailing(min(free, max(send, measures.mm(40))), unit)
    drawing.touch("send", at, "primary", size=measures.small, bold=True)
    for name, look in left:
        row = drawing.row_from_left(row, (name,), look, measures.small, gap=unit if look == "quiet" else 0)
    for name, look in reversed(right):
        row = drawing.row_from_right(row, (name,), look, measures.small, gap=0, flush=False)
    return area.foot(unit // 2)[1]


# ── what is asked, written, and said of it ──


def _question_beside(drawing: Drawing, beside: Rect | None, column: Rect) -> bool:
    """Put the question beside the ways aside, where there is room for it on one line over the field."""
    size, text = drawing.measures.small, drawing.page.heading
    if beside is None or column.x > beside.x or drawing.letters.width(text, size, bold=True) > beside.width:
        return False
    drawing.words(beside, drawing.run(text, size, beside.width, bold=True), middle=True)
    return True


def _kept(size: int, width: int) -> int:
    return -(-LONGEST_EM * size // width) * round(size * LEADING)


def _said(drawing: Drawing, rest: Rect, plan: Plan, size: int) -> Run | None:
    """What is said of the text: all of it, or the newest of it that leaves the field its lines."""
    told = [*drawing.page.all_said("masked"), *drawing.page.all_said("status")]
    if not told:
        return None
    room = rest.height - text_field.height(drawing, size, plan.lines) - drawing.measures.unit // 2
    shorter = [(" ".join(told[start:]), each) for each in dict.fromkeys((size, drawing.measures.small)) for start in range(len(told))]
    runs = [drawing.run(text, each, rest.width, even=False) for text, each in shorter]
    return next((run for run in runs if run.height <= room), runs[-1])
