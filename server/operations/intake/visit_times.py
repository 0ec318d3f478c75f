"""Determines when visits took place and to which service points they belong (design, decisions 9 and 10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from server.domain.intake.stream_timing import ReportedVisitTime, correct_visit_times
from server.domain.intake.visit_time import VisitTime, service_date
from server.domain.region.placements import Placement, placement_at
from server.store.engine import Connection
from server.store.intake import clock_pairs, responses
from server.store.region import placements, regions
from server.store.region.terminals import RegisteredTerminal
from server.store.rotation.statement_totals import CountKey

LATE = timedelta(days=1)
"""How long after its receipt the visit time of a response is estimated again at each heartbeat, because its neighbours in the stream may
have arrived since."""


def estimate_times(connection: Connection, terminal: RegisteredTerminal, sightings: Sequence[ReportedVisitTime]) -> list[VisitTime]:
    """Return the corrected visit times of responses of a terminal, in the order given."""
    return correct_visit_times(
        sightings,
        enrolled_at=terminal.first_possible_visit,
        pairs=clock_pairs.for_terminal(connection, terminal.id, {sighting.boot for sighting in sightings}),
        neighbours=partial(responses.neighbours, connection),
    )


def find_places(connection: Connection, terminal: RegisteredTerminal, moments: Iterable[datetime]) -> list[CountKey]:
    """Return the region, service point and service date of a terminal's visits at the given times, in the order given."""
    stored = placements.for_terminal(connection, terminal.id)
    time_zones = regions.time_zones(connection)
    return [place_of_visit(stored, moment, terminal.region, time_zones) for moment in moments]


def place_of_visit(stored: Sequence[Placement], moment: datetime, region: str, time_zones: Mapping[str, str]) -> CountKey:
    """Return the region, service point and service date to which a visit belongs.

    Args:
        stored: all placements of the terminal.
        moment: the corrected time of the visit.
        region: the region of a visit at which the terminal had no service point.
        time_zones: IANA names by region.
    """
    found = placement_at(stored, moment)
    region, service_point = (found.region, found.service_point) if found else (region, None)
    return CountKey(region, service_point, service_date(moment, time_zones[region]))


def correct_times(connection: Connection, terminal: RegisteredTerminal, boots: set[str], now: datetime) -> int:
    """Estimate the inexact visit times of a terminal again, and store those that change.

    `boots` are the boots of the terminal about which there is new evidence. If there are any, all its responses are considered, because
    evidence about a boot also moves the bounds of the boots before and after it. Otherwise only responses received within `LATE` are
    considered.

    Returns:
        The number of responses that changed.
    """
    uncertain = responses.inexact_visit_times(connection, terminal.id, since=None if boots else now - LATE)
    if not uncertain:
        return 0
    found = estimate_times(connection, terminal, list(uncertain.values()))
    places = find_places(connection, terminal, (time.visited_at for time in found))
    return responses.correct(connection, dict(zip(uncertain, zip(found, places, strict=True), strict=True)))
