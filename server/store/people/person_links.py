"""Stores the one-use links with which people choose a password.

The token is known only to the person who was given the link. The table contains its hash.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from server.store.tables import person_links

PURPOSE = "choose_password"


def add(connection: Connection, token_hash: str, person: int, *, now: datetime, expires_at: datetime) -> None:
    """Add a link and end the earlier links of the same person. `token_hash` is the hash of the link's token."""
    connection.execute(update(person_links).where(person_links.c.person == person, person_links.c.used_at.is_(None)).values(used_at=now))
    row = {"hash": token_hash, "person": person, "purpose": PURPOSE, "created_at": now, "expires_at": expires_at}
    connection.execute(insert(person_links).values(row))


def person_for_token(connection: Connection, hashed: str, now: datetime) -> int | None:
    """Return the number of the person to whom a link belongs, or None if the link is unknown, used or expired."""
    return connection.execute(select(person_links.c.person).where(_open(hashed, now))).scalar()


def use(connection: Connection, hashed: str, now: datetime) -> bool:
    """Mark a link as used, and return whether it was usable until now. Of two attempts at once only one returns True."""
    return connection.execute(update(person_links).where(_open(hashed, now)).values(used_at=now)).rowcount == 1


def forget(connection: Connection, before: datetime) -> int:
    """Delete the links that expired before a time, and return how many they were."""
    return connection.execute(delete(person_links).where(person_links.c.expires_at < before)).rowcount


def _open(hashed: str, now: datetime) -> ColumnElement[bool]:
    return and_(person_links.c.hash == hashed, person_links.c.used_at.is_(None), person_links.c.expires_at > now)
