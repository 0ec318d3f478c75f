"""What the balance of a place is told from: running totals by place and month, the plans that they are of, and its terminals.

Read from totals alone, never from responses, so that a hundred million answers cost no more than a thousand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, select

from server.domain.balance import Place, Tally, in_turn
from server.domain.balance_causes import Terminal
from server.domain.balance_forecast import draws_of
from server.domain.balance_report import Counted, Pace
from server.domain.configuration import base
from server.domain.planning import DatedPlan, Unit
from server.store import configurations, overview, plans, statement_totals, targets
from server.store.balance_units import Here
from server.store.overview import Line
from server.store.plans import Begun
from server.store.statement_totals import NOWHERE
from server.store.tables import regions
from server.store.tables import statement_totals as totals
from survey.forms import GENERAL_1
from survey.wire import FormPlan

Span = tuple[str, str]
"""From one month (2026-11) to another, both inclusive."""


@dataclass(frozen=True)
class Looked:
    """What was found, with what is needed to say it."""

    counted: Counted
    lines: Mapping[str, Line]
    """Of the terminals, by id."""
    began: datetime | None
    """Since when the plans have held whose counts these are, the first of them; None for a span of months, or without a plan."""


def form_ids(connection: Connection, region: str) -> list[str]:
    """The forms that any plan of the region is of; the national one for 13 and over first."""
    found = {plan.form for plan in plans.every(connection, region)}
    return sorted(found, key=lambda form: (form != GENERAL_1.id, form))


def look(connection: Connection, unit: Unit, region: str, *, form: str, now: datetime, span: Span | None = None) -> Looked:
    """What has been counted at a unit and below it, of plans of a form.

    Of a span of months; without one since the plan began that holds now at each place, whenever that was there.
    """
    every = {plan.number: plan for plan in plans.every(connection, region)}
    begun = plans.begun(connection, [region], now)
    zone = ZoneInfo(connection.execute(select(regions.c.time_zone).where(regions.c.id == region)).scalar_one())
    here = Here(connection, unit, begun.trees[region], zone, now)
    forces = {point: _in_force(begun, region, point, form) for point in here.ever}
    counts = _counts(connection, region, here, every, form, forces, span)
    lines = _lines(connection, region, here, now)
    known = _plan_of(forces)
    counted = Counted(
        statements=_core_statements(connection, region, form, every.values()),
        places=_places(counts, here, forces, every, span),
        months=_by_month(counts),
        terminals=_terminals(connection, region, form, lines, known, every, now),
        is_whole_region=unit.kind == "region",
        pace=_pace(connection, region, here, every, form, forces, zone, now) if span is None else None,
    )
    began = [every[plan.number].begins_at for plan in forces.values() if plan is not None]
    return Looked(counted, {line.id: line for line in lines}, min(began, default=None) if span is None else None)


class _Counts(NamedTuple):
    point: str
    plan: int
    month: str
    statement: str
    tally: Tally


def _counts(
    connection: Connection,
    region: str,
    here: Here,
    every: Mapping[int, DatedPlan],
    form: str,
    forces: Mapping[str, FormPlan | None],
    span: Span | None,
) -> list[_Counts]:
    query = _query(region, here)
    if span is not None:
        rows = _read(connection, query.where(totals.c.month.between(*span)))
        return [row for row in rows if here.has(row.point, row.month) and _is_of(form, row.plan, every)]
    numbers = {plan.number for plan in forces.values() if plan is not None}
    rows = _read(connection, query.where(totals.c.plan.in_(numbers))) if numbers else []
    in_force = {point: plan.number for point, plan in forces.items() if plan is not None}
    return [row for row in rows if here.has(row.point, row.month) and in_force.get(row.point) == row.plan]


def _query(region: str, here: Here) -> Select[Any]:
    columns = ("service_point", "plan", "month", "statement", "drawn", "shown", "answered")
    query = select(*(totals.c[name] for name in columns)).where(totals.c.region == region)
    names = here.to_ask_for
    return query if names is None else query.where(totals.c.service_point.in_(names))


def _read(connection: Connection, query: Select[Any]) -> list[_Counts]:
    return [_Counts(point, plan, month, code, Tally(*tally)) for point, plan, month, code, *tally in connection.execute(query)]


def _is_of(form: str, plan: int, every: Mapping[int, DatedPlan]) -> bool:
    """Whether a plan is of the form; one that the server does not know is taken for the national form's."""
    return every[plan].form == form if plan in every else form == GENERAL_1.id


