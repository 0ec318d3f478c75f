"""Steering the rotation: counts become targets, for every terminal of every region, in the same few queries however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from server.domain.rotation.targets import Counted, targets
from server.store.region import regions
from server.store.rotation import plans, statement_totals
from server.store.rotation import targets as targets_store
from server.store.tables import placements, terminals
from survey.wire import FormPlan, Targets


def steer(connection: Connection, now: datetime) -> int:
    """Give every terminal that stands somewhere the targets that the counts of its region call for.

    Returns:
        How many terminals' targets changed.
    """
    return sum(_steer_region(connection, region, now) for region in regions.time_zones(connection))


def _steer_region(connection: Connection, region: str, now: datetime) -> int:
    begun = plans.begun(connection, [region], now)
    here: dict[str | None, list[plans.StoredPlan]] = {}
    planned: list[tuple[str, str, FormPlan]] = []
    for terminal, point in _standing(connection, region, now):
        if point not in here:
            here[point] = begun.at(region, point)
        planned += [(each.form, terminal, each.plan) for each in here[point]]
    numbers = {plan.number for _, _, plan in planned}
    counts = statement_totals.by_terminal(connection, region, numbers)
    pairs = statement_totals.by_pair(connection, region, numbers)
    wanted: dict[targets_store.Of, Targets] = {}
    for form in sorted({form for form, _, _ in planned}):
        counted = [_counted(terminal, plan, counts.get((plan.number, terminal), {})) for name, terminal, plan in planned if name == form]
        wanted |= targets(counted, pairs)
    return targets_store.renew(connection, region, wanted, now=now)


def _counted(terminal: str, plan: FormPlan, counts: Mapping[str, statement_totals.Count]) -> Counted:
    drawn = {code: count.drawn for code, count in counts.items()}
    return Counted(terminal, plan, drawn, {code: count.answered for code, count in counts.items()})


def _standing(connection: Connection, region: str, now: datetime) -> Iterator[tuple[str, str]]:
    """Terminals in use and the service points of the region where they stand now."""
    stands = and_(placements.c.begins_at <= now, or_(placements.c.ends_at.is_(None), placements.c.ends_at > now))
    query = (
        select(terminals.c.id, placements.c.service_point)
        .join(placements, placements.c.terminal == terminals.c.id)
        .where(placements.c.region == region, stands, terminals.c.revoked_at.is_(None), terminals.c.enrolled_at.is_not(None))
        .order_by(terminals.c.id)
    )
    return ((row.id, row.service_point) for row in connection.execute(query))
