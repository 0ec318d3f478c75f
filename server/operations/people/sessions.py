"""Records the activity of sessions and ends them."""

from __future__ import annotations

from datetime import datetime

from server.operations.people.tokens import token_hash
from server.store.engine import Engine
from server.store.people import sessions
from server.store.write_transaction import writing


def record_activity(engine: Engine, session_token: str, now: datetime) -> None:
    """Record that a session was used now, so that it does not end for inactivity."""
    with writing(engine) as connection:
        sessions.record_activity(connection, token_hash(session_token), now)


def end_session(engine: Engine, session_token: str, now: datetime) -> None:
    """End a session. Do nothing if it is unknown or has ended."""
    with writing(engine) as connection:
        sessions.end(connection, token_hash(session_token), now)
