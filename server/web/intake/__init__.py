"""What terminals call: enrolment, responses, configuration, heartbeats (version 1). One file a call."""

from __future__ import annotations

from flask import Blueprint, Response

from server.store.engine import DatabaseUnavailable
from server.web import body, openapi
from server.web.intake import configuration, enrolments, heartbeats, responses
from server.web.problems import ProblemError, problem
from survey.wire import API

blueprint = Blueprint("terminal_api", __name__, url_prefix=API)

blueprint.post("/enrolments", endpoint="enrolments")(enrolments.enrol)
blueprint.post("/responses", endpoint="responses")(responses.take)
blueprint.get("/configuration", endpoint="configuration")(configuration.give)
blueprint.post("/heartbeats", endpoint="heartbeats")(heartbeats.take)
blueprint.get("/openapi.json", endpoint="openapi")(openapi.give)


@blueprint.errorhandler(ProblemError)
def refuse(error: ProblemError) -> Response:
    body.drain()
    return problem(error.code, error.detail, headers=error.headers)


@blueprint.errorhandler(DatabaseUnavailable)
def put_off(error: DatabaseUnavailable) -> Response:
    """The database is busy or away: nothing was stored, and the terminal tries again by itself."""
    return problem("unavailable", headers={"Retry-After": "30"})


@blueprint.after_request
def pack(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return body.packed(response)
