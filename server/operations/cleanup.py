"""Deletes expired rows of all kinds except responses, whose retention is decided separately."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.store.engine import Engine
from server.store.fleet import terminal_notes, terminal_requests
from server.store.intake import clock_pairs, enrolments, heartbeats
from server.store.people import person_links, sessions, sign_in_failures
from server.store.write_transaction import writing

FAILURES_KEPT = timedelta(days=1)
"""How long failed attempts to sign in or to enrol are kept."""
ENDED_KEPT = timedelta(days=30)
"""How long expired links, sessions and codes, and requests that terminals have carried out, are kept."""


def delete_expired(engine: Engine, *, now: datetime, heartbeats_before: datetime) -> str:
    """Delete failed attempts, expired links, sessions and codes, completed requests and old heartbeats.

    Heartbeats, their clock pairs and the terminals' notes are deleted if they are older than `heartbeats_before`. Requests for responses
    that a terminal no longer has are kept, so that the terminal is not asked for them again.

    Returns:
        The numbers of deleted rows as a text, such as `1 failures, 0 links, …`.
    """
    failures, ended = now - FAILURES_KEPT, now - ENDED_KEPT
    with writing(engine) as connection:
        deleted = {
            "failures": sign_in_failures.forget(connection, failures) + enrolments.forget_failures(connection, failures),
            "links": person_links.forget(connection, ended),
            "sessions": sessions.forget(connection, ended),
            "codes": enrolments.forget(connection, ended),
            "requests": terminal_requests.forget_done(connection, ended),
            "clock pairs": clock_pairs.forget(connection, heartbeats_before),
            "notes": terminal_notes.delete_before(connection, heartbeats_before),
            "heartbeats": heartbeats.forget(connection, heartbeats_before),
        }
    return ", ".join(f"{count} {what}" for what, count in deleted.items())
