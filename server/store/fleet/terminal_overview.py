"""Reads each terminal with its identity, its present service point and the content of its last heartbeat.

Pages, commands and metrics show these rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from server.store.tables import (
    last_heartbeats,
    placements,
    regions,
    responses,
    service_points,
    services,
    streams,
    terminals,
)

TerminalState = Literal["waiting", "enrolled", "revoked"]


@dataclass(frozen=True)
class TerminalRow:
    """Describes a terminal. Everything that comes from the last heartbeat is None, or empty, before the first one.

    Times with the ending "reported" in their names are as the terminal reported them, without correction.
    """

    id: str
    region: str
    label: str | None
    state: TerminalState
    created_at: datetime
    enrolled_at: datetime | None
    revoked_at: datetime | None
    model: str | None
    service_point: str | None
    """Holds the service point where the terminal stands now. None means that it has no placement."""
    placed_region: str | None
    """Names the region of that service point. It differs from `region` while the terminal is still to move to another region, because
    `region` changes when the move is recorded."""
    time_zone: str
    """Holds the IANA name of the time zone of the terminal's region."""
    service_point_name: dict[str, str]
    service_name: dict[str, str]
    placed_at: datetime | None
    missing: int
    """Counts the sequences of its streams that have neither arrived nor are held by the terminal."""
    last_heartbeat: datetime | None
    sent_at_reported: str | None
    stream: str | None
    software: str | None
    unsent: int | None
    oldest_unsent_reported: str | None
    refused: int | None
    refused_items: tuple[dict[str, str], ...]
    """Lists the id and code of responses in quarantine, at most a hundred."""
    configuration: str | None
    clock_trusted: bool | None
    disk_free_mb: int | None
    temperature_c: float | None
    undervoltage: bool | None
    notes: tuple[str, ...]
    touches: int | None
    visits_without_answer: int | None
    last_touch_reported: str | None
    acknowledged_kept: int | None

    @property
    def configuration_place(self) -> tuple[str, str | None]:
        """Return the region and the service point that decide which configuration the terminal gets."""
        return (self.placed_region or self.region, self.service_point)


def list_terminals(connection: Connection, now: datetime, *, region: str | None = None) -> list[TerminalRow]:
    """Return every terminal of a region, or of all regions if it is None, sorted by region, service point and id."""
    query = _query(now).order_by(terminals.c.region, placements.c.service_point, terminals.c.id)
    if region is not None:
        query = query.where(terminals.c.region == region)
    return [_line(row) for row in connection.execute(query)]


def get_terminal(connection: Connection, terminal: str, now: datetime) -> TerminalRow | None:
    """Return a terminal, or None if it does not exist."""
    row = connection.execute(_query(now).where(terminals.c.id == terminal)).first()
    return _line(row) if row else None


def region_names(connection: Connection) -> dict[str, dict[str, str]]:
    """Return for every region its names by language."""
    return {row.id: row.name for row in connection.execute(select(regions.c.id, regions.c.name).order_by(regions.c.id))}


def response_counts(connection: Connection) -> dict[str, int]:
    """Return the number of stored responses by region. This query reads every response."""
    rows = connection.execute(select(responses.c.region, func.count().label("stored")).group_by(responses.c.region))
    return {row.region: row.stored for row in rows}


def _query(now: datetime) -> Select[Any]:
    missing = select(streams.c.terminal, func.sum(streams.c.missing).label("missing")).group_by(streams.c.terminal).subquery()
    stands = and_(
        placements.c.terminal == terminals.c.id,
        placements.c.begins_at <= now,
        or_(placements.c.ends_at.is_(None), placements.c.ends_at > now),
    )
    point = and_(service_points.c.region == placements.c.region, service_points.c.id == placements.c.service_point)
    service = and_(services.c.region == service_points.c.region, services.c.id == service_points.c.service)
    return (
        select(
            terminals.c.id,
            terminals.c.region,
            terminals.c.label,
            terminals.c.created_at,
            terminals.c.enrolled_at,
            terminals.c.revoked_at,
            terminals.c.model,
            terminals.c.software.label("enrolled_software"),
            regions.c.time_zone,
            placements.c.service_point,
            placements.c.region.label("placed_region"),
            placements.c.begins_at.label("placed_at"),
            service_points.c.name.label("service_point_name"),
            services.c.name.label("service_name"),
            missing.c.missing,
            last_heartbeats,
        )
        .select_from(terminals)
        .join(regions, regions.c.id == terminals.c.region)
        .outerjoin(placements, stands)
        .outerjoin(service_points, point)
        .outerjoin(services, service)
        .outerjoin(missing, missing.c.terminal == terminals.c.id)
        .outerjoin(last_heartbeats, last_heartbeats.c.terminal == terminals.c.id)
    )


def _line(row: Row[Any]) -> TerminalRow:
    return TerminalRow(
        id=row.id,
        region=row.region,
        label=row.label,
        state="revoked" if row.revoked_at else "enrolled" if row.enrolled_at else "waiting",
        created_at=row.created_at,
        enrolled_at=row.enrolled_at,
        revoked_at=row.revoked_at,
        model=row.model,
        service_point=row.service_point,
        placed_region=row.placed_region,
        time_zone=row.time_zone,
        service_point_name=row.service_point_name or {},
        service_name=row.service_name or {},
        placed_at=row.placed_at,
        missing=int(row.missing or 0),
        last_heartbeat=row.received_at,
        sent_at_reported=row.sent_at,
        stream=row.stream,
        software=row.software or row.enrolled_software,
        unsent=row.unsent,
        oldest_unsent_reported=row.oldest_unsent_at,
        refused=row.refused,
        refused_items=tuple(row.refused_items or ()),
        configuration=row.configuration,
        clock_trusted=row.clock_trusted,
        disk_free_mb=row.disk_free_mb,
        temperature_c=row.temperature_c,
        undervoltage=row.undervoltage,
        notes=tuple(row.notes or ()),
        touches=row.touches,
        visits_without_answer=row.visits_without_answer,
        last_touch_reported=row.last_touch_at,
        acknowledged_kept=row.acknowledged_kept,
    )
