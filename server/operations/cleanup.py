"""Forgetting what has had its time. Responses are not touched here: how long they are kept is a decision of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from server.store.people import person_links, sessions, sign_in_failures
from server.store.tables import clock_pairs, enrolment_codes, enrolment_failures, heartbeat_history, terminal_notes, terminal_requests

SHORT = timedelta(days=1)
LONG = timedelta(days=30)


def forget(connection: Connection, *, now: datetime, heartbeats_before: datetime) -> str:
    """Delete failed tries after a day, ended links, codes and sessions and answered requests after a month, heartbeats and what they
    told of clocks and noted by their own limit; says how many. What a terminal has no more is remembered: it is not asked for again.
    """
    gone = {
        "failures": sign_in_failures.forget(connection, now - SHORT)
        + connection.execute(delete(enrolment_failures).where(enrolment_failures.c.failed_at < now - SHORT)).rowcount,
        "links": person_links.forget(connection, now - LONG),
        "sessions": sessions.forget(connection, now - LONG),
        "codes": connection.execute(delete(enrolment_codes).where(enrolment_codes.c.expires_at < now - LONG)).rowcount,
        "requests": connection.execute(
            delete(terminal_requests).where(terminal_requests.c.result == "done", terminal_requests.c.done_at < now - LONG)
        ).rowcount,
        "clock pairs": connection.execute(delete(clock_pairs).where(clock_pairs.c.server_time < heartbeats_before)).rowcount,
        "notes": connection.execute(delete(terminal_notes).where(terminal_notes.c.last_at < heartbeats_before)).rowcount,
        "heartbeats": connection.execute(delete(heartbeat_history).where(heartbeat_history.c.received_at < heartbeats_before)).rowcount,
    }
    return ", ".join(f"{count} {what}" for what, count in gone.items())
