"""Loads several text sheets from files: either all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.domain.texts.sheet_validation import LoadableSheet, SheetDeclaration
from server.domain.texts.text_sheet import SheetFault, TextSheet
from server.store.engine import Connection, Engine
from server.store.texts import language_availability, text_sets
from server.store.texts.language_availability import ServicePointLanguages
from server.store.write_transaction import writing


@dataclass(frozen=True)
class SheetFile:
    """Represents a sheet as it was read from a file."""

    name: str
    sheet: TextSheet | None
    """The sheet, or None if nothing of it could be read."""
    faults: Sequence[SheetFault]
    """The faults found while reading the file."""


class SheetFilesRefused(ValueError):
    """Raised when at least one sheet has faults; `faults` holds all of them, each with the name of its file."""

    def __init__(self, faults: Sequence[tuple[str, SheetFault]]) -> None:
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class LoadedSheets:
    """Holds what was loaded from each file, in the order of the files, and the languages that service points offer afterwards."""

    sheets: list[LoadableSheet]
    offered: list[ServicePointLanguages]


def load_sheet_files(
    engine: Engine, region: str, files: Sequence[SheetFile], said: SheetDeclaration, *, author: str, now: datetime, dry_run: bool = False
) -> LoadedSheets:
    """Load several sheets one after the other and put their texts in use. A form that comes with one sheet is known to the next ones.

    `said` is the declaration that the author makes about all sheets. With `dry_run`, everything is rolled back, and the result describes
    what would be done.

    Raises:
        SheetFilesRefused: at least one sheet has faults; nothing was stored.
    """
    with writing(engine) as connection:
        text_sets.lock_region(connection, region)
        with connection.begin_nested() as step:
            loaded = _load_each(connection, region, files, said, author, now)
            offered = language_availability.availability_by_service_points(connection, region, now)
            if dry_run:
                step.rollback()
    return LoadedSheets(loaded, offered)


def _load_each(
    connection: Connection, region: str, files: Sequence[SheetFile], said: SheetDeclaration, author: str, now: datetime
) -> list[LoadableSheet]:
    loaded: list[LoadableSheet] = []
    faults: list[tuple[str, SheetFault]] = []
    for file in files:
        found = _judge(connection, region, file, said, now)
        if isinstance(found, LoadableSheet):
            text_sets.load(connection, region, found, author=author, now=now)
            loaded.append(found)
        else:
            faults += [(file.name, fault) for fault in found]
    if faults:
        raise SheetFilesRefused(faults)
    return loaded


def _judge(connection: Connection, region: str, file: SheetFile, said: SheetDeclaration, now: datetime) -> LoadableSheet | list[SheetFault]:
    """Return the sheet ready to load, or all of its faults in the order of its lines, faults without a line last."""
    if file.sheet is None:
        return list(file.faults)
    found = text_sets.validate(connection, region, file.sheet, said, year=now.year)
    if isinstance(found, LoadableSheet):
        return list(file.faults) or found
    return sorted([*file.faults, *found], key=lambda fault: (fault.line is None, fault.line or 0))
