"""Loads several region files: either all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from server.domain.region.region_diff import RegionChanges, RegionCollision
from server.domain.region.region_file import RegionFile
from server.domain.region.region_rules import RegionFileContext
from server.operations.region.load_region_file import apply_region_file
from server.store.engine import Connection, Engine
from server.store.people import audit
from server.store.region import terminal_configuration
from server.store.texts import added_statements, text_sets
from server.store.texts.added_statements import StatementInUse
from server.store.write_transaction import writing


class RegionFilesCollide(ValueError):
    """Raised when files change values that have been changed on pages; `collisions` holds these values, each with its file."""

    def __init__(self, collisions: Sequence[tuple[Path, RegionCollision]]) -> None:
        super().__init__("; ".join(f"{file}: {collision}" for file, collision in collisions))
        self.collisions = collisions


class StatementStillAsked(ValueError):
    """Raised when a statement has been removed from `file` but plans still contain it; `still` names the statement."""

    def __init__(self, file: Path, still: StatementInUse) -> None:
        super().__init__(f"{file}: {still.code}")
        self.file, self.still = file, still


def load_region_files(
    engine: Engine,
    read: Callable[[RegionFileContext], Sequence[tuple[Path, RegionFile]]],
    *,
    force: bool,
    who: str,
    clock: Callable[[], datetime],
) -> dict[str, RegionChanges]:
    """Apply region files to the server.

    Args:
        engine: the database.
        read: reads the files. Its argument is the content of the server to which a file may refer. What it raises reaches the caller.
        force: whether the files override values that have been changed on pages.
        who: the author for the audit log.
        clock: returns the current time with a time zone.

    Returns:
        The changes made, by region.

    Raises:
        RegionFilesCollide: values have been changed on pages. Nothing is stored with this or any of the following exceptions.
        StatementStillAsked: plans still contain a statement that has been removed from a file.
        CodeTaken: a statement has the code of one of another kind in its region.
    """
    done: dict[str, RegionChanges] = {}
    collisions: list[tuple[Path, RegionCollision]] = []
    with writing(engine) as connection:
        for file, content in read(_server_content(connection)):
            region = content.region.id
            found = _load(connection, file, content, now=clock(), force=force)
            if not force:
                collisions += [(file, collision) for collision in found.collisions]
            done[region] = found
            audit.write(connection, who, "region_loaded", now=clock(), region=region, file=file.name, forced=force)
        if collisions:
            raise RegionFilesCollide(collisions)
    return done


def _load(connection: Connection, file: Path, content: RegionFile, *, now: datetime, force: bool) -> RegionChanges:
    try:
        return apply_region_file(connection, content, author=f"file:{file.name}", now=now, force=force)
    except StatementInUse as still:
        raise StatementStillAsked(file, still) from None


def _server_content(connection: Connection) -> RegionFileContext:
    """Return the content of the server to which a file may refer. It is looked up on demand."""

    def added(region: str) -> dict[str, str]:
        return {each.code: each.kind for each in added_statements.usable(connection, region)}

    def kinds(region: str) -> dict[str, str]:
        return {each.code: each.kind for each in added_statements.list_all(connection, region)}

    return RegionFileContext(partial(terminal_configuration.texts, connection), partial(text_sets.forms, connection), added, kinds)
