"""How each screen lies on the window: a drawing in, a scene out. One file a screen; no words, no colours by value, no touches."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.page import Page
from kiosk.ui.drawing import Drawing
from kiosk.ui.letters import Letters
from kiosk.ui.scene import Scene
from kiosk.ui.screens import about, comment, enrol, keys, languages, nps, out_of_use, statement, still_there, thanks, writing
from kiosk.ui.theme import Measures

Lay = Callable[[Drawing], None]

LAYS: dict[str, Lay] = {
    "nps": nps.lay,
    "comment": comment.lay,
    "statement": statement.lay,
    "thanks": thanks.lay,
    "still_there": still_there.lay,
    "languages": languages.lay,
    "audience": languages.lay,
    "display": languages.lay,
    "about": about.lay,
    "enrol": enrol.lay,
    "out_of_use": out_of_use.lay,
}


def scene(page: Page, measures: Measures, letters: Letters, typed: str = "") -> Scene:
    """The page as it lies on the window. What was typed is not shown beneath a countdown: its writer may have left."""
    drawing = Drawing(page, measures, letters, typed)
    lay = writing.lay if page.screen == "comment" and page.keyboard else LAYS[page.screen]
    lay(drawing)
    keys.offer(drawing)
    if page.beneath is not None:
        drawing.scene.beneath = scene(page.beneath, measures, letters).marks
    return drawing.scene
