"""What each terminal is asked to lean towards under a plan. For now nothing: revision 0, every statement alike."""

from __future__ import annotations

from survey.wire import FormPlan, Targets


def targets_for(plan: FormPlan) -> Targets:
    """The targets of a terminal under a plan."""
    return Targets(revision=0, weights={})
