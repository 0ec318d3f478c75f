"""Small facts that outlive a start: the last exchange, how the server stands to this terminal, when the last visits were.

What must outlive a damaged outbox is not among them: see `kiosk.store.staff_state`."""

from __future__ import annotations

from typing import Literal

import msgspec

from kiosk.store.database import Connection, transaction
from survey.misuse_detection import RecentVisits
from survey.wire import Answered

StateName = Literal["last_sync", "standing", "problem", "ballast", "last_visits", "answered"]


def read(db: Connection, name: StateName) -> str | None:
    """The fact; None where it was never told."""
    row = db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def write(db: Connection, name: StateName, value: str | None) -> None:
    """From now on it is so."""
    db.execute("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))


def read_recent_visits(db: Connection) -> RecentVisits:
    """What is left of the visits before: times and counts, no answer. A fresh one where other software wrote it."""
    written = read(db, "last_visits")
    try:
        return msgspec.json.decode(written, type=RecentVisits) if written else RecentVisits()
    except msgspec.DecodeError:
        return RecentVisits()


def write_recent_visits(db: Connection, recent_visits: RecentVisits) -> None:
    """From now on this is left of the visits before; it takes the place of what was."""
    write(db, "last_visits", msgspec.json.encode(recent_visits).decode())


def read_month_count(db: Connection) -> Answered | None:
    """How many had answered at this place in a month, as the server last said; None where it did not."""
    written = read(db, "answered")
    try:
        return msgspec.json.decode(written, type=Answered) if written else None
    except msgspec.DecodeError:
        return None


def write_month_count(db: Connection, month_count: Answered | None) -> None:
    """From now on this is what the server last said; None where it said nothing."""
    write(db, "answered", msgspec.json.encode(month_count).decode() if month_count else None)


def check_writable(db: Connection) -> None:
    """Find out whether the disk takes answers again, by writing about as much as a visit does.

    Raises:
        sqlite3.Error: it does not.
    """
    with transaction(db):
        write(db, "ballast", "x" * 65_536)
    with transaction(db):
        write(db, "ballast", None)
