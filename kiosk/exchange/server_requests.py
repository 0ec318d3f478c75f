"""What a heartbeat's answer asks for, carried out in small pieces, and again from where a power cut stopped it.

A `retry` is carried out once, however often a lost reply makes it come: what is refused again must not be sent for ever. A `resend`
is carried out whenever it comes: it moves only what was acknowledged and is asked for, so that doing it twice changes nothing, while
a server restored from a backup asks by the same id for what this terminal has sent it once already, and lost since.
"""

from __future__ import annotations

import logging

from kiosk.store import acknowledged_responses, handled_requests, quarantine
from kiosk.store.database import Connection, transaction
from kiosk.store.store import Store
from survey.wire import HeartbeatRequest

log = logging.getLogger("aula.sync")
RESPONSES_PER_TRANSACTION = 25
"""Responses moved in one transaction."""

MAX_SEQUENCE = 2**53
"""The wire's; what asks for more is no request of ours, and no number for a database."""


def carry_out(store: Store, requests: list[HeartbeatRequest]) -> int:
    """Carry out what is new among `requests`; kinds that this software does not know are passed over.

    Returns:
        How many responses wait again.
    """
    back = 0
    for request in requests:
        moved = _obey_one(store, request)
        back += moved
        if moved:
            log.info("%s %s: %d responses wait again", request.kind, request.id, moved)
    return back


def _obey_one(store: Store, request: HeartbeatRequest) -> int:
    total, moved = 0, RESPONSES_PER_TRANSACTION
    while moved == RESPONSES_PER_TRANSACTION:
        moved = store.write(lambda db: _piece(db, request)).result()
        total += moved
    return total


def _piece(db: Connection, request: HeartbeatRequest) -> int:
    """Move one piece and say how much it was: less than a whole one once nothing is left. A `retry` is remembered with its last."""
    once = request.kind == "retry"
    with transaction(db):
        if once and handled_requests.is_handled(db, request.id):
            return 0
        moved = _move(db, request)
        if once and moved < RESPONSES_PER_TRANSACTION:
            handled_requests.record(db, request.id)
        return moved


def _move(db: Connection, request: HeartbeatRequest) -> int:
    match request:
        case HeartbeatRequest(kind="resend", stream=str(stream), first=int(first), last=int(last)) if 0 <= first <= last <= MAX_SEQUENCE:
            return acknowledged_responses.call_back(db, stream, first, last, RESPONSES_PER_TRANSACTION)
        case HeartbeatRequest(kind="retry", ids=ids):
            return quarantine.retry(db, ids, RESPONSES_PER_TRANSACTION)
        case _:
            return 0
