"""Serves `POST /heartbeats`: stores a terminal's report of itself.

The answer contains the server's time, requests to the terminal, and the number of people who answered this month.
"""

from __future__ import annotations

import msgspec
from flask import Response
from msgspec import UNSET

from server.operations.intake.heartbeats import record_heartbeat
from server.web import http_body
from server.web.intake.blueprint import blueprint
from server.web.intake.terminal_identity import calling_terminal
from server.web.server_context import context
from survey.rfc3339 import to_rfc3339
from survey.wire import Heartbeat, HeartbeatAnswer

_decoder = msgspec.json.Decoder(Heartbeat)


@blueprint.post("/heartbeats", endpoint="heartbeats")
def post() -> Response:
    """Store a heartbeat and return the answer (200).

    The time of receipt is read first, before anything can wait, because the times of visits are corrected by it.
    """
    here = context()
    received_at = here.now()
    terminal = calling_terminal()
    heartbeat = http_body.decode_body(_decoder)
    reply = record_heartbeat(here.engine, terminal, heartbeat, received_at=received_at)
    answered = UNSET if reply.answered is None else reply.answered
    return http_body.json_response(HeartbeatAnswer(to_rfc3339(here.now()), reply.requests, answered))
