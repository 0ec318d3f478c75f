"""Notes: what went wrong on the device since the last heartbeat, by code, kept until the server has heard of it."""

from __future__ import annotations

from kiosk.store.database import Connection

MAX_REPORTED = 15
"""How many a heartbeat carries: one fewer than the wire's limit, so that there is room for `out_of_use`."""


def add(db: Connection, code: str) -> None:
    """Note it; once more where it stands already."""
    db.execute("INSERT INTO note (code) VALUES (?) ON CONFLICT (code) DO UPDATE SET times = times + 1", (code,))


def read(db: Connection) -> tuple[tuple[str, int], ...]:
    """(code, times) of what is to be told."""
    return tuple(db.execute("SELECT code, times FROM note ORDER BY code LIMIT ?", (MAX_REPORTED,)).fetchall())


def acknowledge(db: Connection, notes: tuple[tuple[str, int], ...]) -> None:
    """The server has heard these; what was noted again meanwhile stays."""
    db.executemany("DELETE FROM note WHERE code = ? AND times = ?", notes)
