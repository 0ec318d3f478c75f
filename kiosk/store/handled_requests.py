"""Which requests to try refused responses again have been carried out: once each, however often a lost reply makes one come."""

from __future__ import annotations

from kiosk.store.database import Connection

KEPT = 500


def done(db: Connection, request: str) -> bool:
    """Whether it has been carried out."""
    return db.execute("SELECT 1 FROM obeyed WHERE request = ?", (request,)).fetchone() is not None


def record(db: Connection, request: str) -> None:
    """It has been carried out: in the transaction of the last piece of it."""
    number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM obeyed").fetchone()[0]
    db.execute("INSERT OR IGNORE INTO obeyed (request, number) VALUES (?, ?)", (request, number))
    db.execute("DELETE FROM obeyed WHERE number <= ?", (number - KEPT,))
