"""What every page of messages begins with: the region with its tree and its messages, and the day that it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, render_template
from flask_login import current_user

from server.domain.intake.visit_time import service_date
from server.domain.messages.message_rules import unit_of
from server.domain.messages.messages import Kept
from server.domain.rotation.plan_calendar import Unit
from server.store.engine import Connection
from server.store.messages import messages
from server.store.people.people import Role
from server.web import region_scope as places
from server.web.context import context
from server.web.messages import message_texts
from server.web.region_scope import Here
from server.web.rotation.plans.tree import walk

EDITORS: tuple[Role, ...] = ("coordinator", "admin")
"""Roles that may change messages; the others look."""


@dataclass(frozen=True)
class Told:
    """A region at a moment with all it tells its visitors."""

    here: Here
    every: Sequence[Kept]
    """The newest first."""
    today: date
    """In the region's time zone."""

    def units(self) -> list[tuple[Unit, int]]:
        """The region, its services and service points under one another, each with how deep it stands."""
        return list(walk(self.here, with_ended=False))

    def unit(self, said: str) -> Unit | None:
        """The unit that `kind:id` names, if it is there and has not ended."""
        found = unit_of(said)
        if found is None or found not in self.here.region.units or self.here.ended(found):
            return None
        return found

    def message(self, name: str) -> Kept:
        """The message of an address, or 404."""
        found = next((each for each in self.every if each.id == name), None)
        if found is None:
            abort(404)
        return found


def told(connection: Connection, region: str) -> Told:
    """The region, or 404; one of another region's is not there for whoever belongs to one."""
    now = context().now()
    found = places.here(connection, region, now)
    return Told(found, messages.every(connection, region), service_date(now, found.zone))


def draw(template: str, found: Told | None, **more: object) -> str:
    """A page about a region's messages."""
    here = found.here if found else None
    return render_template(template, told=found, here=here, words=message_texts, may_change=current_user.role in EDITORS, **more)
