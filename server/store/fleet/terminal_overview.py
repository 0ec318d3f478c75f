"""Every terminal in one look: who it is, where it stands now, what it last told of itself. What pages, commands and metrics show."""

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

State = Literal["waiting", "enrolled", "revoked"]


@dataclass(frozen=True)
class TerminalRow:
    """One terminal. What its last heartbeat told is None before the first; `_reported` times are the terminal's own word."""

    id: str
    region: str
    label: str | None
    state: State
    created_at: datetime
    enrolled_at: datetime | None
    revoked_at: datetime | None
    model: str | None
    service_point: str | None
    """Where it stands now; None: nowhere."""
    placed_region: str | None
    """Of that service point: another than its own once it is said to move to another region later."""
    time_zone: str
    """IANA name, of its region."""
    service_point_name: dict[str, str]
    service_name: dict[str, str]
    placed_at: datetime | None
    missing: int
    """Sequences of its streams that neither came nor are on their way."""
    last_heartbeat: datetime | None
    sent_reported: str | None
    stream: str | None
    software: str | None
    unsent: int | None
    oldest_unsent_reported: str | None
    refused: int | None
    refused_items: tuple[dict[str, str], ...]
    """Id and code, at most a hundred."""
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
    def stand(self) -> tuple[str, str | None]:
        """Region and service point by which it is given its configuration."""
        return (self.placed_region or self.region, self.service_point)


def list_terminals(connection: Connection, now: datetime, *, region: str | None = None) -> list[TerminalRow]:
    """Every terminal of a region, or of all, by region, service point and id."""
    query = _query(now).order_by(terminals.c.region, placements.c.service_point, terminals.c.id)
    if region is not None:
        query = query.where(terminals.c.region == region)
    return [_line(row) for row in connection.execute(query)]


def get_terminal(connection: Connection, terminal: str, now: datetime) -> TerminalRow | None:
    row = connection.execute(_query(now).where(terminals.c.id == terminal)).first()
    return _line(row) if row else None


def region_names(connection: Connection) -> dict[str, dict[str, str]]:
    """Names by language, of every region by its id."""
    return {row.id: row.name for row in connection.execute(select(regions.c.id, regions.c.name).order_by(regions.c.id))}


def response_counts(connection: Connection) -> dict[str, int]:
    """Responses stored, by region."""
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
        sent_reported=row.sent_at,
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
