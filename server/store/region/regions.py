"""Stores the time zones of regions, and the PIN that opens the service screen of their terminals."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from server.store.tables import regions


def time_zones(connection: Connection) -> dict[str, str]:
    """Return the IANA name of the time zone of each region."""
    return {row.id: row.time_zone for row in connection.execute(select(regions.c.id, regions.c.time_zone))}


def set_service_pin(connection: Connection, region: str, hashed: str | None) -> None:
    """Store the Argon2id hash of a region's PIN for the service screen. None means that nobody can open the screen.

    No region file changes the PIN.
    """
    connection.execute(update(regions).where(regions.c.id == region).values(service_pin=hashed))


def has_service_pin(connection: Connection, region: str) -> bool:
    """Return whether a region has a PIN for the service screen."""
    return connection.execute(select(regions.c.service_pin).where(regions.c.id == region)).scalar() is not None
