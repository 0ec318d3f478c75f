"""What the next visits at a terminal will be asked, as far as can be told before anybody has answered."""

from __future__ import annotations

from collections.abc import Sequence

from survey.draw_counts import Counts, after_answers, after_draw, empty
from survey.draw_evidence import Unreplayable
from survey.draw_replay import counts_after
from survey.draws import draw
from survey.visit import Drawn
from survey.wire import FormPlan, Response, Targets


def counts_known(plan: FormPlan, last: Response | None) -> Counts | None:
    """The terminal's counts after its last response; None where that tells nothing of this plan, so that it begins from nought."""
    try:
        return counts_after(plan, last) if last is not None else None
    except (Unreplayable, ValueError):
        return None


def coming_visits(plan: FormPlan, targets: Targets, counts: Counts | None, *, stream: str, times: int) -> Sequence[Drawn]:
    """The next draws, each as if everybody before had answered every statement. Args: counts: None: from nought. times: how many."""
    counts, found = counts or empty(plan.number), []
    for _ in range(times):
        drawn = draw(plan, targets, counts, stream=stream)
        found.append(drawn)
        counts = after_answers(after_draw(counts, plan, drawn), plan, drawn.codes)
    return found
