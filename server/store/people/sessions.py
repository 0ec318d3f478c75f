"""Who is signed in. A session is a random token in a cookie; the table keeps its hash, so it can be ended from here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from server.store.tables import sessions


def begin(connection: Connection, hashed: str, person: int, *, now: datetime, expires_at: datetime) -> None:
    row = {"hash": hashed, "person": person, "created_at": now, "seen_at": now, "expires_at": expires_at}
    connection.execute(insert(sessions).values(row))


def person_for_token(connection: Connection, hashed: str, *, now: datetime, idle_since: datetime) -> tuple[int, datetime] | None:
    """Number of the person and when they were last seen; None where the session is unknown, ended, too old or idle too long."""
    row = connection.execute(
        select(sessions.c.person, sessions.c.seen_at).where(
            sessions.c.hash == hashed,
            sessions.c.ended_at.is_(None),
            sessions.c.expires_at > now,
            sessions.c.seen_at > idle_since,
        )
    ).first()
    return (row.person, row.seen_at) if row else None


def record_activity(connection: Connection, hashed: str, now: datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.hash == hashed).values(seen_at=now))


def end(connection: Connection, hashed: str, now: datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.hash == hashed, sessions.c.ended_at.is_(None)).values(ended_at=now))


def end_all_of(connection: Connection, person: int, now: datetime) -> None:
    """Sign a person out everywhere: after a new password, or when they leave."""
    connection.execute(update(sessions).where(sessions.c.person == person, sessions.c.ended_at.is_(None)).values(ended_at=now))


def forget(connection: Connection, before: datetime) -> int:
    """Delete what expired before a time; gives how many."""
    return connection.execute(delete(sessions).where(sessions.c.expires_at < before)).rowcount
