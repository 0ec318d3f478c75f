"""Stores enrolment codes, their use, and wrong codes (design, decision 12). Only hashes of codes and tokens are stored.

If several terminals use a code at the same time, exactly one succeeds. A conditional update decides this, because the result of a query
before it could be outdated.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from server.store.tables import UtcTime, enrolment_codes, enrolment_failures, terminals

_ADDRESS_LENGTH = 64
"""Limits how many characters of a network address are stored."""

Refusal = Literal["code_unknown", "code_used", "code_expired", "terminal_revoked"]


@dataclass(frozen=True)
class DeviceDescription:
    """Holds what a terminal reports of its hardware and software when it enrols."""

    serial: str | None = None
    model: str | None = None
    software: str | None = None


@dataclass(frozen=True)
class Enrolled:
    """Describes a successful enrolment."""

    terminal: str
    is_repeated: bool
    """States whether this code was used with this token before. The terminal then did not get the first reply."""


def code_hash(code: str) -> str:
    """Return the hash under which a code is stored. The code must be as `survey.enrolment_code.normalise_code` returns it."""
    return hashlib.sha256(code.encode()).hexdigest()


def add_code(connection: Connection, terminal: str, code: str, *, now: datetime, expires_at: datetime) -> None:
    """Store a new code for a terminal. A code of the terminal that is still unused expires at once."""
    waiting = (enrolment_codes.c.terminal == terminal, enrolment_codes.c.used_at.is_(None), enrolment_codes.c.expires_at > now)
    connection.execute(update(enrolment_codes).where(*waiting).values(expires_at=now))
    connection.execute(insert(enrolment_codes).values(hash=code_hash(code), terminal=terminal, created_at=now, expires_at=expires_at))


def use_code(connection: Connection, code: str, token_hash: str, device: DeviceDescription, now: datetime) -> Enrolled | Refusal:
    """Enrol the terminal of a code with a token, or return why it is refused.

    The same code with the same token may be repeated until the terminal's first signed-in call.
    """
    hashed = code_hash(code)
    free = (enrolment_codes.c.hash == hashed, enrolment_codes.c.used_at.is_(None), enrolment_codes.c.expires_at > now)
    won = connection.execute(update(enrolment_codes).where(*free).values(used_at=now, token_hash=token_hash)).rowcount == 1
    row = connection.execute(
        select(enrolment_codes, terminals.c.revoked_at)
        .join(terminals, terminals.c.id == enrolment_codes.c.terminal)
        .where(enrolment_codes.c.hash == hashed)
    ).first()
    if row is None:
        return "code_unknown"
    if row.used_at is None:
        return "code_expired"
    if row.token_hash != token_hash or row.confirmed_at is not None:
        return "code_used"
    if row.revoked_at is not None:
        return "terminal_revoked"
    if won:
        _make_enrolled(connection, row.terminal, token_hash, device, now)
    return Enrolled(row.terminal, is_repeated=not won)


def token_taken(connection: Connection, token_hash: str, code: str) -> bool:
    """Return whether a terminal other than the code's own has this token. Tokens are random, so this happens to no honest terminal."""
    owner = select(enrolment_codes.c.terminal).where(enrolment_codes.c.hash == code_hash(code)).scalar_subquery()
    query = select(terminals.c.id).where(terminals.c.token_hash == token_hash, terminals.c.id != owner)
    return connection.execute(query).first() is not None


def add_failure(connection: Connection, address: str, now: datetime) -> None:
    """Record that a wrong code came from a network address."""
    connection.execute(insert(enrolment_failures).values(address=address[:_ADDRESS_LENGTH], failed_at=now))


def failure_times(connection: Connection, address: str, *, since: datetime, limit: int) -> list[datetime]:
    """Return when wrong codes came from a network address after a moment: at most `limit` times, the newest first."""
    query = (
        select(enrolment_failures.c.failed_at)
        .where(enrolment_failures.c.address == address[:_ADDRESS_LENGTH], enrolment_failures.c.failed_at > since)
        .order_by(enrolment_failures.c.failed_at.desc())
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def forget_failures(connection: Connection, until: datetime) -> int:
    """Delete the records of wrong codes up to and including a moment, from all addresses, and return how many they were."""
    return connection.execute(delete(enrolment_failures).where(enrolment_failures.c.failed_at <= until)).rowcount


def forget(connection: Connection, before: datetime) -> int:
    """Delete the codes that expired before a time, and return how many they were."""
    return connection.execute(delete(enrolment_codes).where(enrolment_codes.c.expires_at < before)).rowcount


def code_expiry_times(connection: Connection, *, terminal: str | None = None) -> dict[str, datetime]:
    """Return by terminal when its newest unused code expires, or has expired.

    With `terminal`, only this terminal is looked up. A terminal without an unused code is absent.
    """
    query = select(enrolment_codes.c.terminal, func.max(enrolment_codes.c.expires_at).label("expires_at"))
    query = query.where(enrolment_codes.c.used_at.is_(None)).group_by(enrolment_codes.c.terminal)
    if terminal is not None:
        query = query.where(enrolment_codes.c.terminal == terminal)
    return {row.terminal: row.expires_at for row in connection.execute(query)}


def _make_enrolled(connection: Connection, terminal: str, token_hash: str, device: DeviceDescription, now: datetime) -> None:
    connection.execute(
        update(terminals)
        .where(terminals.c.id == terminal)
        .values(
            token_hash=token_hash,
            serial=device.serial,
            model=device.model,
            software=device.software,
            enrolled_at=now,
            first_enrolled_at=func.coalesce(terminals.c.first_enrolled_at, literal(now, UtcTime())),
            confirmed_at=None,
        )
    )
