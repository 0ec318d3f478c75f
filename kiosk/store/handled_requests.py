"""Records which `retry` requests of the server have been carried out.

Each is carried out once, even if the server repeats it because a reply was lost.
"""

from __future__ import annotations

from kiosk.store.database import Connection

MAX_KEPT = 500
"""Limits the requests that are remembered. The oldest are deleted first."""


def is_handled(db: Connection, request_id: str) -> bool:
    """Return whether a request has been carried out."""
    return db.execute("SELECT 1 FROM obeyed WHERE request = ?", (request_id,)).fetchone() is not None


def record(db: Connection, request_id: str) -> None:
    """Record that a request has been carried out. Call it in the transaction that moves the request's last responses."""
    number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM obeyed").fetchone()[0]
    db.execute("INSERT OR IGNORE INTO obeyed (request, number) VALUES (?, ?)", (request_id, number))
    db.execute("DELETE FROM obeyed WHERE number <= ?", (number - MAX_KEPT,))