def _places(
    counts: Sequence[_Counts], here: Here, forces: Mapping[str, FormPlan | None], every: Mapping[int, DatedPlan], span: Span | None
) -> list[Place]:
    by_point: dict[str, dict[int, dict[str, Tally]]] = {point: {} for point in here.now} if span is None else {}
    for row in counts:
        its = by_point.setdefault(row.point, {}).setdefault(row.plan, {})
        its[row.statement] = its.get(row.statement, Tally()).plus(row.tally)
    return [Place(point, _plans(point, its, forces, every, span), its) for point, its in sorted(by_point.items()) if point or its]


def _plans(
    point: str,
    counts: Mapping[int, object],
    forces: Mapping[str, FormPlan | None],
    every: Mapping[int, DatedPlan],
    span: Span | None,
) -> tuple[FormPlan, ...]:
    if span is not None:
        return tuple(every[number].plan for number in sorted(counts) if number in every)
    plan = forces.get(point)
    return (plan,) if plan is not None else ()


def _by_month(counts: Sequence[_Counts]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in counts:
        month = found.setdefault(row.month, {})
        month[row.statement] = month.get(row.statement, 0) + row.tally.answered
    return found


def _pace(
    connection: Connection,
    region: str,
    here: Here,
    every: Mapping[int, DatedPlan],
    form: str,
    forces: Mapping[str, FormPlan | None],
    zone: ZoneInfo,
    now: datetime,
) -> Pace:
    """Of the last full month and this one so far, or since the region's first plan where that is later."""
    this = now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last = (this - timedelta(days=1)).replace(day=1)
    since = max([last, *([min(plan.begins_at for plan in every.values())] if every else [])])
    rows = _read(connection, _query(region, here).where(totals.c.month.between(f"{last:%Y-%m}", f"{this:%Y-%m}")))
    by_point: dict[str, dict[int, dict[str, Tally]]] = {}
    for row in rows:
        if row.point in here.now and _is_of(form, row.plan, every):
            its = by_point.setdefault(row.point, {}).setdefault(row.plan, {})
            its[row.statement] = its.get(row.statement, Tally()).plus(row.tally)
    found = []
    for point, by_plan in by_point.items():
        place = Place(point, tuple(every[number].plan for number in by_plan if number in every), by_plan)
        if (force := forces.get(point)) is not None:
            found.append((force, sum(draws_of(plan, place) for plan in place.plans)))
    return Pace(since, found)


def _in_force(begun: Begun, region: str, point: str, form: str) -> FormPlan | None:
    return next((each.plan for each in begun.at(region, point or None) if each.form == form), None)


def _core_statements(connection: Connection, region: str, form: str, every: Collection[DatedPlan]) -> tuple[str, ...]:
    known = plans.forms(connection, region).get(form)
    added = {code for each in every for code in (*each.plan.special, *each.plan.own)}
    return tuple(code for code in known.statements if code not in added) if known else ()


# ── terminals ─────────────────────────────────────────────────────────────────────────────────────


def _lines(connection: Connection, region: str, here: Here, now: datetime) -> list[Line]:
    """The terminals in use that stand here now."""
    lines = overview.lines(connection, now, region=region)
    return [line for line in lines if line.state == "enrolled" and line.stand[0] == region and (line.service_point or NOWHERE) in here.now]


def _plan_of(forces: Mapping[str, FormPlan | None]) -> Mapping[str, FormPlan]:
    return {point: plan for point, plan in forces.items() if plan is not None}


def _terminals(
    connection: Connection,
    region: str,
    form: str,
    lines: Sequence[Line],
    forces: Mapping[str, FormPlan],
    every: Mapping[int, DatedPlan],
    now: datetime,
) -> list[Terminal]:
    counts = statement_totals.by_terminal(connection, region)
    drew: dict[str, int] = {}
    for plan, terminal in counts:
        if _is_of(form, plan, every):
            drew[terminal] = max(plan, drew.get(terminal, 0))
    asked = targets.of_region(connection, region)
    etags = configurations.etags(connection, {line.stand for line in lines if line.configuration is not None}, now)
    found = []
    for line in lines:
        force = forces.get(line.service_point or NOWHERE)
        is_current = line.configuration is not None and etags.get(line.stand) == base(line.configuration)
        its = counts.get((force.number, line.id)) if force else None
        found.append(
            Terminal(
                id=line.id,
                place=line.service_point or NOWHERE,
                plan=force.number if is_current and force else drew.get(line.id),
                in_force=force.number if force else None,
                counts={code: Tally(*tally) for code, tally in its.items()} if its else None,
                balanced=in_turn(force) if force else (),
                last_heard=line.last_heartbeat,
                unsent=line.unsent or 0,
                leans=asked[force.number, line.id].leans if force and (force.number, line.id) in asked else {},
            )
        )
    return found
