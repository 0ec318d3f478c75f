"""The screen of a terminal that takes no answers (revoked by its region, or put aside by its staff): says so, in any of the place's
languages and however one sees best, and offers nothing else."""

from __future__ import annotations

from kiosk.pages import display_settings
from kiosk.pages.components import display_button, every_language, lines_of, of_visit
from kiosk.pages.page import Page
from kiosk.pages.texts import Wording, wording
from kiosk.visit.availability import Reason
from survey.visit import Visit
from survey.wire import Configuration


def page(configuration: Configuration | None, onlooker: Visit, reason: Reason | None = None) -> Page:
    """The page, or what `onlooker` (`kiosk.pages.viewing_preferences`) has opened over it.

    The place's name stands on it where the terminal knows one. Staff who put it aside need not be told.
    """
    words = _words(configuration, onlooker.language)
    match onlooker.overlay:
        case "languages":
            return display_settings.languages(onlooker, words)
        case "display":
            return display_settings.display(onlooker, words)
    body = words.ui("The staff have put it out of use for now.") if reason == "set_aside" else words.ui("Please tell the staff.")
    lines = lines_of(("place", words.place), ("body", body), ("status", words.ui("Answers are kept and will be sent.")))
    targets = (*every_language(onlooker, words), display_button(words.catalog))
    return of_visit(onlooker, words, "out_of_use", words.ui("This terminal is out of use."), lines, targets)


def _words(configuration: Configuration | None, language: str) -> Wording:
    if configuration is None:
        return Wording.of_no_place(language)
    return wording(configuration, configuration.forms[0].id, language)
