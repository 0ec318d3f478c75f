"""Previews what loading a text sheet would change, and loads it once the author has seen the preview."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from server.domain.texts.sheet_validation import LoadableSheet, SheetDeclaration
from server.domain.texts.text_changes import TextChange, diff_text_sets
from server.domain.texts.text_sheet import SheetFault, TextSheet
from server.operations.texts.text_sets import texts_in_use
from server.store.engine import Connection, Engine
from server.store.texts import language_availability, text_sets
from server.store.texts.language_availability import LanguageChange
from server.store.write_transaction import writing


class SheetRefused(ValueError):
    """Raised when a sheet cannot be loaded; `faults` holds the reasons."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = list(faults)


class PreviewOutdated(ValueError):
    """Raised when loading a sheet would no longer do what the author was shown; `preview` describes what it would do now."""

    def __init__(self, preview: SheetPreview) -> None:
        super().__init__("the texts in use have changed since")
        self.preview = preview


@dataclass(frozen=True)
class SheetPreview:
    """Describes what loading a sheet would do."""

    loaded: LoadableSheet
    changes: list[TextChange]
    shifts: list[LanguageChange]
    """The service points at which other languages would be offered than now."""
    fingerprint: str
    """A hash of the texts in use and of those that would be. If it changes, somebody has changed the texts in the meantime."""


def preview_sheet(engine: Engine, region: str, sheet: TextSheet, said: SheetDeclaration, *, author: str, now: datetime) -> SheetPreview:
    """Return what loading a sheet would do. The sheet is loaded and the change rolled back, so that the preview is exact.

    `said` is the declaration that the author makes about the sheet.

    Raises:
        SheetRefused: the sheet has faults.
    """
    with writing(engine) as connection:
        return _preview(connection, region, _judge(connection, region, sheet, said, now), author, now)


def load_sheet(
    engine: Engine, region: str, sheet: TextSheet, *, is_official: bool, fingerprint: str | None, author: str, now: datetime
) -> LoadableSheet:
    """Load a sheet and put its texts in use, if that still does what the preview showed.

    The sheet must contain its whole declaration. `is_official` states that the author declares it to be the national sheet, word for word.
    `fingerprint` is that of the preview that was shown, or None if none was.

    Returns:
        The sheet as it was loaded.

    Raises:
        SheetRefused: the sheet has faults; nothing was stored.
        PreviewOutdated: loading would do something else than was shown; nothing was stored.
    """
    with writing(engine) as connection:
        text_sets.lock_region(connection, region)
        loaded = _judge(connection, region, sheet, SheetDeclaration(official=is_official), now)
        preview = _preview(connection, region, loaded, author, now)
        if preview.fingerprint != fingerprint:
            raise PreviewOutdated(preview)
        text_sets.load(connection, region, loaded, author=author, now=now)
    return loaded


def _judge(connection: Connection, region: str, sheet: TextSheet, said: SheetDeclaration, now: datetime) -> LoadableSheet:
    found = text_sets.validate(connection, region, sheet, said, year=now.year)
    if isinstance(found, LoadableSheet):
        return found
    raise SheetRefused(found)


def _preview(connection: Connection, region: str, loaded: LoadableSheet, author: str, now: datetime) -> SheetPreview:
    texts = loaded.text_set
    before = texts_in_use(connection, region, texts.form, texts.language)
    offered_before = language_availability.availability_by_service_points(connection, region, now)
    with connection.begin_nested() as step:
        text_sets.load(connection, region, loaded, author=author, now=now)
        offered_after = language_availability.availability_by_service_points(connection, region, now)
        step.rollback()
    fingerprint = hashlib.sha256(msgspec.json.encode([before, texts, loaded.action], order="sorted")).hexdigest()
    shifts = language_availability.language_changes(offered_before, offered_after)
    return SheetPreview(loaded, diff_text_sets(before, texts), shifts, fingerprint)
