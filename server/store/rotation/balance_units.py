"""Reads the units of a region for choosing one, and which service points belong to a unit, now and in each month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from server.domain.rotation.plan_calendar import Unit, UnitTree
from server.store.rotation.statement_totals import NO_SERVICE_POINT
from server.store.tables import service_points, services, unit_standings

MAX_POINTS_IN_QUERY = 200
"""Limits how many service points a query names. If there are more, the query reads all of the region and the others are dropped
afterwards."""


class NamedUnit(NamedTuple):
    """Describes a unit with its names by language."""

    unit: Unit
    names: dict[str, str]
    service: str | None
    """Names the service to which the unit belongs. None means that it belongs directly to the region."""
    has_ended: bool


def units(connection: Connection, region: str) -> list[NamedUnit]:
    """Return every service and service point of a region. Those that have ended are included."""
    of_services = select(services.c.id, services.c.name, services.c.parent, services.c.ends_at).where(services.c.region == region)
    of_points = select(service_points.c.id, service_points.c.name, service_points.c.service, service_points.c.ends_at)
    found = [NamedUnit(Unit("service", row.id), row.name, row.parent, row.ends_at is not None) for row in connection.execute(of_services)]
    rows = connection.execute(of_points.where(service_points.c.region == region))
    return found + [NamedUnit(Unit("service_point", row.id), row.name, row.service, row.ends_at is not None) for row in rows]


class ServicePointMembership:
    """Determines which service points belong to a unit, now and in each month.

    When a service point moves to another unit, its earlier answers still belong to the earlier unit (design, decision 10).
    """

    def __init__(self, connection: Connection, unit: Unit, tree: UnitTree, zone: ZoneInfo, now: datetime) -> None:
        self._unit, self._zone, self._at = unit, zone, now
        self._dated = _standings(connection, tree.region) if unit.kind == "service" else []
        self._months: dict[str, frozenset[str]] = {}
        self.current_points: set[str] = set(tree.service_points_under(unit, now))
        """Contains the service points that belong to the unit now. For a region it also contains an empty id, for terminals without a
        placement."""
        self.ever: set[str] = set(self.current_points)
        """Contains the service points that belong to the unit now or may have belonged to it. For a service these are all that the
        region has had."""
        if unit.kind == "region":
            self.current_points.add(NO_SERVICE_POINT)
            self.ever |= {*tree.service_of, NO_SERVICE_POINT}
        elif unit.kind == "service":
            self.ever |= {row.unit for row in self._dated if row.kind == "service_point"}
        else:
            self.ever.add(unit.id)

    @property
    def query_filter(self) -> set[str] | None:
        """Return the service points to name in a query. None means that the query reads all of the region."""
        return None if self._unit.kind == "region" or len(self.ever) > MAX_POINTS_IN_QUERY else self.ever

    def has(self, point: str, month: str) -> bool:
        """Return whether a service point belonged to the unit at the end of a month such as `2026-11`.

        For a month that has not ended, the present is decisive.
        """
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
    """Return the service points that belonged to a service at a moment, by the last position that each unit had by then.

    For a unit that had no position yet, its first one is used. Answers from before it can only come from a clock that was wrong.
    """
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
    """Return the last moment of a month such as `2026-11` in a time zone."""
    year, number = map(int, month.split("-"))
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
    return after - timedelta(microseconds=1)
