"""Stores the outbox: the responses that are not yet acknowledged, as the bytes into which they were frozen.

Only an acknowledgement that names a response's id moves it out of the outbox (design, decision 4).
"""

from __future__ import annotations

from msgspec import Struct

from kiosk.store import stream
from kiosk.store.database import Connection


class WaitingResponse(Struct, frozen=True):
    """Describes one response in the outbox."""

    queue_position: int
    """Holds the response's place in the queue, which never changes."""
    response_id: str
    raw: bytes
    """Holds the frozen bytes of the response."""


def add(db: Connection, queue_position: int, *, response_id: str, stream: str, sequence: int, visited_at: str, raw: bytes) -> None:
    """Add a finished response at a queue position that `stream.allocate_sequence` has returned. Call it inside the same transaction."""
    db.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)", (queue_position, response_id, stream, sequence, visited_at, raw))


def next_batch(db: Connection, *, after: int, until: int, max_responses: int, max_bytes: int) -> list[WaitingResponse]:
    """Return the next responses in the order of the queue.

    Args:
        db: a connection.
        after: the queue position behind which to begin.
        until: the last queue position, included.
        max_responses: how many responses to return at most.
        max_bytes: how many bytes they may have together, with a separator for each. One larger response is returned alone.
    """
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
    """Return the queue position of the newest response in the outbox, or 0 if the outbox is empty."""
    return int(db.execute("SELECT coalesce(max(place), 0) FROM outbox").fetchone()[0])


def count_unsent(db: Connection) -> int:
    """Return the number of responses in the outbox, without counting the rows."""
    return stream.read(db).unsent


def oldest_visited_at(db: Connection) -> str | None:
    """Return the wall time (RFC 3339) of the visit whose response has waited longest, or None if the outbox is empty."""
    row = db.execute("SELECT visited_at FROM outbox ORDER BY place LIMIT 1").fetchone()
    return row[0] if row else None
