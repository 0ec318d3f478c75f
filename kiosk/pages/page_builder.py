"""What each screen holds: a view and the state of the keyboard in, a page out. Pure, and all words come from outside.

A change of language is one more page. Nothing here knows pixels, colours or Kivy.
"""

from __future__ import annotations

from msgspec.structs import replace

from i18n.catalogs import catalog
from kiosk.pages import display_settings, enrolment, out_of_use, service, visit
from kiosk.pages import viewing_preferences as onlookers
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
    """What to show.

    Args:
        view: what the runtime decided.
        text_input: how the keyboard stands; of its text nothing but its length and which kinds of pieces will be left out.
        now: monotonic milliseconds, the clock of the view.
        language: of screens that belong to no visit, where nobody chose another; None for the place's own.
        viewer: who stands before a screen that belongs to no visit, and how they see it (`kiosk.pages.viewing_preferences`).
        keys_across: how many keys of a keyboard have room side by side.
    """
    viewer = viewer or onlookers.default_viewer(view.configuration, language)
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
            return _looks_of_staff(view, viewer)
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


def _looks_of_staff(view: View, onlooker: Visit) -> Page:
    """How whoever looks after the terminal sees it; their screens are full of keys, and have no lower half to lay all of them in."""
    chosen = view.service_session.language if view.service_session is not None else onlooker.language
    return display_settings.build_display_page(
        replace(onlooker, language=chosen), PageTexts.without_service_point(chosen), offer_reach=False
    )
