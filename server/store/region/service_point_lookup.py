"""Finds the service point that a person names as `[REGION/]ID`.

The region may be left out if only one region has a service point with this id in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from server.store.tables import regions, service_points


@dataclass(frozen=True)
class ServicePointAddress:
    """Identifies a service point by its region and its id."""

    region: str
    id: str

    def __str__(self) -> str:
        return f"{self.region}/{self.id}"


class ServicePointNotFound(LookupError):
    """Raised when no service point in use has the name, or when several have. The message lists the candidates."""


def find(connection: Connection, said: str, now: datetime) -> ServicePointAddress:
    """Return the service point in use that `said` names.

    Raises:
        ServicePointNotFound: there is none, or there are several.
    """
    region, separator, name = said.rpartition("/")
    in_use = or_(service_points.c.ends_at.is_(None), service_points.c.ends_at > now)
    query = select(service_points.c.region, service_points.c.id).where(service_points.c.id == name, in_use)
    if separator:
        query = query.where(service_points.c.region == region)
    found = [ServicePointAddress(*row) for row in connection.execute(query.order_by(service_points.c.region))]
    if len(found) == 1:
        return found[0]
    if found:
        raise ServicePointNotFound(f"{said} stands in several regions: say which, {' or '.join(map(str, found))}")
    known = connection.execute(select(service_points.c.region, service_points.c.id).where(in_use).order_by(service_points.c.id)).all()
    if not known:
        raise ServicePointNotFound("there is no service point yet: load a region file first")
    choices = ", ".join(sorted({row.id for row in known})[:12])
    raise ServicePointNotFound(f"there is no service point {said}: there are {choices}{' …' if len(known) > 12 else ''}")


def region_created_at(connection: Connection, region: str) -> datetime:
    """Return when a region was first loaded. Nothing of the region is older.

    Raises:
        sqlalchemy.exc.NoResultFound: there is no such region.
    """
    found: datetime = connection.execute(select(regions.c.created_at).where(regions.c.id == region)).scalar_one()
    return found


def names(connection: Connection) -> dict[tuple[str, str], dict[str, str]]:
    """Return the names by language of every service point, by region and id. Those that have ended are included."""
    rows = connection.execute(select(service_points.c.region, service_points.c.id, service_points.c.name))
    return {(row.region, row.id): row.name for row in rows}
