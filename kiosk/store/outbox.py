"""The outbox: responses not yet acknowledged, as the bytes they were frozen into.

Only an acknowledgement that names the id moves a response on (design, decision 4).
"""

from __future__ import annotations

from msgspec import Struct

from kiosk.store import stream
from kiosk.store.database import Connection


class WaitingResponse(Struct, frozen=True):
    """One response that waits. `place` is where it stands in the queue, for ever the same."""

    queue_position: int
    response_id: str
    raw: bytes


def add(db: Connection, queue_position: int, *, response_id: str, stream: str, sequence: int, visited_at: str, raw: bytes) -> None:
    """Put a finished response at the end of the queue."""
    db.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)", (queue_position, response_id, stream, sequence, visited_at, raw))


def next_batch(db: Connection, *, after: int, until: int, max_responses: int, max_bytes: int) -> list[WaitingResponse]:
    """The next responses behind the place `after`, up to and with `until`: at most `responses` and `size` bytes."""
    found: list[WaitingResponse] = []
    rows = db.execute(
        "SELECT place, id, bytes FROM outbox WHERE place > ? AND place <= ? ORDER BY place LIMIT ?", (after, until, max_responses)
    )
    for row in rows:
        max_bytes -= len(row[2]) + 1
        if found and max_bytes < 0:
            break
        found.append(WaitingResponse(*row))
    return found


def last_queue_position(db: Connection) -> int:
    """Place of the newest response that waits; 0 where none does."""
    return int(db.execute("SELECT coalesce(max(place), 0) FROM outbox").fetchone()[0])


def count_unsent(db: Connection) -> int:
    """How many wait; does not grow with them."""
    return stream.read(db).unsent


def oldest_visited_at(db: Connection) -> str | None:
    """Wall time of the visit that has waited longest, RFC 3339; None where nothing waits."""
    row = db.execute("SELECT visited_at FROM outbox ORDER BY place LIMIT 1").fetchone()
    return row[0] if row else None
