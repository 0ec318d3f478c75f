"""Taking back a plan that has not begun, and ending a place's own plan so that it asks what is asked above it: each after a question."""

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
from server.web.access import roles
from server.web.context import context
from server.web.language import _, moment
from server.web.region_scope import EDITORS, RegionScope, region_scope
from server.web.rotation.plans import fault_texts as faults_in_words
from server.web.rotation.plans import texts
from server.web.rotation.plans.blueprint import blueprint
from server.web.rotation.plans.form import moment_of
from server.web.rotation.plans.texts import Statements


@blueprint.get("/<region>/plans/<int:number>/withdraw")
@roles(*EDITORS)
def ask_withdraw(region: str, number: int) -> ResponseReturnValue:
    """Ask whether the plan is to be withdrawn."""
    with reading(context().engine) as connection:
        return _withdraw_page(*_find(connection, region, number))


@blueprint.post("/<region>/plans/<int:number>/withdraw")
@roles(*EDITORS)
def withdraw(region: str, number: int) -> ResponseReturnValue:
    """Withdraw a plan, unless it has begun."""
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
@roles(*EDITORS)
def ask_end(region: str, number: int) -> ResponseReturnValue:
    """Ask when the plan is to end."""
    with reading(context().engine) as connection:
        scope, plan, names = _find_own(connection, region, number)
    return _end_page(scope, plan, names, _seen_now(scope, plan))


@blueprint.post("/<region>/plans/<int:number>/end")
@roles(*EDITORS)
def end(region: str, number: int) -> ResponseReturnValue:
    """End a plan now or at a moment to come; what holds above holds here again."""
    with reading(context().engine) as connection:
        scope, plan, names = _find_own(connection, region, number)
    ends_at: datetime | None = None
    faults: list[PlanFault] = []
    if request.form.get("end") == "at":
        ends_at, faults = moment_of("ends_at", request.form.get("end_day", ""), request.form.get("end_time", ""), scope.time_zone)
    before = PlanSnapshot.parse(request.form.get("seen", "")) or PlanSnapshot(0, {})
    if faults:
        return _end_page(scope, plan, names, before, faults)
    try:
        end_plan(context().engine, region, number, ends_at=ends_at, seen=before, author=current_user.email, now=scope.now)
    except PlanRefused as refused:
        with reading(context().engine) as connection:
            return _end_page(*_find_own(connection, region, number), before, refused.faults)
    except PlanOvertaken:
        return _overtaken_page(region, number, before)
    if ends_at is None:
        flash(_("Plan {n} has ended. The inherited plan applies here again.", n=number))
    else:
        flash(
            _(
                "Plan {n} ends on {time}. After that, the inherited plan applies here again.",
                n=number,
                time=moment(ends_at, scope.time_zone),
            )
        )
    return redirect(scope.address(plan.unit))


def _find(connection: Connection, region: str, number: int) -> tuple[RegionScope, DatedPlan, Statements]:
    """Return a plan, with the region it is of and what its statements are called, or abort with 404."""
    scope = region_scope(connection, region, context().now())
    plan = scope.plan(number)
    return scope, plan, texts.statements(connection, region, plan.form)


def _find_own(connection: Connection, region: str, number: int) -> tuple[RegionScope, DatedPlan, Statements]:
    """Return a plan that its place may do without, as `_find` does, or abort with 404."""
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
            said[each.plan.number] = (entry.who, moment(entry.at, zone))
    return said


def _withdraw_page(scope: RegionScope, plan: DatedPlan, names: Statements, faults: Sequence[PlanFault] = ()) -> ResponseReturnValue:
    state = scope.calendar.state(plan, scope.now)
    if not faults and state != "scheduled":
        faults = [PlanFault("plan", "withdrawn" if state == "withdrawn" else "begun")]
    said = [faults_in_words.fault(fault, names, scope.time_zone) for fault in faults]
    instead = scope.plans_in_force(plan.unit, plan.begins_at)
    page = render_template("rotation/plans/withdraw.html", scope=scope, plan=plan, names=names, faults=said, instead=instead, words=texts)
    return page, 422 if faults else 200


def _overtaken_page(region: str, number: int, before: PlanSnapshot) -> ResponseReturnValue:
    """Show what others did since the page was shown, and ask once more."""
    with reading(context().engine) as connection:
        scope, plan, names = _find_own(connection, region, number)
        happened = concurrent_plan_changes(before, scope.plans, scope.path(plan.unit), plan.form)
        ended_by = _ended_by(connection, region, happened, scope.time_zone)
    said = [faults_in_words.happened(each, scope.time_zone, ended_by) for each in happened]
    return _end_page(scope, plan, names, _seen_now(scope, plan), happened=said)


def _end_page(
    scope: RegionScope,
    plan: DatedPlan,
    names: Statements,
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
            faults=[faults_in_words.fault(fault, names, scope.time_zone) for fault in faults],
            happened=happened,
            in_force=scope.calendar.state(plan, scope.now) == "in_force",
            words=texts,
        ),
        409 if happened else 422 if faults else 200,
    )
