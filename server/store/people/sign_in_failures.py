"""Counts failed attempts to sign in by subject: a network address, or a keyed hash of the e-mail address that was typed.

An attempt is stored as failed before the password is checked, and is removed if the password was right. Many attempts at once therefore
gain nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from server.store.tables import sign_in_failures


def count(connection: Connection, subject: str, since: datetime) -> int:
    """Return how many attempts of a subject have failed after a moment."""
    return connection.execute(
        select(func.count())
        .select_from(sign_in_failures)
        .where(sign_in_failures.c.subject == subject, sign_in_failures.c.failed_at > since)
    ).scalar_one()


def first_since(connection: Connection, subject: str, since: datetime) -> datetime | None:
    """Return when the oldest failed attempt of a subject after a moment was made, or None if there is none."""
    return connection.execute(
        select(func.min(sign_in_failures.c.failed_at)).where(sign_in_failures.c.subject == subject, sign_in_failures.c.failed_at > since)
    ).scalar()


def add(connection: Connection, subjects: Sequence[str], now: datetime) -> None:
    """Store one failed attempt of each subject."""
    connection.execute(insert(sign_in_failures), [{"subject": subject, "failed_at": now} for subject in subjects])


def remove_attempt(connection: Connection, subjects: Sequence[str], at: datetime) -> None:
    """Remove the attempts that these subjects made at a moment, because the password was right."""
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.subject.in_(subjects), sign_in_failures.c.failed_at == at))


def clear(connection: Connection, subject: str) -> None:
    """Delete all failed attempts of a subject."""
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.subject == subject))


def forget(connection: Connection, before: datetime) -> int:
    """Delete the attempts that failed before a time, and return how many they were."""
    return connection.execute(delete(sign_in_failures).where(sign_in_failures.c.failed_at < before)).rowcount
