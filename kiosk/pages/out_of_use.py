"""Builds the screen of a terminal that accepts no answers.

A terminal is out of use because its region has revoked it, its staff have taken it out of use, it has no configuration or it cannot write
to its disk (`OutOfUseReason`). The screen says so in any of the service point's languages, and offers only languages and display settings.
"""

from __future__ import annotations

from kiosk.pages import display_settings
from kiosk.pages.components import all_language_targets, build_visit_page, display_button, non_empty_lines
from kiosk.pages.page import Page
from kiosk.pages.texts import PageTexts, page_texts
from kiosk.visit.availability import OutOfUseReason
from survey.visit import Visit
from survey.wire import Configuration


def build_page(configuration: Configuration | None, viewer: Visit, reason: OutOfUseReason | None = None) -> Page:
    """Return the out-of-use page, or the overlay that the viewer has opened over it.

    Args:
        configuration: the configuration in use, whose service point is named on the page; None if the terminal has none.
        viewer: the language, display preferences and overlay of the person (`kiosk.pages.viewing_preferences`).
        reason: why the terminal is out of use. For `set_aside` the page does not ask people to tell the staff, because they know.
    """
    words = _words(configuration, viewer.language)
    match viewer.overlay:
        case "languages":
            return display_settings.build_languages_page(viewer, words)
        case "display":
            return display_settings.build_display_page(viewer, words)
    body = words.text("Staff have taken it out of use for now.") if reason == "set_aside" else words.text("Please tell the staff.")
    lines = non_empty_lines(
        ("place", words.service_point_name), ("body", body), ("status", words.text("Answers are saved and will be sent."))
    )
    targets = (*all_language_targets(viewer, words), display_button(words.catalog))
    return build_visit_page(viewer, words, "out_of_use", words.text("This terminal is out of use."), lines, targets)


def _words(configuration: Configuration | None, language: str) -> PageTexts:
    if configuration is None:
        return PageTexts.without_service_point(language)
    return page_texts(configuration, configuration.forms[0].id, language)
