"""Regions: their time zones, and the PIN of their terminals' service screen."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from server.store.tables import regions


def time_zones(connection: Connection) -> dict[str, str]:
    """IANA name by region."""
    return {row.id: row.time_zone for row in connection.execute(select(regions.c.id, regions.c.time_zone))}


def set_service_pin(connection: Connection, region: str, hashed: str | None) -> None:
    """Args: hashed: Argon2id of the PIN; None: nobody can open the service screen. No region file touches it."""
    connection.execute(update(regions).where(regions.c.id == region).values(service_pin=hashed))


def has_service_pin(connection: Connection, region: str) -> bool:
    return connection.execute(select(regions.c.service_pin).where(regions.c.id == region)).scalar() is not None
