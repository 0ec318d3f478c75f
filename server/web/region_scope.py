"""What every page of rotation begins with: the region, read whole, or 404 for whoever does not belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, url_for
from flask_login import current_user

from server.domain.rotation.plan_calendar import Calendar, DatedPlan, Kind, Tree, Unit
from server.store.engine import Connection
from server.store.fleet import terminal_overview
from server.store.people.people import Role
from server.store.region import region_units
from server.store.region.region_units import Described, Region
from server.store.rotation import plans
from server.store.texts import text_sets
from server.web.fleet.alarm_texts import own
from survey.forms import Form

EDITORS: tuple[Role, ...] = ("coordinator", "admin")
"""Roles that may change plans; the others look."""
SEGMENTS: dict[str, Kind] = {"services": "service", "points": "service_point"}
"""Of an address, for units below the region."""


@dataclass(frozen=True)
class Here:
    """A region at a moment, with all of its plans."""

    region: Region
    tree: Tree
    every: Sequence[DatedPlan]
    """By number."""
    calendar: Calendar
    forms: Mapping[str, Form]
    """With their core statements alone."""
    now: datetime

    @property
    def zone(self) -> str:
        return self.region.time_zone

    def unit(self, segment: str | None, name: str | None) -> Described:
        """The unit that an address means, or 404."""
        if segment is None:
            return self.region.units[self.tree.root]
        if segment not in SEGMENTS or (found := self.region.units.get(Unit(SEGMENTS[segment], name or ""))) is None:
            abort(404)
        return found

    def plan(self, number: int) -> DatedPlan:
        """The plan of a number, or 404."""
        found = next((each for each in self.every if each.number == number), None)
        if found is None:
            abort(404)
        return found

    def path(self, unit: Unit, moment: datetime | None = None) -> tuple[Unit, ...]:
        return self.tree.path(unit, moment or self.now)

    def holding(self, unit: Unit, moment: datetime | None = None) -> dict[str, DatedPlan]:
        """By form, the plans that hold at a unit; what has ended goes by what is above it."""
        return self.calendar.holding(self.path(unit, moment), moment or self.now)

    def name(self, unit: Unit) -> str:
        found = self.region.units.get(unit)
        return own(found.name) if found else unit.id

    def ended(self, unit: Unit) -> bool:
        return self.tree.is_ended(unit, self.now)

    def address(self, unit: Unit, view: str = "place", **more: object) -> str:
        """The address of a page about a unit."""
        if unit.kind == "region":
            return url_for(f"plans.{view}", region=self.region.id, **more)  # type: ignore[arg-type]
        segment = next(each for each, kind in SEGMENTS.items() if kind == unit.kind)
        return url_for(f"plans.{view}", region=self.region.id, segment=segment, name=unit.id, **more)  # type: ignore[arg-type]


def here(connection: Connection, region: str, now: datetime) -> Here:
    """The region, or 404; one of another region's is not there for whoever belongs to one."""
    found = region_units.of(connection, region) if "\0" not in region and current_user.region in (None, region) else None
    if found is None:
        abort(404)
    every = plans.every(connection, region)
    tree = plans.trees(connection, {region})[region]
    return Here(found, tree, every, Calendar(every), text_sets.forms(connection, region), now)


def visible_regions(connection: Connection) -> dict[str, dict[str, str]]:
    """Names by language of the regions that whoever asks may see, by id."""
    return {region: name for region, name in terminal_overview.region_names(connection).items() if current_user.region in (None, region)}


def may_change() -> bool:
    return current_user.role in EDITORS
