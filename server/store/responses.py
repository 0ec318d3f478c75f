"""Stored responses: what is known of a batch, adding, moving and correcting them. The bytes of a response are never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select, tuple_, update

from server.domain.ingest import Item, Known
from server.domain.placement import Placement, placement_at
from server.domain.timing import Neighbour, Sighting
from server.domain.visit_time import VisitTime, service_date
from server.store import regions, statement_totals
from server.store.bulk import insert_rows
from server.store.dialect import batched
from server.store.tables import comments, responses, retired_responses, statement_answers
from survey.times import from_rfc3339
from survey.wire import Response

_TIMED = (
    responses.c.visited_at,
    responses.c.visited_at_quality,
    responses.c.uncertainty_ms,
    responses.c.region,
    responses.c.service_point,
    responses.c.service_date,
)
"""What a correction may change."""


@dataclass(frozen=True)
class Place:
    """Where a response belongs; `service_point` is None where the terminal stood nowhere."""

    region: str
    service_point: str | None
    service_date: date


def known(connection: Connection, items: Sequence[Item]) -> Known:
    """What is stored of a batch's ids and sequences."""
    ids = [item.id for item in items if item.id is not None]
    places = [(item.response.stream, item.response.sequence) for item in items if item.response is not None]
    digests: dict[str, bytes] = {}
    taken: set[tuple[str, int]] = set()
    if ids:
        stored = select(responses.c.id, responses.c.digest, responses.c.stream, responses.c.sequence)
        at_place = tuple_(responses.c.stream, responses.c.sequence).in_(places)
        for row in connection.execute(stored.where(responses.c.id.in_(ids))):
            digests[row.id] = row.digest
        for row in connection.execute(stored.where(at_place)) if places else ():
            taken.add((row.stream, row.sequence))
    return Known(digests, *_retired(connection, ids, places, taken))


def add(connection: Connection, terminal: str, stored: Sequence[tuple[Item, VisitTime, Place]], received_at: datetime) -> None:
    """Store responses with all that belongs to them.

    Raises:
        sqlalchemy.exc.IntegrityError: an id, or a place in a stream, is taken.
    """
    rows, answers, sealed = [], [], []
    for item, time, place in stored:
        response = item.response
        if response is None:
            raise ValueError("only what could be read is stored")
        rows.append(_row(terminal, item, response, time, place, received_at))
        answers += [
            {"response": response.id, "code": answer.code, "position": answer.position, "outcome": answer.outcome, "value": answer.value}
            for answer in response.statements
        ]
        sealed += [
            {"response": response.id, "question": each.question, "key": each.key, "sealed": each.sealed, "redactions": each.redactions}
            for each in response.comments
        ]
    insert_rows(connection, responses, rows)
    insert_rows(connection, statement_answers, answers)
    insert_rows(connection, comments, sealed)


def move(connection: Connection, terminal: str, placements: Sequence[Placement], *, since: datetime | None = None) -> int:
    """Bring a terminal's responses to where it stood at each visit, by all its placements; visits before `since` are not concerned.

    Returns:
        How many belong to another service point than before.
    """
    query = select(responses.c.id, responses.c.region, responses.c.service_point, responses.c.visited_at, responses.c.service_date)
    query = query.where(responses.c.terminal == terminal)
    rows = connection.execute(query if since is None else query.where(responses.c.visited_at >= since)).all()
    zones = regions.time_zones(connection)
    changes = []
    for row in rows:
        place = placement_at(placements, row.visited_at)
        region, point = (place.region, place.service_point) if place else (row.region, None)
        day = service_date(row.visited_at, zones[region])
        if (region, point, day) != (row.region, row.service_point, row.service_date):
            changes.append({"this": row.id, "region": region, "service_point": point, "service_date": day})
    _change(connection, changes)
    return len(changes)


def not_exact(connection: Connection, terminal: str, *, boot: str | None = None, since: datetime | None = None) -> dict[str, Sighting]:
    """By id: the responses of a terminal whose time is not exact; all of them, or those of a boot and those received since."""
    query = select(
        responses.c.id,
        responses.c.stream,
        responses.c.sequence,
        responses.c.boot,
        responses.c.monotonic_ms,
        responses.c.visited_at_reported,
        responses.c.clock_trusted,
        responses.c.received_at,
    ).where(responses.c.terminal == terminal, responses.c.visited_at_quality != "exact")
    wanted: list[ColumnElement[bool]] = []
    if boot is not None:
        wanted.append(responses.c.boot == boot)
    if since is not None:
        wanted.append(responses.c.received_at >= since)
    if wanted:
        query = query.where(or_(*wanted))
    return {
        row.id: Sighting(
            row.stream,
            row.sequence,
            row.boot,
            row.monotonic_ms,
            from_rfc3339(row.visited_at_reported),
            row.clock_trusted,
            row.received_at,
        )
        for row in connection.execute(query)
    }


