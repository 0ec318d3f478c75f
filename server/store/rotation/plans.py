"""Stores plans, which are immutable and numbered in their region.

`server.domain.rotation.plan_calendar` determines which plan holds where and when.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, select, update

from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar, Unit, UnitTree
from server.store.dialect import acquire_advisory_lock
from server.store.tables import plans, service_points, services
from server.store.texts import text_sets
from survey.forms import GENERAL_1, Form
from survey.wire import FormPlan

CONTENT_FIELDS = ("per_visit", "statements", "fixed", "special", "own", "order", "form")
"""Lists the fields of a plan that a region file has too."""


@dataclass(frozen=True)
class StoredPlan:
    """Holds a plan with its form and the order of the form's steps."""

    form: str
    order: tuple[str, ...]
    plan: FormPlan


@dataclass(frozen=True)
class PlansInForce:
    """Holds the plans that are in force in some regions at a moment."""

    calendars: Mapping[str, PlanCalendar]
    trees: Mapping[str, UnitTree]
    moment: datetime

    def at(self, region: str, service_point: str | None) -> list[StoredPlan]:
        """Return the plans that are in force at a service point, one for each form. None stands for a terminal without a placement.

        Each is the service point's own plan, or else that of the nearest service above it, or else that of the region. Plans of the nearest
        unit come first, because a terminal opens with the first form.
        """
        if region not in self.trees:
            return []
        tree = self.trees[region]
        unit = tree.root if service_point is None else Unit("service_point", service_point)
        found = self.calendars[region].plans_in_force(tree.path(unit, self.moment), self.moment)
        return [StoredPlan(each.form, each.order, each.plan) for each in found.values()]


def plans_in_force(connection: Connection, regions: Collection[str], now: datetime) -> PlansInForce:
    """Return the plans in force now in some regions. The number of queries does not depend on the number of service points."""
    query = _query().where(plans.c.region.in_(regions), plans.c.begins_at <= now, plans.c.withdrawn_at.is_(None))
    by_region: dict[str, list[DatedPlan]] = {region: [] for region in regions}
    for row in connection.execute(query):
        by_region[row.region].append(_dated(row))
    return PlansInForce({region: PlanCalendar(rows) for region, rows in by_region.items()}, trees(connection, regions), now)


def trees(connection: Connection, regions: Collection[str]) -> dict[str, UnitTree]:
    """Return the present tree of units of some regions."""
    service_of: dict[str, dict[str, str | None]] = {region: {} for region in regions}
    parent_of: dict[str, dict[str, str | None]] = {region: {} for region in regions}
    ended: dict[str, dict[Unit, datetime]] = {region: {} for region in regions}
    points = select(service_points.c.region, service_points.c.id, service_points.c.service, service_points.c.ends_at)
    for region, point, service, ends_at in connection.execute(points.where(service_points.c.region.in_(regions))):
        service_of[region][point] = service
        if ends_at is not None:
            ended[region][Unit("service_point", point)] = ends_at
    above = select(services.c.region, services.c.id, services.c.parent, services.c.ends_at)
    for region, service, parent, ends_at in connection.execute(above.where(services.c.region.in_(regions))):
        parent_of[region][service] = parent
        if ends_at is not None:
            ended[region][Unit("service", service)] = ends_at
    return {region: UnitTree(region, service_of[region], parent_of[region], ended[region]) for region in regions}


def list_all(connection: Connection, region: str) -> list[DatedPlan]:
    """Return every plan that a region has ever had, sorted by number. Scheduled, past and withdrawn plans are included."""
    return [_dated(row) for row in connection.execute(_query().where(plans.c.region == region).order_by(plans.c.number))]


def get(connection: Connection, region: str, number: int) -> DatedPlan | None:
    """Return a plan, or None if the region has none of this number."""
    row = connection.execute(_query().where(plans.c.region == region, plans.c.number == number)).first()
    return _dated(row) if row else None


def lock_region(connection: Connection, region: str) -> None:
    """Lock the plans of a region until the transaction ends, so that nobody else changes them meanwhile.

    Numbers then have no gaps, and the rules see all plans there are.
    """
    acquire_advisory_lock(connection, f"plans:{region}")


