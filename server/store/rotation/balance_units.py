"""The units of a region as one chooses among them, and which service points each had, now and in each month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from server.domain.rotation.plan_calendar import Unit, UnitTree
from server.store.rotation.statement_totals import NOWHERE
from server.store.tables import service_points, services, unit_standings

FEW_POINTS = 200
"""Service points that are named in a query, at most; of more all are read and the others passed over."""


class NamedUnit(NamedTuple):
    """A unit of the tree with its names by language; `above` is its service, None straight below the region."""

    unit: Unit
    names: dict[str, str]
    above: str | None
    has_ended: bool


def units(connection: Connection, region: str) -> list[NamedUnit]:
    """Every service and service point that is or was."""
    of_services = select(services.c.id, services.c.name, services.c.parent, services.c.ends_at).where(services.c.region == region)
    of_points = select(service_points.c.id, service_points.c.name, service_points.c.service, service_points.c.ends_at)
    found = [NamedUnit(Unit("service", row.id), row.name, row.parent, row.ends_at is not None) for row in connection.execute(of_services)]
    rows = connection.execute(of_points.where(service_points.c.region == region))
    return found + [NamedUnit(Unit("service_point", row.id), row.name, row.service, row.ends_at is not None) for row in rows]


class ServicePointMembership:
    """Which service points belong to a unit, now and in each month. A point that moved took no past along (design, decision 10)."""

    def __init__(self, connection: Connection, unit: Unit, tree: UnitTree, zone: ZoneInfo, now: datetime) -> None:
        self._unit, self._zone, self._at = unit, zone, now
        self._dated = _standings(connection, tree.region) if unit.kind == "service" else []
        self._months: dict[str, frozenset[str]] = {}
        self.now: set[str] = set(tree.service_points_under(unit, now))
        """The points that belong to it now; an empty name: nowhere, which is the region's."""
        self.ever: set[str] = set(self.now)
        """And those that ever did."""
        if unit.kind == "region":
            self.now.add(NOWHERE)
            self.ever |= {*tree.service_of, NOWHERE}
        elif unit.kind == "service":
            self.ever |= {row.unit for row in self._dated if row.kind == "service_point"}
        else:
            self.ever.add(unit.id)

    @property
    def to_ask_for(self) -> set[str] | None:
        """The points to name in a query; None: all."""
        return None if self._unit.kind == "region" or len(self.ever) > FEW_POINTS else self.ever

    def has(self, point: str, month: str) -> bool:
        """Whether the point belonged to the unit at the end of a month, or does now where that is still to come."""
        if self._unit.kind == "region":
            return True
        if self._unit.kind == "service_point":
            return point == self._unit.id
        if month not in self._months:
            self._months[month] = _points_under(self._dated, self._unit.id, min(_end(month, self._zone), self._at))
        return point in self._months[month]


def _standings(connection: Connection, region: str) -> list[Row[Any]]:
    columns = ("kind", "unit", "begins_at", "service")
    query = select(*(unit_standings.c[name] for name in columns)).where(unit_standings.c.region == region)
    return list(connection.execute(query))


def _points_under(dated: Sequence[Row[Any]], service: str, moment: datetime) -> frozenset[str]:
    """By where each unit stood last by then; what began later had answers before only by a clock that was off."""
    stood: dict[tuple[str, str], Row[Any]] = {}
    for row in sorted(dated, key=lambda row: row.begins_at):
        if row.begins_at <= moment or (row.kind, row.unit) not in stood:
            stood[row.kind, row.unit] = row
    parent_of = {unit: row.service for (kind, unit), row in stood.items() if kind == "service"}

    def is_under(above: str | None) -> bool:
        seen: set[str] = set()
        while above is not None and above not in seen:
            if above == service:
                return True
            seen.add(above)
            above = parent_of.get(above)
        return False

    return frozenset(unit for (kind, unit), row in stood.items() if kind == "service_point" and is_under(row.service))


def _end(month: str, zone: ZoneInfo) -> datetime:
    """The last moment of a month where the zone is."""
    year, number = map(int, month.split("-"))
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
    return after - timedelta(microseconds=1)
