"""Stores the terminals that the server knows.

A token is looked up by its hash, so that the time which the comparison takes reveals nothing of the token.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from server.store.tables import enrolment_codes, regions, terminals

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Lists the characters of generated ids. Characters that look alike are left out."""


@dataclass(frozen=True)
class RegisteredTerminal:
    """Describes a terminal, together with the time zone of its region."""

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
    def first_possible_visit(self) -> datetime:
        """Return the time before which the terminal can have had no visit.

        This is not the last enrolment, because a restored server may have lost an earlier one.
        """
        return min(self.created_at, self.first_enrolled_at or self.created_at)


class UnknownTerminal(LookupError):
    """Raised when there is no terminal with the id."""


def add(connection: Connection, region: str, *, now: datetime, label: str | None = None) -> str:
    """Add a terminal that waits for its enrolment, and return its id: ten lower-case characters, of which none look alike."""
    terminal = "t" + "".join(secrets.choice(_ALPHABET) for _ in range(9))
    connection.execute(insert(terminals).values(id=terminal, region=region, label=label, created_at=now))
    return terminal


def add_with_id(connection: Connection, terminal: str, region: str, *, since: datetime, now: datetime, label: str | None = None) -> bool:
    """Add a terminal with an id that it already has, because a restored backup does not know it. Return False if the id is taken.

    `since` is the time at which the terminal was first in use.
    """
    if get(connection, terminal) is not None:
        return False
    row = {"id": terminal, "region": region, "label": label, "created_at": now, "first_enrolled_at": since}
    connection.execute(insert(terminals).values(row))
    return True


def get(connection: Connection, terminal: str) -> RegisteredTerminal | None:
    """Return the terminal with an id, revoked or not, or None if there is none."""
    return _one(connection, _query().where(terminals.c.id == terminal))


def require(connection: Connection, terminal: str) -> RegisteredTerminal:
    """Return the terminal with an id, revoked or not.

    Raises:
        UnknownTerminal: there is no terminal with this id.
    """
    found = get(connection, terminal)
    if found is None:
        raise UnknownTerminal(terminal)
    return found


def by_token(connection: Connection, token_hash: str) -> RegisteredTerminal | None:
    """Return the terminal to which a token belongs, revoked or not, or None if there is none."""
    return _one(connection, _query().where(terminals.c.token_hash == token_hash))


def lock(connection: Connection, terminal: str) -> None:
    """Lock a terminal, so that nobody else writes about it until the transaction ends.

    Its responses, its placements and its visit times depend on one another. On PostgreSQL two transactions would otherwise each decide
    without what the other one is about to write. SQLite has only one writer at a time.
    """
    connection.execute(select(terminals.c.id).where(terminals.c.id == terminal).with_for_update(key_share=True))


def confirm(connection: Connection, terminal: str, now: datetime) -> None:
    """Record a terminal's first signed-in call after its enrolment. From then on nobody can use the code of this enrolment again."""
    connection.execute(update(terminals).where(terminals.c.id == terminal, terminals.c.confirmed_at.is_(None)).values(confirmed_at=now))
    used = (enrolment_codes.c.terminal == terminal, enrolment_codes.c.used_at.is_not(None), enrolment_codes.c.confirmed_at.is_(None))
    connection.execute(update(enrolment_codes).where(*used).values(confirmed_at=now))


def revoke(connection: Connection, terminal: str, now: datetime) -> bool:
    """Revoke a terminal, and return False if there is none or it was revoked before.

    Its token is kept, so that the server still recognises it and can reply that it is revoked.
    """
    query = update(terminals).where(terminals.c.id == terminal, terminals.c.revoked_at.is_(None)).values(revoked_at=now)
    return connection.execute(query).rowcount == 1


def move_to_region(connection: Connection, terminal: str, region: str) -> None:
    """Assign a terminal to another region."""
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
