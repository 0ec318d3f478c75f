"""What terminals noted of themselves, by code, with when it was last told: an event is told in one heartbeat alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from server.store.dialect import insert_on_conflict
from server.store.tables import terminal_notes


@dataclass(frozen=True)
class TerminalNote:
    code: str
    last_at: datetime
    times: int


def keep(connection: Connection, terminal: str, codes: Iterable[str], now: datetime) -> None:
    """Remember what a heartbeat noted."""
    rows = [{"terminal": terminal, "code": code, "last_at": now, "times": 1} for code in sorted(set(codes))]
    if rows:
        key = [terminal_notes.c.terminal, terminal_notes.c.code]
        statement = insert_on_conflict(connection, terminal_notes)
        newer = {"last_at": statement.excluded.last_at, "times": terminal_notes.c.times + 1}
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=newer), rows)


def for_terminal(connection: Connection, terminal: str) -> list[TerminalNote]:
    """All that one terminal noted, as long as heartbeats are kept, the newest first."""
    query = (
        select(terminal_notes).where(terminal_notes.c.terminal == terminal).order_by(terminal_notes.c.last_at.desc(), terminal_notes.c.code)
    )
    return [TerminalNote(row.code, row.last_at, row.times) for row in connection.execute(query)]


def since(connection: Connection, moment: datetime, *, terminal: str | None = None) -> dict[str, dict[str, datetime]]:
    """By terminal, what was noted since a moment: when last, by code."""
    query = select(terminal_notes).where(terminal_notes.c.last_at >= moment)
    if terminal is not None:
        query = query.where(terminal_notes.c.terminal == terminal)
    found: dict[str, dict[str, datetime]] = {}
    for row in connection.execute(query):
        found.setdefault(row.terminal, {})[row.code] = row.last_at
    return found


def forget(connection: Connection, before: datetime) -> int:
    """Delete what was last noted before a time; returns the number of notes."""
    return connection.execute(delete(terminal_notes).where(terminal_notes.c.last_at < before)).rowcount
