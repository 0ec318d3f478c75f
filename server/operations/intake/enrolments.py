"""Enrols a terminal by a code (design, decision 12). An address that sends too many wrong codes has to wait."""

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
"""The number of wrong codes from one address within `WINDOW` after which it has to wait."""
WINDOW = timedelta(minutes=10)


class TooManyWrongCodes(Exception):
    """Raised when too many wrong codes came from an address; `wait` is the time to wait."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


class TokenTaken(ValueError):
    """Raised when another terminal has this token. The terminal needs a new random one."""


def check_address(engine: Engine, address: str, *, now: datetime) -> None:
    """Check that an address may send a code.

    Raises:
        TooManyWrongCodes: the address has to wait.
    """
    with reading(engine) as connection:
        _refuse_guessing(connection, address, now)


def enrol(engine: Engine, request: EnrolmentRequest, *, address: str, now: datetime) -> EnrolmentAnswer | Refusal:
    """Enrol the terminal to which the code belongs. The same code and token may be repeated until the terminal's first signed-in call.

    Args:
        engine: the database.
        request: the code, the token, and the terminal's description of itself.
        address: the network address for which a wrong code is counted.
        now: the current time, with a time zone.

    Returns:
        The terminal's id and configuration, or the reason for which the code is refused. A refused code counts as wrong.

    Raises:
        TooManyWrongCodes: the address has to wait. Nothing is stored with this or any of the following exceptions.
        TokenTaken: another terminal has the token.
        NoKeys: the server has no keys.
        NoLanguageToShow: the region has no language that may be shown.
    """
    with writing(engine) as connection:
        acquire_advisory_lock(connection, address)  # simultaneous attempts would otherwise all read a count below the limit
        _refuse_guessing(connection, address, now)
        outcome = _use_code(connection, request, now)
        if isinstance(outcome, Enrolled):
            return _answer(connection, outcome, now)
        enrolments.forget_failures(connection, now - WINDOW)
        enrolments.add_failure(connection, address, now)
        return outcome


def confirm_enrolment(engine: Engine, terminal: str, *, now: datetime) -> None:
    """Record a terminal's first signed-in call, after which the code that enrolled it is no longer valid."""
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
