"""Records a heartbeat and prepares the answer to it.

A heartbeat contains clock evidence and an account of its stream. Its answer carries the server's requests to the terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.fleet.terminal_requests import resend_result, retry_result
from server.domain.intake.stream_gaps import SequenceRange, StreamReport, count_missing, ranges_to_request
from server.operations.intake.clock_evidence import record_clock_pairs
from server.operations.intake.month_count import count_month
from server.operations.intake.visit_times import correct_times
from server.store.engine import Connection, Engine
from server.store.fleet import terminal_notes, terminal_requests
from server.store.fleet.terminal_requests import Result, TerminalRequest
from server.store.intake import heartbeats, streams
from server.store.region import terminals
from server.store.region.terminals import RegisteredTerminal
from server.store.write_transaction import writing
from survey.wire import Answered, Heartbeat, HeartbeatRequest

HISTORY = timedelta(days=7)
"""The length of the history of a terminal's heartbeats. Older ones are deleted at each heartbeat. The last one is stored separately."""


@dataclass(frozen=True)
class HeartbeatReply:
    """Holds the content of the answer to a heartbeat."""

    requests: list[HeartbeatRequest]
    answered: Answered | None
    """The number of responses of this month at the terminal's service point. None means that it has no service point."""


def record_heartbeat(engine: Engine, terminal: RegisteredTerminal, heartbeat: Heartbeat, *, received_at: datetime) -> HeartbeatReply:
    """Store a heartbeat and its notes, correct visit times with its clock evidence, and return the content of the answer."""
    with writing(engine) as connection:
        terminals.lock(connection, terminal.id)
        heartbeats.add(connection, terminal.id, heartbeat, received_at)
        terminal_notes.record(connection, terminal.id, heartbeat.notes, received_at)
        heartbeats.forget(connection, received_at - HISTORY, terminal=terminal.id)
        correct_times(connection, terminal, record_clock_pairs(connection, terminal, heartbeat, received_at), received_at)
        requests = _hand_out_requests(connection, terminal.id, heartbeat, received_at)
        return HeartbeatReply(requests, count_month(connection, terminal.id, received_at))


def _hand_out_requests(connection: Connection, terminal: str, heartbeat: Heartbeat, now: datetime) -> list[HeartbeatRequest]:
    """Close the requests that the heartbeat answers, request missing responses, and return all open requests.

    Missing responses are requested only if the terminal still keeps acknowledged responses.
    """
    account = StreamReport(heartbeat.next_sequence, heartbeat.unsent, heartbeat.refused.count)
    gaps = _record_gaps(connection, terminal, heartbeat, account, now)
    waiting = _close_answered(connection, terminal, heartbeat, gaps, account, now)
    if heartbeat.acknowledged_kept:
        asked = [*waiting, *terminal_requests.unavailable_ranges(connection, terminal, heartbeat.stream)]
        terminal_requests.request_resend(connection, terminal, heartbeat.stream, ranges_to_request(gaps, account, asked), now)
    open_requests = terminal_requests.open_requests(connection, terminal)
    terminal_requests.count_hand_out(connection, [request.id for request in open_requests], now)
    return [request.to_wire() for request in open_requests]


def _record_gaps(connection: Connection, terminal: str, heartbeat: Heartbeat, account: StreamReport, now: datetime) -> list[SequenceRange]:
    """Record how far the terminal's stream goes, how far it has no gaps, and how much is missing, and return the gaps."""
    streams.record_streams(connection, terminal, {heartbeat.stream: heartbeat.next_sequence}, now)
    gaps = streams.find_gaps(connection, heartbeat.stream)
    streams.record_complete_to(connection, heartbeat.stream, gaps)
    streams.set_missing(connection, heartbeat.stream, count_missing(gaps, account))
    return gaps


def _close_answered(
    connection: Connection, terminal: str, heartbeat: Heartbeat, gaps: Sequence[SequenceRange], account: StreamReport, now: datetime
) -> list[SequenceRange]:
    """Close the open requests that the heartbeat answers, and return the sequence ranges that are still requested."""
    waiting = []
    for request in terminal_requests.open_requests(connection, terminal):
        result = _result(request, heartbeat, gaps, account)
        if result is None:
            waiting.append(request.sequence_range)
        else:
            terminal_requests.settle(connection, request.id, result, now)
    return waiting


def _result(request: TerminalRequest, heartbeat: Heartbeat, gaps: Sequence[SequenceRange], account: StreamReport) -> Result | None:
    """Return the result of a request according to a heartbeat, or None if the request is still open."""
    if request.kind == "retry":
        return retry_result(refused=heartbeat.refused.count, handed_out=request.handed_out)
    if request.stream != heartbeat.stream:
        return "gone"  # a new stream means that the outbox file of the old one is gone
    return resend_result(request.sequence_range, gaps, account, kept=heartbeat.acknowledged_kept, handed_out=request.handed_out)
