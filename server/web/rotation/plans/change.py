"""Changing what is asked at a place: type, look at what it means, save. Whoever was overtaken is told, and keeps what they typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from server.domain.rotation.plan_calendar import Unit
from server.domain.rotation.plan_effects import plan_differences, plan_reach, visit_shares
from server.domain.rotation.plan_rules import ConcurrentPlanChange, PlanDraft
from server.operations.rotation.plan_changes import PlanOvertaken, PlanRefused, make_plan
from server.store.read_transaction import reading
from server.store.texts.language_availability import LanguageDifference
from server.web.access import roles
from server.web.context import context
from server.web.language import _, moment
from server.web.region_scope import EDITORS, RegionScope
from server.web.rotation.plans import effects, texts
from server.web.rotation.plans import fault_texts as faults_in_words
from server.web.rotation.plans.blueprint import blueprint
from server.web.rotation.plans.form import PILOT, PlanForm, has_core
from server.web.rotation.plans.plan_change import PlanChange, ReviewedDraft, find_plan_change, review_typed
from survey.forms import MAX_SPECIAL_STATEMENTS


@blueprint.get("/<region>/change")
@blueprint.get("/<region>/<segment>/<name>/change")
@roles(*EDITORS)
def change(region: str, segment: str | None = None, name: str | None = None) -> ResponseReturnValue:
    """Show the form, filled in with what is asked here now, or with an earlier plan (`from`)."""
    with reading(context().engine) as connection:
        found = find_plan_change(connection, region, segment, name)
    number = request.args.get("from", type=int)
    plan = found.scope.plan(number) if number is not None else found.present
    if plan is not None and plan.form != found.form.id:
        abort(404)
    based_on = plan.number if plan is not None and (number is not None or plan.unit == found.unit) else None
    return _form(found, PlanForm.from_plan(plan, found.form, found.now_seen, based_on=based_on))


@blueprint.post("/<region>/change")
@blueprint.post("/<region>/<segment>/<name>/change")
@roles(*EDITORS)
def decide(region: str, segment: str | None = None, name: str | None = None) -> ResponseReturnValue:
    """Do what `act` says: take a ready-made plan (`pilot`, `all`), `review`, go back to `edit`, or `save`."""
    typed, act = PlanForm.read(request.form), request.form.get("act", "review")
    with reading(context().engine) as connection:
        found = find_plan_change(connection, region, segment, name)
        if act in ("pilot", "all") and has_core(found.form):
            return _form(found, typed.ready(act, found.form))
        if act == "edit":
            return _form(found, typed)
        reviewed = review_typed(connection, found, typed)
    if act == "save" and not reviewed.faults and not reviewed.review.meanwhile:
        try:
            number = make_plan(context().engine, region, reviewed.draft, reviewed.seen, author=current_user.email, now=found.scope.now)
        except (PlanOvertaken, PlanRefused):  # somebody was quicker: it is looked at again, by what holds now
            with reading(context().engine) as connection:
                found = find_plan_change(connection, region, segment, name)
                reviewed = review_typed(connection, found, typed)
        else:
            flash(_saved_message(found, reviewed.draft, number))
            return redirect(found.scope.address(found.unit))
    if reviewed.faults:
        return _form(found, typed, reviewed)
    return _review_page(found, typed, reviewed)


def _hidden(found: PlanChange, offer: LanguageDifference) -> list[str]:
    """Return that nobody could choose a form yet, for each that the place would have beside its own."""
    tags: dict[str, list[str]] = {}
    for each in offer.hidden:
        tags.setdefault(each.form, []).append(each.language)
    every = found.scope.forms
    return [effects.hidden(texts.audience(every.get(form), form), dict.fromkeys(lacking)) for form, lacking in tags.items()]


def _form(found: PlanChange, typed: PlanForm, reviewed: ReviewedDraft | None = None) -> ResponseReturnValue:
    """Show the form as it was typed, with what is wrong with it (None: nothing has been looked at)."""
    by_field: dict[str, list[str]] = {}
    for fault in reviewed.faults if reviewed else ():
        by_field.setdefault(fault.field, []).append(faults_in_words.fault(fault, found.names, found.scope.time_zone))
    chosen = [code for code in (*typed.special, *typed.own) if code not in {each.code for each in found.usable}]
    return (
        render_template(
            "rotation/plans/change.html",
            scope=found.scope,
            unit=found.unit,
            form=found.form,
            names=found.names,
            special=[each.code for each in found.usable if each.kind == "special"],
            own_statements=[each.code for each in found.usable if each.kind == "own"],
            gone=chosen,
            typed=typed,
            present=found.present,
            faults=by_field,
            happened=_happened(found, reviewed.review.meanwhile, reviewed.ended_by) if reviewed else [],
            pilot=PILOT if has_core(found.form) else (),
            most_special=MAX_SPECIAL_STATEMENTS,
            texts_address=url_for("texts.page") if "texts.page" in current_app.view_functions else None,
            words=texts,
        ),
        422 if by_field else 200,
    )


def _review_page(found: PlanChange, typed: PlanForm, reviewed: ReviewedDraft) -> ResponseReturnValue:
    """Show what the plan would change, before it is stored. Whoever was overtaken has now seen what others did."""
    scope, draft, review = found.scope, reviewed.draft, reviewed.review
    plan = draft.to_dated_plan(0, current_user.email, scope.now)
    before = scope.plans_in_force(found.unit, plan.begins_at).get(found.form.id)
    whom = plan_reach(scope.tree, scope.calendar, found.unit, found.form.id, plan.begins_at)
    next_one = next(iter(each for each in scope.calendar.scheduled_plans(found.unit, plan.begins_at, found.form.id)), None)
    assert review.offer is not None  # of a place and a form that there are
    nearer = _points(scope, tuple(whom.nearer_plans), reviewed.terminals)
    values: dict[str, Any] = {
        "scope": scope,
        "unit": found.unit,
        "form": found.form,
        "typed": replace(typed, seen=str(found.now_seen)) if review.meanwhile else typed,
        "plan": plan,
        "at_once": draft.begins_at is None,
        "before": before,
        "differences": plan_differences(before, plan),
        "names": found.names,
        "meaning": effects.meaning(visit_shares(plan.plan, found.form.statements), plan, found.names),
        "lost": [*(effects.lost(each, found.names) for each in review.offer.lost), *_hidden(found, review.offer)],
        "reached": _points(scope, whom.service_points, reviewed.terminals),
        "not_reached": [(name, count, whom.nearer_plans[point]) for point, name, count in nearer],
        "until": min((each for each in (plan.ends_at, next_one and next_one.begins_at) if each), default=None),
        "next_one": next_one,
        "happened": _happened(found, review.meanwhile, reviewed.ended_by),
        "words": texts,
    }
    return render_template("rotation/plans/review.html", **values), 409 if review.meanwhile else 200


def _points(scope: RegionScope, points: tuple[str, ...], terminals: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return id, name and number of terminals of service points, by name."""
    named = [(point, scope.name(Unit("service_point", point)), terminals.get(point, 0)) for point in points]
    return sorted(named, key=lambda each: each[1].casefold())


def _happened(found: PlanChange, meanwhile: Sequence[ConcurrentPlanChange], ended_by: dict[int, tuple[str, str]]) -> list[str]:
    return [faults_in_words.happened(each, found.scope.time_zone, ended_by) for each in meanwhile]


def _saved_message(found: PlanChange, draft: PlanDraft, number: int) -> str:
    if draft.begins_at is None:
        return _("Plan {n} has been saved and is in force. Terminals will use it after their next configuration update.", n=number)
    return _("Plan {n} has been saved. It begins on {time}.", n=number, time=moment(draft.begins_at, found.scope.time_zone))
