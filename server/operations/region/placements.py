"""Saying where a terminal stands. A correction moves the responses whose visits it covers (design, decision 10)."""

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
    """Where a terminal stands now, and how many of its responses moved by that."""

    service_point: ServicePointAddress
    moved: int


def place_terminal(
    engine: Engine, terminal: str, service_point: str, *, begins_at: datetime | None, who: str, now: datetime
) -> ChangedPlacement:
    """Let a terminal have stood at a service point since `begins_at` (None: since now).

    Args:
        engine: the database.
        terminal: its id.
        service_point: `[REGION/]ID`, as a person gives it.
        begins_at: a time in the past corrects a mistake: responses to visits since then move to that service point.
        who: for the audit log.
        now: the time, aware.

    Raises:
        UnknownTerminal: there is no such terminal.
        NoPoint: there is no such service point, or several are meant.
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
    """Let a terminal have stood at a service point since `begins_at`, in a use case's transaction.

    What was stored of the time after it no longer holds.

    Returns:
        The number of stored responses that moved to another service point by it.
    """
    terminals.lock(connection, terminal)
    after = with_placement(placements.for_terminal(connection, terminal), Placement(region, service_point, begins_at))
    placements.replace(connection, terminal, after)
    terminals.move_to_region(connection, terminal, region)
    return _move_responses(connection, terminal, after, begins_at)


def _move_responses(connection: Connection, terminal: str, stored: Sequence[Placement], since: datetime) -> int:
    """Let each response to a visit since a moment belong to where the terminal stood then; returns how many moved."""
    visits = responses.visits_of_terminal(connection, terminal, since=since)
    time_zones = regions.time_zones(connection)
    places = {response: place_of_visit(stored, visit.visited_at, visit.place.region, time_zones) for response, visit in visits.items()}
    moved = {response: place for response, place in places.items() if place != visits[response].place}
    responses.move(connection, moved)
    return len(moved)
