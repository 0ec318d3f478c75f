"""Serves `POST /enrolments`: a terminal sends an enrolment code and a token that it made, and gets its id and configuration."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from flask import Response

from server.operations.intake.enrolments import TokenTaken, TooManyWrongCodes, check_address, enrol
from server.store.region.terminal_configuration import NoKeys, NoLanguageToShow
from server.web import http_body
from server.web.intake.blueprint import blueprint
from server.web.intake.configuration import NO_KEYS, NO_LANGUAGE_TO_SHOW
from server.web.problem_documents import ProblemError
from server.web.server_context import context, rate_limit_address
from survey.wire import EnrolmentAnswer, EnrolmentRequest

_decoder = msgspec.json.Decoder(EnrolmentRequest)


@blueprint.post("/enrolments", endpoint="enrolments")
def post() -> Response:
    """Return the id and the configuration (201). An address that sent too many wrong codes has to wait (429)."""
    here, address = context(), rate_limit_address()
    with _translate_exceptions():
        check_address(here.engine, address, now=here.now())
    request = http_body.decode_body(_decoder)
    with _translate_exceptions():
        outcome = enrol(here.engine, request, address=address, now=here.now())
    if not isinstance(outcome, EnrolmentAnswer):
        raise ProblemError(outcome)
    return http_body.json_response(outcome, 201)


@contextmanager
def _translate_exceptions() -> Iterator[None]:
    """Translate the exceptions of the operation into problems."""
    try:
        yield
    except TooManyWrongCodes as error:
        seconds = max(1, math.ceil(error.wait.total_seconds()))
        raise ProblemError("too_many_requests", headers={"Retry-After": str(seconds)}) from None
    except TokenTaken:
        raise ProblemError("invalid_request", "Another terminal has this token: make a new random one.") from None
    except NoKeys:
        raise ProblemError("unavailable", NO_KEYS) from None
    except NoLanguageToShow:
        raise ProblemError("unavailable", NO_LANGUAGE_TO_SHOW) from None
