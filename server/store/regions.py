"""Regions: their names, time zones and languages."""

from __future__ import annotations

from sqlalchemy import Connection, select

from server.store.tables import regions


def time_zones(connection: Connection) -> dict[str, str]:
    """IANA name by region."""
    return {row.id: row.time_zone for row in connection.execute(select(regions.c.id, regions.c.time_zone))}
