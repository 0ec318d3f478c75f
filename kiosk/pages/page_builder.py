"""What each screen holds: a view and the state of the keyboard in, a page out. Pure, and all words come from outside.

A change of language is one more page. Nothing here knows pixels, colours or Kivy.
"""

from __future__ import annotations

from msgspec.structs import replace

from i18n.catalogs import catalog
from kiosk.pages import display_settings, enrolment, out_of_use, service, visit
from kiosk.pages import viewing_preferences as onlookers
from kiosk.pages.keyboard import WIDEST
from kiosk.pages.page import Page
from kiosk.pages.text_input import Typing
from kiosk.pages.texts import Wording
from kiosk.visit.view import View
from survey.visit import Visit


def page(
    view: View, typing: Typing, now: int, *, language: str | None = None, onlooker: Visit | None = None, keys_across: int = WIDEST
) -> Page:
    """What to show.

    Args:
        view: what the runtime decided.
        typing: how the keyboard stands; of its text nothing but its length and which kinds of pieces will be left out.
        now: monotonic milliseconds, the clock of the view.
        language: of screens that belong to no visit, where nobody chose another; None for the place's own.
        onlooker: who stands before a screen that belongs to no visit, and how they see it (`kiosk.pages.viewing_preferences`).
        keys_across: how many keys of a keyboard have room side by side.
    """
    onlooker = onlooker or onlookers.nobody(view.configuration, language)
    match view.mode:
        case "visit" if view.visit is not None and view.configuration is not None:
            answered = view.answered.count if view.answered else 0
            return visit.page(
                view.visit,
                view.configuration,
                typing,
                now,
                needs_code=view.needs_code,
                answered=answered,
                today=view.today,
                keys_across=keys_across,
            )
        case "enrol" | "service" if onlooker.overlay == "display":
            return _looks_of_staff(view, onlooker)
        case "enrol" if view.enrol is not None:
            session, sight = view.service, onlooker.sight
            chosen = session.language if session is not None else onlooker.language
            words = catalog(chosen, "kiosk")
            return enrolment.page(view.enrol, typing, chosen, words, sight, keys_across=keys_across, back=session is not None)
        case "service" if view.service is not None:
            return service.page(view.service, typing, now, onlooker.sight)
        case _:
            return out_of_use.page(view.configuration, onlooker, view.reason)


def _looks_of_staff(view: View, onlooker: Visit) -> Page:
    """How whoever looks after the terminal sees it; their screens are full of keys, and have no lower half to lay all of them in."""
    chosen = view.service.language if view.service is not None else onlooker.language
    return display_settings.display(replace(onlooker, language=chosen), Wording.of_no_place(chosen), reach=False)
