"""Where terminals stand and stood. A correction moves the responses whose visits it covers (design, decision 10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from server.domain.region.placements import Placement, place
from server.store.intake import responses as responses_store
from server.store.region import terminals as terminals_store
from server.store.tables import placements


def of(connection: Connection, terminal: str) -> list[Placement]:
    """A terminal's placements in order of time."""
    query = (
        select(placements.c.region, placements.c.service_point, placements.c.begins_at, placements.c.ends_at)
        .where(placements.c.terminal == terminal)
        .order_by(placements.c.begins_at)
    )
    return [Placement(*row) for row in connection.execute(query)]


def set_from(connection: Connection, terminal: str, region: str, service_point: str, begins_at: datetime) -> int:
    """The terminal has stood at a service point since `begins_at`; what was said of the time after it no longer holds.

    Returns:
        How many stored responses moved to another service point by it.
    """
    terminals_store.hold(connection, terminal)
    before = of(connection, terminal)
    after = place(before, Placement(region, service_point, begins_at))
    _replace(connection, terminal, after)
    terminals_store.move_to_region(connection, terminal, region)
    return responses_store.move(connection, terminal, after, since=begins_at)


def _replace(connection: Connection, terminal: str, rows: Sequence[Placement]) -> None:
    connection.execute(delete(placements).where(placements.c.terminal == terminal))
    connection.execute(insert(placements), [{"terminal": terminal, **row._asdict()} for row in rows])
