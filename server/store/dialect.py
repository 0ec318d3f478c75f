"""The one place where the two databases are spoken to differently: an insert that meets a row which is there already;
and lists of ids in lengths that both take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserting(connection: Connection, table: Table) -> Any:
    """An insert with `on_conflict_do_nothing` and `on_conflict_do_update`, which both databases have under the same names."""
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)


def batched(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """The ids in pieces short enough for one `IN`."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
