"""The schema, step by step. Each step and its record are one transaction (sqlite-utils sees to that).

`user_version` says how far a file is, so that a start with nothing to do never loads sqlite-utils. A step once
released is never changed: the next one changes what it made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.store.database import Connection, NewerSchema


def schema_version(db: Connection) -> int:
    """How many steps this file has had; 0 for a new one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(path: Path, db: Connection) -> None:
    """Bring the file at `path`, open as `db`, up to this software.

    Raises:
        NewerSchema: the file is ahead of this software.
    """
    found = schema_version(db)
    if found == len(STEPS):
        return
    if found > len(STEPS):
        raise NewerSchema(f"{path} was written by newer software (schema {found}, this one knows {len(STEPS)}): install that again")
    import sqlite3

    from sqlite_utils import Database, Migrations

    migrations = Migrations("aula-kiosk")
    for number, step in enumerate(STEPS, start=1):
        migrations(name=step.__name__)(_numbered(step, number))
    own = sqlite3.connect(path, timeout=10)  # sqlite-utils wants its own way of transactions
    try:
        own.execute("PRAGMA synchronous=FULL")
        migrations.apply(Database(own))
    finally:
        own.close()


def _numbered(step: Callable[[Any], None], number: int) -> Callable[[Any], None]:
    def apply(database: Any) -> None:
        step(database)
        database.execute(f"PRAGMA user_version={number}")

    return apply


def create(database: Any) -> None:
    """The first schema.

    A response keeps its `place` as it moves between outbox, quarantine and acknowledged, so one that is called back
    stands where it stood. Triggers keep the three counts, so nobody has to count a million rows.
    """
    for statement in _CREATE.split(";\n\n"):
        database.execute(statement)
    for table, column in (("outbox", "unsent"), ("quarantine", "refused"), ("acknowledged", "acknowledged")):
        for event, change in (("INSERT", "+ 1"), ("DELETE", "- 1")):
            trigger = f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table}"
            database.execute(f"{trigger} BEGIN UPDATE stream SET {column} = {column} {change}; END")  # noqa: S608 (names from above)


_CREATE = """
CREATE TABLE stream (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    began_at TEXT NOT NULL,
    terminal TEXT,
    next_sequence INTEGER NOT NULL DEFAULT 1,
    next_place INTEGER NOT NULL DEFAULT 1,
    touches INTEGER NOT NULL DEFAULT 0,
    visits_without_answer INTEGER NOT NULL DEFAULT 0,
    last_touch_at TEXT,
    unsent INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    acknowledged INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE journal (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    visit BLOB NOT NULL,
    evidence BLOB,
    texts TEXT,
    input TEXT NOT NULL
) STRICT;

CREATE TABLE outbox (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    stream TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    visited_at TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE quarantine (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    stream TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    visited_at TEXT NOT NULL,
    bytes BLOB NOT NULL,
    code TEXT NOT NULL
) STRICT;

CREATE INDEX quarantine_by_id ON quarantine (id);

CREATE TABLE acknowledged (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    stream TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    visited_at TEXT NOT NULL,
    bytes BLOB NOT NULL,
    acknowledged_at INTEGER NOT NULL
) STRICT;

CREATE INDEX acknowledged_by_sequence ON acknowledged (stream, sequence);

CREATE INDEX acknowledged_by_time ON acknowledged (acknowledged_at);

CREATE TABLE draw_counts (
    form TEXT NOT NULL,
    plan INTEGER NOT NULL,
    definition BLOB NOT NULL,
    counts BLOB NOT NULL,
    PRIMARY KEY (form, plan)
) STRICT, WITHOUT ROWID;

CREATE TABLE clock_evidence (
    number INTEGER PRIMARY KEY,
    boot TEXT NOT NULL,
    monotonic_ms INTEGER NOT NULL,
    server_time TEXT NOT NULL,
    uncertainty_ms INTEGER NOT NULL,
    offset_ms INTEGER NOT NULL,
    wall_minus_boot_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE obeyed (
    request TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    code TEXT PRIMARY KEY,
    times INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

CREATE TABLE rescue (
    file TEXT NOT NULL,
    source TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (file, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT
) STRICT, WITHOUT ROWID""".strip()

STEPS: tuple[Callable[[Any], None], ...] = (create,)
