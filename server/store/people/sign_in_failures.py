"""Failed tries to sign in, counted by subject: an address, or a keyed hash of the e-mail address that was typed.

A try is written down as failed before the password is looked at and taken back if it was right: many at once gain nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from server.store.tables import sign_in_failures


def count(connection: Connection, subject: str, since: datetime) -> int:
    return connection.execute(
        select(func.count())
        .select_from(sign_in_failures)
        .where(sign_in_failures.c.subject == subject, sign_in_failures.c.failed_at > since)
    ).scalar_one()


def first_since(connection: Connection, subject: str, since: datetime) -> datetime | None:
    """When the oldest try that still counts was made: the first to be forgiven."""
    return connection.execute(
        select(func.min(sign_in_failures.c.failed_at)).where(sign_in_failures.c.subject == subject, sign_in_failures.c.failed_at > since)
    ).scalar()


def add(connection: Connection, subjects: Sequence[str], now: datetime) -> None:
    connection.execute(insert(sign_in_failures), [{"subject": subject, "failed_at": now} for subject in subjects])


def take_back(connection: Connection, subjects: Sequence[str], at: datetime) -> None:
    """The try of this moment was right after all."""
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.subject.in_(subjects), sign_in_failures.c.failed_at == at))


def forgive(connection: Connection, subject: str) -> None:
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.subject == subject))


def forget(connection: Connection, before: datetime) -> int:
    return connection.execute(delete(sign_in_failures).where(sign_in_failures.c.failed_at < before)).rowcount
