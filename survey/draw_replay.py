"""Draws made again from plan and response alone: to see years later that counts and lots decided, and where the next draw begins."""

from __future__ import annotations

from survey.draw_counts import Counts, after_answers, after_draw
from survey.draw_evidence import counts_of, targets_of
from survey.draws import draw
from survey.visit import Drawn
from survey.wire import DrawRef, FormPlan, Response


def replay(plan: FormPlan, ref: DrawRef, *, stream: str) -> Drawn:
    """The draw once more, from what travelled with the response.

    Raises:
        Unreplayable: see there.
        ValueError: the plan is another one.
    """
    if ref.plan != plan.number:
        raise ValueError(f"a draw of plan {ref.plan} cannot be made again from plan {plan.number}")
    return draw(plan, targets_of(plan, ref), counts_of(plan, ref), stream=stream)


def counts_after(plan: FormPlan, response: Response) -> Counts:
    """What the terminal counted once it had this response: where its next draw of the plan begins.

    Raises:
        Unreplayable: see there.
        ValueError: the response has no draw of this plan.
    """
    if response.draw is None or response.draw.plan != plan.number:
        raise ValueError(f"the response has no draw of plan {plan.number}")
    in_order = sorted(response.statements, key=lambda answer: answer.position)
    drawn = Drawn(response.draw, tuple(answer.code for answer in in_order))
    counts = after_draw(counts_of(plan, response.draw), plan, drawn)
    return after_answers(counts, plan, [answer.code for answer in in_order if answer.outcome == "answered"])
