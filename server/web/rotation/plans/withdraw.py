"""Taking back a plan that has not begun, and ending a place's own plan so that it asks what is asked above it: each after a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from server.domain.rotation.plan_calendar import DatedPlan
from server.domain.rotation.plan_rules import Fault, Meanwhile, Seen, always_holds, seen
from server.operations.rotation import plan_changes
from server.operations.rotation.plan_changes import Overtaken, Refused
from server.store.engine import Connection
from server.store.people import audit
from server.store.read_transaction import reading
from server.store.write_transaction import writing
from server.web.access import roles
from server.web.context import context
from server.web.language import _, moment
from server.web.region_scope import EDITORS, Here, here
from server.web.rotation.plans import blueprint, texts
from server.web.rotation.plans import fault_texts as faults_in_words
from server.web.rotation.plans.form import moment_of
from server.web.rotation.plans.texts import Statements


@blueprint.get("/<region>/plans/<int:number>/withdraw")
@roles(*EDITORS)
def ask_withdraw(region: str, number: int) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        found = here(connection, region, context().now())
        plan = found.plan(number)
        names = texts.statements(connection, region, plan.form)
    return _withdraw_page(found, plan, names)


@blueprint.post("/<region>/plans/<int:number>/withdraw")
@roles(*EDITORS)
def withdraw(region: str, number: int) -> ResponseReturnValue:
    now = context().now()
    with writing(context().engine) as connection:
        found = here(connection, region, now)
        plan = found.plan(number)
        try:
            plan_changes.withdraw(connection, region, number, who=current_user.email, now=now)
        except Refused as refused:
            names = texts.statements(connection, region, plan.form)
            return _withdraw_page(found, found.plan(number), names, refused.faults)
    flash(_("Plan {n} is withdrawn: it does not begin.", n=number))
    return redirect(found.address(plan.unit))


@blueprint.get("/<region>/plans/<int:number>/end")
@roles(*EDITORS)
def ask_end(region: str, number: int) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        found, plan, names = _find_own(connection, region, number)
    return _end_page(found, plan, names, seen(found.every, found.path(plan.unit), plan.form, found.now))


@blueprint.post("/<region>/plans/<int:number>/end")
@roles(*EDITORS)
def end(region: str, number: int) -> ResponseReturnValue:
    """The plan ends now or at a moment to come; what holds above holds here again."""
    now = context().now()
    with writing(context().engine) as connection:
        found, plan, names = _find_own(connection, region, number)
        ends_at: datetime | None = None
        faults: list[Fault] = []
        if request.form.get("end") == "at":
            ends_at, faults = moment_of("ends_at", request.form.get("end_day", ""), request.form.get("end_time", ""), found.zone)
        before = Seen.read(request.form.get("seen", "")) or Seen(0, {})
        current = seen(found.every, found.path(plan.unit), plan.form, now)
        if faults:
            return _end_page(found, plan, names, before, faults)
        try:
            plan_changes.end(connection, region, number, ends_at, before, who=current_user.email, now=now)
        except Refused as refused:
            return _end_page(found, plan, names, before, refused.faults)
        except Overtaken as overtaken:
            ended_by = _ended_by(connection, region, overtaken.meanwhile, found.zone)
            return _end_page(
                found, plan, names, current, happened=[faults_in_words.happened(each, found.zone, ended_by) for each in overtaken.meanwhile]
            )
    if ends_at is None:
        flash(_("Plan {n} has ended: what holds above holds here again.", n=number))
    else:
        flash(_("Plan {n} ends on {time}; then what holds above holds here again.", n=number, time=moment(ends_at, found.zone)))
    return redirect(found.address(plan.unit))


def _find_own(connection: Connection, region: str, number: int) -> tuple[Here, DatedPlan, Statements]:
    """A plan in force that its place may do without, or 404."""
    found = here(connection, region, context().now())
    plan = found.plan(number)
    if always_holds(plan.unit, plan.form):
        abort(404)
    return found, plan, texts.statements(connection, region, plan.form)


def _ended_by(connection: Connection, region: str, meanwhile: Sequence[Meanwhile], zone: str) -> dict[int, tuple[str, str]]:
    said = {}
    for each in meanwhile:
        if entry := audit.newest(connection, region, "plan_ended", str(each.plan.number)):
            said[each.plan.number] = (entry.who, moment(entry.at, zone))
    return said


def _withdraw_page(found: Here, plan: DatedPlan, names: Statements, faults: Sequence[Fault] = ()) -> ResponseReturnValue:
    state = found.calendar.state(plan, found.now)
    if not faults and state != "scheduled":
        faults = [Fault("plan", "withdrawn" if state == "withdrawn" else "begun")]
    said = [faults_in_words.fault(fault, names, found.zone) for fault in faults]
    instead = found.holding(plan.unit, plan.begins_at)
    page = render_template("rotation/plans/withdraw.html", here=found, plan=plan, names=names, faults=said, instead=instead, words=texts)
    return page, 422 if faults else 200


def _end_page(
    found: Here, plan: DatedPlan, names: Statements, before: Seen, faults: Sequence[Fault] = (), happened: Sequence[str] = ()
) -> ResponseReturnValue:
    above = found.calendar.holding(found.path(plan.unit)[1:], found.now).get(plan.form)
    return (
        render_template(
            "rotation/plans/end.html",
            here=found,
            plan=plan,
            names=names,
            above=above,
            seen=str(before),
            typed=request.form,
            faults=[faults_in_words.fault(fault, names, found.zone) for fault in faults],
            happened=happened,
            in_force=found.calendar.state(plan, found.now) == "in_force",
            words=texts,
        ),
        409 if happened else 422 if faults else 200,
    )
