"""Opens transactions that only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

READ_ONLY = "aula_reads"
"""Names the execution option that marks a transaction as read-only."""


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads.

    On SQLite it neither waits for a writer nor delays one.
    """
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading_snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads, and in which all queries see the database as it was at the first query."""
    if engine.dialect.name == "sqlite":  # every transaction of SQLite reads from one snapshot
        with reading(engine) as connection:
            yield connection
        return
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
