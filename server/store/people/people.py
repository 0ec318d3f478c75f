"""Stores the people who sign in.

The e-mail address is stored in lower case and is unique. If two requests add the same address at once, the unique key decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.store.tables import people, regions

Role = Literal["admin", "it", "coordinator", "viewer"]


@dataclass(frozen=True)
class Account:
    """Describes a person who may sign in."""

    number: int
    email: str
    role: Role
    region: str | None
    """Names the region of the person. None means all regions."""
    language: str | None
    password_hash: str | None
    """Holds the hash of the password. None means that no password has been chosen yet."""
    disabled: bool


def add_or_change(
    connection: Connection, email: str, role: Role, *, region: str | None, password_hash: str | None, now: datetime
) -> tuple[Account, bool]:
    """Add a person, or give the person with this e-mail address the role and region. Return the account, and whether it is new.

    If `password_hash` is None, an existing password is kept. An account that was disabled is enabled again.
    """
    given = {"role": role, "region": region, "disabled_at": None}
    if password_hash is not None:
        given["password_hash"] = password_hash
    is_new = True
    try:
        with connection.begin_nested():
            connection.execute(insert(people).values(email=email.lower(), created_at=now, **given))
    except IntegrityError:
        is_new = False
        connection.execute(update(people).where(people.c.email == email.lower()).values(**given))
    found = by_email(connection, email)
    assert found is not None
    return found, is_new


def by_email(connection: Connection, email: str) -> Account | None:
    """Return the account with an e-mail address in any case, or None if there is none."""
    row = connection.execute(select(people).where(people.c.email == email.lower())).first()
    return _person(row) if row else None


def by_number(connection: Connection, number: int) -> Account | None:
    """Return the account with a number, or None if there is none."""
    row = connection.execute(select(people).where(people.c.number == number)).first()
    return _person(row) if row else None


def set_password_hash(connection: Connection, number: int, password_hash: str) -> None:
    """Store the hash of a new password."""
    connection.execute(update(people).where(people.c.number == number).values(password_hash=password_hash))


def choose_language(connection: Connection, number: int, language: str) -> None:
    """Store the language in which a person reads the pages."""
    connection.execute(update(people).where(people.c.number == number).values(language=language))


def count(connection: Connection) -> int:
    """Return how many accounts exist, disabled ones included."""
    return connection.execute(select(func.count()).select_from(people)).scalar_one()


def region_exists(connection: Connection, region: str) -> bool:
    """Return whether a region exists."""
    return connection.execute(select(regions.c.id).where(regions.c.id == region)).first() is not None


def _person(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        number=row.number,
        email=row.email,
        role=row.role,
        region=row.region,
        language=row.language,
        password_hash=row.password_hash,
        disabled=row.disabled_at is not None,
    )
