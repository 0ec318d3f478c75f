"""`POST /responses`: a batch, judged item by item, answered in its order."""

from __future__ import annotations

import logging
from collections import Counter

import msgspec
from flask import Response

from server.domain.intake.response_batch import read_item
from server.operations.intake.response_batch import store_batch
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.web import body
from server.web.context import context
from server.web.intake.blueprint import blueprint
from server.web.intake.terminal_identity import calling_terminal
from server.web.problems import ProblemError
from survey.wire import MAX_RESPONSES, ResponsesAnswer, ResponsesRequest

log = logging.getLogger(__name__)
_decoder = msgspec.json.Decoder(ResponsesRequest)


@blueprint.post("/responses", endpoint="responses")
def post() -> Response:
    """200 with a result for each item. What is wrong with the request as a whole is a problem, and nothing is stored."""
    here, terminal = context(), calling_terminal()
    batch = body.read(_decoder).responses
    if len(batch) > MAX_RESPONSES:
        raise ProblemError("too_many_responses")
    with reading(here.engine) as connection:
        forms = plans.forms(connection, terminal.region)
    items = [read_item(bytes(raw), forms) for raw in batch]
    results = store_batch(here.engine, terminal, items, received_at=here.now())
    if refused := Counter(str(result.code) for result in results if result.outcome == "refused"):
        log.warning("refused from terminal %s: %s", terminal.id, dict(refused))
    return body.json_answer(ResponsesAnswer(results))
