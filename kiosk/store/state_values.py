"""Stores small values by name, such as the time of the last exchange, the server's verdict on the terminal, and the recent visits.

They survive a restart, but not a damaged outbox. Values that must survive that are in `kiosk.store.staff_state`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kiosk.store.database import Connection, transaction
from survey.misuse_detection import RecentVisits
from survey.wire import Answered

StateName = Literal["last_sync", "standing", "problem", "ballast", "last_visits", "answered"]


def read(db: Connection, name: StateName) -> str | None:
    """Return a value, or None if it was never written or is None."""
    row = db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def write(db: Connection, name: StateName, value: str | None) -> None:
    """Store a value in place of the one before. Call it inside a transaction."""
    db.execute("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))


def read_recent_visits(db: Connection) -> RecentVisits:
    """Return the record of recent visits, which has times and counts but no answers. It is empty if it is missing or cannot be decoded."""
    written = read(db, "last_visits")
    try:
        return msgspec.json.decode(written, type=RecentVisits) if written else RecentVisits()
    except msgspec.DecodeError:
        return RecentVisits()


def write_recent_visits(db: Connection, recent_visits: RecentVisits) -> None:
    """Store the record of recent visits in place of the one before."""
    write(db, "last_visits", msgspec.json.encode(recent_visits).decode())


def read_month_count(db: Connection) -> Answered | None:
    """Return how many people answered at the service point in a month, as the server last reported it. None means that it did not."""
    written = read(db, "answered")
    try:
        return msgspec.json.decode(written, type=Answered) if written else None
    except msgspec.DecodeError:
        return None


def write_month_count(db: Connection, month_count: Answered | None) -> None:
    """Store how many people answered in a month, as the server last reported it. None means that it reported nothing."""
    write(db, "answered", msgspec.json.encode(month_count).decode() if month_count else None)


def check_writable(db: Connection) -> None:
    """Check whether the disk can be written, by writing and deleting 64 KiB, about as much as a visit needs.

    Raises:
        sqlite3.Error: the disk cannot be written.
    """
    with transaction(db):
        write(db, "ballast", "x" * 65_536)
    with transaction(db):
        write(db, "ballast", None)
