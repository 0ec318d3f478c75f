"""Stores streams, each of which is the life of one outbox file, and finds the gaps in them.

`complete_to` is the sequence up to which a stream is known to have no gap, so that a search begins after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, case, func, literal, literal_column, select, union_all, update

from server.domain.intake.stream_gaps import SequenceRange, StreamReport, gaps_between, ranges_to_request
from server.store.dialect import insert_on_conflict
from server.store.fleet.terminal_overview import TerminalRow
from server.store.tables import responses, retired_responses, streams


def record_streams(connection: Connection, terminal: str, next_sequences: Mapping[str, int], now: datetime) -> None:
    """Store the streams of a terminal, with the highest next sequence that was reported for each.

    A stream that is known already is assigned to this terminal.
    """
    for stream, following in sorted(next_sequences.items()):
        statement = insert_on_conflict(connection, streams).values(
            id=stream, terminal=terminal, first_seen_at=now, next_sequence=following, complete_to=0, missing=0
        )
        highest = case((streams.c.next_sequence > following, streams.c.next_sequence), else_=following)
        connection.execute(
            statement.on_conflict_do_update(index_elements=[streams.c.id], set_={"next_sequence": highest, "terminal": terminal})
        )


def find_gaps(connection: Connection, stream: str) -> list[SequenceRange]:
    """Return in order the ranges of a stream's sequences that are neither stored nor retired.

    The search ends at the highest sequence that the stream is known to have. An unknown stream has no gaps.
    """
    row = connection.execute(select(streams.c.next_sequence, streams.c.complete_to).where(streams.c.id == stream)).first()
    if row is None:
        return []
    return gaps_between(_present(connection, stream, row.complete_to), row.complete_to + 1, row.next_sequence - 1)


def gaps_of_terminal(connection: Connection, line: TerminalRow) -> dict[str, list[SequenceRange]]:
    """Return by stream the ranges that are missing from a terminal's streams, which a person may request again.

    A stream without missing sequences is absent. What the last heartbeat reported as unsent or refused is not missing.
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
    """Record up to which sequence a stream has no gap: the one before the first of the gaps that `find_gaps` returned, or its last one."""
    complete_to = literal(gaps[0].first - 1) if gaps else streams.c.next_sequence - 1
    behind = (streams.c.id == stream, streams.c.complete_to < complete_to)
    connection.execute(update(streams).where(*behind).values(complete_to=complete_to))


def set_missing(connection: Connection, stream: str, missing: int) -> None:
    """Record how many sequences of a stream were missing at the last heartbeat: neither stored, retired nor held by the terminal."""
    connection.execute(update(streams).where(streams.c.id == stream).values(missing=missing))


def _present(connection: Connection, stream: str, above: int) -> list[SequenceRange]:
    """Return in order the ranges of sequences above `above` that are stored or retired.

    In a run of consecutive sequences, sequence minus row number is the same for all of them, so it identifies the run.
    """
    stored = select(responses.c.sequence).where(responses.c.stream == stream, responses.c.sequence > above)
    gone = select(retired_responses.c.sequence).where(retired_responses.c.stream == stream, retired_responses.c.sequence > above)
    every = union_all(stored, gone).subquery()
    island = (every.c.sequence - func.row_number().over(order_by=every.c.sequence)).label("island")
    numbered = select(every.c.sequence, island).subquery()
    spans = select(func.min(numbered.c.sequence), func.max(numbered.c.sequence)).group_by(numbered.c.island).order_by(literal_column("1"))
    return [SequenceRange(first, last) for first, last in connection.execute(spans)]
