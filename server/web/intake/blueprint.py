"""The blueprint of what terminals call. It imports no view: the views import it, and `server.app` imports the views."""

from __future__ import annotations

from flask import Blueprint, Response

from server.store.engine import DatabaseUnavailable
from server.web import body
from server.web.problems import ProblemError, problem
from survey.wire import API

blueprint = Blueprint("terminal_api", __name__, url_prefix=API)


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
