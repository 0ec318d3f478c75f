"""The screen of a terminal that takes no answers (revoked by its region): says so, and offers nothing."""

from __future__ import annotations

from i18n.catalogs import Catalog
from kiosk.page import Line, Page
from survey.wire import Configuration


def page(configuration: Configuration | None, language: str, catalog: Catalog) -> Page:
    """The page; the place's name stands on it where the terminal knows one."""
    names = configuration.service_point.name if configuration else {}
    place = names.get(language) or next(iter(names.values()), "")
    lines = (
        *((Line("place", place),) if place else ()),
        Line("body", catalog.text("Please tell the staff.")),
        Line("status", catalog.text("Answers are kept and will be sent.")),
    )
    return Page(screen="out_of_use", language=language, heading=catalog.text("This terminal is out of use."), lines=lines)
