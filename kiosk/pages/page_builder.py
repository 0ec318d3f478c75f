"""Builds the page that the terminal shows, from the view and the state of the keyboard.

The module is pure and independent of pixels, colours and Kivy. All words come from the message catalogs and the configuration. A change of
language simply leads to another page.
"""

from __future__ import annotations

from msgspec.structs import replace

from i18n.catalogs import catalog
from kiosk.pages import display_settings, enrolment, out_of_use, service, viewing_preferences, visit
from kiosk.pages.keyboard import MAX_KEYS_ACROSS
from kiosk.pages.page import Page
from kiosk.pages.text_input import TextInput
from kiosk.pages.texts import PageTexts
from kiosk.visit.view import View
from survey.visit import Visit


def build_page(
    view: View,
    text_input: TextInput,
    now: int,
    *,
    language: str | None = None,
    viewer: Visit | None = None,
    keys_across: int = MAX_KEYS_ACROSS,
) -> Page:
    """Return the page to show.

    Args:
        view: what the runtime decided to show.
        text_input: the state of the keyboard. Of its text, only the length and the kinds of masked personal data are used.
        now: monotonic milliseconds on the clock of `View.decided_at`.
        language: the language of a screen that belongs to no visit, if `viewer` is None; None means the service point's own language.
        viewer: the language, display preferences and overlay of the person before a screen that belongs to no visit
            (`kiosk.pages.viewing_preferences`). None means that the person has chosen nothing yet.
        keys_across: how many keys of a keyboard fit beside each other.
    """
    viewer = viewer or viewing_preferences.default_viewer(view.configuration, language)
    match view.mode:
        case "visit" if view.visit is not None and view.configuration is not None:
            answered = view.month_count.count if view.month_count else 0
            return visit.build_page(
                view.visit,
                view.configuration,
                text_input,
                now,
                needs_code=view.needs_code,
                answered_count=answered,
                today=view.today,
                keys_across=keys_across,
            )
        case "enrol" | "service" if viewer.overlay == "display":
            return _build_staff_display_page(view, viewer)
        case "enrol" if view.enrolment is not None:
            session, sight = view.service_session, viewer.display_preferences
            chosen = session.language if session is not None else viewer.language
            words = catalog(chosen, "kiosk")
            return enrolment.build_page(
                view.enrolment, text_input, chosen, words, sight, keys_across=keys_across, offer_back=session is not None
            )
        case "service" if view.service_session is not None:
            return service.build_page(view.service_session, text_input, now, viewer.display_preferences)
        case _:
            return out_of_use.build_page(view.configuration, viewer, view.out_of_use_reason)


def _build_staff_display_page(view: View, onlooker: Visit) -> Page:
    """Return the display settings over the enrolment or service screen.

    `reach` is not offered there, because the keys of these screens do not all fit into the lower half.
    """
    chosen = view.service_session.language if view.service_session is not None else onlooker.language
    return display_settings.build_display_page(
        replace(onlooker, language=chosen), PageTexts.without_service_point(chosen), offer_reach=False
    )
