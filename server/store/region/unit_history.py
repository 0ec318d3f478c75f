"""Where a unit stood in the tree at a moment (design, decision 10): a service point that moves to another service takes no past along."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from server.store.tables import unit_standings

Kind = Literal["service", "service_point"]
"""The region itself is the root: it stands nowhere."""


class UnitPosition(NamedTuple):
    """The service a unit belongs to (None: straight to the region), and who produces what is done there."""

    service: str | None
    producer: str | None


def position_at(connection: Connection, region: str, kind: Kind, unit: str, moment: datetime) -> UnitPosition | None:
    """Where the unit stood at a moment; None where it was not there yet, or no more."""
    query = select(unit_standings.c.service, unit_standings.c.producer).where(
        _of(region, kind, unit),
        unit_standings.c.begins_at <= moment,
        or_(unit_standings.c.ends_at.is_(None), unit_standings.c.ends_at > moment),
    )
    row = connection.execute(query).first()
    return None if row is None else UnitPosition(*row)


def record_position(connection: Connection, region: str, kind: Kind, unit: str, standing: UnitPosition, now: datetime) -> None:
    """From now on the unit stands there; nothing happens where it does already."""
    if position_at(connection, region, kind, unit, now) == standing:
        return
    end(connection, region, kind, unit, now)
    row = {"region": region, "kind": kind, "unit": unit, "begins_at": now, **standing._asdict()}
    connection.execute(insert(unit_standings).values(row))


def end(connection: Connection, region: str, kind: Kind, unit: str, now: datetime) -> None:
    """From now on the unit is no more."""
    still = and_(_of(region, kind, unit), unit_standings.c.ends_at.is_(None))
    # What began at this very moment never held: two standings of one moment would be a contradiction.
    connection.execute(unit_standings.delete().where(still, unit_standings.c.begins_at == now))
    connection.execute(update(unit_standings).where(still).values(ends_at=now))


def _of(region: str, kind: Kind, unit: str) -> ColumnElement[bool]:
    return and_(unit_standings.c.region == region, unit_standings.c.kind == kind, unit_standings.c.unit == unit)
