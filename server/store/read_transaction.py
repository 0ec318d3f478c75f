"""Transactions that only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

READ_ONLY = "aula_reads"
"""Name of the execution option that marks a transaction which only reads."""


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads.

    On SQLite it neither waits for a writer nor delays one.
    """
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading_snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads, and sees one moment of the database from its first query to its last."""
    if engine.dialect.name == "sqlite":  # each of its transactions does
        with reading(engine) as connection:
            yield connection
        return
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
