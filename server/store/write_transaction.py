"""Opens transactions that may write. Only `server.operations` may import this module, which an import contract enforces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that may write. At its end all changes are stored, or none if an exception is raised."""
    with engine.begin() as connection:
        yield connection
