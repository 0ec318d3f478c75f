"""`POST /enrolments`: a terminal brings a code and a secret of its own making, and gets its name and configuration."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from flask import Response

from server.operations.intake.enrolments import TokenTaken, TooManyWrongCodes, check_address, enrol
from server.store.region.terminal_configuration import NoKeys, NoLanguageToShow
from server.web import body
from server.web.context import caller, context
from server.web.intake.blueprint import blueprint
from server.web.intake.configuration import NO_KEYS, NOTHING_TO_SHOW
from server.web.problems import ProblemError
from survey.wire import EnrolmentAnswer, EnrolmentRequest

_decoder = msgspec.json.Decoder(EnrolmentRequest)


@blueprint.post("/enrolments", endpoint="enrolments")
def post() -> Response:
    """201 with id and configuration; whoever guesses too often has to wait."""
    here, address = context(), caller()
    with _problems():
        check_address(here.engine, address, now=here.now())
    request = body.read(_decoder)
    with _problems():
        outcome = enrol(here.engine, request, address=address, now=here.now())
    if not isinstance(outcome, EnrolmentAnswer):
        raise ProblemError(outcome)
    return body.json_answer(outcome, 201)


@contextmanager
def _problems() -> Iterator[None]:
    """Turn what the use case raises into problems."""
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
        raise ProblemError("unavailable", NOTHING_TO_SHOW) from None
