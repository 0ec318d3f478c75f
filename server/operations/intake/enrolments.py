"""Enrolling a terminal by a code (design, decision 12). Whoever tries too many wrong codes has to wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.store.dialect import acquire_advisory_lock
from server.store.engine import Connection, Engine
from server.store.intake import enrolments
from server.store.intake.enrolments import DeviceDescription, Enrolled, Refusal
from server.store.people import audit
from server.store.read_transaction import reading
from server.store.region import terminal_configuration, terminals
from server.store.write_transaction import writing
from survey.enrolment_code import MistypedCode, hash_token, normalise_code
from survey.rfc3339 import to_rfc3339
from survey.wire import EnrolmentAnswer, EnrolmentRequest

FAILURES = 30
"""Wrong codes from one address within `WINDOW`, before it has to wait."""
WINDOW = timedelta(minutes=10)


class TooManyWrongCodes(Exception):
    """Too many wrong codes came from an address; `wait` says how long it has to wait."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


class TokenTaken(ValueError):
    """Another terminal has this token: a new random one is needed."""


def check_address(engine: Engine, address: str, *, now: datetime) -> None:
    """Check that an address may try a code.

    Raises:
        TooManyWrongCodes: it may not yet.
    """
    with reading(engine) as connection:
        _refuse_guessing(connection, address, now)


def enrol(engine: Engine, request: EnrolmentRequest, *, address: str, now: datetime) -> EnrolmentAnswer | Refusal:
    """Enrol the terminal whose code it is; the same token may ask again until its first signed-in call.

    Args:
        engine: the database.
        request: code and token, and what the terminal says of itself.
        address: whom a wrong code is counted against.
        now: the time, aware.

    Returns:
        The terminal's id and configuration, or why the code is refused, which counts as a wrong code.

    Raises:
        TooManyWrongCodes: see there. Like all that follow, it leaves nothing behind.
        TokenTaken: see there.
        NoKeys: the server has no keys.
        NoLanguageToShow: the region has no language that may be shown.
    """
    with writing(engine) as connection:
        acquire_advisory_lock(connection, address)  # many at once would all find that there had been few
        _refuse_guessing(connection, address, now)
        outcome = _use_code(connection, request, now)
        if isinstance(outcome, Enrolled):
            return _answer(connection, outcome, now)
        enrolments.forget_failures(connection, now - WINDOW)
        enrolments.add_failure(connection, address, now)
        return outcome


def confirm_enrolment(engine: Engine, terminal: str, *, now: datetime) -> None:
    """Record a terminal's first signed-in call: the code that enrolled it is of no more use to anybody."""
    with writing(engine) as connection:
        terminals.confirm(connection, terminal, now)


def _refuse_guessing(connection: Connection, address: str, now: datetime) -> None:
    times = enrolments.failure_times(connection, address, since=now - WINDOW, limit=FAILURES)
    if len(times) == FAILURES:
        raise TooManyWrongCodes(times[-1] + WINDOW - now)


def _use_code(connection: Connection, request: EnrolmentRequest, now: datetime) -> Enrolled | Refusal:
    try:
        code = normalise_code(request.code)
    except MistypedCode:
        return "code_unknown"
    hashed = hash_token(request.token)
    if enrolments.token_taken(connection, hashed, code):
        raise TokenTaken
    return enrolments.use_code(connection, code, hashed, DeviceDescription(request.serial, request.model, request.software), now)


def _answer(connection: Connection, enrolled: Enrolled, now: datetime) -> EnrolmentAnswer:
    terminal = terminals.get(connection, enrolled.terminal)
    if terminal is None:
        raise LookupError(f"the code of no terminal: {enrolled.terminal}")
    configuration = terminal_configuration.for_terminal(connection, terminal, now)
    if not enrolled.is_repeated:
        audit.write(connection, terminal.id, "terminal_enrolled", now=now, subject=terminal.id, region=terminal.region)
    return EnrolmentAnswer(terminal.id, configuration, to_rfc3339(now))
