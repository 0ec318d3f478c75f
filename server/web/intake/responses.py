"""Serves `POST /responses`: stores a batch of responses. Each item is judged on its own, and the results are in the order of the items."""

from __future__ import annotations

import logging
from collections import Counter

import msgspec
from flask import Response

from server.domain.intake.response_batch import read_item
from server.operations.intake.response_batch import store_batch
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.web import http_body
from server.web.intake.blueprint import blueprint
from server.web.intake.terminal_identity import calling_terminal
from server.web.problem_documents import ProblemError
from server.web.server_context import context
from survey.wire import MAX_RESPONSES, ResponsesAnswer, ResponsesRequest

log = logging.getLogger(__name__)
_decoder = msgspec.json.Decoder(ResponsesRequest)


@blueprint.post("/responses", endpoint="responses")
def post() -> Response:
    """Store a batch and return a result for each item (200). If the request as a whole is invalid, nothing is stored.

    Raises:
        ProblemError: the request as a whole is invalid.
    """
    here, terminal = context(), calling_terminal()
    batch = http_body.decode_body(_decoder).responses
    if len(batch) > MAX_RESPONSES:
        raise ProblemError("too_many_responses")
    with reading(here.engine) as connection:
        forms = plans.forms(connection, terminal.region)
    items = [read_item(bytes(raw), forms) for raw in batch]
    results = store_batch(here.engine, terminal, items, received_at=here.now())
    if refused := Counter(str(result.code) for result in results if result.outcome == "refused"):
        log.warning("refused from terminal %s: %s", terminal.id, dict(refused))
    return http_body.json_response(ResponsesAnswer(results))
