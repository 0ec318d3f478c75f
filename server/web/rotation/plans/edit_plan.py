"""Serves the pages that change what is asked at a place: fill in the form, review the effects, and save.

If somebody else changed the plans in the meantime, the person is informed before anything is saved, and keeps their entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from server.domain.rotation.plan_calendar import Unit
from server.domain.rotation.plan_effects import plan_differences, plan_reach, visit_shares
from server.domain.rotation.plan_rules import ConcurrentPlanChange, PlanDraft, is_plan_required
from server.operations.rotation.plan_changes import PlanOvertaken, PlanRefused, make_plan
from server.store.read_transaction import reading
from server.store.texts.language_availability import LanguageDifference
from server.web.access_control import require_roles
from server.web.language import _, format_moment
from server.web.region_scope import EDITOR_ROLES, RegionScope
from server.web.rotation.plans import effects, labels
from server.web.rotation.plans import fault_texts as faults_in_words
from server.web.rotation.plans.blueprint import blueprint
from server.web.rotation.plans.plan_editing import PlanChange, ReviewedDraft, find_plan_change, review_form
from server.web.rotation.plans.plan_form import PILOT, PlanForm, has_core
from server.web.server_context import context
from survey.forms import MAX_SPECIAL_STATEMENTS


@blueprint.get("/<region>/change")
@blueprint.get("/<region>/<segment>/<name>/change")
@require_roles(*EDITOR_ROLES)
def change(region: str, segment: str | None = None, name: str | None = None) -> ResponseReturnValue:
    """Show the form of a plan.

    It is filled in with the plan in force, or with the plan that `from` names, or with the defaults if there is neither.
    """
    with reading(context().engine) as connection:
        found = find_plan_change(connection, region, segment, name)
    number = request.args.get("from", type=int)
    plan = found.scope.plan(number) if number is not None else found.present
    if plan is not None and plan.form != found.form.id:
        abort(404)
    based_on = plan.number if plan is not None and (number is not None or plan.unit == found.unit) else None
    return _form(found, PlanForm.from_plan(plan, found.form, found.current_snapshot, based_on=based_on))


@blueprint.post("/<region>/change")
@blueprint.post("/<region>/<segment>/<name>/change")
@require_roles(*EDITOR_ROLES)
def decide(region: str, segment: str | None = None, name: str | None = None) -> ResponseReturnValue:
    """Handle the form as its field `act` asks.

    `pilot` and `all` fill in a ready-made plan, `review` shows the effects, `edit` goes back to the form, and `save` stores the plan.
    """
    typed, act = PlanForm.from_form(request.form), request.form.get("act", "review")
    with reading(context().engine) as connection:
        found = find_plan_change(connection, region, segment, name)
        if act in ("pilot", "all") and has_core(found.form):
            return _form(found, typed.with_preset(act, found.form))
        if act == "edit":
            return _form(found, typed)
        reviewed = review_form(connection, found, typed)
    if act == "save" and not reviewed.faults and not reviewed.review.meanwhile:
        try:
            number = make_plan(context().engine, region, reviewed.draft, reviewed.seen, author=current_user.email, now=found.scope.now)
        except (PlanOvertaken, PlanRefused):  # somebody was faster: the draft is reviewed again under the plans that are now in force
            with reading(context().engine) as connection:
                found = find_plan_change(connection, region, segment, name)
                reviewed = review_form(connection, found, typed)
        else:
            flash(_saved_message(found, reviewed.draft, number))
            return redirect(found.scope.address(found.unit))
    if reviewed.faults:
        return _form(found, typed, reviewed)
    return _review_page(found, typed, reviewed)


def _hidden(found: PlanChange, offer: LanguageDifference) -> list[str]:
    """Return a sentence for each additional form of the place that nobody could choose under the reviewed plan."""
    tags: dict[str, list[str]] = {}
    for each in offer.hidden:
        tags.setdefault(each.form, []).append(each.language)
    every = found.scope.forms
    return [effects.hidden_form_text(labels.audience(every.get(form), form), dict.fromkeys(lacking)) for form, lacking in tags.items()]


def _form(found: PlanChange, typed: PlanForm, reviewed: ReviewedDraft | None = None) -> ResponseReturnValue:
    """Show the form with the entries, and with their faults if they were reviewed."""
    by_field: dict[str, list[str]] = {}
    for fault in reviewed.faults if reviewed else ():
        by_field.setdefault(fault.field, []).append(faults_in_words.plan_fault_text(fault, found.names, found.scope.time_zone))
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
            is_required=is_plan_required(found.unit, found.form.id),
            most_special=MAX_SPECIAL_STATEMENTS,
            texts_address=url_for("texts.page") if "texts.page" in current_app.view_functions else None,
            words=labels,
        ),
        422 if by_field else 200,
    )


def _review_page(found: PlanChange, typed: PlanForm, reviewed: ReviewedDraft) -> ResponseReturnValue:
    """Show what the plan would change before it is stored.

    If others changed plans in the meantime, the page lists their changes, and the snapshot in its form includes them from then on.
    """
    scope, draft, review = found.scope, reviewed.draft, reviewed.review
    plan = draft.to_dated_plan(0, current_user.email, scope.now)
    before = scope.plans_in_force(found.unit, plan.begins_at).get(found.form.id)
    whom = plan_reach(scope.tree, scope.calendar, found.unit, found.form.id, plan.begins_at)
    next_one = next(iter(each for each in scope.calendar.scheduled_plans(found.unit, plan.begins_at, found.form.id)), None)
    assert review.offer is not None  # not None, because the place and the form exist
    nearer = _points(scope, tuple(whom.nearer_plans), reviewed.terminals)
    values: dict[str, Any] = {
        "scope": scope,
        "unit": found.unit,
        "form": found.form,
        "typed": replace(typed, seen=str(found.current_snapshot)) if review.meanwhile else typed,
        "plan": plan,
        "at_once": draft.begins_at is None,
        "before": before,
        "differences": plan_differences(before, plan),
        "names": found.names,
        "meaning": effects.balance_effects(visit_shares(plan.plan, found.form.statements), plan, found.names),
        "lost": [*(effects.lost_language_text(each, found.names) for each in review.offer.lost), *_hidden(found, review.offer)],
        "reached": _points(scope, whom.service_points, reviewed.terminals),
        "not_reached": [(name, count, whom.nearer_plans[point]) for point, name, count in nearer],
        "until": min((each for each in (plan.ends_at, next_one and next_one.begins_at) if each), default=None),
        "next_one": next_one,
        "happened": _happened(found, review.meanwhile, reviewed.ended_by),
        "words": labels,
    }
    return render_template("rotation/plans/review.html", **values), 409 if review.meanwhile else 200


def _points(scope: RegionScope, points: tuple[str, ...], terminals: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return the id, the name and the number of terminals of service points, sorted by name."""
    named = [(point, scope.name(Unit("service_point", point)), terminals.get(point, 0)) for point in points]
    return sorted(named, key=lambda each: each[1].casefold())


def _happened(found: PlanChange, meanwhile: Sequence[ConcurrentPlanChange], ended_by: dict[int, tuple[str, str]]) -> list[str]:
    return [faults_in_words.concurrent_change_text(each, found.scope.time_zone, ended_by) for each in meanwhile]


def _saved_message(found: PlanChange, draft: PlanDraft, number: int) -> str:
    if draft.begins_at is None:
        return _("Plan {n} has been saved and is in force. Terminals will use it after their next configuration update.", n=number)
    return _("Plan {n} has been saved. It begins on {time}.", n=number, time=format_moment(draft.begins_at, found.scope.time_zone))
