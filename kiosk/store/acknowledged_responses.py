"""Stores acknowledged responses for some days, so that a server restored from a backup can ask for them again (design, decision 5)."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.store.database import Connection


def acknowledge(db: Connection, items: Iterable[tuple[int, str]], at_ms: int) -> int:
    """Move responses from the outbox to the acknowledged responses.

    Args:
        db: the connection of the writer thread, inside a transaction.
        items: queue position and id of each response that the server has.
        at_ms: the server's time in milliseconds since 1970. The terminal's own clock may be years off.

    Returns:
        How many responses were moved. A response that is no longer in the outbox, such as one acknowledged before, is not counted.
    """
    moved = 0
    for place, name in items:
        db.execute(
            "INSERT INTO acknowledged SELECT place, id, stream, sequence, visited_at, bytes, ? FROM outbox WHERE place = ? AND id = ?",
            (at_ms, place, name),
        )
        moved += db.execute("DELETE FROM outbox WHERE place = ? AND id = ?", (place, name)).rowcount
    return moved


def return_to_outbox(db: Connection, stream: str, first: int, last: int, limit: int) -> int:
    """Move acknowledged responses back into the outbox, at most `limit` of them.

    Args:
        db: the connection of the writer thread, inside a transaction.
        stream: the stream of the responses.
        first: the first sequence number of the range.
        last: the last sequence number of the range, included in it.
        limit: how many responses to move at most, those with the lowest sequence numbers.

    Returns:
        How many responses were moved. It is 0 if none of the range is left here, so that a repeated request does no harm.
    """
    places = db.execute(
        "SELECT place FROM acknowledged WHERE stream = ? AND sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?",
        (stream, first, last, limit),
    ).fetchall()
    for (place,) in places:
        db.execute("INSERT INTO outbox SELECT place, id, stream, sequence, visited_at, bytes FROM acknowledged WHERE place = ?", (place,))
        db.execute("DELETE FROM acknowledged WHERE place = ?", (place,))
    return len(places)


def delete_older_than(db: Connection, before_ms: int, limit: int) -> int:
    """Delete the responses acknowledged before a time, the oldest first and at most `limit` of them, and return how many were deleted.

    Args:
        db: the connection of the writer thread, inside a transaction.
        before_ms: the server's time in milliseconds since 1970.
        limit: how many responses to delete at most.
    """
    return db.execute(
        "DELETE FROM acknowledged WHERE place IN "
        "(SELECT place FROM acknowledged WHERE acknowledged_at < ? ORDER BY acknowledged_at LIMIT ?)",
        (before_ms, limit),
    ).rowcount
