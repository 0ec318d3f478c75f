"""Stores the sessions of people who are signed in.

A session is a random token in a cookie. The table contains its hash, so the server can end it at any time.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from server.store.tables import sessions


def begin(connection: Connection, hashed: str, person: int, *, now: datetime, expires_at: datetime) -> None:
    """Begin a session of a person. `hashed` is the hash of the session's token."""
    row = {"hash": hashed, "person": person, "created_at": now, "seen_at": now, "expires_at": expires_at}
    connection.execute(insert(sessions).values(row))


def person_for_token(connection: Connection, hashed: str, *, now: datetime, last_used_after: datetime) -> tuple[int, datetime] | None:
    """Return the number of the person to whom a session belongs, and when the session was last used.

    None means that the session is unknown, ended or expired, or that it was last used at or before `last_used_after`.
    """
    row = connection.execute(
        select(sessions.c.person, sessions.c.seen_at).where(
            sessions.c.hash == hashed,
            sessions.c.ended_at.is_(None),
            sessions.c.expires_at > now,
            sessions.c.seen_at > last_used_after,
        )
    ).first()
    return (row.person, row.seen_at) if row else None


def record_activity(connection: Connection, hashed: str, now: datetime) -> None:
    """Record that a session was used at `now`."""
    connection.execute(update(sessions).where(sessions.c.hash == hashed).values(seen_at=now))


def end(connection: Connection, hashed: str, now: datetime) -> None:
    """End a session. Nothing happens if it has ended already."""
    connection.execute(update(sessions).where(sessions.c.hash == hashed, sessions.c.ended_at.is_(None)).values(ended_at=now))


def end_all_of(connection: Connection, person: int, now: datetime) -> None:
    """End all sessions of a person. This is done when the person has chosen a new password."""
    connection.execute(update(sessions).where(sessions.c.person == person, sessions.c.ended_at.is_(None)).values(ended_at=now))


def forget(connection: Connection, before: datetime) -> int:
    """Delete the sessions that expired before a time, and return how many they were."""
    return connection.execute(delete(sessions).where(sessions.c.expires_at < before)).rowcount
