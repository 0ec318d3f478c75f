"""Who did what, beside the act and in its transaction: an act that is not written down has not happened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from server.store.tables import audit_entries


@dataclass(frozen=True)
class AuditEntry:
    number: int
    at: datetime
    who: str
    what: str
    region: str | None
    subject: str | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class AuditQuery:
    """Which entries are asked for; None: whatever it is. Times from (inclusive) to (exclusive)."""

    region: str | None = None
    """None: of every region, and what belongs to none."""
    whats: Collection[str] | None = None
    without: Collection[str] = ()
    """Codes that are not shown to whoever asks."""
    who: str | None = None
    service: str | None = None
    service_point: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def write(
    connection: Connection, who: str, what: str, *, now: datetime, subject: str | None = None, region: str | None = None, **detail: object
) -> None:
    """Args: who: e-mail address, or `command` for whoever may run the server's commands. what: a code (`terminal_added`, …)."""
    row = {"at": now, "who": who, "what": what, "region": region, "subject": subject, "detail": detail}
    connection.execute(insert(audit_entries).values(row))


def entries(connection: Connection, wanted: AuditQuery, *, most: int, before: int | None = None) -> list[AuditEntry]:
    """The newest first, `most` at most; with `before` those older than that entry's number."""
    query = _asked(select(audit_entries), wanted).order_by(audit_entries.c.number.desc()).limit(most)
    if before is not None:
        query = query.where(audit_entries.c.number < before)
    return [AuditEntry(row.number, row.at, row.who, row.what, row.region, row.subject, row.detail) for row in connection.execute(query)]


def people(connection: Connection, wanted: AuditQuery) -> list[str]:
    """Everybody who did any of it, by name."""
    query = _asked(select(audit_entries.c.who).distinct(), wanted).order_by(audit_entries.c.who)
    return list(connection.execute(query).scalars())


def newest(connection: Connection, region: str, what: str, subject: str) -> AuditEntry | None:
    """The last time that was done to a subject of a region."""
    return next(iter(entries(connection, AuditQuery(region=region, whats=(what,), subject=subject), most=1)), None)


def _asked(query: Select[Any], wanted: AuditQuery) -> Select[Any]:
    column = audit_entries.c
    for name in ("region", "who", "subject"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(column[name] == value)
    if wanted.whats is not None:
        query = query.where(column.what.in_(wanted.whats))
    if wanted.without:
        query = query.where(column.what.not_in(wanted.without))
    for name in ("service", "service_point"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(column.detail[name].as_string() == value)
    if wanted.since is not None:
        query = query.where(column.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(column.at < wanted.until)
    return query
