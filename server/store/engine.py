"""Creates the database engine for SQLite or PostgreSQL, with the settings that each needs to lose nothing.

On SQLite every transaction that is not marked as read-only begins with `BEGIN IMMEDIATE`. Two writers therefore wait for each other instead
of failing half-way, and a transaction that reads before it writes cannot find its snapshot outdated.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import OperationalError as DatabaseUnavailable

from server.store.read_transaction import READ_ONLY

__all__ = [
    "BUSY_SECONDS",
    "Connection",
    "DatabaseUnavailable",
    "Engine",
    "UnsafeDatabase",
    "connect",
]

BUSY_SECONDS = 30
"""Sets how many seconds a writer on SQLite waits for another writer before it fails."""


def _as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_COMMON: dict[str, Any] = {
    "json_serializer": _as_json,
    "json_deserializer": msgspec.json.decode,
    "hide_parameters": True,  # error texts go to logs, where no address, comment or token may appear
    "max_overflow": -1,  # no limit, so that no thread waits for the connection of another
}


class UnsafeDatabase(RuntimeError):
    """Raised when SQLite does not accept a setting without which acknowledged data could be lost."""


def connect(url: str) -> Engine:
    """Return an engine for `sqlite:///FILE` or `postgresql://…` (psycopg 3).

    Raises:
        ValueError: the address is neither of the two, or it names a SQLite database without a file.
        UnsafeDatabase: when the engine first connects, if SQLite does not accept WAL, synchronous FULL or foreign keys.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_pre_ping=True, **_COMMON)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, **_COMMON)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("not a database address: give sqlite:///FILE or postgresql://USER@HOST/NAME") from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        raise ValueError(f"{parsed.drivername} is no database Aula knows: give sqlite:///FILE or postgresql://USER@HOST/NAME")
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("a SQLite database needs a file: give sqlite:///FILE")
    return parsed


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # `_begin_sqlite` begins the transactions, not the driver
    for pragma, value, expected in (
        ("journal_mode", "WAL", "wal"),
        ("synchronous", "FULL", 2),
        ("foreign_keys", "ON", 1),
    ):
        connection.execute(f"PRAGMA {pragma}={value}")
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != expected:
            raise UnsafeDatabase(f"SQLite keeps {pragma} at {found} instead of {value}; put the database on a local disk")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
