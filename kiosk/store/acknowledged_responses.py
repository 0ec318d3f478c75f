"""What the server has: kept for some days, so that one restored from last night's backup can ask again (design, decision 5)."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.store.database import Connection


def acknowledge(db: Connection, items: Iterable[tuple[int, str]], at_ms: int) -> int:
    """Move responses, named by (place, id), out of the outbox.

    Args:
        db: the writer's connection, inside a transaction.
        items: what the server said it has.
        at_ms: the server's time, milliseconds since 1970; the terminal's own may be years off.

    Returns:
        How many there were to move; a second acknowledgement of the same finds none.
    """
    moved = 0
    for place, name in items:
        db.execute(
            "INSERT INTO acknowledged SELECT place, id, stream, sequence, visited_at, bytes, ? FROM outbox WHERE place = ? AND id = ?",
            (at_ms, place, name),
        )
        moved += db.execute("DELETE FROM outbox WHERE place = ? AND id = ?", (place, name)).rowcount
    return moved


def call_back(db: Connection, stream: str, first: int, last: int, limit: int) -> int:
    """Put acknowledged responses of a range of sequences (both ends included) back into the outbox, at most `limit` of them.

    Returns:
        How many went back; 0 where nothing of the range is left here, so that asking twice does no harm.
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
    """Delete at most `limit` of those acknowledged before this server time (milliseconds since 1970); returns how many."""
    return db.execute(
        "DELETE FROM acknowledged WHERE place IN "
        "(SELECT place FROM acknowledged WHERE acknowledged_at < ? ORDER BY acknowledged_at LIMIT ?)",
        (before_ms, limit),
    ).rowcount
