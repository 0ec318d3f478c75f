"""Serves the tree of a region: the plan in force at each place, its source, scheduled plans, and whether terminals use it already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.rotation.plan_calendar import DatedPlan, Unit
from server.store.read_transaction import reading
from server.store.rotation import last_draws
from server.web.fleet.terminal_health import TerminalHealth, list_terminal_health
from server.web.region_scope import RegionScope, may_change, region_scope, visible_regions
from server.web.rotation.plans import labels
from server.web.rotation.plans.blueprint import blueprint
from server.web.server_context import context


@dataclass(frozen=True)
class PlanSummary:
    """Describes the plan in force for one form at a place, and how it differs from the plan above."""

    plan: DatedPlan
    is_own: bool
    left_out: tuple[str, ...]
    always: tuple[str, ...]
    """The statements that are asked in every visit here, but not above."""


@dataclass(frozen=True)
class TreeRow:
    """Describes a place of the tree. `coming` holds its scheduled plans."""

    unit: Unit
    depth: int
    ended_at: datetime | None
    asked: tuple[PlanSummary, ...]
    coming: tuple[DatedPlan, ...]
    terminals: tuple[TerminalHealth, ...]


@blueprint.get("")
@login_required
def page() -> ResponseReturnValue:
    """Show the tree of a region. With several regions, `region` names it; the default is the first."""
    at = context()
    now, with_ended = at.now(), request.args.get("ended") == "1"
    with reading(at.engine) as connection:
        regions = visible_regions(connection)
        region = request.args.get("region") or next(iter(regions), None)
        if region is None:
            return render_template("rotation/plans/tree.html", regions=regions, scope=None)
        scope = region_scope(connection, region, now)
        silent_after = timedelta(minutes=at.settings.silent_minutes)
        terminals = list_terminal_health(connection, now, region=region, silent_after=silent_after)
        drawn = last_draws.plans_by_terminal(connection, region)
        names = labels.statement_names_by_form(connection, region, scope.forms)
    placed = _terminals_by_service_point(terminals, region)
    rows = list(_rows(scope, placed, with_ended=with_ended))
    standing = {terminal.line.id for row in rows for terminal in row.terminals}
    return render_template(
        "rotation/plans/tree.html",
        regions=regions,
        scope=scope,
        rows=rows,
        elsewhere=[each for each in terminals if each.line.id not in standing and each.line.state != "revoked"],
        drawn=drawn,
        names=names,
        words=labels,
        with_ended=with_ended,
        ended=len(scope.tree.ended_at),
        may_change=may_change(),
    )


def _terminals_by_service_point(terminals: list[TerminalHealth], region: str) -> dict[str, list[TerminalHealth]]:
    """Return the terminals that are not revoked, by the service point at which they stand."""
    found: dict[str, list[TerminalHealth]] = {}
    for each in terminals:
        if each.line.state != "revoked" and each.line.service_point and each.line.placed_region == region:
            found.setdefault(each.line.service_point, []).append(each)
    return found


def _rows(scope: RegionScope, placed: Mapping[str, list[TerminalHealth]], *, with_ended: bool) -> Iterator[TreeRow]:
    for unit, depth in scope.walk_units(with_ended=with_ended):
        terminals = tuple(placed.get(unit.id, ())) if unit.kind == "service_point" else ()
        asked = () if scope.is_ended(unit) else tuple(_asked(scope, unit))
        coming = () if scope.is_ended(unit) else tuple(scope.calendar.scheduled_plans(unit, scope.now))
        yield TreeRow(unit, depth, scope.tree.ended_at.get(unit), asked, coming, terminals)


def _asked(scope: RegionScope, unit: Unit) -> Iterator[PlanSummary]:
    path = scope.path(unit)
    above = scope.calendar.plans_in_force(path[1:], scope.now)
    for form, plan in scope.calendar.plans_in_force(path, scope.now).items():
        core = scope.forms[form].statements if form in scope.forms else ()
        higher = above.get(form)
        left_out = tuple(code for code in core if code not in plan.plan.statements)
        always = tuple(code for code in plan.plan.fixed if higher is None or code not in higher.plan.fixed)
        yield PlanSummary(plan, plan.unit == unit, left_out, always)
