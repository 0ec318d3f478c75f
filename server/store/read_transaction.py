"""The transaction that only reads."""

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
