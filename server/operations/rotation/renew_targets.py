"""Computes the targets of all terminals from their counts. The number of queries depends on the number of regions, not of terminals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from server.domain.rotation.targets import TerminalCounts, compute_targets
from server.store.engine import Connection, Engine
from server.store.region import placements, regions
from server.store.rotation import plans, statement_totals
from server.store.rotation import targets as targets_store
from server.store.write_transaction import writing
from survey.wire import FormPlan, Targets


def renew_targets(engine: Engine, now: datetime) -> int:
    """Compute new targets for every terminal at a service point from the counts of its region, and store those that changed.

    Returns:
        The number of targets that changed. A terminal has one set of targets for each plan in force at its service point.
    """
    with writing(engine) as connection:
        return sum(_renew_region(connection, region, now) for region in regions.time_zones(connection))


def _renew_region(connection: Connection, region: str, now: datetime) -> int:
    begun = plans.plans_in_force(connection, [region], now)
    by_point: dict[str, list[plans.StoredPlan]] = {}
    planned: list[tuple[str, str, FormPlan]] = []
    for terminal, point in placements.standing_terminals(connection, region, now):
        if point not in by_point:
            by_point[point] = begun.at(region, point)
        planned += [(each.form, terminal, each.plan) for each in by_point[point]]
    numbers = {plan.number for _, _, plan in planned}
    counts = statement_totals.by_terminal(connection, region, numbers)
    pairs = statement_totals.by_pair(connection, region, numbers)
    renewed: dict[targets_store.PlanAndTerminal, Targets] = {}
    for form in sorted({form for form, _, _ in planned}):
        counted = [_counted(terminal, plan, counts.get((plan.number, terminal), {})) for name, terminal, plan in planned if name == form]
        renewed |= compute_targets(counted, pairs)
    return targets_store.renew(connection, region, renewed, now=now)


def _counted(terminal: str, plan: FormPlan, counts: Mapping[str, statement_totals.StatementCount]) -> TerminalCounts:
    drawn = {code: count.drawn for code, count in counts.items()}
    return TerminalCounts(terminal, plan, drawn, {code: count.answered for code, count in counts.items()})
