"""Which plan holds where, and when: dated plans over the tree of a region's units.

A plan belongs to a place: the region, a service or a service point. There it holds from its beginning until its end, or until a newer
one of the same place and form begins; once withdrawn, never. What a place has no plan of its own for, it takes from the nearest place
above. Pure: no SQL, no clock; moments are given, aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from survey.forms import GENERAL_1
from survey.wire import FormPlan

UnitKind = Literal["region", "service", "service_point"]
PlanState = Literal["in_force", "scheduled", "past", "withdrawn"]


class Unit(NamedTuple):
    """A node of the tree; the region itself is the root, by its own id."""

    kind: UnitKind
    id: str


@dataclass(frozen=True)
class DatedPlan:
    """A plan with its place, its dates and whose it is. Of a plan nothing ever changes but its end and its withdrawal."""

    unit: Unit
    form: str
    order: tuple[str, ...]
    plan: FormPlan
    author: str
    created_at: datetime
    begins_at: datetime
    ends_at: datetime | None = None
    """None: until another begins here."""
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    based_on: int | None = None
    note: str | None = None

    @property
    def number(self) -> int:
        return self.plan.number


@dataclass(frozen=True)
class UnitTree:
    """Where the units of one region stand. `ended` has those that the region file no longer names, with since when."""

    region: str
    service_of: Mapping[str, str | None]
    """By service point."""
    parent_of: Mapping[str, str | None]
    """By service."""
    ended: Mapping[Unit, datetime] = field(default_factory=dict)

    @property
    def root(self) -> Unit:
        return Unit("region", self.region)

    def path(self, unit: Unit, moment: datetime) -> tuple[Unit, ...]:
        """The unit and those above it, the nearest first and the region last; what has ended by then is passed over."""
        found = [unit] if unit.kind != "region" else []
        above = self.service_of.get(unit.id) if unit.kind == "service_point" else self.parent_of.get(unit.id)
        while above is not None and unit.kind != "region" and Unit("service", above) not in found:
            found.append(Unit("service", above))
            above = self.parent_of.get(above)
        return (*(each for each in found if not self.has_ended(each, moment)), self.root)

    def has_ended(self, unit: Unit, moment: datetime) -> bool:
        return unit in self.ended and self.ended[unit] <= moment

    def service_points_under(self, unit: Unit, moment: datetime) -> list[str]:
        """The service points that are there and belong to a unit, itself where it is one."""
        points = (Unit("service_point", point) for point in self.service_of)
        return [point.id for point in points if not self.has_ended(point, moment) and unit in self.path(point, moment)]


class PlanCalendar:
    """The plans of one region by place and form, in the order in which they begin."""

    def __init__(self, plans: Iterable[DatedPlan]) -> None:
        self._rows: dict[Unit, dict[str, list[DatedPlan]]] = {}
        for each in sorted(plans, key=lambda each: (each.begins_at, each.number)):
            if each.withdrawn_at is None:
                self._rows.setdefault(each.unit, {}).setdefault(each.form, []).append(each)

    def own_plans_in_force(self, unit: Unit, moment: datetime) -> dict[str, DatedPlan]:
        """By form, the plans in force at a place that are its own."""
        found = {}
        for form, rows in self._rows.get(unit, {}).items():
            begun = [each for each in rows if each.begins_at <= moment]
            if begun and (begun[-1].ends_at is None or begun[-1].ends_at > moment):
                found[form] = begun[-1]
        return found

    def plans_in_force(self, path: Sequence[Unit], moment: datetime) -> dict[str, DatedPlan]:
        """By form, the plan that holds at the end of a path (`Tree.path`): its own, or that of the nearest place above.

        The nearest place's forms come first, since a terminal opens with the first form: so a place says by a plan of its own whom it
        asks first. Of one place the national form for 13 and over comes first.
        """
        found: dict[str, DatedPlan] = {}
        for unit in path:
            for form, each in sorted(self.own_plans_in_force(unit, moment).items(), key=lambda item: (item[0] != GENERAL_1.id, item[0])):
                found.setdefault(form, each)
        return found

    def scheduled_plans(self, unit: Unit, moment: datetime, form: str | None = None) -> list[DatedPlan]:
        """The scheduled plans of a place, of one form or of all, the next first."""
        rows = [each for name, rows in self._rows.get(unit, {}).items() if form in (None, name) for each in rows]
        return sorted((each for each in rows if each.begins_at > moment), key=lambda each: (each.begins_at, each.number))

    def effective_end(self, plan: DatedPlan) -> datetime | None:
        """When a plan stops holding at its place: its end, or the beginning of the next; None where neither is known."""
        later = [each.begins_at for each in self._after(plan)]
        return min((moment for moment in (plan.ends_at, *later[:1]) if moment is not None), default=None)

    def state(self, plan: DatedPlan, moment: datetime) -> PlanState:
        if plan.withdrawn_at is not None:
            return "withdrawn"
        if plan.begins_at > moment:
            return "scheduled"
        until = self.effective_end(plan)
        return "in_force" if until is None or until > moment else "past"

    def _after(self, plan: DatedPlan) -> list[DatedPlan]:
        rows = self._rows.get(plan.unit, {}).get(plan.form, [])
        return [each for each in rows if (each.begins_at, each.number) > (plan.begins_at, plan.number)]