def neighbours(connection: Connection, stream: str, boot: str, first: int, last: int) -> tuple[Neighbour | None, Neighbour | None]:
    """The nearest responses of other boots with an exact time, before and after a span of a stream."""
    exact = select(responses.c.sequence, responses.c.boot, responses.c.monotonic_ms, responses.c.visited_at).where(
        responses.c.stream == stream, responses.c.boot != boot, responses.c.visited_at_quality == "exact"
    )
    before = connection.execute(exact.where(responses.c.sequence < first).order_by(responses.c.sequence.desc()).limit(1)).first()
    after = connection.execute(exact.where(responses.c.sequence > last).order_by(responses.c.sequence).limit(1)).first()
    return (Neighbour(*before) if before else None, Neighbour(*after) if after else None)


def correct(connection: Connection, times: Mapping[str, tuple[VisitTime, Place]]) -> int:
    """Give responses another visit time, and the place that goes with it.

    Returns:
        How many were not that way already.
    """
    stored = {}
    for ids in batched(list(times)):
        query = select(responses.c.id, *_TIMED).where(responses.c.id.in_(ids))
        stored.update({row.id: tuple(row)[1:] for row in connection.execute(query)})
    names = [column.name for column in _TIMED]
    changes = []
    for response, (time, place) in times.items():
        values = (*time, place.region, place.service_point, place.service_date)
        if stored.get(response) != values:
            changes.append({"this": response, **dict(zip(names, values, strict=True))})
    _change(connection, changes)
    return len(changes)


def _retired(
    connection: Connection, ids: list[str], places: list[tuple[str, int]], taken: set[tuple[str, int]]
) -> tuple[set[str], set[tuple[str, int]]]:
    if connection.execute(select(retired_responses.c.id).limit(1)).first() is None:
        return set(), taken
    gone = select(retired_responses.c.id).where(retired_responses.c.id.in_(ids))
    held = select(retired_responses.c.stream, retired_responses.c.sequence).where(
        tuple_(retired_responses.c.stream, retired_responses.c.sequence).in_(places)
    )
    return set(connection.execute(gone).scalars()), taken | {(row.stream, row.sequence) for row in connection.execute(held)}


def _row(terminal: str, item: Item, response: Response, time: VisitTime, place: Place, received_at: datetime) -> dict[str, Any]:
    draw = response.draw
    clock = response.clock
    return {
        "id": response.id,
        "region": place.region,
        "terminal": terminal,
        "stream": response.stream,
        "sequence": response.sequence,
        "digest": item.digest,
        "raw": item.raw,
        "received_at": received_at,
        "form": response.form,
        "texts": response.texts,
        "language": response.language,
        "medium": response.medium,
        "visit_channel": response.visit_channel,
        "input": response.input,
        "ended": response.ended,
        "duration_ms": response.duration_ms,
        "nps": response.nps,
        "plan": draw.plan if draw else None,
        "targets": draw.targets if draw else None,
        "draw_index": draw.index if draw else None,
        "flags": response.flags,
        "boot": clock.boot,
        "monotonic_ms": clock.monotonic_ms,
        "clock_trusted": clock.trusted,
        "visited_at_reported": response.visited_at,
        "visited_at": time.at,
        "visited_at_quality": time.quality,
        "uncertainty_ms": time.uncertainty_ms,
        "service_date": place.service_date,
        "service_point": place.service_point,
    }


def _change(connection: Connection, changes: Iterable[dict[str, Any]]) -> None:
    """Update rows by id; `statement_totals` follow where a response moves."""
    changes = list(changes)
    if not changes:
        return
    moving = [(change["this"], change["region"], change["service_point"]) for change in changes]
    statement_totals.move(connection, moving)
    columns: dict[str, Any] = {name: bindparam(name) for name in changes[0] if name != "this"}
    connection.execute(update(responses).where(responses.c.id == bindparam("this")).values(columns), changes)
