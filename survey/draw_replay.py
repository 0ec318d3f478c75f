"""Draws made again from plan and response alone: to see years later that counts and lots decided, and where the next draw begins."""

from __future__ import annotations

from survey.draw_counts import DrawCounts, counts_after_answers, counts_after_draw
from survey.draw_evidence import counts_from_evidence, targets_from_evidence
from survey.draws import draw_statements
from survey.visit import DrawnStatements
from survey.wire import DrawRef, FormPlan, Response


def replay_draw(plan: FormPlan, ref: DrawRef, *, stream: str) -> DrawnStatements:
    """The draw once more, from what travelled with the response.

    Raises:
        Unreplayable: see there.
        ValueError: the plan is another one.
    """
    if ref.plan != plan.number:
        raise ValueError(f"a draw of plan {ref.plan} cannot be made again from plan {plan.number}")
    return draw_statements(plan, targets_from_evidence(plan, ref), counts_from_evidence(plan, ref), stream=stream)


def replay_counts(plan: FormPlan, response: Response) -> DrawCounts:
    """What the terminal counted once it had this response: where its next draw of the plan begins.

    Raises:
        Unreplayable: see there.
        ValueError: the response has no draw of this plan.
    """
    if response.draw is None or response.draw.plan != plan.number:
        raise ValueError(f"the response has no draw of plan {plan.number}")
    in_order = sorted(response.statements, key=lambda answer: answer.position)
    drawn = DrawnStatements(response.draw, tuple(answer.code for answer in in_order))
    counts = counts_after_draw(counts_from_evidence(plan, response.draw), plan, drawn)
    return counts_after_answers(counts, plan, [answer.code for answer in in_order if answer.outcome == "answered"])
