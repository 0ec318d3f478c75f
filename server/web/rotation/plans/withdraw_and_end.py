"""Serves the pages that withdraw a scheduled plan, and that end a place's own plan so that the inherited plan applies. Both ask first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from server.domain.rotation.plan_calendar import DatedPlan
from server.domain.rotation.plan_rules import (
    ConcurrentPlanChange,
    PlanFault,
    PlanSnapshot,
    concurrent_plan_changes,
    is_plan_required,
    snapshot_plans,
)
from server.operations.rotation.plan_changes import PlanOvertaken, PlanRefused, end_plan, withdraw_plan
from server.store.engine import Connection
from server.store.people import audit
from server.store.read_transaction import reading
from server.web.access_control import require_roles
from server.web.language import _, format_moment
from server.web.region_scope import EDITOR_ROLES, RegionScope, region_scope
from server.web.rotation.plans import fault_texts as faults_in_words
from server.web.rotation.plans import labels
from server.web.rotation.plans.blueprint import blueprint
from server.web.rotation.plans.labels import StatementNames
from server.web.rotation.plans.plan_form import parse_moment
from server.web.server_context import context


@blueprint.get("/<region>/plans/<int:number>/withdraw")
@require_roles(*EDITOR_ROLES)
def ask_withdraw(region: str, number: int) -> ResponseReturnValue:
    """Ask whether to withdraw the plan."""
    with reading(context().engine) as connection:
        return _withdraw_page(*_find(connection, region, number))


@blueprint.post("/<region>/plans/<int:number>/withdraw")
@require_roles(*EDITOR_ROLES)
def withdraw(region: str, number: int) -> ResponseReturnValue:
    """Withdraw a plan, or show with 422 why it cannot be withdrawn."""
    with reading(context().engine) as connection:
        scope, plan, _names = _find(connection, region, number)
    try:
        withdraw_plan(context().engine, region, number, author=current_user.email, now=scope.now)
    except PlanRefused as refused:
        with reading(context().engine) as connection:
            return _withdraw_page(*_find(connection, region, number), refused.faults)
    flash(_("Plan {n} has been withdrawn and will not begin.", n=number))
    return redirect(scope.address(plan.unit))


@blueprint.get("/<region>/plans/<int:number>/end")
@require_roles(*EDITOR_ROLES)
def ask_end(region: str, number: int) -> ResponseReturnValue:
    """Ask when to end the plan."""
    with reading(context().engine) as connection:
        scope, plan, names = _find_endable(connection, region, number)
    return _end_page(scope, plan, names, _seen_now(scope, plan))


@blueprint.post("/<region>/plans/<int:number>/end")
@require_roles(*EDITOR_ROLES)
def end(region: str, number: int) -> ResponseReturnValue:
    """End a plan now or at a later moment. After that, the inherited plan applies at the place."""
    with reading(context().engine) as connection:
        scope, plan, names = _find_endable(connection, region, number)
    ends_at: datetime | None = None
    faults: list[PlanFault] = []
    if request.form.get("end") == "at":
        ends_at, faults = parse_moment("ends_at", request.form.get("end_day", ""), request.form.get("end_time", ""), scope.time_zone)
    before = PlanSnapshot.parse(request.form.get("seen", "")) or PlanSnapshot(0, {})
    if faults:
        return _end_page(scope, plan, names, before, faults)
    try:
        end_plan(context().engine, region, number, ends_at=ends_at, seen=before, author=current_user.email, now=scope.now)
    except PlanRefused as refused:
        with reading(context().engine) as connection:
            return _end_page(*_find_endable(connection, region, number), before, refused.faults)
    except PlanOvertaken:
        return _overtaken_page(region, number, before)
    if ends_at is None:
        flash(_("Plan {n} has ended. The inherited plan applies here again.", n=number))
    else:
        flash(
            _(
                "Plan {n} ends on {time}. After that, the inherited plan applies here again.",
                n=number,
                time=format_moment(ends_at, scope.time_zone),
            )
        )
    return redirect(scope.address(plan.unit))


def _find(connection: Connection, region: str, number: int) -> tuple[RegionScope, DatedPlan, StatementNames]:
    """Return a plan with its region and the names of its statements, or abort with 404."""
    scope = region_scope(connection, region, context().now())
    plan = scope.plan(number)
    return scope, plan, labels.statement_names(connection, region, plan.form)


def _find_endable(connection: Connection, region: str, number: int) -> tuple[RegionScope, DatedPlan, StatementNames]:
    """Return a plan as `_find` does, or abort with 404 if the place must always have a plan of this form."""
    scope, plan, names = _find(connection, region, number)
    if is_plan_required(plan.unit, plan.form):
        abort(404)
    return scope, plan, names


def _seen_now(scope: RegionScope, plan: DatedPlan) -> PlanSnapshot:
    return snapshot_plans(scope.plans, scope.path(plan.unit), plan.form, scope.now)


def _ended_by(connection: Connection, region: str, happened: Sequence[ConcurrentPlanChange], zone: str) -> dict[int, tuple[str, str]]:
    said = {}
    for each in happened:
        if entry := audit.newest(connection, region, "plan_ended", str(each.plan.number)):
            said[each.plan.number] = (entry.who, format_moment(entry.at, zone))
    return said


def _withdraw_page(scope: RegionScope, plan: DatedPlan, names: StatementNames, faults: Sequence[PlanFault] = ()) -> ResponseReturnValue:
    state = scope.calendar.state(plan, scope.now)
    if not faults and state != "scheduled":
        faults = [PlanFault("plan", "withdrawn" if state == "withdrawn" else "begun")]
    said = [faults_in_words.plan_fault_text(fault, names, scope.time_zone) for fault in faults]
    instead = scope.plans_in_force(plan.unit, plan.begins_at)
    page = render_template("rotation/plans/withdraw.html", scope=scope, plan=plan, names=names, faults=said, instead=instead, words=labels)
    return page, 422 if faults else 200


def _overtaken_page(region: str, number: int, before: PlanSnapshot) -> ResponseReturnValue:
    """Show what others changed since the page was shown, and ask again."""
    with reading(context().engine) as connection:
        scope, plan, names = _find_endable(connection, region, number)
        happened = concurrent_plan_changes(before, scope.plans, scope.path(plan.unit), plan.form)
        ended_by = _ended_by(connection, region, happened, scope.time_zone)
    said = [faults_in_words.concurrent_change_text(each, scope.time_zone, ended_by) for each in happened]
    return _end_page(scope, plan, names, _seen_now(scope, plan), happened=said)


def _end_page(
    scope: RegionScope,
    plan: DatedPlan,
    names: StatementNames,
    before: PlanSnapshot,
    faults: Sequence[PlanFault] = (),
    happened: Sequence[str] = (),
) -> ResponseReturnValue:
    above = scope.calendar.plans_in_force(scope.path(plan.unit)[1:], scope.now).get(plan.form)
    return (
        render_template(
            "rotation/plans/end.html",
            scope=scope,
            plan=plan,
            names=names,
            above=above,
            seen=str(before),
            typed=request.form,
            faults=[faults_in_words.plan_fault_text(fault, names, scope.time_zone) for fault in faults],
            happened=happened,
            in_force=scope.calendar.state(plan, scope.now) == "in_force",
            words=labels,
        ),
        409 if happened else 422 if faults else 200,
    )
