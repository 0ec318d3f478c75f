"""Checks a response's draw by replaying it from the evidence that the response carries.

A replay lets anybody verify years later that nothing but counts and hashes decided which statements a person was asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from survey.draw_evidence import UnreplayableDraw
from survey.draw_replay import replay_draw
from survey.wire import FormPlan, Response

ReplayVerdict = Literal["same", "different", "untold", "undrawn"]
"""Names the result of a check. `untold`: the draw cannot be replayed, because the response carries no evidence (it was made by an older
version) or evidence that does not fit the plan, or because the plan is not known here. `undrawn`: the visit got no statements."""


def verify_draw(response: Response, plans: Mapping[int, FormPlan]) -> ReplayVerdict:
    """Return whether a replayed draw gives the statements that the response reports.

    Args:
        response: the response to check.
        plans: the plans of the response's region, by number.

    Raises:
        ValueError: the plan contains no statement.
    """
    if response.draw is None:
        return "undrawn"
    plan = plans.get(response.draw.plan)
    if plan is None:
        return "untold"
    try:
        again = replay_draw(plan, response.draw, stream=response.stream)
    except UnreplayableDraw:
        return "untold"
    asked = [answer.code for answer in sorted(response.statements, key=lambda answer: answer.position)]
    return "same" if list(again.codes) == asked else "different"
