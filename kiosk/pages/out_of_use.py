"""The screen of a terminal that takes no answers (revoked by its region, or put aside by its staff): says so, and offers nothing."""

from __future__ import annotations

from i18n.catalogs import Catalog
from kiosk.page import Line, Page
from kiosk.standing import Reason
from survey.wire import Configuration


def page(configuration: Configuration | None, language: str, catalog: Catalog, reason: Reason | None = None) -> Page:
    """The page; the place's name stands on it where the terminal knows one. Staff who put it aside need not be told."""
    names = configuration.service_point.name if configuration else {}
    place = names.get(language) or next(iter(names.values()), "")
    lines = (
        *((Line("place", place),) if place else ()),
        Line(
            "body",
            catalog.text("The staff have put it out of use for now.") if reason == "set_aside" else catalog.text("Please tell the staff."),
        ),
        Line("status", catalog.text("Answers are kept and will be sent.")),
    )
    return Page(screen="out_of_use", language=language, heading=catalog.text("This terminal is out of use."), lines=lines)
