"""Reads a region and its units with their names, as pages show them. Units that have ended are included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from server.domain.rotation.plan_calendar import Unit
from server.store.tables import producers, regions, service_points, services

Name = dict[str, str]
"""Maps languages to a name."""


@dataclass(frozen=True)
class DescribedUnit:
    """Describes a unit. Only service points have a producer and opening hours."""

    unit: Unit
    name: Name
    begins_at: datetime
    ends_at: datetime | None = None
    opening_hours: Mapping[str, str] = field(default_factory=dict)
    producer: Name = field(default_factory=dict)


@dataclass(frozen=True)
class RegionDescription:
    """Describes a region with its units."""

    id: str
    name: Name
    time_zone: str
    languages: tuple[str, ...]
    """Lists the languages in the region's order."""
    drafts: tuple[str, ...]
    """Lists the languages in which drafts may be shown."""
    settings: Mapping[str, Any]
    """Contains the settings that differ from the defaults."""
    units: Mapping[Unit, DescribedUnit]


def get(connection: Connection, region: str) -> RegionDescription | None:
    """Return a region with its units, or None if there is no region with this id."""
    row = connection.execute(select(regions).where(regions.c.id == region)).first()
    if row is None:
        return None
    root = Unit("region", region)
    units = {root: DescribedUnit(root, row.name, row.created_at)}
    for service in connection.execute(select(services).where(services.c.region == region).order_by(services.c.id)):
        unit = Unit("service", service.id)
        units[unit] = DescribedUnit(unit, service.name, service.begins_at, service.ends_at)
    produced = and_(producers.c.region == service_points.c.region, producers.c.id == service_points.c.producer)
    query = select(service_points, producers.c.name.label("producer_name")).outerjoin(producers, produced)
    for point in connection.execute(query.where(service_points.c.region == region).order_by(service_points.c.id)):
        unit = Unit("service_point", point.id)
        hours, producer = point.opening_hours, point.producer_name or {}
        units[unit] = DescribedUnit(unit, point.name, point.begins_at, point.ends_at, hours, producer)
    return RegionDescription(region, row.name, row.time_zone, tuple(row.languages), tuple(row.drafts), row.settings, units)
