"""The two kinds of transaction that the store knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

READS = "aula_reads"
"""Execution option of a transaction that only reads."""


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: on SQLite it waits for no writer and holds none up."""
    with engine.connect().execution_options(**{READS: True}) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write: all of it is stored at the end, or nothing."""
    with engine.begin() as connection:
        yield connection
