"""Stores where each unit stood in the tree, and when (design, decision 10).

When a service point moves to another service, its earlier responses still belong to the earlier service.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from server.store.tables import unit_standings

Kind = Literal["service", "service_point"]
"""Names the kinds of units that have a position. The region itself is the root and has none."""


class UnitPosition(NamedTuple):
    """Describes the position of a unit."""

    service: str | None
    """Names the service to which the unit belongs. None means that it belongs directly to the region."""
    producer: str | None
    """Names the producer of a service point."""


def position_at(connection: Connection, region: str, kind: Kind, unit: str, moment: datetime) -> UnitPosition | None:
    """Return the position of a unit at a moment, or None if the unit did not exist then."""
    query = select(unit_standings.c.service, unit_standings.c.producer).where(
        _of(region, kind, unit),
        unit_standings.c.begins_at <= moment,
        or_(unit_standings.c.ends_at.is_(None), unit_standings.c.ends_at > moment),
    )
    row = connection.execute(query).first()
    return None if row is None else UnitPosition(*row)


def record_position(connection: Connection, region: str, kind: Kind, unit: str, standing: UnitPosition, now: datetime) -> None:
    """Record that a unit has a position from now on. Nothing happens if it has this position already."""
    if position_at(connection, region, kind, unit, now) == standing:
        return
    end(connection, region, kind, unit, now)
    row = {"region": region, "kind": kind, "unit": unit, "begins_at": now, **standing._asdict()}
    connection.execute(insert(unit_standings).values(row))


def end(connection: Connection, region: str, kind: Kind, unit: str, now: datetime) -> None:
    """Record that a unit no longer exists from now on."""
    still = and_(_of(region, kind, unit), unit_standings.c.ends_at.is_(None))
    # A position that began at this moment has never held. Kept, it would contradict the position that follows.
    connection.execute(unit_standings.delete().where(still, unit_standings.c.begins_at == now))
    connection.execute(update(unit_standings).where(still).values(ends_at=now))


def _of(region: str, kind: Kind, unit: str) -> ColumnElement[bool]:
    return and_(unit_standings.c.region == region, unit_standings.c.kind == kind, unit_standings.c.unit == unit)
