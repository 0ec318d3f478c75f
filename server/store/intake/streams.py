"""Streams, each the life of one outbox file, and the gaps in them.

`complete_to` is how far a stream is known to be without gaps, so that a search looks only at what came after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, case, func, literal, literal_column, select, union_all, update

from server.domain.intake.stream_gaps import SequenceRange, StreamReport, gaps_between, ranges_to_request
from server.store.dialect import insert_on_conflict
from server.store.fleet.terminal_overview import TerminalRow
from server.store.tables import responses, retired_responses, streams


def note(connection: Connection, terminal: str, next_sequences: Mapping[str, int], now: datetime) -> None:
    """Remember streams of a terminal and the highest sequence that each told of."""
    for stream, following in sorted(next_sequences.items()):
        statement = insert_on_conflict(connection, streams).values(
            id=stream, terminal=terminal, first_seen_at=now, next_sequence=following, complete_to=0, missing=0
        )
        highest = case((streams.c.next_sequence > following, streams.c.next_sequence), else_=following)
        connection.execute(
            statement.on_conflict_do_update(index_elements=[streams.c.id], set_={"next_sequence": highest, "terminal": terminal})
        )


def find_gaps(connection: Connection, stream: str) -> list[SequenceRange]:
    """Return the sequences of a stream, up to the highest it is known to have, that are neither stored nor retired.

    The spans are in order. A stream that is unknown has none.
    """
    row = connection.execute(select(streams.c.next_sequence, streams.c.complete_to).where(streams.c.id == stream)).first()
    if row is None:
        return []
    return gaps_between(_present(connection, stream, row.complete_to), row.complete_to + 1, row.next_sequence - 1)


def gaps_of_terminal(connection: Connection, line: TerminalRow) -> dict[str, list[SequenceRange]]:
    """Return by stream what is missing of a terminal's streams, as spans that a person may ask for again.

    A stream from which nothing is missing is absent. What the last heartbeat said is unsent or refused is not missing.
    """
    query = select(streams.c.id, streams.c.next_sequence).where(streams.c.terminal == line.id, streams.c.missing > 0)
    found = {}
    for stream, next_sequence in connection.execute(query.order_by(streams.c.first_seen_at)).all():
        is_current = stream == line.stream
        account = StreamReport(next_sequence, (line.unsent or 0) if is_current else 0, (line.refused or 0) if is_current else 0)
        if spans := ranges_to_request(find_gaps(connection, stream), account):
            found[stream] = spans
    return found


def record_complete_to(connection: Connection, stream: str, gaps: Sequence[SequenceRange]) -> None:
    """Record how far a stream is without gaps: up to the first of those that `find_gaps` returned, or to its end."""
    complete_to = literal(gaps[0].first - 1) if gaps else streams.c.next_sequence - 1
    behind = (streams.c.id == stream, streams.c.complete_to < complete_to)
    connection.execute(update(streams).where(*behind).values(complete_to=complete_to))


def set_missing(connection: Connection, stream: str, missing: int) -> None:
    """Record how many sequences of a stream nobody accounts for, as of the last heartbeat."""
    connection.execute(update(streams).where(streams.c.id == stream).values(missing=missing))


def _present(connection: Connection, stream: str, above: int) -> list[SequenceRange]:
    """What is stored or retired, as spans in order: sequences that follow one another share sequence minus row number."""
    stored = select(responses.c.sequence).where(responses.c.stream == stream, responses.c.sequence > above)
    gone = select(retired_responses.c.sequence).where(retired_responses.c.stream == stream, retired_responses.c.sequence > above)
    every = union_all(stored, gone).subquery()
    island = (every.c.sequence - func.row_number().over(order_by=every.c.sequence)).label("island")
    numbered = select(every.c.sequence, island).subquery()
    spans = select(func.min(numbered.c.sequence), func.max(numbered.c.sequence)).group_by(numbered.c.island).order_by(literal_column("1"))
    return [SequenceRange(first, last) for first, last in connection.execute(spans)]
