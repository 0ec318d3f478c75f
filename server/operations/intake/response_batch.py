"""Taking a batch: judged, timed, placed and stored in one transaction (design, decisions 4, 7, 9 and 10).

The batch is looked up and stored whole. Where another writer got in between, the unique keys say so, and it is judged again by
what is stored then; an item that still cannot be stored is tried alone, so that it stops nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from server.domain.intake.response_batch import Item, Judgement, judge
from server.domain.intake.stream_timing import Sighting, times
from server.domain.intake.visit_time import VisitTime, service_date
from server.domain.region.placements import Placement, placement_at
from server.store.intake import clock_pairs, response_totals, responses, streams
from server.store.region import placements, regions, terminals
from server.store.region.terminals import Terminal
from server.store.rotation.statement_totals import Place, Tally
from survey.wire import ItemResult


def take(connection: Connection, terminal: Terminal, items: Sequence[Item], now: datetime) -> list[ItemResult]:
    """Store what may be stored of a batch; the results are in its order."""
    terminals.hold(connection, terminal.id)
    judgement = judge(items, responses.known(connection, items))
    if _store(connection, terminal, items, judgement, now):
        return judgement.results
    return [_take_alone(connection, terminal, item, now) for item in items]


def timed(connection: Connection, terminal: Terminal, sightings: Sequence[Sighting]) -> list[VisitTime]:
    """The corrected times of some of a terminal's responses, by all that is stored."""
    return times(
        sightings,
        enrolled_at=terminal.since,
        pairs=clock_pairs.of(connection, terminal.id, {sighting.boot for sighting in sightings}),
        neighbours=partial(responses.neighbours, connection),
    )


def placed(connection: Connection, terminal: Terminal, moments: Iterable[datetime]) -> list[Place]:
    """Where a terminal's visits belong."""
    stood = placements.of(connection, terminal.id)
    zones = regions.time_zones(connection)
    return [_place(terminal, stood, zones, moment) for moment in moments]


def _place(terminal: Terminal, stood: Sequence[Placement], zones: Mapping[str, str], moment: datetime) -> Place:
    found = placement_at(stood, moment)
    region, point = (found.region, found.service_point) if found else (terminal.region, None)
    return Place(region, point, service_date(moment, zones[region]))


def _take_alone(connection: Connection, terminal: Terminal, item: Item, now: datetime) -> ItemResult:
    """Judge and store one item. The second look finds whatever got in the way of the first; it is there for good then."""
    for _ in range(2):
        judgement = judge([item], responses.known(connection, [item]))
        if _store(connection, terminal, [item], judgement, now):
            return judgement.results[0]
    return ItemResult(item.id, "refused", "conflict")


def _store(connection: Connection, terminal: Terminal, items: Sequence[Item], judgement: Judgement, now: datetime) -> bool:
    """Whether all the fresh items could be stored; otherwise nothing was."""
    fresh = [items[place] for place in judgement.fresh]
    if not fresh:
        return True
    sightings = [_sighting(item, now) for item in fresh]
    found = timed(connection, terminal, sightings)
    places = placed(connection, terminal, (time.at for time in found))
    try:
        with connection.begin_nested():
            responses.add(connection, terminal.id, list(zip(fresh, found, places, strict=True)), now)
    except IntegrityError:
        return False
    tally = Tally()
    for item, place in zip(fresh, places, strict=True):
        if item.response is not None:
            tally.count(terminal.id, place, item.response)
    tally.write(connection)
    response_totals.count(connection, places)
    streams.note(connection, terminal.id, _next_by_stream(sightings), now)
    return True


def _sighting(item: Item, received_at: datetime) -> Sighting:
    response = item.response
    if response is None or item.reported is None:
        raise ValueError("only what could be read has a time")
    clock = response.clock
    return Sighting(response.stream, response.sequence, clock.boot, clock.monotonic_ms, item.reported, clock.trusted, received_at)


def _next_by_stream(sightings: Sequence[Sighting]) -> dict[str, int]:
    following: dict[str, int] = {}
    for sighting in sightings:
        following[sighting.stream] = max(following.get(sighting.stream, 1), sighting.sequence + 1)
    return following
