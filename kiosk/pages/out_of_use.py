"""The screen of a terminal that takes no answers (revoked by its region, or put aside by its staff): says so, in any of the place's
languages and however one sees best, and offers nothing else."""

from __future__ import annotations

from kiosk.pages import display_settings
from kiosk.pages.components import all_language_targets, build_visit_page, display_button, non_empty_lines
from kiosk.pages.page import Page
from kiosk.pages.texts import PageTexts, page_texts
from kiosk.visit.availability import OutOfUseReason
from survey.visit import Visit
from survey.wire import Configuration


def build_page(configuration: Configuration | None, viewer: Visit, reason: OutOfUseReason | None = None) -> Page:
    """The page, or what `onlooker` (`kiosk.pages.viewing_preferences`) has opened over it.

    The place's name stands on it where the terminal knows one. Staff who put it aside need not be told.
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
