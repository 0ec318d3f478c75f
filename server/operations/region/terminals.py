"""Terminals and the codes that enrol them: adding, giving a new code, taking out of use."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.operations.region.placements import set_placement
from server.store.engine import Connection, Engine
from server.store.intake import enrolments
from server.store.people import audit
from server.store.region import service_point_lookup, terminals
from server.store.write_transaction import writing
from survey.enrolment_code import make_code


class TerminalExists(ValueError):
    """There is a terminal of this id already."""


class TerminalRevoked(ValueError):
    """The terminal is out of use for good."""


@dataclass(frozen=True)
class IssuedCode:
    """A terminal with the code that enrols it until `expires_at`, good for one use. Only the code's hash is stored."""

    terminal: str
    code: str
    expires_at: datetime


def add_terminal(
    engine: Engine,
    service_point: str,
    *,
    identity: str | None,
    label: str | None,
    begins_at: datetime | None,
    code_lifetime: timedelta,
    who: str,
    now: datetime,
) -> IssuedCode:
    """Add a terminal at a service point, with a code that enrols it.

    Args:
        engine: the database.
        service_point: `[REGION/]ID`, as a person gives it.
        identity: the id of a terminal that a restored backup knows nothing of; None: a new one.
        label: which of several it is; None: it needs none.
        begins_at: since when it stands there; None: since now, or with an `identity` since the region was first loaded, so that what
            it still has not sent belongs to the days before.
        code_lifetime: how long the code may be used.
        who: for the audit log.
        now: the time, aware.

    Raises:
        NoPoint: there is no such service point, or several are meant.
        TerminalExists: there is a terminal of this identity.
    """
    with writing(engine) as connection:
        point = service_point_lookup.find(connection, service_point, now)
        if identity is None:
            terminal = terminals.add(connection, point.region, now=now, label=label)
            begins_at = begins_at or now
        else:
            terminal, begins_at = identity, begins_at or service_point_lookup.region_created_at(connection, point.region)
            if not terminals.add_with_id(connection, terminal, point.region, since=begins_at, now=now, label=label):
                raise TerminalExists(terminal)
        set_placement(connection, terminal, point.region, point.id, begins_at)
        issued = _issue_code(connection, terminal, code_lifetime, now)
        audit.write(connection, who, "terminal_added", now=now, subject=terminal, region=point.region, service_point=point.id)
    return issued


def issue_code(engine: Engine, terminal: str, *, code_lifetime: timedelta, who: str, now: datetime) -> IssuedCode:
    """Give a terminal a new enrolment code; one that was waiting for it ends.

    The terminal keeps its token until the new code is used.

    Raises:
        UnknownTerminal: there is no such terminal.
        TerminalRevoked: see there.
    """
    with writing(engine) as connection:
        found = terminals.require(connection, terminal)
        if found.revoked_at is not None:
            raise TerminalRevoked(terminal)
        issued = _issue_code(connection, terminal, code_lifetime, now)
        audit.write(connection, who, "code_made", now=now, subject=terminal, region=found.region)
    return issued


def revoke_terminal(engine: Engine, terminal: str, *, who: str, now: datetime) -> bool:
    """Take a terminal out of use for good; returns False where it was revoked before.

    Raises:
        UnknownTerminal: there is no such terminal.
    """
    with writing(engine) as connection:
        found = terminals.require(connection, terminal)
        if not terminals.revoke(connection, terminal, now):
            return False
        audit.write(connection, who, "terminal_revoked", now=now, subject=terminal, region=found.region)
    return True


def _issue_code(connection: Connection, terminal: str, lifetime: timedelta, now: datetime) -> IssuedCode:
    issued = IssuedCode(terminal, make_code(secrets.token_bytes(16)), now + lifetime)
    enrolments.add_code(connection, terminal, issued.code, now=now, expires_at=issued.expires_at)
    return issued
