"""Stores responses, and moves and corrects them. The bytes of a response are never changed.

The running totals are updated when responses move to another place or service date. Callers update them when responses are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, select, update
from sqlalchemy.exc import IntegrityError

from server.domain.intake.response_batch import BatchItem, StoredKeys
from server.domain.intake.stream_timing import ExactNeighbour, ReportedVisitTime
from server.domain.intake.visit_time import VisitTime
from server.store.bulk import insert_rows
from server.store.dialect import batched, in_values
from server.store.intake import response_totals
from server.store.rotation import statement_totals
from server.store.rotation.statement_totals import CountKey
from server.store.tables import comments, responses, retired_responses, statement_answers
from survey.rfc3339 import from_rfc3339
from survey.wire import Response

_TIMED = (
    responses.c.visited_at,
    responses.c.visited_at_quality,
    responses.c.uncertainty_ms,
    responses.c.region,
    responses.c.service_point,
    responses.c.service_date,
)
"""Lists the columns that a correction may change."""
_COLUMNS = (
    responses.c.id,
    responses.c.region,
    responses.c.terminal,
    responses.c.stream,
    responses.c.sequence,
    responses.c.digest,
    responses.c.raw,
    responses.c.received_at,
    responses.c.form,
    responses.c.texts,
    responses.c.language,
    responses.c.medium,
    responses.c.visit_channel,
    responses.c.input,
    responses.c.ended,
    responses.c.duration_ms,
    responses.c.nps,
    responses.c.plan,
    responses.c.targets,
    responses.c.draw_index,
    responses.c.flags,
    responses.c.boot,
    responses.c.monotonic_ms,
    responses.c.clock_trusted,
    responses.c.visited_at_reported,
    responses.c.visited_at,
    responses.c.visited_at_quality,
    responses.c.uncertainty_ms,
    responses.c.service_date,
    responses.c.service_point,
)
_ANSWER_COLUMNS = (
    statement_answers.c.response,
    statement_answers.c.code,
    statement_answers.c.position,
    statement_answers.c.outcome,
    statement_answers.c.value,
)
_COMMENT_COLUMNS = (comments.c.response, comments.c.question, comments.c.key, comments.c.sealed, comments.c.redactions)
_EXACT: ColumnElement[bool] = responses.c.visited_at_quality == literal_column("'exact'")
_NOT_EXACT: ColumnElement[bool] = responses.c.visited_at_quality != literal_column("'exact'")
"""Selects responses whose time is not exact.

The values in both conditions are literals, because the database uses a partial index only if it can see that the index's condition holds.
"""
_NEAR = 8
"""Limits how far apart two successive sequences of a stream may be that are looked up with one query."""


class StoredVisit(NamedTuple):
    """Holds the time of a stored response's visit, and where the response is counted."""

    visited_at: datetime
    place: CountKey


def stored_keys(connection: Connection, items: Sequence[BatchItem]) -> StoredKeys:
    """Return which ids and sequences of a batch are stored or retired already."""
    ids = [item.response_id for item in items if item.response_id is not None]
    places = [(item.response.stream, item.response.sequence) for item in items if item.response is not None]
    stored = select(responses.c.id, responses.c.digest).where(in_values(connection, responses.c.id, ids))
    digests = {row.id: row.digest for row in connection.execute(stored)} if ids else {}
    return StoredKeys(digests, _retired(connection, ids), _taken(connection, places))


def add(connection: Connection, terminal: str, stored: Sequence[tuple[BatchItem, VisitTime, CountKey]], received_at: datetime) -> bool:
    """Store responses with their answers and comments, and return whether this was done.

    If the id of a response, or its sequence in its stream, is stored already, nothing is stored and the result is False. The responses are
    stored in the order of their ids. The index of the ids is then traversed once, and two writers that store the same responses wait for
    each other instead of deadlocking.

    Raises:
        ValueError: an item of the batch could not be read as a response.
    """
    rows: list[tuple[Any, ...]] = []
    answers: list[tuple[Any, ...]] = []
    sealed: list[tuple[Any, ...]] = []
    for item, time, place in sorted(stored, key=lambda each: each[0].response_id or ""):
        response = item.response
        if response is None:
            raise ValueError("only what could be read is stored")
        rows.append(_row(terminal, item, response, time, place, received_at))
        answers += [(response.id, answer.code, answer.position, answer.outcome, answer.value) for answer in response.statements]
        sealed += [(response.id, comment.question, comment.key, comment.sealed, comment.redactions) for comment in response.comments]
    try:
        with connection.begin_nested():
            insert_rows(connection, _COLUMNS, rows)
            insert_rows(connection, _ANSWER_COLUMNS, answers)
            insert_rows(connection, _COMMENT_COLUMNS, sealed)
    except IntegrityError:
        return False
    return True


def visits_of_terminal(connection: Connection, terminal: str, *, since: datetime | None = None) -> dict[str, StoredVisit]:
    """Return the visits of a terminal by the id of their response. With `since`, earlier visits are left out."""
    query = select(responses.c.id, responses.c.visited_at, responses.c.region, responses.c.service_point, responses.c.service_date)
    query = query.where(responses.c.terminal == terminal)
    rows = connection.execute(query if since is None else query.where(responses.c.visited_at >= since))
    return {response: StoredVisit(visited_at, CountKey(*place)) for response, visited_at, *place in rows}


