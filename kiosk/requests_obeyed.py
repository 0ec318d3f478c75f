"""What a heartbeat's answer asks for, carried out: once each, in small pieces, and again from where a power cut stopped it."""

from __future__ import annotations

import logging

from kiosk.store import acknowledged, obeyed, quarantine
from kiosk.store.database import Connection, transaction
from kiosk.store.store import Store
from survey.wire import HeartbeatRequest

log = logging.getLogger("aula.sync")
SMALL = 25
"""Responses moved in one transaction."""

MOST_SEQUENCE = 2**53
"""The wire's; what asks for more is no request of ours, and no number for a database."""


def obey(store: Store, requests: list[HeartbeatRequest]) -> int:
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
    total = 0
    while (moved := store.write(lambda db: _piece(db, request)).result()) is not None:
        total += moved
    return total


def _piece(db: Connection, request: HeartbeatRequest) -> int | None:
    """Move one piece; None once nothing is left of the request, which is remembered with the last piece."""
    with transaction(db):
        if obeyed.done(db, request.id):
            return None
        moved = _move(db, request)
        if moved is None:
            return None
        if moved < SMALL:
            obeyed.record(db, request.id)
        return moved


def _move(db: Connection, request: HeartbeatRequest) -> int | None:
    match request:
        case HeartbeatRequest(kind="resend", stream=str(stream), first=int(first), last=int(last)) if 0 <= first <= last <= MOST_SEQUENCE:
            return acknowledged.call_back(db, stream, first, last, SMALL)
        case HeartbeatRequest(kind="retry", ids=ids):
            return quarantine.retry(db, ids, SMALL)
        case _:
            return None
