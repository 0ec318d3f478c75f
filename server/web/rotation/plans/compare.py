"""One plan as it was made, and any two side by side."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.rotation.plan_effects import differences, shares
from server.store.read_transaction import reading
from server.web.context import context
from server.web.region_scope import here, may_change
from server.web.rotation.plans import blueprint, effects, texts


@blueprint.get("/<region>/plans/<int:number>")
@login_required
def plan(region: str, number: int) -> ResponseReturnValue:
    """A plan by itself; with `with` beside another."""
    with reading(context().engine) as connection:
        found = here(connection, region, context().now())
        one = found.plan(number)
        wanted = request.args.get("with", type=int)
        other = found.plan(wanted) if wanted is not None else None
        names = texts.all_statements(connection, region, {each.form for each in (one, other) if each})
    form = found.forms.get(one.form)
    return render_template(
        "rotation/plans/plan.html",
        here=found,
        one=one,
        other=other,
        state_word=found.calendar.state(one, found.now),
        other_state=found.calendar.state(other, found.now) if other else None,
        differences=differences(other, one),
        names=names,
        meaning=effects.meaning(shares(one.plan, form.statements), one, names[one.form]) if form else [],
        choices=[each for each in reversed(found.every) if each.number != number],
        words=texts,
        may_change=may_change() and not found.ended(one.unit),
    )