def move(connection: Connection, places: Mapping[str, CountKey]) -> None:
    """Change where responses are counted, by their ids."""
    _change(connection, [{"this": response, **place._asdict()} for response, place in places.items()])


def inexact_visit_times(connection: Connection, terminal: str, *, since: datetime | None) -> dict[str, ReportedVisitTime]:
    """Return by id the responses of a terminal whose time is not exact. With `since`, only those received at or after it are returned."""
    query = select(
        responses.c.id,
        responses.c.stream,
        responses.c.sequence,
        responses.c.boot,
        responses.c.monotonic_ms,
        responses.c.visited_at_reported,
        responses.c.clock_trusted,
        responses.c.received_at,
    ).where(responses.c.terminal == terminal, _NOT_EXACT)
    rows = connection.execute(query if since is None else query.where(responses.c.received_at >= since))
    return {
        row.id: ReportedVisitTime(
            row.stream,
            row.sequence,
            row.boot,
            row.monotonic_ms,
            from_rfc3339(row.visited_at_reported),
            row.clock_trusted,
            row.received_at,
        )
        for row in rows
    }


def neighbours(connection: Connection, stream: str, first: int, last: int) -> tuple[ExactNeighbour | None, ExactNeighbour | None]:
    """Return the nearest responses of a stream whose time is exact: the last one before `first`, and the first one after `last`.

    Each is None if there is none.
    """
    exact = select(
        responses.c.sequence, responses.c.boot, responses.c.monotonic_ms, responses.c.visited_at, responses.c.uncertainty_ms
    ).where(responses.c.stream == stream, _EXACT)
    before = connection.execute(exact.where(responses.c.sequence < first).order_by(responses.c.sequence.desc()).limit(1)).first()
    after = connection.execute(exact.where(responses.c.sequence > last).order_by(responses.c.sequence).limit(1)).first()
    return (ExactNeighbour(*before) if before else None, ExactNeighbour(*after) if after else None)


def correct(connection: Connection, times: Mapping[str, tuple[VisitTime, CountKey]]) -> int:
    """Change the visit times of responses, and where they are counted, by their ids.

    Returns:
        How many responses had other values before.
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


def _retired(connection: Connection, ids: Sequence[str]) -> set[str]:
    query = select(retired_responses.c.id).where(in_values(connection, retired_responses.c.id, ids))
    return set(connection.execute(query).scalars()) if ids else set()


def _taken(connection: Connection, places: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return which (stream, sequence) are stored or retired.

    A batch usually holds consecutive sequences of a stream, so they are looked up by ranges.
    """
    streams: dict[str, list[int]] = {}
    for stream, sequence in places:
        streams.setdefault(stream, []).append(sequence)
    taken: set[tuple[str, int]] = set()
    for table in (responses, retired_responses):
        for stream, sequences in streams.items():
            for first, last in _near_ranges(sequences):
                query = select(table.c.sequence).where(table.c.stream == stream, table.c.sequence.between(first, last))
                taken.update((stream, sequence) for sequence in connection.execute(query).scalars())
    return taken


def _near_ranges(sequences: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and the last sequence of each range of near sequences.

    Distant sequences are looked up separately, so that no batch can make the server read a whole stream.
    """
    found: list[tuple[int, int]] = []
    for sequence in sorted(sequences):
        if found and sequence - found[-1][1] <= _NEAR:
            found[-1] = (found[-1][0], sequence)
        else:
            found.append((sequence, sequence))
    return found


def _row(terminal: str, item: BatchItem, response: Response, time: VisitTime, place: CountKey, received_at: datetime) -> tuple[Any, ...]:
    """Return the values of a response in the order of `_COLUMNS`."""
    draw = response.draw
    clock = response.clock
    return (
        response.id,
        place.region,
        terminal,
        response.stream,
        response.sequence,
        item.digest,
        item.raw,
        received_at,
        response.form,
        response.texts,
        response.language,
        response.medium,
        response.visit_channel,
        response.input,
        response.ended,
        response.duration_ms,
        response.nps,
        draw.plan if draw else None,
        draw.targets if draw else None,
        draw.index if draw else None,
        response.flags,
        clock.boot,
        clock.monotonic_ms,
        clock.trusted,
        response.visited_at,
        time.visited_at,
        time.quality,
        time.uncertainty_ms,
        place.service_date,
        place.service_point,
    )


def _change(connection: Connection, changes: Iterable[dict[str, Any]]) -> None:
    """Update responses by their ids, and move them in the totals beforehand."""
    changes = list(changes)
    if not changes:
        return
    moving = {change["this"]: CountKey(change["region"], change["service_point"], change["service_date"]) for change in changes}
    statement_totals.move(connection, moving)
    response_totals.move(connection, moving)
    columns: dict[str, Any] = {name: bindparam(name) for name in changes[0] if name != "this"}
    connection.execute(update(responses).where(responses.c.id == bindparam("this")).values(columns), changes)
