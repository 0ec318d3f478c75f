"""Finds the region and the units that a page is about. A person who belongs to one region sees nothing of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, url_for
from flask_login import current_user

from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar, Unit, UnitKind, UnitTree
from server.store.engine import Connection
from server.store.fleet import terminal_overview
from server.store.people.people import Role
from server.store.region import region_units
from server.store.region.region_units import DescribedUnit, RegionDescription
from server.store.rotation import plans
from server.store.texts import text_sets
from server.web.fleet.alarm_texts import localised
from survey.forms import Form

EDITOR_ROLES: tuple[Role, ...] = ("coordinator", "admin")
"""The roles that may change plans, texts and messages. The other roles may only read them."""
KIND_BY_PATH_SEGMENT: dict[str, UnitKind] = {"services": "service", "points": "service_point"}
"""The kinds of units below the region, by the path segment that names them in addresses."""


@dataclass(frozen=True)
class RegionScope:
    """Describes a region at a moment, with its units, its forms and all its plans."""

    region: RegionDescription
    tree: UnitTree
    plans: Sequence[DatedPlan]
    """All plans that the region has ever had, sorted by number."""
    calendar: PlanCalendar
    forms: Mapping[str, Form]
    """The region's forms by id, each with its core statements only."""
    now: datetime

    @property
    def time_zone(self) -> str:
        """The IANA name of the region's time zone."""
        return self.region.time_zone

    def unit(self, segment: str | None, unit_id: str | None) -> DescribedUnit:
        """Return the unit that the parts of an address name, or abort with 404. Without a segment this is the region itself."""
        if segment is None:
            return self.region.units[self.tree.root]
        if (
            segment not in KIND_BY_PATH_SEGMENT
            or (found := self.region.units.get(Unit(KIND_BY_PATH_SEGMENT[segment], unit_id or ""))) is None
        ):
            abort(404)
        return found

    def plan(self, number: int) -> DatedPlan:
        """Return the plan with this number, or abort with 404."""
        found = next((each for each in self.plans if each.number == number), None)
        if found is None:
            abort(404)
        return found

    def path(self, unit: Unit, moment: datetime | None = None) -> tuple[Unit, ...]:
        """Return a unit and the units above it, the nearest first, at a moment (None means now)."""
        return self.tree.path(unit, moment or self.now)

    def plans_in_force(self, unit: Unit, moment: datetime | None = None) -> dict[str, DatedPlan]:
        """Return by form the plans in force at a unit at a moment (None means now), whether they are its own or inherited."""
        return self.calendar.plans_in_force(self.path(unit, moment), moment or self.now)

    def name(self, unit: Unit) -> str:
        """Return the name of a unit in the page's language, or its id if the region does not know it."""
        found = self.region.units.get(unit)
        return localised(found.name) if found else unit.id

    def is_ended(self, unit: Unit) -> bool:
        """Return whether the region file no longer names a unit."""
        return self.tree.has_ended(unit, self.now)

    def walk_units(self, *, with_ended: bool) -> Iterator[tuple[Unit, int]]:
        """Yield the units in the order of the tree with their depth: the region has depth 0, and siblings are sorted by kind and name.

        Ended units are left out unless `with_ended`. A unit whose parent has ended follows the nearest parent that has not.
        """
        below: dict[Unit, list[Unit]] = {}
        for unit in self.region.units:
            if unit == self.tree.root or (self.is_ended(unit) and not with_ended):
                continue
            path = [each for each in self.path(unit) if each != unit]
            below.setdefault(path[0], []).append(unit)
        waiting = [(self.tree.root, 0)]
        while waiting:
            unit, depth = waiting.pop()
            yield unit, depth
            children = sorted(below.get(unit, ()), key=lambda each: (each.kind, self.name(each).casefold(), each.id))
            waiting += [(child, depth + 1) for child in reversed(children)]

    def address(self, unit: Unit, view: str = "place", **query: object) -> str:
        """Return the address of a page about a unit's plans. `view` is the name of an endpoint of the blueprint `plans`."""
        return unit_address(self.region.id, unit, view, **query)


def region_scope(connection: Connection, region: str, now: datetime) -> RegionScope:
    """Return the region with its plans, or abort with 404 if it does not exist or the signed-in person may not see it."""
    found = get_visible_region(connection, region)
    every = plans.list_all(connection, region)
    tree = plans.trees(connection, {region})[region]
    return RegionScope(found, tree, every, PlanCalendar(every), text_sets.forms(connection, region), now)


def get_visible_region(connection: Connection, region: str) -> RegionDescription:
    """Return the region without its plans, or abort with 404 if it does not exist or the signed-in person may not see it."""
    # Databases do not accept a NUL character in a text.
    found = region_units.get(connection, region) if is_visible(region) and "\0" not in region else None
    if found is None:
        abort(404)
    return found


def visible_regions(connection: Connection) -> dict[str, dict[str, str]]:
    """Return the names by language of the regions that the signed-in person may see, by region id."""
    return {region: names for region, names in terminal_overview.region_names(connection).items() if is_visible(region)}


def is_visible(region: str) -> bool:
    """Return whether the signed-in person may see this region. It does not check whether the region exists."""
    return current_user.region in (None, region)


def may_change() -> bool:
    """Return whether the signed-in person may change plans, texts and messages of the regions that they see."""
    return current_user.role in EDITOR_ROLES


def unit_address(region: str, unit: Unit, view: str = "place", **query: object) -> str:
    """Return the address of a page about a unit's plans. `view` is the name of an endpoint of the blueprint `plans`."""
    if unit.kind == "region":
        return url_for(f"plans.{view}", region=region, **query)  # type: ignore[arg-type]
    segment = next(each for each, kind in KIND_BY_PATH_SEGMENT.items() if kind == unit.kind)
    return url_for(f"plans.{view}", region=region, segment=segment, name=unit.id, **query)  # type: ignore[arg-type]
