"""How somebody has the screens: the list of the languages, and the choice of size, contrast and reach.

Both are laid over a visit, and over a screen that belongs to none (`kiosk.pages.viewing_preferences`).
"""

from __future__ import annotations

from i18n.catalogs import mark
from kiosk.pages.components import button, language_targets, lines_of, of_visit, way_out
from kiosk.pages.page import Page, Target
from kiosk.pages.texts import Wording
from survey.visit import Visit

SIGHTS = {
    "text-normal": (mark("Usual"), mark("Text of the usual size")),
    "text-large": (mark("Larger"), mark("Larger text")),
    "text-largest": (mark("Largest"), mark("The largest text")),
    "contrast-normal": (mark("Usual"), mark("The usual colours")),
    "contrast-white": (mark("White"), mark("Black text on white")),
    "contrast-black": (mark("Black"), mark("White text on black")),
    "reach-whole": (mark("Whole screen"), mark("Buttons on the whole screen")),
    "reach-low": (mark("Lower half"), mark("All buttons in the lower half of the screen")),
}
"""What stands on each choice, and what is heard of it."""
CAPTIONS = {"text": mark("Size of the text"), "contrast": mark("Background"), "reach": mark("Where the buttons are")}


def languages(visit: Visit, words: Wording) -> Page:
    return of_visit(visit, words, "languages", words.ui("Choose a language"), (), (*language_targets(visit), *way_out(words)))


def display(visit: Visit, words: Wording, *, reach: bool = True) -> Page:
    """`reach`: whether the buttons can be had in the lower half, which a whole keyboard of the staff's own has no room in."""
    chosen = {f"text-{visit.sight.text}", f"contrast-{visit.sight.contrast}", f"reach-{visit.sight.reach}"}
    choices = tuple(
        Target(name, "option", words.ui(shown), words.ui(heard), selected=name in chosen)
        for name, (shown, heard) in SIGHTS.items()
        if reach or not name.startswith("reach-")
    )
    lines = lines_of(*(("caption", words.ui(caption)) for group, caption in CAPTIONS.items() if reach or group != "reach"))
    return of_visit(visit, words, "display", words.ui("How the screen looks"), lines, (*choices, button("close", words.ui("Close"))))
