"""Builds the overlays with which a person changes how the screens are shown: the list of languages, and text size, contrast and reach.

Both open over a visit, and over a screen that belongs to no visit (`kiosk.pages.viewing_preferences`).
"""

from __future__ import annotations

from i18n.catalogs import gettext_noop
from kiosk.pages.components import build_visit_page, button_target, language_targets, non_empty_lines, overlay_buttons
from kiosk.pages.page import Page, Target
from kiosk.pages.texts import PageTexts
from survey.visit import Visit

DISPLAY_CHOICES = {
    "text-normal": (gettext_noop("Normal"), gettext_noop("Normal text size")),
    "text-large": (gettext_noop("Larger"), gettext_noop("Larger text")),
    "text-largest": (gettext_noop("Largest"), gettext_noop("Largest text")),
    "contrast-normal": (gettext_noop("Normal"), gettext_noop("Normal colours")),
    "contrast-white": (gettext_noop("White"), gettext_noop("Black text on white")),
    "contrast-black": (gettext_noop("Black"), gettext_noop("White text on black")),
    "reach-whole": (gettext_noop("Whole screen"), gettext_noop("Buttons on the whole screen")),
    "reach-low": (gettext_noop("Lower half"), gettext_noop("All buttons in the lower half of the screen")),
}
"""Maps the name of a choice to the msgids of its label and of what is read aloud for it."""
CAPTIONS = {
    "text": gettext_noop("Text size"),
    "contrast": gettext_noop("Background"),
    "reach": gettext_noop("Button position"),
}
"""Maps the first part of the names of a group of choices to the msgid of its caption."""


def build_languages_page(visit: Visit, words: PageTexts) -> Page:
    """Return the page on which a person chooses a language."""
    return build_visit_page(
        visit, words, "languages", words.text("Choose a language"), (), (*language_targets(visit), *overlay_buttons(words))
    )


def build_display_page(visit: Visit, words: PageTexts, *, offer_reach: bool = True) -> Page:
    """Return the page on which a person chooses text size, contrast and reach.

    Args:
        visit: the visit, or the viewer of a screen that belongs to no visit.
        words: the texts of the page's language.
        offer_reach: whether the buttons can be moved to the lower half of the screen. A screen with a full keyboard has no room for that.
    """
    chosen = {
        f"text-{visit.display_preferences.text_size}",
        f"contrast-{visit.display_preferences.contrast}",
        f"reach-{visit.display_preferences.reach}",
    }
    choices = tuple(
        Target(name, "option", words.text(shown), words.text(heard), selected=name in chosen)
        for name, (shown, heard) in DISPLAY_CHOICES.items()
        if offer_reach or not name.startswith("reach-")
    )
    lines = non_empty_lines(*(("caption", words.text(caption)) for group, caption in CAPTIONS.items() if offer_reach or group != "reach"))
    return build_visit_page(
        visit, words, "display", words.text("Display settings"), lines, (*choices, button_target("close", words.text("Close")))
    )
