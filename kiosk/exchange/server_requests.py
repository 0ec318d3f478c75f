"""Carries out the requests in the answer to a heartbeat, in small transactions that can go on after a power cut.

A `retry` is carried out once, even if the server repeats it because a reply was lost, since a response that is refused again must not be
sent without end. A `resend` is carried out each time it comes. It moves only acknowledged responses in the requested range, so that
repeating it is harmless. A server that was restored from a backup may repeat the id of an earlier request, for responses that the terminal
sent again then and that the server has lost since.
"""

from __future__ import annotations

import logging

from kiosk.store import acknowledged_responses, handled_requests, quarantine
from kiosk.store.database import Connection, transaction
from kiosk.store.store import Store
from survey.wire import HeartbeatRequest

log = logging.getLogger("aula.sync")
RESPONSES_PER_TRANSACTION = 25
"""Sets how many responses are moved in one transaction."""

MAX_SEQUENCE = 2**53
"""Is the highest sequence number on the wire. A request with a higher one is invalid and ignored; a very large one could not be stored in
the database."""


def carry_out(store: Store, requests: list[HeartbeatRequest]) -> int:
    """Carry out requests of the server.

    A `retry` that was carried out before, and a kind that this software does not know, are ignored.

    Returns:
        How many responses were moved back into the outbox.
    """
    back = 0
    for request in requests:
        moved = _carry_out_one(store, request)
        back += moved
        if moved:
            log.info("%s %s: %d responses are in the outbox again", request.kind, request.id, moved)
    return back


def _carry_out_one(store: Store, request: HeartbeatRequest) -> int:
    total, moved = 0, RESPONSES_PER_TRANSACTION
    while moved == RESPONSES_PER_TRANSACTION:
        moved = store.write(lambda db: _move_batch(db, request)).result()
        total += moved
    return total


def _move_batch(db: Connection, request: HeartbeatRequest) -> int:
    """Move at most `RESPONSES_PER_TRANSACTION` responses in one transaction, and return how many were moved.

    If fewer were moved, the request is done, and a `retry` is recorded as such.
    """
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
            return acknowledged_responses.return_to_outbox(db, stream, first, last, RESPONSES_PER_TRANSACTION)
        case HeartbeatRequest(kind="retry", ids=ids):
            return quarantine.return_to_outbox(db, ids, RESPONSES_PER_TRANSACTION)
        case _:
            return 0
