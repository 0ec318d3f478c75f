"""Predicts which statements the next visits at a terminal will draw, as far as this is possible before anybody has answered."""

from __future__ import annotations

from collections.abc import Sequence

from survey.draw_counts import DrawCounts, counts_after_answers, counts_after_draw, empty_counts
from survey.draw_evidence import UnreplayableDraw
from survey.draw_replay import replay_counts
from survey.draws import draw_statements
from survey.visit import DrawnStatements
from survey.wire import FormPlan, Response, Targets


def counts_after_response(plan: FormPlan, last: Response | None) -> DrawCounts | None:
    """Return the terminal's counts after its last response.

    None means that there is no response, or that it does not reveal the counts under this plan; a preview then starts from zero.
    """
    try:
        return replay_counts(plan, last) if last is not None else None
    except (UnreplayableDraw, ValueError):
        return None


def preview_visits(
    plan: FormPlan, targets: Targets, counts: DrawCounts | None, *, stream: str, visit_count: int
) -> Sequence[DrawnStatements]:
    """Return the next draws, each computed as if every earlier visit had answered all its statements.

    Args:
        plan: the plan by which the terminal draws.
        targets: the terminal's targets under the plan.
        counts: the terminal's counts so far. None means that all counts are zero.
        stream: the id of the terminal's stream, used as a seed.
        visit_count: how many draws to return.
    """
    counts, found = counts or empty_counts(plan.number), []
    for _ in range(visit_count):
        drawn = draw_statements(plan, targets, counts, stream=stream)
        found.append(drawn)
        counts = counts_after_answers(counts_after_draw(counts, plan, drawn), plan, drawn.codes)
    return found
