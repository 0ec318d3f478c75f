"""Which requests to try refused responses again have been carried out: once each, however often a lost reply makes one come."""

from __future__ import annotations

from kiosk.store.database import Connection

MAX_KEPT = 500


def is_handled(db: Connection, request_id: str) -> bool:
    """Whether it has been carried out."""
    return db.execute("SELECT 1 FROM obeyed WHERE request = ?", (request_id,)).fetchone() is not None


def record(db: Connection, request_id: str) -> None:
    """It has been carried out: in the transaction of the last piece of it."""
    number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM obeyed").fetchone()[0]
    db.execute("INSERT OR IGNORE INTO obeyed (request, number) VALUES (?, ?)", (request_id, number))
    db.execute("DELETE FROM obeyed WHERE number <= ?", (number - MAX_KEPT,))
