"""One-use links to choose a password. The token is known to whoever was given the link; the table keeps its hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from server.store.tables import person_links

PURPOSE = "choose_password"


def add(connection: Connection, hashed: str, person: int, *, now: datetime, expires_at: datetime) -> None:
    """A new link; earlier ones of the same person end."""
    connection.execute(update(person_links).where(person_links.c.person == person, person_links.c.used_at.is_(None)).values(used_at=now))
    row = {"hash": hashed, "person": person, "purpose": PURPOSE, "created_at": now, "expires_at": expires_at}
    connection.execute(insert(person_links).values(row))


def person_for_token(connection: Connection, hashed: str, now: datetime) -> int | None:
    """Number of the person whose link this is; None where it is unknown, used or too old."""
    return connection.execute(select(person_links.c.person).where(_open(hashed, now))).scalar()


def use(connection: Connection, hashed: str, now: datetime) -> bool:
    """Use the link up; False where somebody was faster."""
    return connection.execute(update(person_links).where(_open(hashed, now)).values(used_at=now)).rowcount == 1


def forget(connection: Connection, before: datetime) -> int:
    """Delete what ended before a time; gives how many."""
    return connection.execute(delete(person_links).where(person_links.c.expires_at < before)).rowcount


def _open(hashed: str, now: datetime) -> ColumnElement[bool]:
    return and_(person_links.c.hash == hashed, person_links.c.used_at.is_(None), person_links.c.expires_at > now)
