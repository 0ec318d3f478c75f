"""Serves the page of a plan, alone or compared with another plan."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.rotation.plan_effects import plan_differences, visit_shares
from server.store.read_transaction import reading
from server.web.region_scope import may_change, region_scope
from server.web.rotation.plans import effects, labels
from server.web.rotation.plans.blueprint import blueprint
from server.web.server_context import context


@blueprint.get("/<region>/plans/<int:number>")
@login_required
def plan(region: str, number: int) -> ResponseReturnValue:
    """Show a plan. The parameter `with` names another plan to compare it with."""
    with reading(context().engine) as connection:
        scope = region_scope(connection, region, context().now())
        one = scope.plan(number)
        other_number = request.args.get("with", type=int)
        other = scope.plan(other_number) if other_number is not None else None
        names = labels.statement_names_by_form(connection, region, {each.form for each in (one, other) if each})
    form = scope.forms.get(one.form)
    return render_template(
        "rotation/plans/plan.html",
        scope=scope,
        one=one,
        other=other,
        state_word=scope.calendar.state(one, scope.now),
        other_state=scope.calendar.state(other, scope.now) if other else None,
        differences=plan_differences(other, one),
        names=names,
        meaning=effects.balance_effects(visit_shares(one.plan, form.statements), one, names[one.form]) if form else [],
        choices=[each for each in reversed(scope.plans) if each.number != number],
        words=labels,
        may_change=may_change() and not scope.is_ended(one.unit),
    )
