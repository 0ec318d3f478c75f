"""Stores heartbeats: the last one of each terminal, and a history whose length is limited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete

from server.store.dialect import insert_on_conflict
from server.store.tables import heartbeat_history, last_heartbeats
from survey.wire import Heartbeat


def add(connection: Connection, terminal: str, heartbeat: Heartbeat, received_at: datetime) -> None:
    """Store a heartbeat as the last one of its terminal, and add it to the history unless the history has one of the same moment."""
    row = _row(terminal, heartbeat, received_at)
    last = insert_on_conflict(connection, last_heartbeats).values(row)
    connection.execute(last.on_conflict_do_update(index_elements=[last_heartbeats.c.terminal], set_=row))
    connection.execute(insert_on_conflict(connection, heartbeat_history).values(row).on_conflict_do_nothing())


def forget(connection: Connection, before: datetime, *, terminal: str | None = None) -> int:
    """Delete from the history what was received before a time, and return how many rows were deleted.

    With `terminal`, only the history of this terminal is affected.
    """
    query = delete(heartbeat_history).where(heartbeat_history.c.received_at < before)
    return connection.execute(query if terminal is None else query.where(heartbeat_history.c.terminal == terminal)).rowcount


def _row(terminal: str, heartbeat: Heartbeat, received_at: datetime) -> dict[str, Any]:
    return {
        "terminal": terminal,
        "received_at": received_at,
        "sent_at": heartbeat.sent_at,
        "boot": heartbeat.clock.boot,
        "monotonic_ms": heartbeat.clock.monotonic_ms,
        "clock_trusted": heartbeat.clock.trusted,
        "stream": heartbeat.stream,
        "next_sequence": heartbeat.next_sequence,
        "unsent": heartbeat.unsent,
        "oldest_unsent_at": heartbeat.oldest_unsent_at,
        "refused": heartbeat.refused.count,
        "refused_items": [{"id": item.id, "code": item.code} for item in heartbeat.refused.items],
        "acknowledged_kept": heartbeat.acknowledged_kept,
        "configuration": heartbeat.configuration,
        "software": heartbeat.software,
        "disk_free_mb": heartbeat.disk_free_mb,
        "temperature_c": heartbeat.temperature_c,
        "undervoltage": heartbeat.undervoltage,
        "touches": heartbeat.touches,
        "visits_without_answer": heartbeat.visits_without_answer,
        "last_touch_at": heartbeat.last_touch_at,
        "notes": list(heartbeat.notes),
    }
