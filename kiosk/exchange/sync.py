"""Runs an exchange with the server, from the heartbeat to the last batch, and returns a report. Waiting and repeating are up to the caller.

    heartbeat ─► its requests ─► configuration ─► responses, batch by batch ─► old acknowledged responses deleted

The heartbeat comes first, because its answer contains the server's time and what a restored server has lost. If the server does not know
the terminal any more, nothing is deleted, and the stored verdict shows what is needed (design, decision 12).
"""

from __future__ import annotations

import logging
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hardware.undervoltage import UndervoltageLatch
from kiosk.clock import DeviceClock
from kiosk.device.faults import DeviceFaults
from kiosk.enrolment import identity
from kiosk.enrolment.identity import Identity
from kiosk.exchange import clock_sync, heartbeat, server_requests
from kiosk.exchange.delivery import INTERNAL_SERVER_ERROR, Delivery
from kiosk.exchange.server_client import ServerClient
from kiosk.exchange.server_errors import RequestRefused, ServerBusy, ServerError
from kiosk.store import acknowledged_responses, clock_evidence, configuration, device_notes, state_values, stream
from kiosk.store.database import Connection, DatabaseError, transaction
from kiosk.store.store import Store
from survey import configuration_validation, rfc3339

log = logging.getLogger("aula.sync")
TERMINAL_REFUSAL_CODES = frozenset({"unauthorised", "terminal_revoked"})
"""Lists the codes with which the server refuses the terminal itself, so that the exchange ends."""
FORGET_BATCH_SIZE = 50
"""Sets how many acknowledged responses are deleted in one transaction."""


class ExchangeReport(Struct, frozen=True):
    """Describes what one exchange did. The counts are of responses."""

    sent: int = 0
    """Counts the responses in requests that the server answered."""
    stored: int = 0
    duplicate: int = 0
    refused: int = 0
    left: int = 0
    """Counts the responses that are in the outbox after the exchange."""
    configuration: str | None = None
    """Is `current`, `updated` or `rejected`. None means that it was not asked for, or that this failed."""
    problem: str | None = None
    """Holds the code of the problem that prevented a part of the exchange. None means that there was none."""
    retry_after: float | None = None
    """Holds the seconds that the server asked the terminal to wait. None means that it did not ask."""


