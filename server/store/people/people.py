"""People who sign in. The e-mail address, in lower case, is unique; the unique key decides who came first."""

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
    number: int
    email: str
    role: Role
    region: str | None
    """None: all regions."""
    language: str | None
    password_hash: str | None
    """None until a password is chosen."""
    disabled: bool


def add_or_change(
    connection: Connection, email: str, role: Role, *, region: str | None, password_hash: str | None, now: datetime
) -> tuple[Account, bool]:
    """Add somebody, or give whoever has the address this role and region; says whether they are new.

    A password hash of None leaves the password as it is. Whoever was disabled is let in again.
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
    row = connection.execute(select(people).where(people.c.email == email.lower())).first()
    return _person(row) if row else None


def by_number(connection: Connection, number: int) -> Account | None:
    row = connection.execute(select(people).where(people.c.number == number)).first()
    return _person(row) if row else None


def choose_password(connection: Connection, number: int, password_hash: str) -> None:
    connection.execute(update(people).where(people.c.number == number).values(password_hash=password_hash))


def choose_language(connection: Connection, number: int, language: str) -> None:
    connection.execute(update(people).where(people.c.number == number).values(language=language))


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(people)).scalar_one()


def region_exists(connection: Connection, region: str) -> bool:
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
