"""Lays out screens: each module turns the page of one screen into a scene, without texts, colour values or touch handling of its own."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.pages.page import Page
from kiosk.pages.text_input import EMPTY_FIELD, TextFieldContent
from kiosk.ui.page_drawing import PageDrawing
from kiosk.ui.scene import Scene
from kiosk.ui.screens import (
    about,
    choice_list,
    comment,
    comment_input,
    display_settings,
    enrolment,
    inactivity_prompt,
    keyboard,
    messages,
    nps,
    out_of_use,
    service,
    statement,
    thanks,
    worded_scale,
)
from kiosk.ui.text_layout import Typesetter
from kiosk.ui.theme import Measures

LayoutFunction = Callable[[PageDrawing], None]
"""Lays out a screen in its drawing."""

LAYOUTS: dict[str, LayoutFunction] = {
    "nps": nps.lay_out_screen,
    "comment": comment.lay_out_screen,
    "statement": statement.lay_out_screen,
    "thanks": thanks.lay_out_screen,
    "still_there": inactivity_prompt.lay_out_screen,
    "languages": choice_list.lay_out_screen,
    "audience": choice_list.lay_out_screen,
    "display": display_settings.lay_out_screen,
    "about": about.lay_out_screen,
    "news": messages.lay_out_screen,
    "enrol": enrolment.lay_out_screen,
    "out_of_use": out_of_use.lay_out_screen,
    "service": service.lay_out_screen,
}
"""The layout functions by `Page.screen`."""


def build_scene(
    page: Page, measures: Measures, typesetter: Typesetter, field_content: TextFieldContent = EMPTY_FIELD, part: int = 0
) -> Scene:
    """Return the scene of a page or, if the page does not fit on one screen, of the part with the index `part`, from 0.

    If several parts are needed, the targets of the bars come last where this makes the content fit or saves a part. If a part still does
    not fit, for example beside a keyboard, the text is one size smaller than the person chose. A page that is covered by the inactivity
    prompt is shown without typed text, because the person who typed it may have left.
    """
    drawing = _lay_out(PageDrawing(page, measures, typesetter, field_content, part))
    if drawing.scene.part_count > 1 or not drawing.scene.has_room:
        loose = _lay_out(PageDrawing(page, measures, typesetter, field_content, part, bar_targets_last=True))
        drawing = min(drawing, loose, key=lambda laid: (not laid.scene.has_room, laid.scene.part_count))
    if not drawing.scene.has_room and measures.with_smaller_text is not None:
        return build_scene(page, measures.with_smaller_text, typesetter, field_content, part)
    keyboard.add_key_forms(drawing)
    if page.covered_page is not None:
        drawing.scene.dimmed_items = build_scene(page.covered_page, measures, typesetter).items
    return drawing.scene


def _lay_out(drawing: PageDrawing) -> PageDrawing:
    _lay_of(drawing.page)(drawing)
    return drawing


def _lay_of(page: Page) -> LayoutFunction:
    if page.screen == "comment" and page.keyboard:
        return comment_input.lay_out_screen
    return worded_scale.lay_out_screen if worded_scale.is_worded_scale(page) else LAYOUTS[page.screen]
