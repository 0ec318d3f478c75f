"""Defines the blueprint of the API for terminals. It imports no view: the views import it, and `server.app` imports the views."""

from __future__ import annotations

from flask import Blueprint, Response

from server.store.engine import DatabaseUnavailable
from server.web import http_body
from server.web.problem_documents import ProblemError, problem_response
from survey.wire import API

blueprint = Blueprint("terminal_api", __name__, url_prefix=API)


@blueprint.errorhandler(ProblemError)
def handle_problem(error: ProblemError) -> Response:
    """Answer a refused request with its problem document, after the rest of its body was read."""
    http_body.drain()
    return problem_response(error.code, error.detail, headers=error.headers)


@blueprint.errorhandler(DatabaseUnavailable)
def handle_database_unavailable(error: DatabaseUnavailable) -> Response:
    """Answer 503 if the database is busy or unreachable. Nothing was stored, and the terminal tries again by itself."""
    return problem_response("unavailable", headers={"Retry-After": "30"})


@blueprint.after_request
def finish_response(response: Response) -> Response:
    """Forbid caching of a response, and compress it if the terminal accepts that."""
    response.headers["Cache-Control"] = "no-store"
    return http_body.compress_response(response)
