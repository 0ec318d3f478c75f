"""Stores the quarantine: the responses that the server refused.

They do not block the queue, are reported in the heartbeat, and can be called back to be sent again (design, decision 7).
"""

from __future__ import annotations

from kiosk.store.database import Connection
from survey.wire import Refused, RefusedItem

MAX_REPORTED = 100
"""Limits the refused responses that a heartbeat names (the wire's limit)."""


def add_refused(db: Connection, queue_position: int, response_id: str, code: str) -> int:
    """Move a response from the outbox into the quarantine, and return how many were moved: 1, or 0 if it is no longer in the outbox.

    Args:
        db: the connection of the writer thread, inside a transaction.
        queue_position: the response's queue position.
        response_id: the response's id.
        code: the problem code with which the server refused it.
    """
    db.execute(
        "INSERT INTO quarantine SELECT place, id, stream, sequence, visited_at, bytes, ? FROM outbox WHERE place = ? AND id = ?",
        (code, queue_position, response_id),
    )
    return db.execute("DELETE FROM outbox WHERE place = ? AND id = ?", (queue_position, response_id)).rowcount


def return_to_outbox(db: Connection, ids: tuple[str, ...] | None, limit: int) -> int:
    """Move refused responses back into the outbox, at most `limit` of them, and return how many were moved.

    Args:
        db: the connection of the writer thread, inside a transaction.
        ids: the ids of the responses, or None for the whole quarantine.
        limit: how many responses to move at most.
    """
    if ids is None:
        places = [row[0] for row in db.execute("SELECT place FROM quarantine ORDER BY place LIMIT ?", (limit,))]
    else:
        places = [row[0] for name in ids for row in db.execute("SELECT place FROM quarantine WHERE id = ?", (name,))][:limit]
    for place in places:
        db.execute("INSERT INTO outbox SELECT place, id, stream, sequence, visited_at, bytes FROM quarantine WHERE place = ?", (place,))
        db.execute("DELETE FROM quarantine WHERE place = ?", (place,))
    return len(places)


def build_report(db: Connection) -> Refused:
    """Return the heartbeat's report on the quarantine: the number of responses, and id and code of the newest `MAX_REPORTED`."""
    count = db.execute("SELECT refused FROM stream").fetchone()[0]
    rows = db.execute("SELECT id, code FROM quarantine ORDER BY place DESC LIMIT ?", (MAX_REPORTED,))
    return Refused(count, tuple(RefusedItem(*row) for row in rows))
