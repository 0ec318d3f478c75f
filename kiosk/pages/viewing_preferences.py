"""Keeps the language and the display preferences of a person before a screen that belongs to no visit. The module is pure.

The preferences are kept as a `Visit` without answers, the viewer, so that choices work as in any other visit. A viewer is neither journaled
nor counted, and `kiosk.ui.input_state` deletes it when the person has left.
"""

from __future__ import annotations

from msgspec.structs import replace

from i18n.languages import complete_languages
from kiosk.visit.view import View
from survey.visit import TargetChosen, Visit, VisitScript, idle_visit, step
from survey.wire import Configuration

DEFAULT_LANGUAGE = "fi"
"""Names the language of a terminal that has no configuration yet."""
VIEWER_TARGET_PREFIXES = frozenset({"languages", "language", "display", "text", "contrast", "reach", "close"})
"""Lists the parts before the first hyphen of the names of the targets that a viewer may choose."""


def default_viewer(configuration: Configuration | None, language: str | None = None) -> Visit:
    """Return a viewer who has chosen nothing yet.

    Args:
        configuration: the configuration whose languages are offered; None offers all complete languages, Finnish first.
        language: the language of the screen; None means the first of the languages offered.
    """
    languages = (
        configuration.languages
        if configuration is not None
        else tuple(sorted(complete_languages(), key=lambda tag: tag != DEFAULT_LANGUAGE))
    )
    waiting = idle_visit(VisitScript(form="", languages=languages))
    return waiting if language is None else replace(waiting, language=language)


def viewer_for(view: View | None) -> Visit:
    """Return a viewer who has chosen nothing yet, in the service point's first language if the terminal has a configuration.

    The out-of-use screen offers the service point's languages. All other screens offer all complete languages.

    Args:
        view: what is shown; None if there is none yet.
    """
    place = view.configuration if view is not None else None
    offers_its_own = view is not None and view.mode == "out_of_use"
    return default_viewer(place if offers_its_own else None, place.languages[0] if place is not None else None)


def apply_choice(viewer: Visit, target: str, now: int) -> Visit:
    """Return the viewer after the choice of a target. A target outside `VIEWER_TARGET_PREFIXES` changes nothing."""
    if target.partition("-")[0] not in VIEWER_TARGET_PREFIXES:
        return viewer
    after, _ = step(viewer, TargetChosen(target), now)
    return after
