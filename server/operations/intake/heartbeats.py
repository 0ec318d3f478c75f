"""Heartbeats: the last of each terminal, a bounded history, and what each sets going.

A heartbeat is clock evidence, an account of its stream, and the terminal's ear for requests.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete

from server.domain.fleet.terminal_requests import resend_result, retry_result
from server.domain.intake.stream_gaps import Account, missing, to_ask
from server.domain.intake.visit_time import SLACK, Pair, receipt_pair
from server.operations.intake import response_batch
from server.store.dialect import inserting
from server.store.fleet import terminal_notes, terminal_requests
from server.store.intake import clock_pairs, responses, streams
from server.store.region import terminals
from server.store.region.terminals import Terminal
from server.store.tables import heartbeat_history, last_heartbeats
from server.store.tables.base import EPOCH
from survey.rfc3339 import from_rfc3339
from survey.wire import Heartbeat, HeartbeatRequest

HISTORY = timedelta(days=7)
"""How long heartbeats are kept besides the last."""
LATE = timedelta(days=1)
"""Responses received within it get another look at each heartbeat, since their neighbours may have come meanwhile."""


def take(connection: Connection, terminal: Terminal, heartbeat: Heartbeat, now: datetime) -> list[HeartbeatRequest]:
    """Keep a heartbeat, correct what it throws light on, and give what the terminal is asked for."""
    terminals.hold(connection, terminal.id)
    _keep(connection, terminal.id, heartbeat, now)
    correct_times(connection, terminal, clock_pairs.learn(connection, terminal.id, _pairs(heartbeat, terminal, now)), now)
    return _requests(connection, terminal.id, heartbeat, now)


def correct_times(connection: Connection, terminal: Terminal, boots: set[str], now: datetime) -> int:
    """Time again what is not exact: every response where boots are newly known, since their neighbours' bounds move too; else late ones.

    Returns:
        How many changed.
    """
    uncertain = responses.not_exact(connection, terminal.id, since=EPOCH if boots else now - LATE)
    if not uncertain:
        return 0
    found = response_batch.timed(connection, terminal, list(uncertain.values()))
    places = response_batch.placed(connection, terminal, (time.at for time in found))
    return responses.correct(connection, dict(zip(uncertain, zip(found, places, strict=True), strict=True)))


def _keep(connection: Connection, terminal: str, heartbeat: Heartbeat, now: datetime) -> None:
    row = _row(terminal, heartbeat, now)
    last = inserting(connection, last_heartbeats).values(row)
    connection.execute(last.on_conflict_do_update(index_elements=[last_heartbeats.c.terminal], set_=row))
    connection.execute(inserting(connection, heartbeat_history).values(row).on_conflict_do_nothing())
    terminal_notes.keep(connection, terminal, heartbeat.notes, now)
    old = (heartbeat_history.c.terminal == terminal, heartbeat_history.c.received_at < now - HISTORY)
    connection.execute(delete(heartbeat_history).where(*old))


def _pairs(heartbeat: Heartbeat, terminal: Terminal, now: datetime) -> dict[str, list[Pair]]:
    """The terminal's own pairs, as far as they can be true, and the one that this receipt makes."""
    found = {heartbeat.clock.boot: [receipt_pair(heartbeat.clock.monotonic_ms, now)]}
    for pair in heartbeat.clock_pairs:
        try:
            moment = from_rfc3339(pair.server_time)
        except ValueError:
            continue
        if terminal.since - SLACK <= moment <= now + SLACK:
            found.setdefault(pair.boot, []).append(Pair(pair.monotonic_ms, moment, pair.uncertainty_ms))
    return found


def _requests(connection: Connection, terminal: str, heartbeat: Heartbeat, now: datetime) -> list[HeartbeatRequest]:
    account = Account(heartbeat.next_sequence, heartbeat.unsent, heartbeat.refused.count)
    streams.note(connection, terminal, {heartbeat.stream: heartbeat.next_sequence}, now)
    gaps = streams.gaps(connection, heartbeat.stream, heartbeat.next_sequence)
    streams.set_missing(connection, heartbeat.stream, missing(gaps, account))
    waiting = []
    result: terminal_requests.Result | None
    for request in terminal_requests.open_ones(connection, terminal):
        if request.kind == "retry":
            result = retry_result(refused=heartbeat.refused.count, handed_out=request.handed_out)
        elif request.stream == heartbeat.stream:
            kept = heartbeat.acknowledged_kept
            result = resend_result(request.span, gaps, account, kept=kept, handed_out=request.handed_out)
        else:
            result = "gone"  # a stream ends with its outbox file
        if result is None:
            waiting.append(request.span)
        else:
            terminal_requests.settle(connection, request.id, result, now)
    asked = [*waiting, *terminal_requests.given_up(connection, terminal, heartbeat.stream)]
    if heartbeat.acknowledged_kept:
        terminal_requests.ask_resend(connection, terminal, heartbeat.stream, to_ask(gaps, account, asked), now)
    going = terminal_requests.open_ones(connection, terminal)
    terminal_requests.hand_out(connection, [request.id for request in going], now)
    return [request.on_the_wire() for request in going]


def _row(terminal: str, heartbeat: Heartbeat, now: datetime) -> dict[str, Any]:
    return {
        "terminal": terminal,
        "received_at": now,
        "sent_at": heartbeat.sent_at,
        "boot": heartbeat.clock.boot,
        "monotonic_ms": heartbeat.clock.monotonic_ms,
        "clock_trusted": heartbeat.clock.trusted,
        "stream": heartbeat.stream,
        "next_sequence": heartbeat.next_sequence,
        "unsent": heartbeat.unsent,
        "oldest_unsent_at": heartbeat.oldest_unsent_at,
        "refused": heartbeat.refused.count,
        "refused_items": [{"id": item.id, "code": item.code} for item in heartbeat.refused.items],
        "acknowledged_kept": heartbeat.acknowledged_kept,
        "configuration": heartbeat.configuration,
        "software": heartbeat.software,
        "disk_free_mb": heartbeat.disk_free_mb,
        "temperature_c": heartbeat.temperature_c,
        "undervoltage": heartbeat.undervoltage,
        "touches": heartbeat.touches,
        "visits_without_answer": heartbeat.visits_without_answer,
        "last_touch_at": heartbeat.last_touch_at,
        "notes": list(heartbeat.notes),
    }
