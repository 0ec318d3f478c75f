"""Making draws again: whether a response's statements are what its terminal's code draws from what it says it stood on.

So anybody can see in the field, years later, that nothing but counts and lots decided who was asked what.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from survey.draw_evidence import UnreplayableDraw
from survey.draw_replay import replay_draw
from survey.wire import FormPlan, Response

ReplayVerdict = Literal["same", "different", "untold", "undrawn"]
"""`untold`: made by a version that did not tell, or under a plan that is not known here; `undrawn`: the visit got no statements."""


def verify_draw(response: Response, plans: Mapping[int, FormPlan]) -> ReplayVerdict:
    """What comes of drawing once more; `plans` are those of the response's region by number."""
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
