"""Stores notes about events on the device, by code, until the server has received them with a heartbeat."""

from __future__ import annotations

from kiosk.store.database import Connection

MAX_REPORTED = 15
"""Limits the notes of a heartbeat to one fewer than the wire's limit, so that there is room for `out_of_use`."""


def add(db: Connection, code: str) -> None:
    """Add a note, or increase its count by one if it exists."""
    db.execute("INSERT INTO note (code) VALUES (?) ON CONFLICT (code) DO UPDATE SET times = times + 1", (code,))


def read(db: Connection) -> tuple[tuple[str, int], ...]:
    """Return code and count of the notes for a heartbeat, at most `MAX_REPORTED`, sorted by code."""
    return tuple(db.execute("SELECT code, times FROM note ORDER BY code LIMIT ?", (MAX_REPORTED,)).fetchall())


def acknowledge(db: Connection, notes: tuple[tuple[str, int], ...]) -> None:
    """Delete notes that the server has received. A note whose count has changed since `read` stays."""
    db.executemany("DELETE FROM note WHERE code = ? AND times = ?", notes)