def add(
    connection: Connection,
    region: str,
    content: Mapping[str, Any],
    *,
    author: str,
    now: datetime,
    unit: Unit | None = None,
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
    based_on: int | None = None,
    note: str | None = None,
) -> int:
    """Store a plan and return its number, the next one of its region.

    `content` has the fields in `CONTENT_FIELDS`. Without `unit`, the plan applies to the whole region. Without `begins_at`, it applies from
    `now` on. The plans of the region stay locked until the transaction ends.
    """
    lock_region(connection, region)
    number = (connection.execute(select(func.max(plans.c.number)).where(plans.c.region == region)).scalar() or 0) + 1
    row = {
        **{name: content[name] for name in CONTENT_FIELDS},
        "service": unit.id if unit and unit.kind == "service" else None,
        "service_point": unit.id if unit and unit.kind == "service_point" else None,
        "author": author,
        "created_at": now,
        "begins_at": begins_at or now,
        "ends_at": ends_at,
        "based_on": based_on,
        "note": note,
    }
    connection.execute(insert(plans).values(region=region, number=number, **row))
    return number


def withdraw(connection: Connection, region: str, number: int, *, who: str, now: datetime) -> None:
    """Record that a plan is withdrawn. Callers ensure that it has not begun."""
    connection.execute(update(plans).where(_is(region, number)).values(withdrawn_at=now, withdrawn_by=who))


def end(connection: Connection, region: str, number: int, ends_at: datetime) -> None:
    """Set the end of a plan. From then on the plan of the nearest unit above holds there."""
    connection.execute(update(plans).where(_is(region, number)).values(ends_at=ends_at))


def scheduled(connection: Connection, region: str, form: str, now: datetime) -> list[DatedPlan]:
    """Return the region-wide plans of a form that have yet to begin, the next one first."""
    root = Unit("region", region)
    return PlanCalendar(_region_wide(connection, region, form)).scheduled_plans(root, now)


def region_file_fields(connection: Connection, region: str, now: datetime, form: str = GENERAL_1.id) -> dict[str, Any] | None:
    """Return the region-wide plan of a form by the fields of a region file. None means that none is in force and none is scheduled.

    If plans are scheduled, the last of them is returned, with `begins_at` as an additional field. No region file has this field, so a
    scheduled plan never compares equal to the plan of a file.
    """
    root = Unit("region", region)
    calendar = PlanCalendar(_region_wide(connection, region, form))
    coming = calendar.scheduled_plans(root, now)
    found = coming[-1] if coming else calendar.own_plans_in_force(root, now).get(form)
    if found is None:
        return None
    plan = found.plan
    content = {name: list(getattr(plan, name)) for name in ("statements", "fixed", "special", "own")}
    dates = {"begins_at": found.begins_at} if coming else {}
    return {"per_visit": plan.per_visit, **content, "order": list(found.order), "form": form, **dates}


def forms(connection: Connection, region: str) -> dict[str, Form]:
    """Return every form of a region, with every statement that any plan of the region has ever added to it.

    A response may contain any of them, however late it arrives.
    """
    found = text_sets.forms(connection, region)
    for row in connection.execute(select(plans.c.form, plans.c.special, plans.c.own).where(plans.c.region == region)):
        if (form := found.get(row.form)) and (more := [code for code in (*row.special, *row.own) if code not in form.statements]):
            found[row.form] = replace(form, statements=(*form.statements, *dict.fromkeys(more)))
    return found


def _region_wide(connection: Connection, region: str, form: str) -> Sequence[DatedPlan]:
    query = _query().where(plans.c.region == region, plans.c.form == form, plans.c.service.is_(None), plans.c.service_point.is_(None))
    return [_dated(row) for row in connection.execute(query)]


def _query() -> Select[Any]:
    return select(plans)


def _is(region: str, number: int) -> ColumnElement[bool]:
    return and_(plans.c.region == region, plans.c.number == number)


def _dated(row: Row[Any]) -> DatedPlan:
    plan = FormPlan(
        number=row.number,
        per_visit=row.per_visit,
        statements=tuple(row.statements),
        fixed=tuple(row.fixed),
        special=tuple(row.special),
        own=tuple(row.own),
    )
    return DatedPlan(
        unit=_unit(row),
        form=row.form,
        order=tuple(row.order),
        plan=plan,
        author=row.author,
        created_at=row.created_at,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        based_on=row.based_on,
        note=row.note,
    )


def _unit(row: Row[Any]) -> Unit:
    if row.service_point is not None:
        return Unit("service_point", row.service_point)
    return Unit("service", row.service) if row.service is not None else Unit("region", row.region)
