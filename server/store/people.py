"""People who sign in. The e-mail address, in lower case, is unique; the unique key decides who came first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.store.tables import people

Role = Literal["admin", "it", "coordinator", "viewer"]


class PersonExists(ValueError):  # noqa: N818
    """Somebody has this e-mail address already."""


@dataclass(frozen=True)
class Person:
    number: int
    email: str
    role: Role
    region: str | None
    """None: all regions."""
    language: str | None
    password_hash: str | None
    """None until a password is chosen."""
    disabled: bool


def add(connection: Connection, email: str, role: Role, *, region: str | None, password_hash: str | None, now: datetime) -> Person:
    """Add somebody.

    Raises:
        PersonExists: the address is taken.
    """
    row = {"email": email.lower(), "role": role, "region": region, "password_hash": password_hash, "created_at": now}
    try:
        with connection.begin_nested():
            connection.execute(insert(people).values(row))
    except IntegrityError:
        raise PersonExists(email) from None
    found = by_email(connection, email)
    assert found is not None
    return found


def by_email(connection: Connection, email: str) -> Person | None:
    row = connection.execute(select(people).where(people.c.email == email.lower())).first()
    return _person(row) if row else None


def by_number(connection: Connection, number: int) -> Person | None:
    row = connection.execute(select(people).where(people.c.number == number)).first()
    return _person(row) if row else None


def choose_password(connection: Connection, number: int, password_hash: str) -> None:
    connection.execute(update(people).where(people.c.number == number).values(password_hash=password_hash))


def choose_language(connection: Connection, number: int, language: str) -> None:
    connection.execute(update(people).where(people.c.number == number).values(language=language))


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(people)).scalar_one()


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(
        number=row.number,
        email=row.email,
        role=row.role,
        region=row.region,
        language=row.language,
        password_hash=row.password_hash,
        disabled=row.disabled_at is not None,
    )
