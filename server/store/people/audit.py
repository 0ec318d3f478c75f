"""Stores the audit log: who did what, and when.

An entry is written in the transaction of the action itself. If the entry cannot be stored, the action is undone as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from server.store.tables import audit_entries


@dataclass(frozen=True)
class AuditEntry:
    """Describes an entry of the audit log."""

    number: int
    at: datetime
    who: str
    what: str
    region: str | None
    subject: str | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class AuditQuery:
    """Selects entries of the audit log. A field that is None selects every entry."""

    region: str | None = None
    """Names a region. None selects the entries of every region and those that belong to none."""
    codes: Collection[str] | None = None
    """Contains the codes of the selected entries."""
    excluded_codes: Collection[str] = ()
    """Contains the codes that the person asking may not see."""
    who: str | None = None
    service: str | None = None
    service_point: str | None = None
    subject: str | None = None
    since: datetime | None = None
    """Holds the first moment of the selected entries."""
    until: datetime | None = None
    """Holds the moment before which the selected entries were written."""


def write(
    connection: Connection, who: str, what: str, *, now: datetime, subject: str | None = None, region: str | None = None, **detail: object
) -> None:
    """Write an entry.

    `who` is the e-mail address of a person, `command` for a person who runs the server's commands, or the id of a terminal. `what` is a
    code such as `terminal_added`. `detail` holds any further values that can be stored as JSON.
    """
    row = {"at": now, "who": who, "what": what, "region": region, "subject": subject, "detail": detail}
    connection.execute(insert(audit_entries).values(row))


def entries(connection: Connection, wanted: AuditQuery, *, limit: int, before: int | None = None) -> list[AuditEntry]:
    """Return at most `limit` entries, the newest first. With `before`, only entries with a lower number are returned."""
    query = _asked(select(audit_entries), wanted).order_by(audit_entries.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_entries.c.number < before)
    return [AuditEntry(row.number, row.at, row.who, row.what, row.region, row.subject, row.detail) for row in connection.execute(query)]


def actors(connection: Connection, wanted: AuditQuery) -> list[str]:
    """Return the `who` of all selected entries, sorted and without repetition."""
    query = _asked(select(audit_entries.c.who).distinct(), wanted).order_by(audit_entries.c.who)
    return list(connection.execute(query).scalars())


def newest(connection: Connection, region: str, what: str, subject: str) -> AuditEntry | None:
    """Return the newest entry of a code for a subject of a region, or None if there is none."""
    return next(iter(entries(connection, AuditQuery(region=region, codes=(what,), subject=subject), limit=1)), None)


def _asked(query: Select[Any], wanted: AuditQuery) -> Select[Any]:
    column = audit_entries.c
    for name in ("region", "who", "subject"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(column[name] == value)
    if wanted.codes is not None:
        query = query.where(column.what.in_(wanted.codes))
    if wanted.excluded_codes:
        query = query.where(column.what.not_in(wanted.excluded_codes))
    for name in ("service", "service_point"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(column.detail[name].as_string() == value)
    if wanted.since is not None:
        query = query.where(column.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(column.at < wanted.until)
    return query
