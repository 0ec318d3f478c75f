"""Enrols the terminal: it makes its own token and sends it to the server with an enrolment code (design, decision 12).

Code and token are on disk before they are first sent. If the reply is lost, the same code is tried again with the same token, and the
server gives the same answer. Enrolling again as the same terminal keeps outbox and stream. Enrolling as another terminal is refused while
the outbox or the quarantine has responses, since they would be sent in the other terminal's name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from kiosk.clock import DeviceClock
from kiosk.enrolment import identity
from kiosk.enrolment.identity import Identity, PendingEnrolment
from kiosk.exchange.server_address import BadAddress, normalise_address
from kiosk.exchange.server_client import ServerClient
from kiosk.exchange.server_errors import BadCertificate, CaptivePortal, NoNetwork, RequestRefused, ServerError
from kiosk.store import configuration, locks, staff_state, state_values, stream
from kiosk.store.database import Connection, DatabaseError, transaction
from kiosk.store.store import Store
from kiosk.version import version
from kiosk.visit.view import EnrolmentObstacle
from survey import configuration_validation, enrolment_code, rfc3339, wire

log = logging.getLogger("aula.enrolment")
LOCK_TIMEOUT_SECONDS = 60.0
"""Sets how long an attempt waits for a running exchange to end."""
CODE_PROBLEMS = frozenset({"code_unknown", "code_used", "code_expired", "mistyped_code"})
"""Lists the problems that only another code solves."""


class EnrolmentOutcome(Struct, frozen=True):
    """Describes the result of an attempt to enrol."""

    obstacles: tuple[EnrolmentObstacle, ...] = ()
    """Names what prevented the enrolment, as the enrolment screen shows it."""
    problem: str | None = None
    """Holds the code of the problem. None means that the terminal is enrolled."""
    terminal_id: str | None = None
    """Holds the id that the terminal was enrolled with. None means that it was not."""
    retry_after: float | None = None
    """Holds the seconds that the server asked the terminal to wait. None means that it did not ask."""

    @property
    def is_enrolled(self) -> bool:
        """Return whether the attempt succeeded."""
        return self.problem is None

    @property
    def needs_new_code(self) -> bool:
        """Return whether only another code can solve the problem."""
        return self.problem in CODE_PROBLEMS


class Enrolment:
    """Enrols one terminal."""

    def __init__(self, store: Store, clock: DeviceClock, *, ca_file: Path | None = None) -> None:
        self._store = store
        self._clock = clock
        self._ca_file = ca_file
        self._folder = store.folder

    def check_server(self, server: str | None) -> tuple[EnrolmentObstacle, ...]:
        """Return what prevents the terminal from reaching its server, without using a code. It is empty if the server answers.

        Args:
            server: the server's address, or None if it is not known.
        """
        if server is None:
            return ("server",)
        try:
            with ServerClient(server, ca_file=self._ca_file) as client:
                client.check_alive()
        except BadAddress:
            return ("server",)
        except ServerError as error:
            return self._obstacles_for_error(error)
        return ()

    def try_code(self, server: str | None, code: str) -> EnrolmentOutcome:
        """Enrol the terminal with a code.

        Wrong input and failures of the network, the server and the disk are not raised but returned as the outcome's `problem`.

        Args:
            server: the server's address, or None if it is not known.
            code: the code as a person typed it.
        """
        try:
            code = enrolment_code.normalise_code(code)
        except enrolment_code.MistypedCode:
            return EnrolmentOutcome(("code",), "mistyped_code")
        if server is None:
            return EnrolmentOutcome(("server",), "no_server")
        try:
            server = normalise_address(server)
        except BadAddress:
            return EnrolmentOutcome((), "bad_address")
        try:
            with locks.lock(self._folder, locks.EXCHANGE_LOCK, wait_seconds=LOCK_TIMEOUT_SECONDS):
                return self._try(server, code)
        except locks.LockedElsewhere:
            return EnrolmentOutcome((), "exchange_running")
        except (DatabaseError, OSError) as error:
            log.error("not enrolled: the disk cannot be read or written (%s)", type(error).__name__)
            return EnrolmentOutcome((), "disk")

    def _try(self, server: str, code: str) -> EnrolmentOutcome:
        pending = identity.read_pending(self._folder)
        if pending is None or (pending.server, pending.code) != (server, code):
            pending = PendingEnrolment(server, code, enrolment_code.make_token())
            identity.write_pending(self._folder, pending)
        try:
            with ServerClient(server, ca_file=self._ca_file) as client:
                answer, raw = client.enrol(self._request(pending))
        except RequestRefused as refusal:
            if refusal.code not in CODE_PROBLEMS:
                return EnrolmentOutcome((), refusal.code)
            identity.clear_pending(self._folder)
            return EnrolmentOutcome(("code",), refusal.code)
        except ServerError as error:
            log.warning("not enrolled: %s", error.code)
            return EnrolmentOutcome(self._obstacles_for_error(error), error.code, retry_after=error.retry_after)
        return self._settle(pending, answer, raw)

    def _request(self, pending: PendingEnrolment) -> wire.EnrolmentRequest:
        from hardware import board_health

        health = board_health.read_health()
        return wire.EnrolmentRequest(pending.code, pending.token, health.serial, health.model, version())

    def _settle(self, pending: PendingEnrolment, answer: wire.EnrolmentAnswer, raw: bytes) -> EnrolmentOutcome:
        """Store the result of an enrolment: first the terminal of the outbox, then the configuration, and last the identity itself."""
        try:
            # The person who entered the code vouches for this server, so the signing keys that it now sends are trusted from here on.
            _, trusted = configuration_validation.verify(raw, answer.configuration.keys.signing)
        except configuration_validation.ConfigurationRejected as fault:
            log.error("not enrolled: %s", fault)
            return EnrolmentOutcome((), "configuration_rejected")
        known = identity.read(self._folder)
        before = known.terminal_id if known else None
        if not self._store.write(_assign_outbox_job(before, answer.terminal_id, rfc3339.to_rfc3339(self._clock.wall_time()))).result():
            return EnrolmentOutcome(("other_terminal",), "other_terminal")
        # A person with an enrolment code wants the terminal in use, and may not have the PIN to put it back in use.
        staff_state.set_out_of_use(self._folder, False)
        configuration.save(self._folder, raw)
        identity.write(self._folder, Identity(answer.terminal_id, pending.server, pending.token, trusted))
        log.info("enrolled as %s", answer.terminal_id)
        return EnrolmentOutcome(terminal_id=answer.terminal_id)

    def _obstacles_for_error(self, error: ServerError) -> tuple[EnrolmentObstacle, ...]:
        if isinstance(error, NoNetwork):
            return ("network",)
        if isinstance(error, CaptivePortal):
            return ("captive_portal",)
        if isinstance(error, BadCertificate):
            # The certificate's dates do not fit the terminal's clock. If the clock is not synchronised, the clock is the likelier fault.
            return ("time",) if error.is_clock_mismatch and not self._clock.is_ntp_synchronised() else ("certificate",)
        return ("server",)


def _assign_outbox_job(before: str | None, terminal: str, at: str) -> Callable[[Connection], bool]:
    """Return a job that assigns the outbox to a terminal. The job returns False if the outbox still has responses of another terminal.

    Args:
        before: the id that the terminal has had until now, or None.
        terminal: the id that the server has given it.
        at: the wall time in RFC 3339.
    """

    def job(db: Connection) -> bool:
        with transaction(db):
            own = stream.read(db)
            # A new outbox after damage does not name a terminal yet, but the identity does.
            if (own.terminal_id or before) not in (None, terminal):
                if own.unsent or own.refused:
                    return False
                stream.restart_for_terminal(db, terminal, at)
            stream.set_terminal(db, terminal)
            state_values.write(db, "standing", None)
            state_values.write_month_count(db, None)
            return True

    return job
