"""What time it was at a reading of a terminal's monotonic clock, by boot: the evidence that visit times are corrected by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, select

from server.domain.intake.visit_time import Pair, adds_evidence
from server.store.dialect import inserting
from server.store.tables import clock_pairs


def of(connection: Connection, terminal: str, boots: Collection[str]) -> dict[str, list[Pair]]:
    """The pairs of some boots; a boot without any is absent."""
    query = select(clock_pairs.c.boot, clock_pairs.c.monotonic_ms, clock_pairs.c.server_time, clock_pairs.c.uncertainty_ms).where(
        clock_pairs.c.terminal == terminal, clock_pairs.c.boot.in_(boots)
    )
    found: dict[str, list[Pair]] = {}
    for boot, *pair in connection.execute(query):
        found.setdefault(boot, []).append(Pair(*pair))
    return found


def learn(connection: Connection, terminal: str, offered: Mapping[str, Iterable[Pair]]) -> set[str]:
    """Keep those pairs that say something new, the surest first.

    Returns:
        The boots that are better known now.
    """
    known = of(connection, terminal, list(offered))
    rows = []
    for boot, pairs in offered.items():
        mine = known.setdefault(boot, [])
        for pair in sorted(pairs, key=lambda pair: pair.uncertainty_ms):
            if adds_evidence(pair, mine):
                # Of one reading the surer word stays: a receipt's may stand there that the terminal has measured since.
                mine[:] = [other for other in mine if other.monotonic_ms != pair.monotonic_ms] + [pair]
                rows.append({"terminal": terminal, "boot": boot, **pair._asdict()})
    if rows:
        insert = inserting(connection, clock_pairs)
        surer = {name: insert.excluded[name] for name in ("server_time", "uncertainty_ms")}
        keys = (clock_pairs.c.terminal, clock_pairs.c.boot, clock_pairs.c.monotonic_ms)
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=surer), rows)
    return {str(row["boot"]) for row in rows}
