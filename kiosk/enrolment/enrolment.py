"""How the terminal gets its identity: it makes its own secret and sends it with a code (design, decision 12).

Code and secret are on the disk before they are first sent, so that a reply that was lost costs nothing: the same code
is tried again with the same secret, and the server answers the same. Enrolling again as the same terminal keeps outbox
and stream; as another it is refused while anything here is unsent, or it would speak in the other's name.
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
CODE_PROBLEMS = frozenset({"code_unknown", "code_used", "code_expired", "mistyped_code"})
"""Problems that only another code mends."""


class EnrolmentOutcome(Struct, frozen=True):
    """What a try came to. Enrolled where `problem` is None."""

    lacks: tuple[EnrolmentObstacle, ...] = ()
    problem: str | None = None
    terminal_id: str | None = None
    retry_after: float | None = None
    """Seconds the server asked to be left alone."""

    @property
    def is_enrolled(self) -> bool:
        return self.problem is None

    @property
    def needs_new_code(self) -> bool:
        """Whether only another code helps."""
        return self.problem in CODE_PROBLEMS


class Enrolment:
    """Tries to enrol one terminal."""

    def __init__(self, store: Store, clock: DeviceClock, *, ca_file: Path | None = None) -> None:
        self._store = store
        self._clock = clock
        self._ca_file = ca_file
        self._folder = store.folder

    def check_server(self, server: str | None) -> tuple[EnrolmentObstacle, ...]:
        """What stands between this terminal and its server, without a code; empty where nothing does."""
        if server is None:
            return ("server",)
        try:
            with ServerClient(server, ca_file=self._ca_file) as client:
                client.check_alive()
        except BadAddress:
            return ("server",)
        except ServerError as error:
            return self._lacks(error)
        return ()

    def try_code(self, server: str | None, code: str) -> EnrolmentOutcome:
        """Enrol with a code as a person typed it. Never raises for what a person, a network, a server or the disk does."""
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
            with locks.lock(self._folder, locks.EXCHANGE, wait_seconds=LOCK_TIMEOUT_SECONDS):
                return self._try(server, code)
        except locks.LockedElsewhere:
            return EnrolmentOutcome((), "exchange_running")
        except (DatabaseError, OSError) as error:
            log.error("not enrolled: the disk does not let us (%s)", type(error).__name__)
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
            return EnrolmentOutcome(self._lacks(error), error.code, retry_after=error.retry_after)
        return self._settle(pending, answer, raw)

    def _request(self, pending: PendingEnrolment) -> wire.EnrolmentRequest:
        from hardware import board_health

        health = board_health.read_health()
        return wire.EnrolmentRequest(pending.code, pending.token, health.serial, health.model, version())

    def _settle(self, pending: PendingEnrolment, answer: wire.EnrolmentAnswer, raw: bytes) -> EnrolmentOutcome:
        """Take the identity: first what the outbox must know, then configuration, then the identity itself."""
        try:
            # Whoever typed the code vouches for this server: what it offers now is what is trusted from here on.
            _, trusted = configuration_validation.verify(raw, answer.configuration.keys.signing)
        except configuration_validation.ConfigurationRejected as fault:
            log.error("not enrolled: %s", fault)
            return EnrolmentOutcome((), "configuration_rejected")
        known = identity.read(self._folder)
        before = known.terminal_id if known else None
        if not self._store.write(_owning(before, answer.terminal_id, rfc3339.to_rfc3339(self._clock.wall_time()))).result():
            return EnrolmentOutcome(("other_terminal",), "other_terminal")
        staff_state.set_out_of_use(self._folder, False)  # who holds a code wants it in use, and may have no PIN here to say so
        configuration.save(self._folder, raw)
        identity.write(self._folder, Identity(answer.terminal_id, pending.server, pending.token, trusted))
        log.info("enrolled as %s", answer.terminal_id)
        return EnrolmentOutcome(terminal_id=answer.terminal_id)

    def _lacks(self, error: ServerError) -> tuple[EnrolmentObstacle, ...]:
        if isinstance(error, NoNetwork):
            return ("network",)
        if isinstance(error, CaptivePortal):
            return ("captive_portal",)
        if isinstance(error, BadCertificate):
            # Its dates do not fit our clock: with a clock nobody keeps right, that is the likelier fault.
            return ("time",) if error.is_clock_mismatch and not self._clock.is_ntp_synchronised() else ("certificate",)
        return ("server",)


def _owning(before: str | None, terminal: str, at: str) -> Callable[[Connection], bool]:
    """A job that makes the outbox this terminal's; False where it still holds another's answers."""

    def job(db: Connection) -> bool:
        with transaction(db):
            own = stream.read(db)
            # A new outbox after damage does not know its terminal yet: the identity does.
            if (own.terminal_id or before) not in (None, terminal):
                if own.unsent or own.refused:
                    return False
                stream.restart_for_terminal(db, terminal, at)
            stream.set_terminal(db, terminal)
            state_values.write(db, "standing", None)
            state_values.write_month_count(db, None)
            return True

    return job
