"""Copies the rows of a backup between two databases, and defines which tables a backup contains.

Data that is valid only for a short time is left out: sessions, failed attempts and job locks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, delete, func, insert, select, text
from sqlalchemy.exc import DatabaseError

from server.store.schema import SchemaState, schema_state
from server.store.tables import enrolment_failures, job_locks, metadata, sessions, sign_in_failures

EXCLUDED_TABLES = frozenset({enrolment_failures, job_locks, sessions, sign_in_failures})
"""Contains the tables that are left out of every backup."""
ROWS_PER_BATCH = 500
"""Limits how many rows are in memory at a time. A table whose rows refer to other rows of the same table is read whole."""


class InvalidBackup(ValueError):
    """Raised when the file is no backup that this program can restore. The message gives the reason."""


def kept_tables() -> list[Table]:
    """Return the tables that a backup contains. Each table comes after the tables that it refers to."""
    return [table for table in metadata.sorted_tables if table not in EXCLUDED_TABLES]


def is_empty(connection: Connection) -> bool:
    """Return whether the database has no region, terminal or response, so that a restore would replace nothing of value.

    Keys and people who sign in may exist already.
    """
    return not any(
        connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()
        for name in ("regions", "terminals", "responses")
    )


def file_state(engine: Engine) -> SchemaState | None:
    """Return how the schema of a backup file compares to this program's, or None if the file is no SQLite database."""
    try:
        return schema_state(engine)
    except DatabaseError as error:
        if "not a database" in str(error):
            return None
        raise


def find_damage(connection: Connection) -> str | None:
    """Return the fault that SQLite's integrity check finds in a backup file, or None if the file is intact."""
    found = str(connection.execute(text("PRAGMA integrity_check")).scalar())
    return None if found == "ok" else found


def copy_rows(source: Connection, target: Connection) -> int:
    """Insert the rows of all tables of a backup from one database into the empty tables of another, and return how many they are.

    Raises:
        InvalidBackup: rows of a tree refer to one another in a cycle.
    """
    return sum(_copy(table, source, target) for table in kept_tables())


def replace_rows(source: Connection, target: Connection) -> int:
    """Delete every row of the target database, insert the rows of a backup instead, and return how many rows were inserted.

    Raises:
        InvalidBackup: rows of a tree refer to one another in a cycle.
    """
    for table in reversed(metadata.sorted_tables):
        _empty(table, target)
    copied = copy_rows(source, target)
    if target.dialect.name == "postgresql":
        _reset_sequences(target)
    return copied


def leave_wal_mode(engine: Engine) -> None:
    """Turn a SQLite database into a single file, without a write-ahead log beside it."""
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")  # type: ignore[union-attr]


def _copy(table: Table, source: Connection, target: Connection) -> int:
    count = 0
    for rows in _rows(table, source):
        target.execute(insert(table), rows)
        count += len(rows)
    return count


def _rows(table: Table, source: Connection) -> Iterator[list[dict[str, Any]]]:
    parent = _own_parent(table)
    if parent is not None:
        rows = _parents_first(table, parent, [dict(row) for row in source.execute(select(table)).mappings()])
        if rows:
            yield rows
        return
    found = source.execution_options(yield_per=ROWS_PER_BATCH).execute(select(table)).mappings()
    for part in found.partitions(ROWS_PER_BATCH):
        yield [dict(row) for row in part]


def _own_parent(table: Table) -> str | None:
    """Return the column that refers to another row of the same table, or None if there is none."""
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
            raise InvalidBackup(f"{table.name}: rows point at each other in a ring")
        known |= {(row["region"], row["id"]) for row in ready}
        done += ready
        waiting = [row for row in waiting if (row["region"], row["id"]) not in known]
    return done


def _empty(table: Table, target: Connection) -> None:
    parent = _own_parent(table)
    if parent is not None:
        target.execute(table.update().values({parent: None}))
    target.execute(delete(table))


def _reset_sequences(target: Connection) -> None:
    """Set PostgreSQL's sequences so that the next generated numbers are above those of the inserted rows."""
    for table in kept_tables():
        column = table.c.get("number")
        if column is not None and column.primary_key and isinstance(column.type, Integer) and len(table.primary_key) == 1:
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "number"), highest, False)))
