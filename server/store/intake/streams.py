"""Streams: the life of an outbox file each, and the holes in them.

`complete_to` is how far a stream is known to be without holes, so that a heartbeat looks only at what came after.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, case, func, literal_column, select, union_all, update

from server.domain.intake.stream_gaps import Span, holes
from server.store.dialect import inserting
from server.store.tables import responses, retired_responses, streams


def note(connection: Connection, terminal: str, next_sequences: Mapping[str, int], now: datetime) -> None:
    """Remember streams of a terminal and the highest sequence that each told of."""
    for stream, following in sorted(next_sequences.items()):
        statement = inserting(connection, streams).values(
            id=stream, terminal=terminal, first_seen_at=now, next_sequence=following, complete_to=0, missing=0
        )
        highest = case((streams.c.next_sequence > following, streams.c.next_sequence), else_=following)
        connection.execute(
            statement.on_conflict_do_update(index_elements=[streams.c.id], set_={"next_sequence": highest, "terminal": terminal})
        )


def gaps(connection: Connection, stream: str, next_sequence: int) -> list[Span]:
    """The holes of a stream up to the sequence before `next_sequence`, or before the highest ever told of."""
    row = connection.execute(select(streams.c.next_sequence, streams.c.complete_to).where(streams.c.id == stream)).first()
    complete_to, following = (row.complete_to, max(row.next_sequence, next_sequence)) if row else (0, next_sequence)
    found = holes(_present(connection, stream, complete_to), complete_to + 1, following - 1)
    reached = found[0].first - 1 if found else following - 1
    if reached > complete_to:
        connection.execute(update(streams).where(streams.c.id == stream).values(complete_to=reached))
    return found


def set_missing(connection: Connection, stream: str, missing: int) -> None:
    connection.execute(update(streams).where(streams.c.id == stream).values(missing=missing))


def _present(connection: Connection, stream: str, above: int) -> list[Span]:
    """What is stored or retired, as spans in order: sequences that follow one another share sequence minus row number."""
    stored = select(responses.c.sequence).where(responses.c.stream == stream, responses.c.sequence > above)
    gone = select(retired_responses.c.sequence).where(retired_responses.c.stream == stream, retired_responses.c.sequence > above)
    every = union_all(stored, gone).subquery()
    island = (every.c.sequence - func.row_number().over(order_by=every.c.sequence)).label("island")
    numbered = select(every.c.sequence, island).subquery()
    spans = select(func.min(numbered.c.sequence), func.max(numbered.c.sequence)).group_by(numbered.c.island).order_by(literal_column("1"))
    return [Span(first, last) for first, last in connection.execute(spans)]
