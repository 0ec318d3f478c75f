"""Clock evidence: pairs of what our steady clock showed and what the server said at that moment.

For each boot the first and the latest are kept: between them the drift is known, and visit times of the boot can be told.
"""

from __future__ import annotations

from msgspec import Struct

from kiosk.store.database import Connection
from survey.wire import ClockPair

MAX_BOOTS = 30
"""Boots remembered, so that a heartbeat's 64 pairs hold all of them."""


class ClockEvidence(Struct, frozen=True):
    """One exchange with the server."""

    boot: str
    monotonic_ms: int
    server_time: str
    """RFC 3339, as the server said it."""
    uncertainty_ms: int
    """Half of the way there and back."""
    offset_ms: int
    """The terminal's wall clock minus the server's."""
    wall_minus_boot_ms: int
    """Wall clock (since 1970) minus steady clock at that moment: it changes when somebody sets the wall clock."""


_COLUMNS = "boot, monotonic_ms, server_time, uncertainty_ms, offset_ms, wall_minus_boot_ms"


def add(db: Connection, evidence: ClockEvidence) -> None:
    """Keep a new pair; of its boot's others only the first stays."""
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
    """The newest exchange of this boot; None where there was none."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM clock_evidence WHERE boot = ? ORDER BY number DESC LIMIT 1",  # noqa: S608 (a constant)
        (boot,),
    ).fetchone()
    return ClockEvidence(*row) if row else None


def pairs(db: Connection) -> tuple[ClockPair, ...]:
    """All that is remembered, oldest first, as a heartbeat carries it."""
    rows = db.execute("SELECT boot, monotonic_ms, server_time, uncertainty_ms FROM clock_evidence ORDER BY number")
    return tuple(ClockPair(*row) for row in rows)
