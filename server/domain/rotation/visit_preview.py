"""What the next visits at a terminal will be asked, as far as can be told before anybody has answered."""

from __future__ import annotations

from collections.abc import Sequence

from survey.draw_counts import DrawCounts, counts_after_answers, counts_after_draw, empty_counts
from survey.draw_evidence import UnreplayableDraw
from survey.draw_replay import replay_counts
from survey.draws import draw_statements
from survey.visit import DrawnStatements
from survey.wire import FormPlan, Response, Targets


def counts_after_response(plan: FormPlan, last: Response | None) -> DrawCounts | None:
    """The terminal's counts after its last response; None where that tells nothing of this plan, so that it begins from nought."""
    try:
        return replay_counts(plan, last) if last is not None else None
    except (UnreplayableDraw, ValueError):
        return None


def preview_visits(
    plan: FormPlan, targets: Targets, counts: DrawCounts | None, *, stream: str, visit_count: int
) -> Sequence[DrawnStatements]:
    """The next draws, each as if everybody before had answered every statement. Args: counts: None: from nought. times: how many."""
    counts, found = counts or empty_counts(plan.number), []
    for _ in range(visit_count):
        drawn = draw_statements(plan, targets, counts, stream=stream)
        found.append(drawn)
        counts = counts_after_answers(counts_after_draw(counts, plan, drawn), plan, drawn.codes)
    return found
