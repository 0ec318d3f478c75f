"""The way to the database: one engine for SQLite and PostgreSQL, with what each needs so as to lose nothing.

A write on SQLite begins with `BEGIN IMMEDIATE`: two writers wait for each other instead of failing half-way, and a read
that turns into a write cannot find its snapshot stale.
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
"""How long a writer waits for another before it fails."""


def _as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_COMMON: dict[str, Any] = {
    "json_serializer": _as_json,
    "json_deserializer": msgspec.json.decode,
    "hide_parameters": True,  # an error's text goes to logs: addresses, comments and tokens stay out of it
    "max_overflow": -1,  # as many connections as there are threads: none of them waits for another's
}


class UnsafeDatabase(RuntimeError):
    """The database would not take a setting that keeps what was acknowledged."""


def connect(url: str) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql://…` (psycopg 3).

    Raises:
        ValueError: the address is none of the two, or a SQLite database without a file.
        UnsafeDatabase: at first use, where SQLite does not take WAL, FULL or foreign keys.
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
    connection.isolation_level = None  # transactions are begun in `_begin_sqlite`, not guessed by the driver
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
