"""Determines which plan holds where and when, from dated plans in the tree of a region's units.

A plan belongs to a unit: the region, a service or a service point. It holds there from its beginning until its end, or until a newer plan
of the same unit and form begins. A withdrawn plan never holds. A unit that has no plan of its own for a form uses that of the nearest unit
above it. The module uses no SQL and no clock. Every moment is an aware datetime in UTC.
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
    """Identifies a node of the tree. The region itself is the root, under its own id."""

    kind: UnitKind
    id: str


@dataclass(frozen=True)
class DatedPlan:
    """Holds a plan with its unit, its dates and its author. Only a plan's end and its withdrawal ever change."""

    unit: Unit
    form: str
    order: tuple[str, ...]
    plan: FormPlan
    author: str
    created_at: datetime
    begins_at: datetime
    ends_at: datetime | None = None
    """Holds the time at which the plan ends. None means that it holds until another plan begins at its unit."""
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    based_on: int | None = None
    note: str | None = None

    @property
    def number(self) -> int:
        """Return the plan's number, which is unique in its region."""
        return self.plan.number


@dataclass(frozen=True)
class UnitTree:
    """Describes how the units of a region belong together."""

    region: str
    service_of: Mapping[str, str | None]
    """Maps each service point to its service. None means that it belongs directly to the region."""
    parent_of: Mapping[str, str | None]
    """Maps each service to the service above it. None means that it belongs directly to the region."""
    ended_at: Mapping[Unit, datetime] = field(default_factory=dict)
    """Maps the units that the region file no longer names to the time at which they ended."""

    @property
    def root(self) -> Unit:
        """Return the unit of the region itself."""
        return Unit("region", self.region)

    def path(self, unit: Unit, moment: datetime) -> tuple[Unit, ...]:
        """Return a unit and the units above it, the nearest first and the region last, without those that have ended by that moment."""
        found = [unit] if unit.kind != "region" else []
        above = self.service_of.get(unit.id) if unit.kind == "service_point" else self.parent_of.get(unit.id)
        while above is not None and unit.kind != "region" and Unit("service", above) not in found:
            found.append(Unit("service", above))
            above = self.parent_of.get(above)
        return (*(each for each in found if not self.has_ended(each, moment)), self.root)

    def has_ended(self, unit: Unit, moment: datetime) -> bool:
        """Return whether a unit has ended by that moment."""
        return unit in self.ended_at and self.ended_at[unit] <= moment

    def service_points_under(self, unit: Unit, moment: datetime) -> list[str]:
        """Return the ids of the service points that belong to a unit and have not ended.

        If the unit is a service point itself, the result contains only this one.
        """
        points = (Unit("service_point", point) for point in self.service_of)
        return [point.id for point in points if not self.has_ended(point, moment) and unit in self.path(point, moment)]


class PlanCalendar:
    """Holds the plans of one region by unit and form, in the order in which they begin. Withdrawn plans are left out."""

    def __init__(self, plans: Iterable[DatedPlan]) -> None:
        self._rows: dict[Unit, dict[str, list[DatedPlan]]] = {}
        for each in sorted(plans, key=lambda each: (each.begins_at, each.number)):
            if each.withdrawn_at is None:
                self._rows.setdefault(each.unit, {}).setdefault(each.form, []).append(each)

    def own_plans_in_force(self, unit: Unit, moment: datetime) -> dict[str, DatedPlan]:
        """Return the unit's own plans that are in force, by form."""
        found = {}
        for form, rows in self._rows.get(unit, {}).items():
            begun = [each for each in rows if each.begins_at <= moment]
            if begun and (begun[-1].ends_at is None or begun[-1].ends_at > moment):
                found[form] = begun[-1]
        return found

    def plans_in_force(self, path: Sequence[Unit], moment: datetime) -> dict[str, DatedPlan]:
        """Return the plans that hold at the first unit of a path, by form: its own plan, or that of the nearest unit above.

        The forms of the nearest unit come first. A terminal opens with the first form, so a unit with a plan of its own decides which form
        its terminals open with. Within a unit the national form for people aged 13 and over comes first.

        Args:
            path: a unit and those above it, as `UnitTree.path` returns them.
            moment: the time for which to look up the plans.
        """
        found: dict[str, DatedPlan] = {}
        for unit in path:
            for form, each in sorted(self.own_plans_in_force(unit, moment).items(), key=lambda item: (item[0] != GENERAL_1.id, item[0])):
                found.setdefault(form, each)
        return found

    def scheduled_plans(self, unit: Unit, moment: datetime, form: str | None = None) -> list[DatedPlan]:
        """Return the plans of a unit that have yet to begin, the next one first. Without a form, the plans of all forms are returned."""
        rows = [each for name, rows in self._rows.get(unit, {}).items() if form in (None, name) for each in rows]
        return sorted((each for each in rows if each.begins_at > moment), key=lambda each: (each.begins_at, each.number))

    def effective_end(self, plan: DatedPlan) -> datetime | None:
        """Return when a plan stops to hold at its unit: at its end, or when the next plan begins if that is earlier.

        None means that neither is known.
        """
        later = [each.begins_at for each in self._after(plan)]
        return min((moment for moment in (plan.ends_at, *later[:1]) if moment is not None), default=None)

    def state(self, plan: DatedPlan, moment: datetime) -> PlanState:
        """Return the state of a plan at that moment."""
        if plan.withdrawn_at is not None:
            return "withdrawn"
        if plan.begins_at > moment:
            return "scheduled"
        until = self.effective_end(plan)
        return "in_force" if until is None or until > moment else "past"

    def _after(self, plan: DatedPlan) -> list[DatedPlan]:
        rows = self._rows.get(plan.unit, {}).get(plan.form, [])
        return [each for each in rows if (each.begins_at, each.number) > (plan.begins_at, plan.number)]
