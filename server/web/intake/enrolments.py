"""`POST /enrolments`: a terminal brings a code and a secret of its own making, and gets its name and configuration."""

from __future__ import annotations

import math
from datetime import datetime

import msgspec
from flask import Response

from server.store.dialect import one_at_a_time
from server.store.engine import Connection
from server.store.intake import enrolments
from server.store.intake.enrolments import Device, Enrolled, Refusal
from server.store.people import audit
from server.store.read_transaction import reading
from server.store.region import terminal_configuration, terminals
from server.store.region.terminal_configuration import NoKeys, NothingToShow
from server.store.write_transaction import writing
from server.web import body
from server.web.context import caller, context
from server.web.intake.configuration import NOTHING_TO_SHOW
from server.web.problems import ProblemError
from survey.enrolment_code import MistypedCode, normalise, token_hash
from survey.rfc3339 import to_rfc3339
from survey.wire import EnrolmentAnswer, EnrolmentRequest

_decoder = msgspec.json.Decoder(EnrolmentRequest)


def enrol() -> Response:
    """201 with id and configuration; whoever guesses too often has to wait."""
    here, address = context(), caller()
    with reading(here.engine) as connection:
        _refuse_guessing(connection, address, here.now())
    asked = body.read(_decoder)
    now = here.now()
    with writing(here.engine) as connection:
        one_at_a_time(connection, address)  # many at once would all find that there had been few
        _refuse_guessing(connection, address, now)
        outcome = _use(connection, asked, now)
        if not isinstance(outcome, Enrolled):
            enrolments.note_failure(connection, address, now)
        answer = _answer(connection, outcome, now) if isinstance(outcome, Enrolled) else None
    if answer is None:
        raise ProblemError(str(outcome))
    return body.json_answer(answer, 201)


def _refuse_guessing(connection: Connection, address: str, now: datetime) -> None:
    wait = enrolments.wait(connection, address, now)
    if wait is not None:
        raise ProblemError("too_many_requests", headers={"Retry-After": str(max(1, math.ceil(wait.total_seconds())))})


def _use(connection: Connection, asked: EnrolmentRequest, now: datetime) -> Enrolled | Refusal:
    try:
        code = normalise(asked.code)
    except MistypedCode:
        return "code_unknown"
    hashed = token_hash(asked.token)
    if enrolments.token_taken(connection, hashed, code):
        raise ProblemError("invalid_request", "Another terminal has this token: make a new random one.")
    return enrolments.use_code(connection, code, hashed, Device(asked.serial, asked.model, asked.software), now)


def _answer(connection: Connection, enrolled: Enrolled, now: datetime) -> EnrolmentAnswer:
    terminal = terminals.get(connection, enrolled.terminal)
    if terminal is None:
        raise ProblemError("code_unknown")
    try:
        made = terminal_configuration.of(connection, terminal, now)
    except NoKeys:
        raise ProblemError("unavailable", "This server has no keys yet: run aula-server init.") from None
    except NothingToShow:
        raise ProblemError("unavailable", NOTHING_TO_SHOW) from None
    if not enrolled.again:
        audit.write(connection, terminal.id, "terminal_enrolled", now=now, subject=terminal.id, region=terminal.region)
    return EnrolmentAnswer(terminal.id, made, to_rfc3339(now))
