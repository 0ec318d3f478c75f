"""Serves `GET /configuration`: the configuration of the terminal that calls."""

from __future__ import annotations

from flask import Response, request

from server.store.read_transaction import reading
from server.store.region import terminal_configuration
from server.store.region.terminal_configuration import NoKeys, NoLanguageToShow
from server.web import http_body
from server.web.intake.blueprint import blueprint
from server.web.intake.terminal_identity import calling_terminal
from server.web.problem_documents import ProblemError
from server.web.server_context import context

NO_KEYS = "This server has no keys yet: run aula-server init."
NO_LANGUAGE_TO_SHOW = "The region has no language that may be shown: allow drafts in its region file, or load official texts."


@blueprint.get("/configuration", endpoint="configuration")
def get() -> Response:
    """Return the configuration with its ETag (200), or 304 if the terminal names this ETag in `If-None-Match`.

    Raises:
        ProblemError: `unavailable`, if the server has no keys or no language has all texts; also the errors of `calling_terminal`.
    """
    here, terminal = context(), calling_terminal()
    with reading(here.engine) as connection:
        try:
            made = terminal_configuration.for_terminal(connection, terminal, here.now())
        except NoKeys:
            raise ProblemError("unavailable", NO_KEYS) from None
        except NoLanguageToShow:
            raise ProblemError("unavailable", NO_LANGUAGE_TO_SHOW) from None
    answer = Response(status=304) if request.if_none_match.contains_weak(made.etag) else http_body.json_response(made)
    answer.set_etag(made.etag)
    return answer
