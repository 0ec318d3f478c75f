"""Terminals as the server knows them. A token is looked up by its hash, so no comparison tells anything by its time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from server.store.tables import enrolment_codes, regions, terminals

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class RegisteredTerminal:
    """One terminal with the time zone of its region."""

    id: str
    region: str
    time_zone: str
    label: str | None
    created_at: datetime
    enrolled_at: datetime | None
    first_enrolled_at: datetime | None
    confirmed_at: datetime | None
    revoked_at: datetime | None

    @property
    def since(self) -> datetime:
        """No visit was before this. Not the enrolment: a restored server may have forgotten an earlier one."""
        return min(self.created_at, self.first_enrolled_at or self.created_at)


class UnknownTerminal(LookupError):
    """There is no terminal of this id."""


def add(connection: Connection, region: str, *, now: datetime, label: str | None = None) -> str:
    """Make a terminal that waits for its enrolment, and give its id: short, lower case, free of look-alikes."""
    terminal = "t" + "".join(secrets.choice(_ALPHABET) for _ in range(9))
    connection.execute(insert(terminals).values(id=terminal, region=region, label=label, created_at=now))
    return terminal


def add_again(connection: Connection, terminal: str, region: str, *, since: datetime, now: datetime, label: str | None = None) -> bool:
    """Make a terminal that an older backup knew nothing of, by the id it has, in use since `since`; False where the id is taken."""
    if get(connection, terminal) is not None:
        return False
    row = {"id": terminal, "region": region, "label": label, "created_at": now, "first_enrolled_at": since}
    connection.execute(insert(terminals).values(row))
    return True


def get(connection: Connection, terminal: str) -> RegisteredTerminal | None:
    """Return the terminal of an id, revoked or not; None where there is none."""
    return _one(connection, _query().where(terminals.c.id == terminal))


def require(connection: Connection, terminal: str) -> RegisteredTerminal:
    """Return the terminal of an id, revoked or not.

    Raises:
        UnknownTerminal: there is none.
    """
    found = get(connection, terminal)
    if found is None:
        raise UnknownTerminal(terminal)
    return found


def by_token(connection: Connection, token_hash: str) -> RegisteredTerminal | None:
    """Whose token this is, revoked or not."""
    return _one(connection, _query().where(terminals.c.token_hash == token_hash))


def lock(connection: Connection, terminal: str) -> None:
    """Let nobody else write about this terminal until the transaction ends.

    What it sends, where it stands and when its visits were depend on one another: each is decided by what the others say, so on
    PostgreSQL two writers would each miss what the other is about to say. SQLite has one writer anyway.
    """
    connection.execute(select(terminals.c.id).where(terminals.c.id == terminal).with_for_update(key_share=True))


def confirm(connection: Connection, terminal: str, now: datetime) -> None:
    """Note the first signed-in call: the code that enrolled it is of no more use to anybody."""
    connection.execute(update(terminals).where(terminals.c.id == terminal, terminals.c.confirmed_at.is_(None)).values(confirmed_at=now))
    used = (enrolment_codes.c.terminal == terminal, enrolment_codes.c.used_at.is_not(None), enrolment_codes.c.confirmed_at.is_(None))
    connection.execute(update(enrolment_codes).where(*used).values(confirmed_at=now))


def revoke(connection: Connection, terminal: str, now: datetime) -> bool:
    """Take a terminal out of use; its token is known still, so that it can be told. False where there is none, or it was revoked before."""
    query = update(terminals).where(terminals.c.id == terminal, terminals.c.revoked_at.is_(None)).values(revoked_at=now)
    return connection.execute(query).rowcount == 1


def move_to_region(connection: Connection, terminal: str, region: str) -> None:
    connection.execute(update(terminals).where(terminals.c.id == terminal).values(region=region))


def _query() -> Select[Any]:
    return select(terminals, regions.c.time_zone).join(regions, regions.c.id == terminals.c.region)


def _one(connection: Connection, query: Select[Any]) -> RegisteredTerminal | None:
    row: Row[Any] | None = connection.execute(query).first()
    if row is None:
        return None
    return RegisteredTerminal(
        id=row.id,
        region=row.region,
        time_zone=row.time_zone,
        label=row.label,
        created_at=row.created_at,
        enrolled_at=row.enrolled_at,
        first_enrolled_at=row.first_enrolled_at,
        confirmed_at=row.confirmed_at,
        revoked_at=row.revoked_at,
    )
