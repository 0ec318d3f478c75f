"""Somebody before a screen that belongs to no visit: in which language they read it, and how they see it. Pure.

They are kept as a visit of their own that nobody is told of and that takes no answers, so that what they choose does the same as in any
visit. It is in no journal and no count, and whoever shows it forgets it when they are gone.
"""

from __future__ import annotations

from msgspec.structs import replace

from i18n.languages import complete_languages
from kiosk.visit.view import View
from survey.visit import TargetChosen, Visit, VisitScript, idle_visit, step
from survey.wire import Configuration

DEFAULT_LANGUAGE = "fi"
"""The language of a terminal that knows no place yet."""
VIEWER_TARGET_PREFIXES = frozenset({"languages", "language", "display", "text", "contrast", "reach", "close"})
"""Beginnings of the targets that they may choose."""


def default_viewer(configuration: Configuration | None, language: str | None = None) -> Visit:
    """The screen as it waits: in the place's own language, or in another one."""
    languages = (
        configuration.languages
        if configuration is not None
        else tuple(sorted(complete_languages(), key=lambda tag: tag != DEFAULT_LANGUAGE))
    )
    waiting = idle_visit(VisitScript(form="", languages=languages))
    return waiting if language is None else replace(waiting, language=language)


def viewer_for(view: View | None) -> Visit:
    """Whoever comes before what is shown: in the place's language, where it is known. The enrolment offers all that we have."""
    place = view.configuration if view is not None else None
    offers_its_own = view is not None and view.mode == "out_of_use"
    return default_viewer(place if offers_its_own else None, place.languages[0] if place is not None else None)


def apply_choice(viewer: Visit, target: str, now: int) -> Visit:
    """They chose a target; what is none of theirs changes nothing."""
    if target.partition("-")[0] not in VIEWER_TARGET_PREFIXES:
        return viewer
    after, _ = step(viewer, TargetChosen(target), now)
    return after
