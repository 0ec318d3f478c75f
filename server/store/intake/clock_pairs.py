"""Stores pairs of a terminal's monotonic clock and the server's time, by boot.

Visit times are corrected with these pairs (design, decision 9).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from server.domain.intake.visit_time import ServerTimePair
from server.store.dialect import insert_on_conflict
from server.store.tables import clock_pairs


def for_terminal(connection: Connection, terminal: str, boots: Collection[str]) -> dict[str, list[ServerTimePair]]:
    """Return the pairs of some boots of a terminal. A boot without pairs is absent."""
    query = select(clock_pairs.c.boot, clock_pairs.c.monotonic_ms, clock_pairs.c.server_time, clock_pairs.c.uncertainty_ms).where(
        clock_pairs.c.terminal == terminal, clock_pairs.c.boot.in_(boots)
    )
    found: dict[str, list[ServerTimePair]] = {}
    for boot, *pair in connection.execute(query):
        found.setdefault(boot, []).append(ServerTimePair(*pair))
    return found


def upsert(connection: Connection, terminal: str, pairs: Mapping[str, Iterable[ServerTimePair]]) -> None:
    """Store pairs by boot. A pair for the same reading of the monotonic clock is replaced."""
    rows = [{"terminal": terminal, "boot": boot, **pair._asdict()} for boot, several in pairs.items() for pair in several]
    if rows:
        insert = insert_on_conflict(connection, clock_pairs)
        fresh = {name: insert.excluded[name] for name in ("server_time", "uncertainty_ms")}
        keys = (clock_pairs.c.terminal, clock_pairs.c.boot, clock_pairs.c.monotonic_ms)
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=fresh), rows)


def forget(connection: Connection, before: datetime) -> int:
    """Delete the pairs whose server time is before a time, and return how many they were."""
    return connection.execute(delete(clock_pairs).where(clock_pairs.c.server_time < before)).rowcount
