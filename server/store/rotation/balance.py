"""Reads the data from which the balance of a unit is computed: running totals by service point and month, plans, and terminals.

It reads totals and never responses, so that the cost does not grow with the number of answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, select

from server.domain.region.terminal_configuration import etag_without_targets
from server.domain.rotation.balance import ServicePointCounts, StatementTally, rotating_statements
from server.domain.rotation.balance_causes import TerminalBalance
from server.domain.rotation.balance_forecast import count_draws
from server.domain.rotation.balance_report import BalanceCounts, VisitPace
from server.domain.rotation.plan_calendar import DatedPlan, Unit
from server.store.fleet import terminal_overview
from server.store.fleet.terminal_overview import TerminalRow
from server.store.region import regions, terminal_configuration
from server.store.rotation import plans, statement_totals, targets
from server.store.rotation.balance_units import ServicePointMembership
from server.store.rotation.statement_totals import NO_SERVICE_POINT
from server.store.tables import statement_totals as totals
from survey.forms import GENERAL_1
from survey.wire import FormPlan

Span = tuple[str, str]
"""Holds the first and the last month of a period, such as `2026-11`. Both are included."""


@dataclass(frozen=True)
class BalanceFigures:
    """Holds the counts of a unit, with what is needed to present them."""

    counted: BalanceCounts
    terminals: Mapping[str, TerminalRow]
    """Maps the ids of the terminals to their rows in the overview."""
    began_at: datetime | None
    """Holds when the first of the plans in force began, whose counts these are. None means that a span of months was read, or that no
    plan is in force."""


def form_ids(connection: Connection, region: str) -> list[str]:
    """Return the forms for which the region has ever had a plan. The national form for people aged 13 and over comes first."""
    found = {plan.form for plan in plans.list_all(connection, region)}
    return sorted(found, key=lambda form: (form != GENERAL_1.id, form))


def read_balance(connection: Connection, unit: Unit, region: str, *, form: str, now: datetime, span: Span | None = None) -> BalanceFigures:
    """Return what has been counted at a unit and the units below it, for the plans of one form.

    With a span of months, the counts of all plans of the form in these months are read. Without one, only the counts of the plan that is
    now in force at each service point are read, from all the time that the plan was in use there.
    """
    sight = _sight(connection, unit, region, form, span, now)
    counts = _counts(connection, sight)
    lines = _lines(connection, sight, now)
    counted = BalanceCounts(
        statements=_core_statements(connection, sight),
        service_points=_places(counts, sight),
        months=_by_month(counts),
        terminals=_terminals(connection, sight, lines, now),
        is_whole_region=unit.kind == "region",
        pace=_pace(connection, sight, now) if span is None else None,
    )
    began = min((sight.plans[plan.number].begins_at for plan in sight.plan_in_force.values()), default=None)
    return BalanceFigures(counted, {line.id: line for line in lines}, began if span is None else None)


@dataclass(frozen=True)
class _BalanceScope:
    """Defines which counts are read, and by which plans."""

    region: str
    zone: ZoneInfo
    form: str
    span: Span | None
    membership: ServicePointMembership
    plans: Mapping[int, DatedPlan]
    """Maps numbers to every plan of the region."""
    plan_in_force: Mapping[str, FormPlan]
    """Maps service points to the plan of the form that is in force there now."""

    def is_of_form(self, plan: int) -> bool:
        """Return whether a plan belongs to the form. A plan that the server does not know is assumed to belong to the national form."""
        return self.plans[plan].form == self.form if plan in self.plans else self.form == GENERAL_1.id

    def counts_at(self, point: str, plan: int) -> bool:
        """Return whether the counts of a plan at a service point are included."""
        if self.span is not None:
            return self.is_of_form(plan)
        return point in self.plan_in_force and self.plan_in_force[point].number == plan

    def known(self, numbers: Iterable[int]) -> tuple[FormPlan, ...]:
        """Return those of the plans that the server knows, sorted by number."""
        return tuple(self.plans[number].plan for number in sorted(numbers) if number in self.plans)


def _sight(connection: Connection, unit: Unit, region: str, form: str, span: Span | None, now: datetime) -> _BalanceScope:
    begun = plans.plans_in_force(connection, [region], now)
    zone = ZoneInfo(regions.time_zones(connection)[region])
    here = ServicePointMembership(connection, unit, begun.trees[region], zone, now)
    every = {plan.number: plan for plan in plans.list_all(connection, region)}
    holding = {point: [each.plan for each in begun.at(region, point or None) if each.form == form] for point in here.ever}
    return _BalanceScope(region, zone, form, span, here, every, {point: found[0] for point, found in holding.items() if found})


class _Counts(NamedTuple):
    point: str
    plan: int
    month: str
    statement: str
    tally: StatementTally


def _counts(connection: Connection, sight: _BalanceScope) -> list[_Counts]:
    if sight.span is not None:
        rows = _read(connection, sight, totals.c.month.between(*sight.span))
    else:
        rows = _read(connection, sight, totals.c.plan.in_({plan.number for plan in sight.plan_in_force.values()}))
    return [row for row in rows if sight.counts_at(row.point, row.plan) and sight.membership.has(row.point, row.month)]


def _read(connection: Connection, sight: _BalanceScope, wanted: ColumnElement[bool]) -> list[_Counts]:
    columns = ("service_point", "plan", "month", "statement", "drawn", "shown", "answered")
    query = select(*(totals.c[name] for name in columns)).where(totals.c.region == sight.region, wanted)
    if (points := sight.membership.query_filter) is not None:
        query = query.where(totals.c.service_point.in_(points))
    return [_Counts(point, plan, month, code, StatementTally(*tally)) for point, plan, month, code, *tally in connection.execute(query)]


def _places(counts: Sequence[_Counts], sight: _BalanceScope) -> list[ServicePointCounts]:
    found = _by_point(counts)
    if sight.span is not None:
        return [ServicePointCounts(point, sight.known(its), its) for point, its in sorted(found.items())]
    points = {*found, *sight.membership.current_points} - ({NO_SERVICE_POINT} - set(found))
    return [
        ServicePointCounts(point, (sight.plan_in_force[point],) if point in sight.plan_in_force else (), found.get(point, {}))
        for point in sorted(points)
    ]


def _by_point(counts: Iterable[_Counts]) -> dict[str, dict[int, dict[str, StatementTally]]]:
    """Return the tallies by service point, plan and statement, summed over all months."""
    found: dict[str, dict[int, dict[str, StatementTally]]] = {}
    for row in counts:
        its = found.setdefault(row.point, {}).setdefault(row.plan, {})
        its[row.statement] = its.get(row.statement, StatementTally()).plus(row.tally)
    return found


def _by_month(counts: Iterable[_Counts]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in counts:
        month = found.setdefault(row.month, {})
        month[row.statement] = month.get(row.statement, 0) + row.tally.answered
    return found


def _pace(connection: Connection, sight: _BalanceScope, now: datetime) -> VisitPace:
    """Return the draws of the last full month and of the present month so far.

    If the region's first plan began later than that, the period begins with it.
    """
    this = now.astimezone(sight.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last = (this - timedelta(days=1)).replace(day=1)
    first_plan = min((plan.begins_at for plan in sight.plans.values()), default=last)
    rows = _read(connection, sight, totals.c.month.between(f"{last:%Y-%m}", f"{this:%Y-%m}"))
    found = []
    for point, its in _by_point(row for row in rows if sight.is_of_form(row.plan)).items():
        if point in sight.membership.current_points and point in sight.plan_in_force:
            place = ServicePointCounts(point, sight.known(its), its)
            found.append((sight.plan_in_force[point], sum(count_draws(plan, place) for plan in place.plans)))
    return VisitPace(max(last, first_plan), found)


def _core_statements(connection: Connection, sight: _BalanceScope) -> tuple[str, ...]:
    form = plans.forms(connection, sight.region).get(sight.form)
    added = {code for each in sight.plans.values() for code in (*each.plan.special, *each.plan.own)}
    return tuple(code for code in form.statements if code not in added) if form else ()


# ── Terminals ─────────────────────────────────────────────────────────────────────────────────────


def _lines(connection: Connection, sight: _BalanceScope, now: datetime) -> list[TerminalRow]:
    """Return the enrolled terminals that stand at the unit now. Revoked terminals are left out."""
    lines = terminal_overview.list_terminals(connection, now, region=sight.region)
    return [
        line
        for line in lines
        if line.state == "enrolled"
        and line.configuration_place[0] == sight.region
        and (line.service_point or NO_SERVICE_POINT) in sight.membership.current_points
    ]


def _terminals(connection: Connection, sight: _BalanceScope, lines: Sequence[TerminalRow], now: datetime) -> list[TerminalBalance]:
    counts = statement_totals.by_terminal(connection, sight.region)
    asked = targets.for_region(connection, sight.region)
    etags = terminal_configuration.etags(connection, {line.configuration_place for line in lines if line.configuration is not None}, now)
    drew: dict[str, int] = {}
    for plan, terminal in counts:
        if sight.is_of_form(plan):
            drew[terminal] = max(plan, drew.get(terminal, 0))
    found = []
    for line in lines:
        force = sight.plan_in_force.get(line.service_point or NO_SERVICE_POINT)
        is_current = line.configuration is not None and etags.get(line.configuration_place) == etag_without_targets(line.configuration)
        of = (force.number, line.id) if force else (0, line.id)
        found.append(
            TerminalBalance(
                id=line.id,
                service_point=line.service_point or NO_SERVICE_POINT,
                plan=force.number if is_current and force else drew.get(line.id),
                plan_in_force=force.number if force else None,
                tallies={code: StatementTally(*tally) for code, tally in counts[of].items()} if of in counts else None,
                rotating_statements=rotating_statements(force) if force else (),
                last_heartbeat_at=line.last_heartbeat,
                unsent_count=line.unsent or 0,
                leans=asked[of].leans if of in asked else {},
            )
        )
    return found
