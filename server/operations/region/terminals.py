"""Adds terminals, issues the codes that enrol them, and revokes them."""

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
    """Raised when a terminal has the id already."""


class TerminalRevoked(ValueError):
    """Raised when the terminal has been revoked."""


@dataclass(frozen=True)
class IssuedCode:
    """Holds a terminal's id and the code that enrols it once until `expires_at`. The database stores only the hash of the code."""

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
        service_point: `[REGION/]ID`, as entered by a person.
        identity: the id of an existing terminal that is missing from a restored backup. None gives the terminal a new id.
        label: distinguishes several terminals of one service point; None for no label.
        begins_at: the beginning of its placement. None means now; with an `identity`, it means the time at which the region was first
            loaded, so that responses that the terminal has not sent yet are assigned to the service point.
        code_lifetime: how long the code is valid.
        who: the author for the audit log.
        now: the current time, with a time zone.

    Raises:
        ServicePointNotFound: no service point in use has the id, or several regions have one with it.
        TerminalExists: a terminal has the id `identity` already.
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
    """Issue a new enrolment code for a terminal. An unused earlier code is no longer valid.

    The terminal keeps its token until the new code is used.

    Raises:
        UnknownTerminal: no terminal has the id.
        TerminalRevoked: the terminal has been revoked.
    """
    with writing(engine) as connection:
        found = terminals.require(connection, terminal)
        if found.revoked_at is not None:
            raise TerminalRevoked(terminal)
        issued = _issue_code(connection, terminal, code_lifetime, now)
        audit.write(connection, who, "code_made", now=now, subject=terminal, region=found.region)
    return issued


def revoke_terminal(engine: Engine, terminal: str, *, who: str, now: datetime) -> bool:
    """Revoke a terminal for good. Return False if it has been revoked before.

    Raises:
        UnknownTerminal: no terminal has the id.
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
