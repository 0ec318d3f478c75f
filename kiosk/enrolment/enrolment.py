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

from kiosk.clock import Clock
from kiosk.enrolment import identity
from kiosk.enrolment.identity import Identity, Pending
from kiosk.exchange.server_address import BadAddress, normalise
from kiosk.exchange.server_client import ServerClient
from kiosk.exchange.server_errors import BadCertificate, CaptivePortal, NoNetwork, Refused, ServerError
from kiosk.store import configuration, locks, staff_state, state_values, stream
from kiosk.store.database import Connection, DatabaseError, transaction
from kiosk.store.store import Store
from kiosk.version import version
from kiosk.visit.view import Lack
from survey import enrolment_code, rfc3339, wire

log = logging.getLogger("aula.enrolment")
LOCK_SECONDS = 60.0
OF_THE_CODE = frozenset({"code_unknown", "code_used", "code_expired", "mistyped_code"})
"""Problems that only another code mends."""


class Outcome(Struct, frozen=True):
    """What a try came to. Enrolled where `problem` is None."""

    lacks: tuple[Lack, ...] = ()
    problem: str | None = None
    terminal_id: str | None = None
    retry_after: float | None = None
    """Seconds the server asked to be left alone."""

    @property
    def enrolled(self) -> bool:
        return self.problem is None

    @property
    def of_the_code(self) -> bool:
        """Whether only another code helps."""
        return self.problem in OF_THE_CODE


class Enrolment:
    """Tries to enrol one terminal."""

    def __init__(self, store: Store, clock: Clock, *, ca_file: Path | None = None) -> None:
        self._store = store
        self._clock = clock
        self._ca_file = ca_file
        self._folder = store.folder

    def look(self, server: str | None) -> tuple[Lack, ...]:
        """What stands between this terminal and its server, without a code; empty where nothing does."""
        if server is None:
            return ("server",)
        try:
            with ServerClient(server, ca_file=self._ca_file) as client:
                client.alive()
        except BadAddress:
            return ("server",)
        except ServerError as error:
            return self._lacks(error)
        return ()

    def try_code(self, server: str | None, code: str) -> Outcome:
        """Enrol with a code as a person typed it. Never raises for what a person, a network, a server or the disk does."""
        try:
            code = enrolment_code.normalise(code)
        except enrolment_code.MistypedCode:
            return Outcome(("code",), "mistyped_code")
        if server is None:
            return Outcome(("server",), "no_server")
        try:
            server = normalise(server)
        except BadAddress:
            return Outcome((), "bad_address")
        try:
            with locks.hold(self._folder, locks.EXCHANGE, wait_seconds=LOCK_SECONDS):
                return self._try(server, code)
        except locks.Held:
            return Outcome((), "exchange_running")
        except (DatabaseError, OSError) as error:
            log.error("not enrolled: the disk does not let us (%s)", type(error).__name__)
            return Outcome((), "disk")

    def _try(self, server: str, code: str) -> Outcome:
        pending = identity.read_pending(self._folder)
        if pending is None or (pending.server, pending.code) != (server, code):
            pending = Pending(server, code, enrolment_code.new_token())
            identity.write_pending(self._folder, pending)
        try:
            with ServerClient(server, ca_file=self._ca_file) as client:
                answer, raw = client.enrol(self._request(pending))
        except Refused as refusal:
            if refusal.code not in OF_THE_CODE:
                return Outcome((), refusal.code)
            identity.clear_pending(self._folder)
            return Outcome(("code",), refusal.code)
        except ServerError as error:
            log.warning("not enrolled: %s", error.code)
            return Outcome(self._lacks(error), error.code, retry_after=error.retry_after)
        return self._settle(pending, answer, raw)

    def _request(self, pending: Pending) -> wire.EnrolmentRequest:
        from hardware import board_health

        health = board_health.health()
        return wire.EnrolmentRequest(pending.code, pending.token, health.serial, health.model, version())

    def _settle(self, pending: Pending, answer: wire.EnrolmentAnswer, raw: bytes) -> Outcome:
        """Take the identity: first what the outbox must know, then configuration, then the identity itself."""
        try:
            # Whoever typed the code vouches for this server: what it offers now is what is trusted from here on.
            _, trusted = configuration.judge(raw, answer.configuration.keys.signing)
        except configuration.Rejected as fault:
            log.error("not enrolled: %s", fault)
            return Outcome((), "configuration_rejected")
        known = identity.read(self._folder)
        before = known.terminal_id if known else None
        if not self._store.write(_owning(before, answer.terminal_id, rfc3339.to_rfc3339(self._clock.wall()))).result():
            return Outcome(("other_terminal",), "other_terminal")
        staff_state.put_aside(self._folder, False)  # who holds a code wants it in use, and may have no PIN here to say so
        configuration.keep(self._folder, raw)
        identity.write(self._folder, Identity(answer.terminal_id, pending.server, pending.token, trusted))
        log.info("enrolled as %s", answer.terminal_id)
        return Outcome(terminal_id=answer.terminal_id)

    def _lacks(self, error: ServerError) -> tuple[Lack, ...]:
        if isinstance(error, NoNetwork):
            return ("network",)
        if isinstance(error, CaptivePortal):
            return ("captive_portal",)
        if isinstance(error, BadCertificate):
            # Its dates do not fit our clock: with a clock nobody keeps right, that is the likelier fault.
            return ("time",) if error.by_time and not self._clock.synchronised() else ("certificate",)
        return ("server",)


def _owning(before: str | None, terminal: str, at: str) -> Callable[[Connection], bool]:
    """A job that makes the outbox this terminal's; False where it still holds another's answers."""

    def job(db: Connection) -> bool:
        with transaction(db):
            own = stream.read(db)
            # A new outbox after damage does not know its terminal yet: the identity does.
            if (own.terminal or before) not in (None, terminal):
                if own.unsent or own.refused:
                    return False
                stream.begin_anew(db, terminal, at)
            stream.own(db, terminal)
            state_values.write(db, "standing", None)
            state_values.hear_answered(db, None)
            return True

    return job
