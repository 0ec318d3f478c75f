"""Replays draws from plan and response alone.

A replay shows years later that counts and hashes alone decided a draw (design, decision 14). It also gives the counts from which the
terminal's next draw starts.
"""

from __future__ import annotations

from survey.draw_counts import DrawCounts, counts_after_answers, counts_after_draw
from survey.draw_evidence import counts_from_evidence, targets_from_evidence
from survey.draws import draw_statements
from survey.visit import DrawnStatements
from survey.wire import DrawRef, FormPlan, Response


def replay_draw(plan: FormPlan, ref: DrawRef, *, stream: str) -> DrawnStatements:
    """Return the draw that a response refers to, computed again from its evidence.

    Args:
        plan: the plan that the draw names.
        ref: the reference to the draw, as the response carries it.
        stream: the id of the response's stream, which seeds the draw.

    Raises:
        UnreplayableDraw: the evidence is missing or does not fit the plan.
        ValueError: the draw names another plan.
    """
    if ref.plan != plan.number:
        raise ValueError(f"a draw of plan {ref.plan} cannot be replayed with plan {plan.number}")
    return draw_statements(plan, targets_from_evidence(plan, ref), counts_from_evidence(plan, ref), stream=stream)


def replay_counts(plan: FormPlan, response: Response) -> DrawCounts:
    """Return the counts that the terminal had after a response; its next draw under the plan starts from them.

    Raises:
        UnreplayableDraw: the evidence is missing or does not fit the plan.
        ValueError: the response has no draw of this plan.
    """
    if response.draw is None or response.draw.plan != plan.number:
        raise ValueError(f"the response has no draw of plan {plan.number}")
    in_order = sorted(response.statements, key=lambda answer: answer.position)
    drawn = DrawnStatements(response.draw, tuple(answer.code for answer in in_order))
    counts = counts_after_draw(counts_from_evidence(plan, response.draw), plan, drawn)
    return counts_after_answers(counts, plan, [answer.code for answer in in_order if answer.outcome == "answered"])
