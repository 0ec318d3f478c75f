"""Contains the parts of queries that differ between SQLite and PostgreSQL.

These are inserts that may meet an existing row, advisory locks, and comparing a column with many values that are passed as one parameter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, String, Table, any_, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY


def insert_on_conflict(connection: Connection, table: Table) -> Any:
    """Return an insert that has `on_conflict_do_nothing` and `on_conflict_do_update`.

    Both databases offer the two methods under the same names.
    """
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)


def acquire_advisory_lock(connection: Connection, *names: str) -> None:
    """Lock some names until the transaction ends. Another transaction that locks one of them waits until then.

    The names are locked in sorted order, so that two transactions never wait for each other. On SQLite nothing is done, because it has only
    one writer at a time.
    """
    if connection.dialect.name == "postgresql":
        for name in sorted(names):
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def in_values(connection: Connection, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """Return a condition that a text column equals one of some values. The values are one parameter, however many they are."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(String)))
    listed = func.json_each(msgspec.json.encode(values).decode()).table_valued("value")
    return column.in_(select(listed.c.value))


def batched(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Yield the ids in slices of at most `size`, each short enough for one `IN`."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
