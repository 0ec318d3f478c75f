"""Backup and restore: the whole database as one SQLite file of the same schema, whichever engine it runs on.

A backup is read in one consistent transaction, table by table; a restore is one transaction too: all of it, or nothing.
The private keys are in neither. What holds for the moment only stays out: sessions, failed tries, job locks.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, delete, func, insert, select, text
from sqlalchemy.exc import DatabaseError

from server.store.engine import connect
from server.store.read_transaction import reading
from server.store.schema import migrate, schema_state
from server.store.tables import enrolment_failures, job_locks, metadata, sessions, sign_in_failures
from server.store.write_transaction import writing

MOMENTARY = frozenset({enrolment_failures, job_locks, sessions, sign_in_failures})
ROWS = 500
"""So many are in memory at a time."""


class NoBackup(ValueError):
    """The file is no backup that this program can restore; says why."""


def kept_tables() -> list[Table]:
    """The tables of a backup, each after those it points to."""
    return [table for table in metadata.sorted_tables if table not in MOMENTARY]


def backup(engine: Engine, file: Path) -> int:
    """Write a backup, replacing the file only once the new one is whole and on disk; gives the number of rows."""
    fresh = _beside(file)
    target = connect(f"sqlite:///{fresh}")
    try:
        migrate(target)
        with _one_look(engine) as source, writing(target) as into:
            copied = sum(_copy(table, source, into) for table in kept_tables())
        with target.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]
        target.dispose()
        _to_disk(fresh)
        fresh.replace(file)
        _to_disk(file.parent)
    finally:
        target.dispose()
        for left in fresh.parent.glob(f"{fresh.name}*"):
            left.unlink(missing_ok=True)
    return copied


def restore(engine: Engine, file: Path) -> int:
    """Put the backup's rows in place of the database's; gives their number. The caller sees to it that no server runs.

    Raises:
        NoBackup: the file is none, or of a newer version; nothing has been changed.
    """
    with _readable(file) as source_engine:
        migrate(engine)
        with reading(source_engine) as source, writing(engine) as into:
            for table in reversed(metadata.sorted_tables):
                _empty(table, into)
            copied = sum(_copy(table, source, into) for table in kept_tables())
            if into.dialect.name == "postgresql":
                _catch_up_numbers(into)
    return copied


def is_empty(connection: Connection) -> bool:
    """Whether there is nothing yet that a restore would replace, but keys and whoever signs in."""
    return not any(
        connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()
        for name in ("regions", "terminals", "responses")
    )


def check(file: Path) -> None:
    """Raises: NoBackup: the file cannot be restored."""
    with _readable(file):
        pass


@contextmanager
def _readable(file: Path) -> Iterator[Engine]:
    """The backup at this program's schema. It is worked on as a copy: the file itself is never changed."""
    if not file.is_file():
        raise NoBackup(f"{file} is not there")
    with tempfile.TemporaryDirectory(prefix="aula-restore-", dir=file.parent if os.access(file.parent, os.W_OK) else None) as folder:
        copy = Path(folder) / "backup.db"
        shutil.copyfile(file, copy)
        engine = connect(f"sqlite:///{copy}")
        try:
            state = schema_state(engine)
            if state == "empty":
                raise NoBackup(f"{file} is no backup of Aula")
            if state == "ahead":
                raise NoBackup(f"{file} was made by a newer version: install that version to restore it")
            with engine.connect() as connection:
                if (said := connection.execute(text("PRAGMA integrity_check")).scalar()) != "ok":
                    raise NoBackup(f"{file} is damaged ({said}): take another backup")
            migrate(engine)
            yield engine
        except DatabaseError as error:
            if engine.dialect.name == "sqlite" and "not a database" in str(error):
                raise NoBackup(f"{file} is no backup of Aula") from None
            raise
        finally:
            engine.dispose()


@contextmanager
def _one_look(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment of the database from its first read to its last."""
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            yield connection
        return
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _copy(table: Table, source: Connection, into: Connection) -> int:
    count = 0
    for rows in _rows(table, source):
        into.execute(insert(table), rows)
        count += len(rows)
    return count


def _rows(table: Table, source: Connection) -> Iterator[list[dict[str, Any]]]:
    parent = _own_parent(table)
    if parent is not None:
        rows = _parents_first(table, parent, [dict(row) for row in source.execute(select(table)).mappings()])
        if rows:
            yield rows
        return
    found = source.execution_options(yield_per=ROWS).execute(select(table)).mappings()
    for part in found.partitions(ROWS):
        yield [dict(row) for row in part]


def _own_parent(table: Table) -> str | None:
    """The column that points to another row of the same table."""
    for key in table.foreign_key_constraints:
        if key.referred_table is table:
            return next(column.name for column in key.columns if column.name != "region")
    return None


def _parents_first(table: Table, parent: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done: list[dict[str, Any]] = []
    known: set[tuple[Any, Any]] = set()
    waiting = rows
    while waiting:
        ready = [row for row in waiting if row[parent] is None or (row["region"], row[parent]) in known]
        if not ready:
            raise NoBackup(f"{table.name}: rows point at each other in a ring")
        known |= {(row["region"], row["id"]) for row in ready}
        done += ready
        waiting = [row for row in waiting if (row["region"], row["id"]) not in known]
    return done


def _empty(table: Table, into: Connection) -> None:
    parent = _own_parent(table)
    if parent is not None:
        into.execute(table.update().values({parent: None}))
    into.execute(delete(table))


def _catch_up_numbers(into: Connection) -> None:
    """Rows came with their numbers: the next one that PostgreSQL gives must be above them."""
    for table in kept_tables():
        column = table.c.get("number")
        if column is not None and column.primary_key and isinstance(column.type, Integer) and len(table.primary_key) == 1:
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            into.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "number"), highest, False)))


def _beside(file: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(handle)
    return Path(name)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
