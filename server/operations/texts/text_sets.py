"""Puts an earlier text set of a region in use again, and previews what that would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from server.domain.texts.text_changes import TextChange, diff_text_sets
from server.store.engine import Connection, Engine
from server.store.texts import language_availability, text_sets
from server.store.texts.language_availability import LanguageChange
from server.store.texts.text_sets import RegionTextSet
from server.store.write_transaction import writing
from survey.wire import TextSet


class TextSetNotFound(LookupError):
    """Raised when the region does not have the text set."""


class TextSetKey(NamedTuple):
    """Identifies a text set of a region."""

    form: str
    language: str
    id: str


@dataclass(frozen=True)
class TextSetPreview:
    """Describes what would change if a text set were put in use."""

    text_set: RegionTextSet
    changes: list[TextChange]
    shifts: list[LanguageChange]
    """The service points at which other languages would be offered than now."""


def find_text_set(connection: Connection, region: str, key: TextSetKey) -> RegionTextSet | None:
    """Return a text set that was loaded or is part of the program, or None if the region does not have it."""
    kept = ((each, each.texts) for each in text_sets.list_all(connection, region))
    return next((each for each, texts in kept if (texts.form, texts.language, texts.id) == key), None)


def texts_in_use(connection: Connection, region: str, form: str, language: str) -> TextSet | None:
    """Return the texts of a form that terminals of a region use in a language, or None if there are none."""
    in_use = text_sets.in_use(connection, {region}).for_form(region, form)
    return next((texts for texts in in_use if texts.language == language), None)


def preview_text_set(engine: Engine, region: str, key: TextSetKey, now: datetime) -> TextSetPreview:
    """Return what would change if a text set were put in use. The change is made and rolled back, so that the preview is exact.

    Raises:
        TextSetNotFound: the region does not have the text set.
    """
    with writing(engine) as connection:
        found = _get(connection, region, key)
        before = texts_in_use(connection, region, key.form, key.language)
        offered_before = language_availability.availability_by_service_points(connection, region, now)
        with connection.begin_nested() as step:
            text_sets.use(connection, region, *key)
            offered_after = language_availability.availability_by_service_points(connection, region, now)
            step.rollback()
    shifts = language_availability.language_changes(offered_before, offered_after)
    return TextSetPreview(found, diff_text_sets(before, found.texts), shifts)


def use_text_set(engine: Engine, region: str, key: TextSetKey, *, author: str, now: datetime) -> bool:
    """Put an earlier text set in use again.

    Returns:
        True if the text set was put in use, False if it was in use already.

    Raises:
        TextSetNotFound: the region does not have the text set.
    """
    with writing(engine) as connection:
        text_sets.lock_region(connection, region)
        found = _get(connection, region, key)
        if found.in_use:
            return False
        text_sets.reactivate(connection, region, found, author=author, now=now)
    return True


def _get(connection: Connection, region: str, key: TextSetKey) -> RegionTextSet:
    found = find_text_set(connection, region, key)
    if found is None:
        raise TextSetNotFound(key.id)
    return found
