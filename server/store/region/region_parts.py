"""Reads and writes a region, its producers, services and service points by the fields of a region file."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, insert, null, select, update

from server.store.region.unit_history import Kind, UnitPosition
from server.store.tables import producers, regions, service_points, services

PartKind = Literal["producer", "service", "service_point"]
Fields = dict[str, Any]
"""Maps the names of fields in a region file to their values."""

_TABLES: dict[PartKind, Table] = {"producer": producers, "service": services, "service_point": service_points}
_REGION_FIELDS = ("id", "name", "time_zone", "languages", "drafts", "settings")
_FIELDS: dict[PartKind, tuple[str, ...]] = {
    "producer": ("id", "name", "business_id", "oid"),
    "service": ("id", "name", "parent", "code"),
    "service_point": ("id", "name", "service", "producer", "oid", "opening_hours"),
}


def get_region(connection: Connection, region: str) -> Fields | None:
    """Return the fields of a region itself, or None if there is no region with this id."""
    row = connection.execute(select(regions).where(regions.c.id == region)).first()
    return None if row is None else {name: getattr(row, name) for name in _REGION_FIELDS}


def put_region(connection: Connection, region: str, fields: Fields, now: datetime) -> None:
    """Add a region, or change the given fields of an existing one."""
    if get_region(connection, region) is None:
        connection.execute(insert(regions).values(**fields, created_at=now))
    else:
        connection.execute(update(regions).where(regions.c.id == region).values(**fields))


def parts_in_use(connection: Connection, region: str) -> dict[tuple[str, str], Fields]:
    """Return the parts of a region that have not ended, by kind and id."""
    found: dict[tuple[str, str], Fields] = {}
    for kind, table in _TABLES.items():
        for row in connection.execute(select(table).where(table.c.region == region, table.c.ends_at.is_(None))):
            found[kind, row.id] = {name: getattr(row, name) for name in _FIELDS[kind]}
    return found


def put(connection: Connection, region: str, kind: PartKind, part: str, fields: Fields, now: datetime) -> None:
    """Add a part of a region, or change the given fields of an existing one. If the part had ended, it is in use again."""
    table = _TABLES[kind]
    mine = (table.c.region == region, table.c.id == part)
    if connection.execute(select(table.c.id).where(*mine)).first() is not None:
        connection.execute(update(table).where(*mine).values(**fields, ends_at=None))
    else:
        begins: Fields = {"begins_at": now} if "begins_at" in table.c else {}
        connection.execute(insert(table).values(region=region, **fields, **begins))


def end(connection: Connection, region: str, kind: PartKind, part: str, now: datetime) -> None:
    """Set the end of a part to `now`."""
    table = _TABLES[kind]
    connection.execute(update(table).where(table.c.region == region, table.c.id == part).values(ends_at=now))


def unit_position(connection: Connection, region: str, kind: Kind, unit: str) -> UnitPosition:
    """Return the present position of a unit in the tree.

    Raises:
        sqlalchemy.exc.NoResultFound: there is no such unit.
    """
    table = _TABLES[kind]
    columns = (services.c.parent, null()) if kind == "service" else (service_points.c.service, service_points.c.producer)
    return UnitPosition(*connection.execute(select(*columns).where(table.c.region == region, table.c.id == unit)).one())
