"""Stores the stream, which is the life of one outbox file. Its sequence has no holes, so that the server can see what is missing.

One row holds all running totals. Triggers update the three counts of responses (`kiosk.store.migrations`).
"""

from __future__ import annotations

import uuid

from msgspec import Struct

from kiosk.store.database import Connection


class Stream(Struct, frozen=True):
    """Describes the current state of the stream. Times are in RFC 3339 by the terminal's wall clock."""

    id: str
    began_at: str
    terminal_id: str | None
    """Names the terminal to which the responses belong. None means that it is not known yet, because the
    terminal is not enrolled or has sent no heartbeat with a new file."""
    next_sequence: int
    touches: int
    visits_without_answer: int
    last_touch_at: str | None
    unsent: int
    """Counts the responses in the outbox."""
    refused: int
    """Counts the responses in the quarantine."""
    acknowledged: int
    """Counts the acknowledged responses that are still kept here."""


_COLUMNS = "id, began_at, terminal, next_sequence, touches, visits_without_answer, last_touch_at, unsent, refused, acknowledged"


def begin(db: Connection, began_at: str) -> None:
    """Create the stream of a new file. If the file has a stream, nothing changes."""
    db.execute("INSERT OR IGNORE INTO stream (one, id, began_at) VALUES (1, ?, ?)", (str(uuid.uuid4()), began_at))


def read(db: Connection) -> Stream:
    """Return the stream of this file."""
    return Stream(*db.execute(f"SELECT {_COLUMNS} FROM stream").fetchone())  # noqa: S608 (a constant)


def set_terminal(db: Connection, terminal_id: str) -> None:
    """Set the terminal to which the responses of this file belong."""
    db.execute("UPDATE stream SET terminal = ?", (terminal_id,))


def allocate_sequence(db: Connection) -> tuple[str, int, int]:
    """Reserve the sequence number of the next response, and return its stream, sequence number and queue position.

    Call it inside the transaction that adds the response, because a sequence number without a response would be a hole.
    """
    row = db.execute("SELECT id, next_sequence, next_place FROM stream").fetchone()
    db.execute("UPDATE stream SET next_sequence = next_sequence + 1, next_place = next_place + 1")
    return row[0], row[1], row[2]


def add_touches(db: Connection, touches: int, last_touch_at: str) -> None:
    """Add touches to the running total. `last_touch_at` is the wall time of the last touch in RFC 3339."""
    db.execute("UPDATE stream SET touches = touches + ?, last_touch_at = ?", (touches, last_touch_at))


def count_visit_without_answer(db: Connection) -> None:
    """Count one more visit that ended without an answer."""
    db.execute("UPDATE stream SET visits_without_answer = visits_without_answer + 1")


def restart_for_terminal(db: Connection, terminal_id: str, began_at: str) -> None:
    """Begin a new stream for another terminal, and delete the former terminal's responses, handled requests and recent visits.

    Call it inside a transaction, and only if the outbox and the quarantine are empty.

    Args:
        db: the connection of the writer thread.
        terminal_id: the id of the new terminal.
        began_at: the wall time in RFC 3339.
    """
    db.execute("DELETE FROM acknowledged")
    db.execute("DELETE FROM obeyed")
    db.execute("DELETE FROM fact WHERE name = 'last_visits'")
    db.execute(
        "UPDATE stream SET id = ?, began_at = ?, terminal = ?, next_sequence = 1, touches = 0, "
        "visits_without_answer = 0, last_touch_at = NULL",
        (str(uuid.uuid4()), began_at, terminal_id),
    )
