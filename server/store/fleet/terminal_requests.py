"""What is asked of terminals in the answers to their heartbeats: `resend` and `retry`."""

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
class Request:
    """One request; `handed_out` is how many heartbeats have carried it."""

    id: str
    kind: str
    stream: str | None
    first: int | None
    last: int | None
    ids: tuple[str, ...] | None
    handed_out: int
    result: str | None

    @property
    def span(self) -> SequenceRange:
        """What a `resend` asks for."""
        return SequenceRange(self.first or 1, self.last or 0)

    def on_the_wire(self) -> HeartbeatRequest:
        return HeartbeatRequest(self.id, self.kind, self.stream, self.first, self.last, self.ids)


def ask_resend(connection: Connection, terminal: str, stream: str, spans: Iterable[SequenceRange], now: datetime) -> None:
    """Call back what lies in some spans of a stream."""
    for span in spans:
        _add(connection, terminal, "resend", now, stream=stream, first=span.first, last=span.last)


def ask_retry(connection: Connection, terminal: str, *, ids: Sequence[str] | None, author: str, now: datetime) -> str:
    """Have a terminal send refused responses once more: some, or (None) all of its quarantine. Gives the request's id."""
    return _add(connection, terminal, "retry", now, ids=None if ids is None else list(ids), author=author)


def open_requests(connection: Connection, terminal: str) -> list[Request]:
    """What has been asked and is not done, the oldest first."""
    return _find(connection, terminal, is_open=True)


def unavailable_ranges(connection: Connection, terminal: str, stream: str) -> list[SequenceRange]:
    """What a terminal was asked for and has no more: it is not asked for again."""
    return [found.span for found in _find(connection, terminal, is_open=False) if found.stream == stream and found.result == "gone"]


def count_hand_out(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Note that requests go out with this answer."""
    query = update(terminal_requests).where(terminal_requests.c.id.in_(ids))
    connection.execute(query.values(handed_out_at=now, handed_out=terminal_requests.c.handed_out + 1))


def settle(connection: Connection, request: str, result: Result, now: datetime) -> None:
    connection.execute(update(terminal_requests).where(terminal_requests.c.id == request).values(done_at=now, result=result))


def forget_done(connection: Connection, before: datetime) -> int:
    """Delete what terminals did before a time; returns the number of requests. What a terminal had no more stays: it is not asked again."""
    old = (terminal_requests.c.result == "done", terminal_requests.c.done_at < before)
    return connection.execute(delete(terminal_requests).where(*old)).rowcount


def _add(connection: Connection, terminal: str, kind: str, now: datetime, **values: object) -> str:
    request = str(uuid.uuid4())
    connection.execute(insert(terminal_requests).values(id=request, terminal=terminal, kind=kind, created_at=now, handed_out=0, **values))
    return request


def _find(connection: Connection, terminal: str, *, is_open: bool) -> list[Request]:
    done = terminal_requests.c.done_at
    query = select(terminal_requests).where(terminal_requests.c.terminal == terminal, done.is_(None) if is_open else done.is_not(None))
    return [
        Request(
            row.id, row.kind, row.stream, row.first, row.last, tuple(row.ids) if row.ids is not None else None, row.handed_out, row.result
        )
        for row in connection.execute(query.order_by(terminal_requests.c.created_at, terminal_requests.c.first))
    ]
