"""The transaction that may write. Only `server.operations` may import this module; an import contract enforces it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that may write: everything in it is stored at its end, or nothing."""
    with engine.begin() as connection:
        yield connection
