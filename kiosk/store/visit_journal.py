"""Stores the journal: the visit in progress after its last tap, so that no answer is lost in a power cut."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.store.database import Connection
from survey import visit as visits
from survey.visit import DisplayPreferences, Visit
from survey.wire import Clock, Input


class FirstAnswerTime(Struct, frozen=True):
    """Holds what the clocks showed at the visit's first answer."""

    visited_at: str
    """Holds the wall time in RFC 3339."""
    clock: Clock


class JournalEntry(Struct, frozen=True):
    """Holds a visit and what belongs to its response but is not part of its state."""

    visit: Visit
    first_answer_time: FirstAnswerTime | None
    """Is None before the first answer."""
    texts: str | None
    """Holds the id of the text set on the screen. None means that there was none."""
    input: Input


class UnreadableJournal(Exception):
    """Raised when this software cannot read what the journal contains."""


def write(db: Connection, entry: JournalEntry) -> None:
    """Store the visit in progress in place of what the journal contains. Call it inside a transaction.

    The display preferences are left out, because the person is no longer there after a power cut.
    """
    visit = replace(entry.visit, display_preferences=DisplayPreferences())
    evidence = msgspec.json.encode(entry.first_answer_time) if entry.first_answer_time else None
    db.execute(
        "INSERT OR REPLACE INTO journal (one, visit, evidence, texts, input) VALUES (1, ?, ?, ?, ?)",
        (visits.encode_visit(visit), evidence, entry.texts, entry.input),
    )


def read(db: Connection) -> JournalEntry | None:
    """Return the visit in progress, or None if there was none.

    Raises:
        UnreadableJournal: another version of the software wrote it.
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
    """Empty the journal, because the visit is over."""
    db.execute("DELETE FROM journal")
