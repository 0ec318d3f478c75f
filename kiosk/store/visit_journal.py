"""The journal: the visit in progress, as it stood after the last tap, so that a power cut takes nothing that had been given."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.store.database import Connection
from survey import visit as visits
from survey.visit import DisplayPreferences, Visit
from survey.wire import Clock, Input


class FirstAnswerTime(Struct, frozen=True):
    """The clocks at the visit's first answer."""

    visited_at: str
    """RFC 3339."""
    clock: Clock


class JournalEntry(Struct, frozen=True):
    """A visit and what it cannot know of itself."""

    visit: Visit
    first_answer_time: FirstAnswerTime | None
    """None before the first answer."""
    texts: str | None
    """The text set that was on the screen."""
    input: Input


class UnreadableJournal(Exception):
    """The journal holds what this software cannot read."""


def write(db: Connection, entry: JournalEntry) -> None:
    """The visit now stands like this. How its screens were to look is left out: after a power cut nobody stands before them."""
    visit = replace(entry.visit, display_preferences=DisplayPreferences())
    evidence = msgspec.json.encode(entry.first_answer_time) if entry.first_answer_time else None
    db.execute(
        "INSERT OR REPLACE INTO journal (one, visit, evidence, texts, input) VALUES (1, ?, ?, ?, ?)",
        (visits.encode_visit(visit), evidence, entry.texts, entry.input),
    )


def read(db: Connection) -> JournalEntry | None:
    """The visit in progress; None where nobody was there.

    Raises:
        Unreadable: it was written by other software.
    """
    row = db.execute("SELECT visit, evidence, texts, input FROM journal").fetchone()
    if row is None:
        return None
    try:
        evidence = msgspec.json.decode(row[1], type=FirstAnswerTime) if row[1] is not None else None
        return JournalEntry(visits.decode_visit(row[0]), evidence, row[2], row[3])
    except msgspec.DecodeError:
        raise UnreadableJournal("the visit in progress was written by other software") from None


def clear(db: Connection) -> None:
    """Nobody is there any more."""
    db.execute("DELETE FROM journal")
