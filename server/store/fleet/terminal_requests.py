"""Stores what the server requests of terminals in its answers to their heartbeats.

`resend` asks for acknowledged responses once more. `retry` asks for another attempt to send refused ones.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from server.domain.intake.stream_gaps import SequenceRange
from server.store.tables import terminal_requests
from survey.wire import HeartbeatRequest

Result = Literal["done", "gone"]


@dataclass(frozen=True)
class TerminalRequest:
    """Describes a request. `handed_out` counts the answers to heartbeats that have contained it."""

    id: str
    kind: str
    stream: str | None
    first: int | None
    last: int | None
    ids: tuple[str, ...] | None
    handed_out: int
    result: str | None

    @property
    def sequence_range(self) -> SequenceRange:
        """Return the range of sequences that a `resend` requests."""
        return SequenceRange(self.first or 1, self.last or 0)

    def to_wire(self) -> HeartbeatRequest:
        """Return the request in the form in which it is sent."""
        return HeartbeatRequest(self.id, self.kind, self.stream, self.first, self.last, self.ids)


def request_resend(connection: Connection, terminal: str, stream: str, spans: Iterable[SequenceRange], now: datetime) -> None:
    """Request the responses in some ranges of a stream."""
    for span in spans:
        _add(connection, terminal, "resend", now, stream=stream, first=span.first, last=span.last)


def ask_retry(connection: Connection, terminal: str, *, ids: Sequence[str] | None, author: str, now: datetime) -> str:
    """Request that a terminal send refused responses again, and return the request's id.

    `ids` selects some responses. None selects all of the terminal's quarantine.
    """
    return _add(connection, terminal, "retry", now, ids=None if ids is None else list(ids), author=author)


def open_requests(connection: Connection, terminal: str) -> list[TerminalRequest]:
    """Return the requests that a terminal has not settled yet, the oldest first."""
    return _find(connection, terminal, is_open=True)


def unavailable_ranges(connection: Connection, terminal: str, stream: str) -> list[SequenceRange]:
    """Return the ranges of a stream that were requested and that the terminal no longer has. They are not requested again."""
    return [
        found.sequence_range for found in _find(connection, terminal, is_open=False) if found.stream == stream and found.result == "gone"
    ]


def count_hand_out(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Record that requests are sent with the present answer to a heartbeat."""
    query = update(terminal_requests).where(terminal_requests.c.id.in_(ids))
    connection.execute(query.values(handed_out_at=now, handed_out=terminal_requests.c.handed_out + 1))


def settle(connection: Connection, request: str, result: Result, now: datetime) -> None:
    """Record the result that a terminal reported for a request."""
    connection.execute(update(terminal_requests).where(terminal_requests.c.id == request).values(done_at=now, result=result))


def forget_done(connection: Connection, before: datetime) -> int:
    """Delete requests that terminals carried out before a time, and return how many they were.

    Requests for what a terminal no longer had are kept, so that it is not requested again.
    """
    old = (terminal_requests.c.result == "done", terminal_requests.c.done_at < before)
    return connection.execute(delete(terminal_requests).where(*old)).rowcount


def _add(connection: Connection, terminal: str, kind: str, now: datetime, **values: object) -> str:
    request = str(uuid.uuid4())
    connection.execute(insert(terminal_requests).values(id=request, terminal=terminal, kind=kind, created_at=now, handed_out=0, **values))
    return request


def _find(connection: Connection, terminal: str, *, is_open: bool) -> list[TerminalRequest]:
    done = terminal_requests.c.done_at
    query = select(terminal_requests).where(terminal_requests.c.terminal == terminal, done.is_(None) if is_open else done.is_not(None))
    return [
        TerminalRequest(
            row.id, row.kind, row.stream, row.first, row.last, tuple(row.ids) if row.ids is not None else None, row.handed_out, row.result
        )
        for row in connection.execute(query.order_by(terminal_requests.c.created_at, terminal_requests.c.first))
    ]
