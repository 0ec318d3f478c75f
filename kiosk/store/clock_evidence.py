"""Stores clock evidence: pairs of the terminal's steady clock and the server's time at the same moment.

The first and the latest pair of each boot are kept. They show the drift between them, and the server corrects the visit times of the boot
with them (design, decision 9).
"""

from __future__ import annotations

from msgspec import Struct

from kiosk.store.database import Connection
from survey.wire import ClockPair

MAX_BOOTS = 30
"""Limits the boots whose pairs are kept, so that all their pairs fit into the 64 of a heartbeat."""


class ClockEvidence(Struct, frozen=True):
    """Describes how the terminal's clocks compared with the server's time in one exchange."""

    boot: str
    monotonic_ms: int
    server_time: str
    """Holds the server's time in RFC 3339, as the server sent it."""
    uncertainty_ms: int
    """Holds half of the round trip's duration."""
    offset_ms: int
    """Holds the terminal's wall clock minus the server's time."""
    wall_minus_boot_ms: int
    """Holds the wall clock (milliseconds since 1970) minus the steady clock at that moment. It changes when the wall clock is set."""


_COLUMNS = "boot, monotonic_ms, server_time, uncertainty_ms, offset_ms, wall_minus_boot_ms"


def add(db: Connection, evidence: ClockEvidence) -> None:
    """Store a new pair. Of the other pairs of its boot only the first is kept. Call it inside a transaction."""
    first = db.execute("SELECT min(number) FROM clock_evidence WHERE boot = ?", (evidence.boot,)).fetchone()[0]
    db.execute("DELETE FROM clock_evidence WHERE boot = ? AND number <> ?", (evidence.boot, first))
    db.execute(
        f"INSERT INTO clock_evidence ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 (a constant)
        (
            evidence.boot,
            evidence.monotonic_ms,
            evidence.server_time,
            evidence.uncertainty_ms,
            evidence.offset_ms,
            evidence.wall_minus_boot_ms,
        ),
    )
    db.execute(
        "DELETE FROM clock_evidence WHERE boot NOT IN (SELECT boot FROM clock_evidence GROUP BY boot ORDER BY max(number) DESC LIMIT ?)",
        (MAX_BOOTS,),
    )


def latest(db: Connection, boot: str) -> ClockEvidence | None:
    """Return the latest pair of a boot, or None if there is none."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM clock_evidence WHERE boot = ? ORDER BY number DESC LIMIT 1",  # noqa: S608 (a constant)
        (boot,),
    ).fetchone()
    return ClockEvidence(*row) if row else None


def pairs(db: Connection) -> tuple[ClockPair, ...]:
    """Return all stored pairs in the form of a heartbeat, the oldest first."""
    rows = db.execute("SELECT boot, monotonic_ms, server_time, uncertainty_ms FROM clock_evidence ORDER BY number")
    return tuple(ClockPair(*row) for row in rows)
