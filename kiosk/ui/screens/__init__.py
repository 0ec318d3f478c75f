"""How each screen lies on the window: a drawing in, a scene out. One file a screen; no words, no colours by value, no touches."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.pages.page import Page
from kiosk.pages.text_input import NOTHING, Shown
from kiosk.ui.page_drawing import Drawing
from kiosk.ui.scene import Scene
from kiosk.ui.screens import (
    about,
    choice_list,
    comment,
    comment_input,
    display_settings,
    enrolment,
    keyboard,
    news,
    nps,
    out_of_use,
    service,
    statement,
    still_there,
    thanks,
    worded_scale,
)
from kiosk.ui.text_layout import Letters
from kiosk.ui.theme import Measures

Lay = Callable[[Drawing], None]

LAYS: dict[str, Lay] = {
    "nps": nps.lay,
    "comment": comment.lay,
    "statement": statement.lay,
    "thanks": thanks.lay,
    "still_there": still_there.lay,
    "languages": choice_list.lay,
    "audience": choice_list.lay,
    "display": display_settings.lay,
    "about": about.lay,
    "news": news.lay,
    "enrol": enrolment.lay,
    "out_of_use": out_of_use.lay,
    "service": service.lay,
}


def scene(page: Page, measures: Measures, letters: Letters, typed: Shown = NOTHING, part: int = 0) -> Scene:
    """The page as it lies on the window, one part of it where it needs several; where not even a part has room beside what cannot be
    parted (a whole keyboard), in text one size smaller than was asked for. What was typed is not shown beneath a countdown: its writer
    may have left."""
    drawing = _laid(Drawing(page, measures, letters, typed, part))
    if drawing.scene.parts > 1 or not drawing.scene.whole:
        loose = _laid(Drawing(page, measures, letters, typed, part, loose=True))
        drawing = min(drawing, loose, key=lambda laid: (not laid.scene.whole, laid.scene.parts))
    if not drawing.scene.whole and measures.smaller is not None:
        return scene(page, measures.smaller, letters, typed, part)
    keyboard.offer(drawing)
    if page.beneath is not None:
        drawing.scene.beneath = scene(page.beneath, measures, letters).marks
    return drawing.scene


def _laid(drawing: Drawing) -> Drawing:
    _lay_of(drawing.page)(drawing)
    return drawing


def _lay_of(page: Page) -> Lay:
    if page.screen == "comment" and page.keyboard:
        return comment_input.lay
    return worded_scale.lay if worded_scale.suits(page) else LAYS[page.screen]
