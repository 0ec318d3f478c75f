"""Locks a database while a server works on it, so that a restore does not replace the rows of a running server.

On SQLite this is a lock on a file beside the database, whose name ends in `.running`. On PostgreSQL it is an advisory lock of the
connection. Both are released when the process ends, in whatever way it ends.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

KEY = 4181142
"""Identifies the PostgreSQL advisory lock."""


class DatabaseInUse(RuntimeError):
    """Raised when another process holds a lock on the database that conflicts with the requested one."""


@contextmanager
def server_lock(engine: Engine) -> Iterator[None]:
    """Hold the lock of a server while it works on the database. Several servers may hold it at the same time.

    Raises:
        DatabaseInUse: the database is being replaced.
    """
    with _lock_database(engine, shared=True):
        yield


@contextmanager
def exclusive_lock(engine: Engine) -> Iterator[None]:
    """Hold the lock that lets no server work on the database.

    Raises:
        DatabaseInUse: a server works on the database, or another process is replacing it.
    """
    with _lock_database(engine, shared=False):
        yield


@contextmanager
def _lock_database(engine: Engine, *, shared: bool) -> Iterator[None]:
    if engine.dialect.name == "sqlite":
        with Path(f"{engine.url.database}.running").open("a") as file:
            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DatabaseInUse from None
            yield
        return
    kind = "_shared" if shared else ""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text(f"SELECT pg_try_advisory_lock{kind}(:key)"), {"key": KEY}).scalar():
            raise DatabaseInUse
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock{kind}(:key)"), {"key": KEY})
