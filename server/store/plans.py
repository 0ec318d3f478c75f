"""Plans: immutable, numbered in their region. The one that holds somewhere is the nearest, and of those the newest that has begun."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from server.store.tables import plans, service_points, services
from survey.forms import FORMS, Form
from survey.wire import FormPlan


@dataclass(frozen=True)
class StoredPlan:
    """A plan with the form it is of and that form's order here."""

    form: str
    order: tuple[str, ...]
    plan: FormPlan


def add(connection: Connection, region: str, fields: Mapping[str, Any], *, author: str, now: datetime) -> int:
    """Store a plan for the whole region, to hold from now on, and give its number."""
    highest = connection.execute(select(func.max(plans.c.number)).where(plans.c.region == region)).scalar()
    number = (highest or 0) + 1
    connection.execute(insert(plans).values(region=region, number=number, author=author, created_at=now, begins_at=now, **fields))
    return number


def fields_of(connection: Connection, region: str) -> dict[str, Any] | None:
    """The region-wide plan as a region file would say it; None before the first."""
    query = select(plans).where(plans.c.region == region, plans.c.service.is_(None), plans.c.service_point.is_(None))
    row = connection.execute(query.order_by(plans.c.number.desc()).limit(1)).first()
    if row is None:
        return None
    return {name: getattr(row, name) for name in ("per_visit", "statements", "fixed", "special", "own", "order", "form")}


@dataclass(frozen=True)
class Begun:
    """The plans that have begun in some regions, and what tells which of them holds where."""

    rows: Sequence[Row[Any]]
    service_of: Mapping[tuple[str, str], str | None]
    """By region and service point."""
    parent_of: Mapping[tuple[str, str], str | None]
    """By region and service."""

    def at(self, region: str, service_point: str | None) -> list[StoredPlan]:
        """The plans that hold at a service point, one for each form: its own, else its service's or one above it, else the region's."""
        services_up = self._services_up(region, service_point)
        here = [row for row in self.rows if row.region == region and _holds(row, service_point, services_up)]
        best: dict[str, Row[Any]] = {}
        for row in sorted(here, key=lambda row: (_nearness(row, services_up), row.begins_at, row.number)):
            best[row.form] = row
        return [_stored(row) for row in best.values()]

    def _services_up(self, region: str, service_point: str | None) -> list[str]:
        """The service of a point and those it belongs to, the nearest first."""
        name = self.service_of.get((region, service_point or ""))
        found: list[str] = []
        while name is not None and name not in found:
            found.append(name)
            name = self.parent_of.get((region, name))
        return found


def begun(connection: Connection, regions: Collection[str], now: datetime) -> Begun:
    """The plans of some regions, in as many queries for a hundred service points as for one."""
    points = select(service_points.c.region, service_points.c.id, service_points.c.service).where(service_points.c.region.in_(regions))
    above = select(services.c.region, services.c.id, services.c.parent).where(services.c.region.in_(regions))
    return Begun(
        connection.execute(select(plans).where(plans.c.region.in_(regions), plans.c.begins_at <= now)).all(),
        {(row.region, row.id): row.service for row in connection.execute(points)},
        {(row.region, row.id): row.parent for row in connection.execute(above)},
    )


def forms(connection: Connection, region: str) -> dict[str, Form]:
    """Every form with every statement that any plan of the region has had: what a response may hold, however late it comes."""
    found = dict(FORMS)
    for row in connection.execute(select(plans.c.form, plans.c.special, plans.c.own).where(plans.c.region == region)):
        if (form := found.get(row.form)) and (more := [code for code in (*row.special, *row.own) if code not in form.statements]):
            found[row.form] = replace(form, statements=(*form.statements, *dict.fromkeys(more)))
    return found


def _holds(row: Row[Any], service_point: str | None, services_up: Sequence[str]) -> bool:
    if row.service_point is not None:
        return bool(row.service_point == service_point)
    return row.service is None or row.service in services_up


def _nearness(row: Row[Any], services_up: Sequence[str]) -> int:
    """The higher the nearer: region 0, services from the top, the point itself last."""
    if row.service_point is not None:
        return len(services_up) + 1
    return 0 if row.service is None else len(services_up) - services_up.index(row.service)


def _stored(row: Row[Any]) -> StoredPlan:
    plan = FormPlan(
        number=row.number,
        per_visit=row.per_visit,
        statements=tuple(row.statements),
        fixed=tuple(row.fixed),
        special=tuple(row.special),
        own=tuple(row.own),
    )
    return StoredPlan(row.form, tuple(row.order), plan)
