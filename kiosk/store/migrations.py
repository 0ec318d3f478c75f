"""Creates and migrates the schema of the database in steps.

Each step and its record are one transaction, which sqlite-utils takes care of. `user_version` counts the steps that a file has had, so that
a start without a migration does not load sqlite-utils. A step that has been released is never changed. A later step changes what it made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.store.database import Connection, NewerSchema


def schema_version(db: Connection) -> int:
    """Return how many steps the file has had, which is 0 for a new file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(path: Path, db: Connection) -> None:
    """Bring a database file to the schema of this software.

    Args:
        path: the file.
        db: an open connection to the file.

    Raises:
        NewerSchema: the file has had steps that this software does not know.
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
    own = sqlite3.connect(path, timeout=10)  # sqlite-utils manages transactions itself and needs a connection that permits it
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
    """Create the first schema.

    A response keeps its `place` in the queue as it moves between the tables `outbox`, `quarantine` and `acknowledged`, so that a response
    that is called back returns to its former position. Triggers keep the counts of the three tables, since counting a million rows takes
    too long.
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
