"""Lays out the screen on which a comment is typed: the text field, the message about redaction, the notice and the keyboard.

The keyboard takes the height that its keys need. The rest is distributed by the first of several layouts (`LAYOUTS`) in which the field has
enough lines. Later layouts leave out more: first the notice, which is on the previous screen; then the "about" button, also there; then the
question, which was read there and is shown in the empty field; then the space for a message about redaction; and at last the larger type of
the buttons. The text in the field keeps its size.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.ui.page_drawing import PageDrawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import keyboard, text_field
from kiosk.ui.screens.screen_frame import TOP_BAR_TARGETS, BarTargets, add_bar, targets_width
from kiosk.ui.text_layout import TextRun
from kiosk.ui.theme import LINE_SPACING

MIN_LINES, MAX_LINES = 2, 8
"""The minimum number of visible lines of text, and the number in the highest field."""
MASKED_NOTICE_EM = 23
"""The length in type sizes of a message about redaction, for which space is reserved, so that nothing moves when it appears."""


@dataclass(frozen=True)
class CommentInputLayout:
    """Describes one of the possible layouts: which elements it contains."""

    margins: bool = False
    notice: bool = False
    question: bool = True
    about: bool = True
    lines: int = MIN_LINES
    """The number of lines that the field must show."""
    reserved_room: bool = True
    """Whether space is reserved for a message about redaction."""
    normal_size_controls: bool = False
    """Whether the buttons have normal text size."""


LAYOUTS = (
    CommentInputLayout(margins=True, notice=True),
    CommentInputLayout(notice=True),
    CommentInputLayout(),
    CommentInputLayout(about=False),
    CommentInputLayout(about=False, question=False),
    CommentInputLayout(about=False, question=False, reserved_room=False),
    CommentInputLayout(about=False, question=False, reserved_room=False, normal_size_controls=True),
    CommentInputLayout(about=False, question=False, reserved_room=False, normal_size_controls=True, lines=1),
)


def lay_out_screen(drawing: PageDrawing) -> None:
    """Lay out the screen."""
    for plan in LAYOUTS:  # done for each key press, so a layout that does not fit is not drawn
        measures = drawing.measures.with_normal_text if plan.normal_size_controls else drawing.measures
        tried = PageDrawing(
            drawing.page, measures, drawing.typesetter, drawing.field_content, drawing.part, bar_targets_last=drawing.bar_targets_last
        )
        if _lay(tried, plan, drawing.measures.small_size):
            break
    drawing.scene = tried.scene


def _lay(drawing: PageDrawing, plan: CommentInputLayout, size: int) -> bool:
    """Lay out the screen in one layout with text of a size, and return whether everything fits."""
    measures, unit, page = drawing.measures, drawing.measures.spacing, drawing.page
    area = drawing.area if plan.margins else Rect(drawing.area.x, unit, drawing.area.width, drawing.window.height - 2 * unit)
    area, beside, fits = _ways(drawing, area, plan)
    high = keyboard.keyboard_height(drawing, page.keyboard)
    column = area.centred_rect(keyboard.keyboard_width(drawing, page.keyboard), area.height)
    board, rest = column.split_bottom(high, unit)
    if drawing.is_low_reach and not measures.is_small_panel:
        fits = fits and board.y >= drawing.window.height // 2

    said = _said(drawing, rest, plan, size)
    strip, rest = rest.split_bottom(said.height, unit // 2) if said else (rest, rest)
    kept = 0 if said or not plan.reserved_room else _kept(size, rest.width) + unit // 2
    needed = text_field.field_height(drawing, size, plan.lines)

    above: list[tuple[TextRun, int, bool]] = []
    if plan.question and not _question_beside(drawing, beside, column):
        above.append((drawing.fit_text(page.heading, size, rest.width, bold=True), unit // 2, True))
    if plan.notice:
        text = " ".join(page.texts_of("notice"))
        above.append((drawing.fit_text(text, size, rest.width, balance=False), unit, False))
    words = sum(run.height + gap for run, gap, _ in above)
    box = min(rest.height - words, max(needed, text_field.field_height(drawing, size, MAX_LINES)))
    fits = fits and box - kept >= needed
    if not fits and plan is not LAYOUTS[-1]:
        return False
    box_rect, rest = rest.split_bottom(max(box, measures.min_target_height), 0)
    rest = rest.split_bottom(words)[0]
    for run, gap, bold in above:
        line, rest = rest.split_top(run.height, gap)
        drawing.add_text(line, run, "ink" if bold else "soft")
    text_field.lay_out_field(drawing, box_rect, size, "" if plan.question else page.heading)
    if said:
        drawing.add_text(strip, said, "attention")
    keyboard.lay_out_keyboard(drawing, page.keyboard, board)
    return fits


# ── bars with buttons ──


def _ways(drawing: PageDrawing, area: Rect, plan: CommentInputLayout) -> tuple[Rect, Rect | None, bool]:
    """Add the bars at the top and bottom. Return the area between them, the free area beside the top bar, and whether each is one row."""
    measures, unit = drawing.measures, drawing.measures.spacing
    aside: BarTargets = [way for way in TOP_BAR_TARGETS if plan.about or way[0] != "about"]
    back: BarTargets = [("back", "quiet")]
    leave: BarTargets = [("finish", "link")]
    if drawing.is_low_reach or not plan.question:
        whole = targets_width(drawing, [*back, *leave, *aside, ("send", "primary")]) <= area.width
        if whole or drawing.is_low_reach:
            return _foot(drawing, area, back, [*leave, *aside]), None, whole
        area = add_bar(drawing, area, (), [*leave, *aside], at_bottom=False)
        return _foot(drawing, area, back, ()), None, not drawing.is_cramped
    one_row = targets_width(drawing, [*back, *leave, ("send", "primary")]) <= area.width
    if not one_row:  # the finish button moves to the top bar
        aside, leave = [*leave, *aside], []
    taken = targets_width(drawing, aside)
    beside = Rect(area.x, area.y, max(0, area.width - taken - unit), measures.min_target_height)
    area = add_bar(drawing, area, (), aside, at_bottom=False)
    return _foot(drawing, area, [*back, *leave], ()), beside, not drawing.is_cramped


def _foot(drawing: PageDrawing, area: Rect, left: BarTargets, right: BarTargets) -> Rect:
    """Add the bottom bar with the back button on the left and the send button on the right, as wide as possible."""
    measures, unit = drawing.measures, drawing.measures.spacing
    send = drawing.target_width("send", measures.small_size)
    free = area.width - targets_width(drawing, [*left, *right]) - unit
    if free < send:
        area = add_bar(drawing, area, left, (), at_bottom=True)
        return add_bar(drawing, area, (), [*right, ("send", "primary")], at_bottom=True)
    row, area = area.split_bottom(measures.min_target_height, unit // 2)
    at, row = row.split_right(min(free, max(send, measures.to_pixels(40))), unit)
    drawing.add_target("send", at, "primary", size=measures.small_size, bold=True)
    for name, look in left:
        row = drawing.add_row_from_left(row, (name,), look, measures.small_size, gap=unit if look == "quiet" else 0)
    for name, look in reversed(right):
        row = drawing.add_row_from_right(row, (name,), look, measures.small_size, gap=0, flush=False)
    return area.split_bottom(unit // 2)[1]


# ── question and messages ──


def _question_beside(drawing: PageDrawing, beside: Rect | None, column: Rect) -> bool:
    """Add the question beside the top bar and return True, if it fits there in one line above the field."""
    size, text = drawing.measures.small_size, drawing.page.heading
    if beside is None or column.x > beside.x or drawing.typesetter.text_width(text, size, bold=True) > beside.width:
        return False
    drawing.add_text(beside, drawing.fit_text(text, size, beside.width, bold=True), centre_vertically=True)
    return True


def _kept(size: int, width: int) -> int:
    return -(-MASKED_NOTICE_EM * size // width) * round(size * LINE_SPACING)


def _said(drawing: PageDrawing, rest: Rect, plan: CommentInputLayout, size: int) -> TextRun | None:
    """Return the messages about the text: all of them, or the newest ones that leave the field enough lines. None if there are none."""
    told = [*drawing.page.texts_of("masked"), *drawing.page.texts_of("status")]
    if not told:
        return None
    room = rest.height - text_field.field_height(drawing, size, plan.lines) - drawing.measures.spacing // 2
    shorter = [(" ".join(told[start:]), each) for each in dict.fromkeys((size, drawing.measures.small_size)) for start in range(len(told))]
    runs = [drawing.fit_text(text, each, rest.width, balance=False) for text, each in shorter]
    return next((run for run in runs if run.height <= room), runs[-1])
