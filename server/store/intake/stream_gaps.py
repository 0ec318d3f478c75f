"""What is missing of a terminal's streams, as spans: what a person may ask for again."""

from __future__ import annotations

from sqlalchemy import Connection, select

from server.domain.intake.stream_gaps import Account, Span, to_ask
from server.store.fleet.terminal_overview import Line
from server.store.intake.streams import gaps
from server.store.tables import streams


def of(connection: Connection, line: Line) -> dict[str, list[Span]]:
    """By stream. In a transaction that may write, since looking notes how far a stream is whole."""
    mine = select(streams.c.id, streams.c.next_sequence).where(streams.c.terminal == line.id, streams.c.missing > 0)
    found = {}
    for stream, following in connection.execute(mine.order_by(streams.c.first_seen_at)).all():
        speaks = stream == line.stream
        account = Account(following, (line.unsent or 0) if speaks else 0, (line.refused or 0) if speaks else 0)
        if spans := to_ask(gaps(connection, stream, following), account):
            found[stream] = spans
    return found
