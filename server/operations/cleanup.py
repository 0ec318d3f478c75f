"""Deleting what nobody needs any more. Responses are not touched here: how long they are kept is a decision of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.store.engine import Engine
from server.store.fleet import terminal_notes, terminal_requests
from server.store.intake import clock_pairs, enrolments, heartbeats
from server.store.people import person_links, sessions, sign_in_failures
from server.store.write_transaction import writing

FAILURES_KEPT = timedelta(days=1)
"""How long failed tries are kept."""
ENDED_KEPT = timedelta(days=30)
"""How long ended links, sessions and codes, and requests that were answered, are kept."""


def delete_expired(engine: Engine, *, now: datetime, heartbeats_before: datetime) -> str:
    """Delete failed tries, ended links, sessions and codes, answered requests and old heartbeats; returns how many, in words.

    Heartbeats, with what they told of clocks and noted, go by a limit of their own. What a terminal has no more is remembered: it is
    not asked for again.
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