class Sync:
    """Runs the exchanges of one terminal.

    Two exchanges must not run at once, so the caller holds the lock `kiosk.store.locks.EXCHANGE_LOCK`.
    """

    def __init__(
        self,
        store: Store,
        clock: DeviceClock,
        *,
        ca_file: Path | None = None,
        undervoltage_latch: UndervoltageLatch | None = None,
        device_faults: DeviceFaults | None = None,
    ) -> None:
        """Prepare the exchanges of a terminal.

        Args:
            store: the terminal's store.
            clock: the terminal's clocks.
            ca_file: the certificates of the region's own certificate authority, or None for the usual ones.
            undervoltage_latch: the latch that is polled regularly. Without it, the voltage is checked only when a heartbeat is built.
            device_faults: the faults of the device's parts. Without it, none are reported for parts.
        """
        self._undervoltage_latch = undervoltage_latch or UndervoltageLatch()
        self._device_faults = device_faults or DeviceFaults()
        self._store = store
        self._clock = clock
        self._ca_file = ca_file
        self._folder = store.folder

    def exchange(self, *, with_heartbeat: bool = True) -> ExchangeReport:
        """Run one exchange. Failures of the network, the server and the disk are not raised but reported as `problem`.

        Args:
            with_heartbeat: whether the exchange begins with a heartbeat.
        """
        own = identity.read(self._folder)
        if own is None:
            return self._with_unsent_count(ExchangeReport(problem="not_enrolled"))
        try:
            with ServerClient(own.server, own.token, ca_file=self._ca_file) as client:
                report = self._exchange(client, own, with_heartbeat)
        except ServerError as error:
            report = ExchangeReport(problem=error.code, retry_after=error.retry_after)
        except (DatabaseError, OSError) as error:
            log.error("the exchange ended because the disk failed (%s)", type(error).__name__)
            report = ExchangeReport(problem="disk")
        return self._with_unsent_count(report)

    def _exchange(self, client: ServerClient, own: Identity, with_heartbeat: bool) -> ExchangeReport:
        report = ExchangeReport()
        try:
            if with_heartbeat:
                self._send_heartbeat(client, own)
            report = replace(report, configuration=self._update_configuration(client, own, just_heard=with_heartbeat))
        except (RequestRefused, ServerBusy) as fault:
            self._raise_if_final(fault)
            # If the server fails on the heartbeat or the configuration only, the responses are sent all the same.
            report = replace(report, problem=fault.code)
        report = self._deliver(client, report)
        if report.problem is None:
            self._store_last_sync()
        self._delete_old_acknowledged()
        return report

    # ── heartbeat ──

    def _send_heartbeat(self, client: ServerClient, own: Identity) -> None:
        kept = configuration.read(self._folder)
        sagged, mark = self._undervoltage_latch.check_undervoltage()
        symptoms, seen = self._device_faults.current_codes()
        etag = kept.etag if kept else None
        told, noted = heartbeat.build(self._store, self._clock, etag, undervoltage=sagged, fault_codes=symptoms)
        before = self._clock.steady_ms()
        answer = client.send_heartbeat(told)
        evidence = clock_sync.clock_evidence_of_exchange(answer.server_time, before, self._clock)
        if evidence is None:
            log.warning("the server's time in the heartbeat's answer cannot be read")

        def keep(db: Connection) -> None:
            with transaction(db):
                device_notes.acknowledge(db, noted)
                if evidence is not None:
                    clock_evidence.add(db, evidence)
                state_values.write(db, "standing", None)
                state_values.write_month_count(db, answer.answered or None)
                stream.set_terminal(db, own.terminal_id)

        self._undervoltage_latch.acknowledge(mark)
        self._device_faults.acknowledge(seen)
        self._store.write(keep).result()
        identity.clear_pending(self._folder)
        server_requests.carry_out(self._store, answer.requests)

    # ── configuration ──

    def _update_configuration(self, client: ServerClient, own: Identity, *, just_heard: bool) -> str:
        """Fetch the configuration and store it if it is valid; return what `ExchangeReport.configuration` holds.

        Args:
            client: the server.
            own: the terminal's identity.
            just_heard: whether this exchange had a heartbeat. The month's count in its answer already belongs to the service point at which
                the server has placed the terminal, so it is kept even if the service point changes.
        """
        kept = configuration.read(self._folder)
        raw = client.fetch_configuration(kept.etag if kept else None)
        if raw is None:
            return "current"
        try:
            offered, trusted = configuration_validation.verify(raw, own.trusted_keys)
        except configuration_validation.ConfigurationRejected as fault:
            log.warning("the configuration is rejected: %s", fault)
            self._note("configuration_rejected")
            return "rejected"
        if trusted != own.trusted_keys:
            identity.write(self._folder, replace(own, trusted_keys=trusted))
        if kept is not None and kept.service_point.id != offered.service_point.id and not just_heard:
            self._forget_answered()
        configuration.save(self._folder, raw)
        log.info("configuration %s has been stored", offered.etag)
        return "updated"

    def _forget_answered(self) -> None:
        """Delete the month's count, because it belongs to the service point where the terminal stood before."""

        def job(db: Connection) -> None:
            with transaction(db):
                state_values.write_month_count(db, None)

        self._store.write(job).result()

    def _note(self, code: str) -> None:
        def job(db: Connection) -> None:
            with transaction(db):
                device_notes.add(db, code)

        self._store.write(job).result()

    # ── responses ──

    def _deliver(self, client: ServerClient, report: ExchangeReport) -> ExchangeReport:
        delivery = Delivery(self._store, client, self._server_ms())
        try:
            delivery.run()
            problem, retry_after = (report.problem or ("server_error" if delivery.skipped else None)), None
        except ServerError as error:
            if isinstance(error, RequestRefused) and error.code in TERMINAL_REFUSAL_CODES:
                self._store_verdict(error.code)
            problem, retry_after = error.code, error.retry_after
        return replace(
            report,
            sent=delivery.sent,
            stored=delivery.stored,
            duplicate=delivery.duplicate,
            refused=delivery.refused,
            problem=problem,
            retry_after=retry_after,
        )

    def _server_ms(self) -> int:
        with self._store.reading() as db:
            return clock_sync.server_time_ms(clock_evidence.latest(db, self._clock.boot), self._clock)

    def _delete_old_acknowledged(self) -> None:
        """Delete responses that were acknowledged longer ago than the configuration's `acknowledged_kept_days`.

        The server's time counts, since the terminal's own may be years off. If it is not known in this boot, nothing is deleted.
        """
        with self._store.reading() as db:
            if clock_evidence.latest(db, self._clock.boot) is None:
                return
        kept = configuration.read(self._folder)
        if kept is None:
            return
        before = self._server_ms() - kept.settings.acknowledged_kept_days * 86_400_000

        def forget(db: Connection) -> int:
            with transaction(db):
                return acknowledged_responses.delete_older_than(db, before, FORGET_BATCH_SIZE)

        while self._store.write(forget).result() == FORGET_BATCH_SIZE:
            pass
        self._store.request_checkpoint()

    # ── the server's verdict on the terminal ──

    def _raise_if_final(self, fault: RequestRefused | ServerBusy) -> None:
        """Raise the fault again if it ends the exchange; log it if it concerns one call only."""
        if fault.code in TERMINAL_REFUSAL_CODES:
            self._store_verdict(fault.code)
            raise fault
        if isinstance(fault, ServerBusy) and fault.status != INTERNAL_SERVER_ERROR:
            raise fault
        log.warning("a call to the server failed: %s", fault.code)

    def _store_verdict(self, word: str) -> None:
        def job(db: Connection) -> None:
            with transaction(db):
                state_values.write(db, "standing", word)

        log.warning("the server refuses this terminal: %s; all data is kept", word)
        self._store.write(job).result()

    def _store_last_sync(self) -> None:
        at = rfc3339.to_rfc3339(clock_sync.datetime_from_ms(self._server_ms()))

        def job(db: Connection) -> None:
            with transaction(db):
                state_values.write(db, "last_sync", at)

        self._store.write(job).result()

    def _with_unsent_count(self, report: ExchangeReport) -> ExchangeReport:
        try:
            with self._store.reading() as db:
                left = stream.read(db).unsent
        except (DatabaseError, OSError):
            return replace(report, problem=report.problem or "disk")
        return replace(report, left=left)
