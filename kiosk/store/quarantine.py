"""The quarantine: responses that the server refused. They block nothing, are reported, and can be called back for another try."""

from __future__ import annotations

from kiosk.store.database import Connection
from survey.wire import Refused, RefusedItem

MAX_REPORTED = 100
"""How many a heartbeat names (the wire's limit)."""


def add_refused(db: Connection, queue_position: int, response_id: str, code: str) -> int:
    """Move a response out of the outbox with the code of its refusal; returns 1, or 0 where it no longer waits."""
    db.execute(
        "INSERT INTO quarantine SELECT place, id, stream, sequence, visited_at, bytes, ? FROM outbox WHERE place = ? AND id = ?",
        (code, queue_position, response_id),
    )
    return db.execute("DELETE FROM outbox WHERE place = ? AND id = ?", (queue_position, response_id)).rowcount


def retry(db: Connection, ids: tuple[str, ...] | None, limit: int) -> int:
    """Put refused responses back into the outbox: those named, or all where `ids` is None; at most `limit`. Returns how many."""
    if ids is None:
        places = [row[0] for row in db.execute("SELECT place FROM quarantine ORDER BY place LIMIT ?", (limit,))]
    else:
        places = [row[0] for name in ids for row in db.execute("SELECT place FROM quarantine WHERE id = ?", (name,))][:limit]
    for place in places:
        db.execute("INSERT INTO outbox SELECT place, id, stream, sequence, visited_at, bytes FROM quarantine WHERE place = ?", (place,))
        db.execute("DELETE FROM quarantine WHERE place = ?", (place,))
    return len(places)


def report(db: Connection) -> Refused:
    """What a heartbeat says of the quarantine: the count, and the newest of them by name."""
    count = db.execute("SELECT refused FROM stream").fetchone()[0]
    rows = db.execute("SELECT id, code FROM quarantine ORDER BY place DESC LIMIT ?", (MAX_REPORTED,))
    return Refused(count, tuple(RefusedItem(*row) for row in rows))
