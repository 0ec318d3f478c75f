"""Whether a server is working on this database just now: what a restore must know before it takes the rows away.

On SQLite a lock on a file beside the database, on PostgreSQL a lock that the database keeps with the connection:
both end with the process, however it ends.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

KEY = 4181142


class ServerRuns(RuntimeError):
    """A server works on this database."""


@contextmanager
def server_lock(engine: Engine) -> Iterator[None]:
    """For as long as a server works on the database. Many may at once.

    Raises:
        ServerRuns: the database is being replaced.
    """
    with _held(engine, shared=True):
        yield


@contextmanager
def exclusive_lock(engine: Engine) -> Iterator[None]:
    """For as long as nobody else may work on the database.

    Raises:
        ServerRuns: a server does.
    """
    with _held(engine, shared=False):
        yield


@contextmanager
def _held(engine: Engine, *, shared: bool) -> Iterator[None]:
    if engine.dialect.name == "sqlite":
        with Path(f"{engine.url.database}.running").open("a") as file:
            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ServerRuns from None
            yield
        return
    kind = "_shared" if shared else ""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text(f"SELECT pg_try_advisory_lock{kind}(:key)"), {"key": KEY}).scalar():
            raise ServerRuns
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock{kind}(:key)"), {"key": KEY})
