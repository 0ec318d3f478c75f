"""Sessions of people who are signed in: noting that somebody is still there, and signing out."""

from __future__ import annotations

from datetime import datetime

from server.operations.people.tokens import token_hash
from server.store.engine import Engine
from server.store.people import sessions
from server.store.write_transaction import writing


def record_activity(engine: Engine, session_token: str, now: datetime) -> None:
    """Note that the person of a session was there now, so that the session does not end for idleness."""
    with writing(engine) as connection:
        sessions.record_activity(connection, token_hash(session_token), now)


def end_session(engine: Engine, session_token: str, now: datetime) -> None:
    """End a session; one that is unknown or has ended stays as it is."""
    with writing(engine) as connection:
        sessions.end(connection, token_hash(session_token), now)
