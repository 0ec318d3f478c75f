"""Several text sheets at once, as an operator loads them from files: all are loaded, or none."""

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
    """A sheet as it was read from a file."""

    name: str
    sheet: TextSheet | None
    """None where nothing of it could be read."""
    faults: Sequence[SheetFault]
    """What could not be read."""


class SheetFilesRefused(ValueError):
    """At least one sheet is faulty; `faults` has everything that is wrong, each with the name of its file."""

    def __init__(self, faults: Sequence[tuple[str, SheetFault]]) -> None:
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class LoadedSheets:
    """What was loaded from each file, in their order, and what terminals offer then."""

    sheets: list[LoadableSheet]
    offered: list[ServicePointLanguages]


def load_sheet_files(
    engine: Engine, region: str, files: Sequence[SheetFile], said: SheetDeclaration, *, author: str, now: datetime, dry_run: bool = False
) -> LoadedSheets:
    """Put the texts of several sheets in use, one after the other: a form that comes with one is known to the next.

    `said` is what whoever loads them says of all of them beside the sheets. With `dry_run` everything is rolled back, and what is returned
    is what would be done.

    Raises:
        SheetFilesRefused: see there; nothing was stored.
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
    """Return what becomes of a sheet, or everything that is wrong with it, in the order of its lines."""
    if file.sheet is None:
        return list(file.faults)
    found = text_sets.validate(connection, region, file.sheet, said, year=now.year)
    if isinstance(found, LoadableSheet):
        return list(file.faults) or found
    return sorted([*file.faults, *found], key=lambda fault: (fault.line is None, fault.line or 0))
