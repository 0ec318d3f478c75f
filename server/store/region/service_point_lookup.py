"""Which service point a person means by `[REGION/]ID`. With one region its name need not be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from server.store.tables import regions, service_points


@dataclass(frozen=True)
class ServicePointAddress:
    region: str
    id: str

    def __str__(self) -> str:
        return f"{self.region}/{self.id}"


class ServicePointNotFound(LookupError):
    """There is none, or several; says which could be meant."""


def find(connection: Connection, said: str, now: datetime) -> ServicePointAddress:
    """The service point in use that is meant.

    Raises:
        NoPoint: none or several.
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


def region_since(connection: Connection, region: str) -> datetime:
    """When the region was first loaded: nothing of it is older."""
    found: datetime = connection.execute(select(regions.c.created_at).where(regions.c.id == region)).scalar_one()
    return found


def names(connection: Connection) -> dict[tuple[str, str], dict[str, str]]:
    """Names by language of every service point that is or was, by region and id."""
    rows = connection.execute(select(service_points.c.region, service_points.c.id, service_points.c.name))
    return {(row.region, row.id): row.name for row in rows}
