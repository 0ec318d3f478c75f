"""Describes the effects of a change of plan: which fields differ, how visits are shared among statements, and which service points it
reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar, Unit, UnitTree
from survey.wire import FormPlan

PLAN_FIELDS = ("per_visit", "statements", "fixed", "special", "own", "order")


@dataclass(frozen=True)
class PlanFieldDifference:
    """Holds a field's values in two plans. `before` is None if there was no plan before."""

    field: str
    before: Any
    after: Any

    @property
    def has_changed(self) -> bool:
        """Return whether the two values differ."""
        return bool(self.before != self.after)


@dataclass(frozen=True)
class VisitShares:
    """Describes how a plan spreads its core statements over visits."""

    core_per_visit: int
    """Holds the number of core statements in a visit."""
    fixed_statements: tuple[str, ...]
    """Lists the statements that are in every visit."""
    rotating_statements: tuple[str, ...]
    """Lists the statements that are drawn in turn."""
    rotating_share: float
    """Holds the share of visits in which each rotating statement is asked, 0 to 1."""
    left_out_statements: tuple[str, ...]
    """Lists the core statements of the form that the plan never asks, because it does not name them or because fixed statements take every
    position."""

    @property
    def rotating_per_visit(self) -> int:
        """Return the number of rotating statements in a visit."""
        return self.core_per_visit - len(self.fixed_statements)


@dataclass(frozen=True)
class PlanReach:
    """Describes at which of the service points below a unit a plan of that unit holds."""

    service_points: tuple[str, ...]
    """Lists the service points at which the plan holds."""
    nearer_plans: dict[str, DatedPlan]
    """Maps each of the other service points to the plan of a nearer unit that holds there instead."""


def plan_differences(before: DatedPlan | None, after: DatedPlan) -> list[PlanFieldDifference]:
    """Return both plans' values of every field in `PLAN_FIELDS`, including those that do not differ."""
    return [PlanFieldDifference(name, _value(before, name) if before else None, _value(after, name)) for name in PLAN_FIELDS]


def visit_shares(plan: FormPlan, core: Sequence[str]) -> VisitShares:
    """Return how a plan spreads its core statements over visits.

    Args:
        plan: the plan.
        core: the core statements of the plan's form.
    """
    fixed = tuple(code for code in plan.statements if code in plan.fixed)
    rotating = tuple(code for code in plan.statements if code not in plan.fixed)
    free = max(plan.per_visit - len(fixed), 0)
    if not free:
        rotating = ()
    asked = {*fixed, *rotating}
    share = min(1.0, free / len(rotating)) if rotating else 0.0
    return VisitShares(plan.per_visit, fixed, rotating, share, tuple(code for code in core if code not in asked))


def plan_reach(tree: UnitTree, calendar: PlanCalendar, unit: Unit, form: str, moment: datetime) -> PlanReach:
    """Return at which service points a plan of this unit and form would hold at that moment."""
    points, by_nearer = [], {}
    for name in tree.service_points_under(unit, moment):
        path = tree.path(Unit("service_point", name), moment)
        nearer = calendar.plans_in_force(path[: path.index(unit)], moment).get(form)
        if nearer is None:
            points.append(name)
        else:
            by_nearer[name] = nearer
    return PlanReach(tuple(points), by_nearer)


def _value(plan: DatedPlan, name: str) -> Any:
    return plan.order if name == "order" else getattr(plan.plan, name)
