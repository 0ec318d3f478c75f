"""The rows of a backup: which tables it holds, and copying them from one database to another.

What holds only for the moment stays out: sessions, failed tries, job locks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, delete, func, insert, select, text
from sqlalchemy.exc import DatabaseError

from server.store.schema import State, schema_state
from server.store.tables import enrolment_failures, job_locks, metadata, sessions, sign_in_failures

MOMENTARY = frozenset({enrolment_failures, job_locks, sessions, sign_in_failures})
"""Tables that no backup holds."""
ROWS = 500
"""How many rows are in memory at a time."""


class NoBackup(ValueError):
    """The file is no backup that this program can restore; the message says why."""


def kept_tables() -> list[Table]:
    """Return the tables of a backup, each after those it points to."""
    return [table for table in metadata.sorted_tables if table not in MOMENTARY]


def is_empty(connection: Connection) -> bool:
    """Return whether there is nothing yet that a restore would replace, except keys and the people who sign in."""
    return not any(
        connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()
        for name in ("regions", "terminals", "responses")
    )


def file_state(engine: Engine) -> State | None:
    """Return how the schema of a backup file compares to this program's; None where the file is no SQLite database."""
    try:
        return schema_state(engine)
    except DatabaseError as error:
        if "not a database" in str(error):
            return None
        raise


def find_damage(connection: Connection) -> str | None:
    """Return what SQLite's integrity check finds wrong with a backup file; None where it is whole."""
    found = str(connection.execute(text("PRAGMA integrity_check")).scalar())
    return None if found == "ok" else found


def copy_rows(source: Connection, target: Connection) -> int:
    """Insert the rows of all kept tables of one database into the empty tables of another; returns their number.

    Raises:
        NoBackup: rows of a tree point at each other in a ring.
    """
    return sum(_copy(table, source, target) for table in kept_tables())


def replace_rows(source: Connection, target: Connection) -> int:
    """Delete every row of a database and insert those of a backup instead; returns the number of rows inserted.

    Raises:
        NoBackup: rows of a tree point at each other in a ring.
    """
    for table in reversed(metadata.sorted_tables):
        _empty(table, target)
    copied = copy_rows(source, target)
    if target.dialect.name == "postgresql":
        _catch_up_numbers(target)
    return copied


def leave_wal_mode(engine: Engine) -> None:
    """Turn a SQLite database into one file without a write-ahead log beside it."""
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
    found = source.execution_options(yield_per=ROWS).execute(select(table)).mappings()
    for part in found.partitions(ROWS):
        yield [dict(row) for row in part]


def _own_parent(table: Table) -> str | None:
    """Return the column that points to another row of the same table; None where there is none."""
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


def _empty(table: Table, target: Connection) -> None:
    parent = _own_parent(table)
    if parent is not None:
        target.execute(table.update().values({parent: None}))
    target.execute(delete(table))


def _catch_up_numbers(target: Connection) -> None:
    """Let the numbers that PostgreSQL gives next be above those that came with the rows."""
    for table in kept_tables():
        column = table.c.get("number")
        if column is not None and column.primary_key and isinstance(column.type, Integer) and len(table.primary_key) == 1:
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "number"), highest, False)))
