"""`POST /heartbeats`: what a terminal tells of itself, answered with the time, what it is asked for and how many answered this month."""

from __future__ import annotations

import msgspec
from flask import Response
from msgspec import UNSET

from server.operations.intake import heartbeats
from server.store.intake import response_totals
from server.store.write_transaction import writing
from server.web import body
from server.web.context import context
from server.web.intake.terminal_identity import calling_terminal
from survey.rfc3339 import to_rfc3339
from survey.wire import Heartbeat, HeartbeatAnswer

_decoder = msgspec.json.Decoder(Heartbeat)


def take() -> Response:
    """200. The heartbeat's time of receipt is taken before anything waits, since clocks are corrected by it."""
    here = context()
    received_at = here.now()
    terminal = calling_terminal()
    heartbeat = body.read(_decoder)
    with writing(here.engine) as connection:
        requests = heartbeats.take(connection, terminal, heartbeat, received_at)
        answered = response_totals.answered(connection, terminal.id, received_at)
    return body.json_answer(HeartbeatAnswer(to_rfc3339(here.now()), requests, UNSET if answered is None else answered))
