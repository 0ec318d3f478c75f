"""One exchange with the server, from heartbeat to the last batch; one step returns a report, waiting lives elsewhere.

    heartbeat ─► its requests obeyed ─► configuration ─► responses, batch by batch ─► old acknowledged ones forgotten

The heartbeat comes first: it brings the time, and a restored server's wish for what it has lost. A server that does
not know us any more takes nothing away: all is kept, and the standing says what is needed.
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
"""Refusals of the terminal itself: nothing else need be tried."""
FORGET_BATCH_SIZE = 50


class ExchangeReport(Struct, frozen=True):
    """What one step did."""

    sent: int = 0
    stored: int = 0
    duplicate: int = 0
    refused: int = 0
    left: int = 0
    configuration: str | None = None
    """`current`, `updated` or `rejected`; None where it was not asked for."""
    problem: str | None = None
    """Code of what stood in the way; None where nothing did."""
    retry_after: float | None = None
    """Seconds the server asked to be left alone."""


class Sync:
    """Exchanges of one terminal. Steps must not overlap: whoever calls holds the exchange lock (`kiosk.store.locks`)."""

    def __init__(
        self,
        store: Store,
        clock: DeviceClock,
        *,
        ca_file: Path | None = None,
        undervoltage_latch: UndervoltageLatch | None = None,
        device_faults: DeviceFaults | None = None,
    ) -> None:
        """`supply` is the one that somebody watches; without it, it is looked at once. `symptoms` of the parts, where there are any."""
        self._supply = undervoltage_latch or UndervoltageLatch()
        self._symptoms = device_faults or DeviceFaults()
        self._store = store
        self._clock = clock
        self._ca_file = ca_file
        self._folder = store.folder

    def exchange(self, *, with_heartbeat: bool = True) -> ExchangeReport:
        """One exchange. Never raises for what a network, a server or the disk does: the report says it."""
        own = identity.read(self._folder)
        if own is None:
            return self._closed(ExchangeReport(problem="not_enrolled"))
        try:
            with ServerClient(own.server, own.token, ca_file=self._ca_file) as client:
                report = self._exchange(client, own, with_heartbeat)
        except ServerError as error:
            report = ExchangeReport(problem=error.code, retry_after=error.retry_after)
        except (DatabaseError, OSError) as error:
            log.error("the exchange broke off at the disk (%s)", type(error).__name__)
            report = ExchangeReport(problem="disk")
        return self._closed(report)

    def _exchange(self, client: ServerClient, own: Identity, with_heartbeat: bool) -> ExchangeReport:
        report = ExchangeReport()
        try:
            if with_heartbeat:
                self._beat(client, own)
            report = replace(report, configuration=self._configure(client, own, just_heard=with_heartbeat))
        except (RequestRefused, ServerBusy) as fault:
            self._judge(fault)
            # A heartbeat or a configuration on which the server stumbles must not hold up the answers.
            report = replace(report, problem=fault.code)
        report = self._deliver(client, report)
        if report.problem is None:
            self._heard_of()
        self._tidy()
        return report

    # ── heartbeat ──

    def _beat(self, client: ServerClient, own: Identity) -> None:
        kept = configuration.read(self._folder)
        sagged, mark = self._supply.check_undervoltage()
        symptoms, seen = self._symptoms.current_codes()
        etag = kept.etag if kept else None
        told, noted = heartbeat.build(self._store, self._clock, etag, undervoltage=sagged, fault_codes=symptoms)
        before = self._clock.steady_ms()
        answer = client.send_heartbeat(told)
        evidence = clock_sync.clock_pair(answer.server_time, before, self._clock)
        if evidence is None:
            log.warning("the server told no time")

        def keep(db: Connection) -> None:
            with transaction(db):
                device_notes.acknowledge(db, noted)
                if evidence is not None:
                    clock_evidence.add(db, evidence)
                state_values.write(db, "standing", None)
                state_values.write_month_count(db, answer.answered or None)
                stream.set_terminal(db, own.terminal_id)

        self._supply.acknowledge(mark)
        self._symptoms.acknowledge(seen)
        self._store.write(keep).result()
        identity.clear_pending(self._folder)
        server_requests.carry_out(self._store, answer.requests)

    # ── configuration ──

    def _configure(self, client: ServerClient, own: Identity, *, just_heard: bool) -> str:
        """`just_heard`: what the server said with this exchange's heartbeat is of the place where it has the terminal now."""
        kept = configuration.read(self._folder)
        raw = client.fetch_configuration(kept.etag if kept else None)
        if raw is None:
            return "current"
        try:
            offered, trusted = configuration_validation.verify(raw, own.trusted_keys)
        except configuration_validation.ConfigurationRejected as fault:
            log.warning("the configuration is not taken: %s", fault)
            self._note("configuration_rejected")
            return "rejected"
        if trusted != own.trusted_keys:
            identity.write(self._folder, replace(own, trusted_keys=trusted))
        if kept is not None and kept.service_point.id != offered.service_point.id and not just_heard:
            self._forget_answered()
        configuration.save(self._folder, raw)
        log.info("configuration %s is taken", offered.etag)
        return "updated"

    def _forget_answered(self) -> None:
        """How many answered where the terminal stood before is nothing to tell at the place where it stands now."""

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
                self._stand(error.code)
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

    def _tidy(self) -> None:
        """Forget what was acknowledged long enough ago, by the server's time: the terminal's own may be years off."""
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

    # ── standing ──

    def _judge(self, fault: RequestRefused | ServerBusy) -> None:
        """Raise what ends the exchange; pass over what is one call's alone."""
        if fault.code in TERMINAL_REFUSAL_CODES:
            self._stand(fault.code)
            raise fault
        if isinstance(fault, ServerBusy) and fault.status != INTERNAL_SERVER_ERROR:
            raise fault
        log.warning("the server says: %s", fault.code)

    def _stand(self, word: str) -> None:
        def job(db: Connection) -> None:
            with transaction(db):
                state_values.write(db, "standing", word)

        log.warning("the server says: %s; everything is kept", word)
        self._store.write(job).result()

    def _heard_of(self) -> None:
        at = rfc3339.to_rfc3339(clock_sync.datetime_from_ms(self._server_ms()))

        def job(db: Connection) -> None:
            with transaction(db):
                state_values.write(db, "last_sync", at)

        self._store.write(job).result()

    def _closed(self, report: ExchangeReport) -> ExchangeReport:
        try:
            with self._store.reading() as db:
                left = stream.read(db).unsent
        except (DatabaseError, OSError):
            return replace(report, problem=report.problem or "disk")
        return replace(report, left=left)
