"""Stores the notes that terminals report in their heartbeats, by code, with the time of the last report.

A terminal reports an event in a single heartbeat, so that the last heartbeat alone would not show it for long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from server.store.dialect import insert_on_conflict
from server.store.tables import terminal_notes


@dataclass(frozen=True)
class TerminalNote:
    """Describes a note of a terminal: its code, when a heartbeat last contained it, and how many heartbeats contained it."""

    code: str
    last_at: datetime
    times: int


def record(connection: Connection, terminal: str, codes: Iterable[str], now: datetime) -> None:
    """Store the notes of a heartbeat that was received at `now`."""
    rows = [{"terminal": terminal, "code": code, "last_at": now, "times": 1} for code in sorted(set(codes))]
    if rows:
        key = [terminal_notes.c.terminal, terminal_notes.c.code]
        statement = insert_on_conflict(connection, terminal_notes)
        newer = {"last_at": statement.excluded.last_at, "times": terminal_notes.c.times + 1}
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=newer), rows)


def for_terminal(connection: Connection, terminal: str) -> list[TerminalNote]:
    """Return all stored notes of a terminal, the newest first. Notes are kept as long as heartbeats."""
    query = (
        select(terminal_notes).where(terminal_notes.c.terminal == terminal).order_by(terminal_notes.c.last_at.desc(), terminal_notes.c.code)
    )
    return [TerminalNote(row.code, row.last_at, row.times) for row in connection.execute(query)]


def since(connection: Connection, moment: datetime, *, terminal: str | None = None) -> dict[str, dict[str, datetime]]:
    """Return the notes that were reported at or after a moment: by terminal, the time of the last report by code.

    With `terminal`, only the notes of that terminal are returned.
    """
    query = select(terminal_notes).where(terminal_notes.c.last_at >= moment)
    if terminal is not None:
        query = query.where(terminal_notes.c.terminal == terminal)
    found: dict[str, dict[str, datetime]] = {}
    for row in connection.execute(query):
        found.setdefault(row.terminal, {})[row.code] = row.last_at
    return found


def delete_before(connection: Connection, before: datetime) -> int:
    """Delete the notes that were last reported before a time, and return how many they were."""
    return connection.execute(delete(terminal_notes).where(terminal_notes.c.last_at < before)).rowcount
