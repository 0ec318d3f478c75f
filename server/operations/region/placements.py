"""Places terminals at service points. A correction also moves the responses to visits in its period (design, decision 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.domain.region.placements import Placement, with_placement
from server.operations.intake.visit_times import place_of_visit
from server.store.engine import Connection, Engine
from server.store.intake import responses
from server.store.people import audit
from server.store.region import placements, regions, service_point_lookup, terminals
from server.store.region.service_point_lookup import ServicePointAddress
from server.store.write_transaction import writing
from survey.rfc3339 import to_rfc3339


@dataclass(frozen=True)
class ChangedPlacement:
    """Holds a terminal's new service point and the number of responses that moved to another one."""

    service_point: ServicePointAddress
    moved: int


def place_terminal(
    engine: Engine, terminal: str, service_point: str, *, begins_at: datetime | None, who: str, now: datetime
) -> ChangedPlacement:
    """Place a terminal at a service point from `begins_at` on; None means from now on.

    Args:
        engine: the database.
        terminal: its id.
        service_point: `[REGION/]ID`, as entered by a person.
        begins_at: a time in the past corrects an earlier placement: responses to visits since then move to the service point.
        who: the author for the audit log.
        now: the current time, with a time zone.

    Raises:
        UnknownTerminal: no terminal has the id.
        ServicePointNotFound: no service point in use has the id, or several regions have one with it.
    """
    begins_at = begins_at or now
    with writing(engine) as connection:
        terminals.require(connection, terminal)
        point = service_point_lookup.find(connection, service_point, now)
        moved = set_placement(connection, terminal, point.region, point.id, begins_at)
        detail = {"service_point": point.id, "begins_at": to_rfc3339(begins_at), "moved": moved}
        audit.write(connection, who, "placement_changed", now=now, subject=terminal, region=point.region, **detail)
    return ChangedPlacement(point, moved)


def set_placement(connection: Connection, terminal: str, region: str, service_point: str, begins_at: datetime) -> int:
    """Place a terminal at a service point from `begins_at` on, within the caller's transaction.

    Stored placements that begin at the same time or later are removed.

    Returns:
        The number of stored responses that moved to another service point.
    """
    terminals.lock(connection, terminal)
    after = with_placement(placements.for_terminal(connection, terminal), Placement(region, service_point, begins_at))
    placements.replace(connection, terminal, after)
    terminals.move_to_region(connection, terminal, region)
    return _move_responses(connection, terminal, after, begins_at)


def _move_responses(connection: Connection, terminal: str, stored: Sequence[Placement], since: datetime) -> int:
    """Assign each response to a visit since `since` to the terminal's service point at the visit, and return how many moved."""
    visits = responses.visits_of_terminal(connection, terminal, since=since)
    time_zones = regions.time_zones(connection)
    places = {response: place_of_visit(stored, visit.visited_at, visit.place.region, time_zones) for response, visit in visits.items()}
    moved = {response: place for response, place in places.items() if place != visits[response].place}
    responses.move(connection, moved)
    return len(moved)
