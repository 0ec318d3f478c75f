"""Stores a batch of responses: validates, times and places each of them, in one transaction (design, decisions 4, 7, 9 and 10).

All items are first looked up and stored together. If another writer has stored one of them in between, a unique key is violated. Then each
item is judged and stored alone, so that one item cannot hold up the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from server.domain.intake.response_batch import BatchItem, BatchOutcome, judge_batch
from server.domain.intake.stream_timing import ReportedVisitTime
from server.operations.intake.visit_times import estimate_times, find_places
from server.store.engine import Connection, Engine
from server.store.intake import response_totals, responses, streams
from server.store.region import terminals
from server.store.region.terminals import RegisteredTerminal
from server.store.rotation.statement_totals import TotalsDelta
from server.store.write_transaction import writing
from survey.wire import ItemResult


def store_batch(engine: Engine, terminal: RegisteredTerminal, items: Sequence[BatchItem], *, received_at: datetime) -> list[ItemResult]:
    """Store the acceptable items of a batch, and return the result of each item in the order of the batch."""
    with writing(engine) as connection:
        terminals.lock(connection, terminal.id)
        judgement = judge_batch(items, responses.stored_keys(connection, items))
        if _store(connection, terminal, items, judgement, received_at):
            return judgement.results
        return [_store_alone(connection, terminal, item, received_at) for item in items]


def _store_alone(connection: Connection, terminal: RegisteredTerminal, item: BatchItem, received_at: datetime) -> ItemResult:
    """Judge and store one item. A second attempt sees the row of the other writer that made the first attempt fail."""
    for _ in range(2):
        judgement = judge_batch([item], responses.stored_keys(connection, [item]))
        if _store(connection, terminal, [item], judgement, received_at):
            return judgement.results[0]
    return ItemResult(item.response_id, "refused", "conflict")


def _store(
    connection: Connection, terminal: RegisteredTerminal, items: Sequence[BatchItem], judgement: BatchOutcome, received_at: datetime
) -> bool:
    """Store the new items and return True. Return False and store nothing if another writer has used one of their ids or sequences."""
    fresh = [items[place] for place in judgement.new_indexes]
    if not fresh:
        return True
    sightings = [_sighting(item, received_at) for item in fresh]
    times = estimate_times(connection, terminal, sightings)
    places = find_places(connection, terminal, (time.visited_at for time in times))
    if not responses.add(connection, terminal.id, list(zip(fresh, times, places, strict=True)), received_at):
        return False
    tally = TotalsDelta()
    for item, place in zip(fresh, places, strict=True):
        if item.response is not None:
            tally.count(terminal.id, place, item.response)
    tally.write(connection)
    response_totals.count(connection, places)
    streams.record_streams(connection, terminal.id, _next_by_stream(sightings), received_at)
    return True


def _sighting(item: BatchItem, received_at: datetime) -> ReportedVisitTime:
    response = item.response
    if response is None or item.visited_at_reported is None:
        raise ValueError("only what could be read has a time")
    clock = response.clock
    return ReportedVisitTime(
        response.stream, response.sequence, clock.boot, clock.monotonic_ms, item.visited_at_reported, clock.trusted, received_at
    )


def _next_by_stream(sightings: Sequence[ReportedVisitTime]) -> dict[str, int]:
    following: dict[str, int] = {}
    for sighting in sightings:
        following[sighting.stream] = max(following.get(sighting.stream, 1), sighting.sequence + 1)
    return following
