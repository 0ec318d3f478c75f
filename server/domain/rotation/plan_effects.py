"""What a change of plan means: field by field, for balance, and whom it reaches."""

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
    """A field of two plans, `before` None where there was no plan."""

    field: str
    before: Any
    after: Any

    @property
    def has_changed(self) -> bool:
        return bool(self.before != self.after)


@dataclass(frozen=True)
class VisitShares:
    """How a plan spreads its core statements over visits."""

    core_per_visit: int
    """Core statements in a visit."""
    fixed_statements: tuple[str, ...]
    """In every visit."""
    rotating_statements: tuple[str, ...]
    """Those that take turns."""
    rotating_share: float
    """Of visits in which each rotating statement is asked, 0 to 1."""
    left_out_statements: tuple[str, ...]
    """Core statements of the form that are never asked by this plan: not named, or every place is taken by fixed ones."""

    @property
    def rotating_per_visit(self) -> int:
        return self.core_per_visit - len(self.fixed_statements)


@dataclass(frozen=True)
class PlanReach:
    """The service points below a place at which a plan of that place holds, and those that go by a nearer one."""

    service_points: tuple[str, ...]
    nearer_plans: dict[str, DatedPlan]


def plan_differences(before: DatedPlan | None, after: DatedPlan) -> list[PlanFieldDifference]:
    """Every field of what is asked, in the order of the form; `is_change` tells what differs."""
    return [PlanFieldDifference(name, _value(before, name) if before else None, _value(after, name)) for name in PLAN_FIELDS]


def visit_shares(plan: FormPlan, core: Sequence[str]) -> VisitShares:
    """Args: core: the core statements of the plan's form."""
    fixed = tuple(code for code in plan.statements if code in plan.fixed)
    rotating = tuple(code for code in plan.statements if code not in plan.fixed)
    free = max(plan.per_visit - len(fixed), 0)
    if not free:
        rotating = ()
    asked = {*fixed, *rotating}
    share = min(1.0, free / len(rotating)) if rotating else 0.0
    return VisitShares(plan.per_visit, fixed, rotating, share, tuple(code for code in core if code not in asked))


def plan_reach(tree: UnitTree, calendar: PlanCalendar, unit: Unit, form: str, moment: datetime) -> PlanReach:
    """Whom a plan of a place would reach from a moment on."""
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
