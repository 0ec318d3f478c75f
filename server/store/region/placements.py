"""Stores where terminals stand and have stood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, or_, select

from server.domain.region.placements import Placement
from server.store.tables import placements, terminals


def for_terminal(connection: Connection, terminal: str) -> list[Placement]:
    """Return the placements of a terminal in chronological order."""
    query = (
        select(placements.c.region, placements.c.service_point, placements.c.begins_at, placements.c.ends_at)
        .where(placements.c.terminal == terminal)
        .order_by(placements.c.begins_at)
    )
    return [Placement(*row) for row in connection.execute(query)]


def replace(connection: Connection, terminal: str, rows: Sequence[Placement]) -> None:
    """Replace all placements of a terminal by the given ones."""
    connection.execute(delete(placements).where(placements.c.terminal == terminal))
    connection.execute(insert(placements), [{"terminal": terminal, **row._asdict()} for row in rows])


def standing_terminals(connection: Connection, region: str, now: datetime) -> list[tuple[str, str]]:
    """Return the id and the service point of each enrolled terminal that stands in a region now, sorted by id.

    Revoked terminals are left out.
    """
    holds = and_(placements.c.begins_at <= now, or_(placements.c.ends_at.is_(None), placements.c.ends_at > now))
    query = (
        select(terminals.c.id, placements.c.service_point)
        .join(placements, placements.c.terminal == terminals.c.id)
        .where(placements.c.region == region, holds, terminals.c.revoked_at.is_(None), terminals.c.enrolled_at.is_not(None))
        .order_by(terminals.c.id)
    )
    return [(row.id, row.service_point) for row in connection.execute(query)]
