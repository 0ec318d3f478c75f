"""The one place where the two databases are spoken to differently: an insert that meets a row which is there already, and
whether a column is among many values, as one parameter however many they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, String, Table, any_, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY


def insert_on_conflict(connection: Connection, table: Table) -> Any:
    """An insert with `on_conflict_do_nothing` and `on_conflict_do_update`, which both databases have under the same names."""
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)


def advisory_lock(connection: Connection, *names: str) -> None:
    """Let nobody else who says one of these names go on until the transaction ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        for name in sorted(names):
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def in_values(connection: Connection, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """Whether a text column is one of some values."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(String)))
    listed = func.json_each(msgspec.json.encode(values).decode()).table_valued("value")
    return column.in_(select(listed.c.value))


def batched(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """The ids in pieces short enough for one `IN`."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
