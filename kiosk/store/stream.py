"""The stream: the life of one outbox file. Its sequence has no holes, so that the server can see what is missing.

One row holds all running totals; triggers keep the three counts of responses (`kiosk.store.migrations`).
"""

from __future__ import annotations

import uuid

from msgspec import Struct

from kiosk.store.database import Connection


class Stream(Struct, frozen=True):
    """The stream as it stands; times are RFC 3339 by the terminal's own clock."""

    id: str
    began_at: str
    terminal_id: str | None
    """Whose responses these are; None before the first enrolment."""
    next_sequence: int
    touches: int
    visits_without_answer: int
    last_touch_at: str | None
    unsent: int
    refused: int
    acknowledged: int


_COLUMNS = "id, began_at, terminal, next_sequence, touches, visits_without_answer, last_touch_at, unsent, refused, acknowledged"


def begin(db: Connection, began_at: str) -> None:
    """Begin the stream of a new file; does nothing where one runs."""
    db.execute("INSERT OR IGNORE INTO stream (one, id, began_at) VALUES (1, ?, ?)", (str(uuid.uuid4()), began_at))


def read(db: Connection) -> Stream:
    """The stream of this file."""
    return Stream(*db.execute(f"SELECT {_COLUMNS} FROM stream").fetchone())  # noqa: S608 (a constant)


def set_terminal(db: Connection, terminal_id: str) -> None:
    """From now on the responses here are this terminal's."""
    db.execute("UPDATE stream SET terminal = ?", (terminal_id,))


def allocate_sequence(db: Connection) -> tuple[str, int, int]:
    """Stream, sequence and place of the next response. Inside the transaction that adds it, or a hole is made."""
    row = db.execute("SELECT id, next_sequence, next_place FROM stream").fetchone()
    db.execute("UPDATE stream SET next_sequence = next_sequence + 1, next_place = next_place + 1")
    return row[0], row[1], row[2]


def add_touches(db: Connection, touches: int, last_touch_at: str) -> None:
    """Add touches to the running total; `at` is the wall time of the last."""
    db.execute("UPDATE stream SET touches = touches + ?, last_touch_at = ?", (touches, last_touch_at))


def count_visit_without_answer(db: Connection) -> None:
    """One more visit ended with nothing to keep."""
    db.execute("UPDATE stream SET visits_without_answer = visits_without_answer + 1")


def restart_for_terminal(db: Connection, terminal_id: str, began_at: str) -> None:
    """Another terminal takes over an empty outbox: a stream of its own, nothing kept that was the other's. Inside a transaction."""
    db.execute("DELETE FROM acknowledged")
    db.execute("DELETE FROM obeyed")
    db.execute("DELETE FROM fact WHERE name = 'last_visits'")
    db.execute(
        "UPDATE stream SET id = ?, began_at = ?, terminal = ?, next_sequence = 1, touches = 0, "
        "visits_without_answer = 0, last_touch_at = NULL",
        (str(uuid.uuid4()), began_at, terminal_id),
    )
