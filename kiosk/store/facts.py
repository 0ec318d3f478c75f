"""Small facts that outlive a start: when the last exchange was, and how the server stands to this terminal."""

from __future__ import annotations

from typing import Literal

from kiosk.store.database import Connection, transaction

Name = Literal["last_sync", "standing", "problem", "ballast"]


def read(db: Connection, name: Name) -> str | None:
    """The fact; None where it was never told."""
    row = db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def write(db: Connection, name: Name, value: str | None) -> None:
    """From now on it is so."""
    db.execute("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))


def try_writing(db: Connection) -> None:
    """Find out whether the disk takes answers again, by writing about as much as a visit does.

    Raises:
        sqlite3.Error: it does not.
    """
    with transaction(db):
        write(db, "ballast", "x" * 65_536)
    with transaction(db):
        write(db, "ballast", None)
