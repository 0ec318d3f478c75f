"""Joins the parts of the terminal except its screen: store, runtime, exchanges with the server, and enrolment.

`KioskTerminal.exchange` does once everything that happens without a person, and returns when to call it next.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hardware.undervoltage import UndervoltageLatch
from kiosk.clock import DeviceClock
from kiosk.device.faults import DeviceFaults
from kiosk.enrolment import identity
from kiosk.enrolment.server_lookup import ServerLookupResult, find_server
from kiosk.exchange import backoff
from kiosk.exchange.backoff import Backoff
from kiosk.service.actions import SayAloud, ServiceActions, say_nothing
from kiosk.service.overview import ExchangeResult, Overview
from kiosk.store import configuration, locks, recovery
from kiosk.store.store import Store
from kiosk.visit import comment_sealing
from kiosk.visit.runtime import Runtime
from kiosk.visit.view import EnrolmentObstacle, EnrolmentView
from survey.wire import Settings

if TYPE_CHECKING:
    from kiosk.enrolment.enrolment import Enrolment, EnrolmentOutcome
    from kiosk.exchange.sync import ExchangeReport, Sync

log = logging.getLogger("aula.terminal")
LOCK_TIMEOUT_SECONDS = 120.0
SERVER_CHECK_SECONDS = 15.0
"""The time between two checks for a server while the terminal is not enrolled."""


class KioskTerminal:
    """Represents a running terminal without its screen."""

    def __init__(
        self,
        store: Store,
        clock: DeviceClock,
        *,
        server: str | None = None,
        ca_file: Path | None = None,
        timeout_seconds: float | None = None,
        undervoltage_latch: UndervoltageLatch | None = None,
    ) -> None:
        """Set up the runtime and load identity and configuration.

        Args:
            store: the store of this terminal.
            clock: its clocks.
            server: the server address of the settings, which applies if neither the identity nor a card contains one.
            ca_file: a PEM file of a certificate authority that replaces the usual ones.
            timeout_seconds: the time-out of a visit. None means that of the configuration.
            undervoltage_latch: the latch to poll, which tests replace.
        """
        self.runtime = Runtime(store, clock, timeout_seconds=timeout_seconds)
        self._store = store
        self._clock = clock
        self._server = server
        self._ca_file = ca_file
        self._backoff = Backoff()
        self._heartbeat_due = clock.steady_ms()
        self._stamps = (-1, -1)
        self._placing = threading.Lock()
        self._spent_code: str | None = None
        self._warm = False
        self._problem: str | None = None
        self.on_enrolled: Callable[[], None] = _nobody_waits
        """Is called after the terminal has been enrolled, because an exchange should follow soon."""
        self.say: SayAloud = say_nothing
        """Speaks a sentence for the speaker test. The program sets it once speech output exists."""
        self.runtime.set_code_handler(self.try_code)
        self.runtime.set_service_actions(ServiceActions(inspect=self.inspect, send_now=self.send_now, say_aloud=self._say))
        self._supply = undervoltage_latch or UndervoltageLatch()
        self.device_faults = DeviceFaults()
        """Collects the faults of the parts for heartbeat and service screen. `Peripherals` attaches the parts."""
        self.runtime.on_every_tick(self.reload_if_changed)
        self.runtime.on_every_tick(self._supply.poll)
        self.reload_if_changed()

    def reload_if_changed(self) -> None:
        """Load identity and configuration if their files have changed, because a command in another process may have written them."""
        with self._placing:
            stamps = (identity.modification_time_ns(self._store.folder), configuration.modification_time_ns(self._store.folder))
            if stamps == self._stamps:
                return
            enrolled = identity.read(self._store.folder) is not None
            kept = configuration.read(self._store.folder)
            if not enrolled:
                self.runtime.show_enrolment(EnrolmentView(server=self._address().server)).result()
            else:  # the service screen, where a new code can be typed, shows the address
                self.runtime.show_enrolment_obstacles(self._address().server, ()).result()
            self.runtime.use_configuration(kept, enrolled=enrolled).result()
            self._stamps = stamps

    def exchange(self) -> float:
        """Enrol with the code of a card, or exchange data with the server. Return the seconds until the next call is due."""
        if not self._warm:
            comment_sealing.preload()
            self._warm = True
        own = identity.read(self._store.folder)
        if own is None:
            return self._look()
        recovery.recover_responses(self._store, own.terminal_id)
        try:
            with locks.lock(self._store.folder, locks.EXCHANGE_LOCK, wait_seconds=LOCK_TIMEOUT_SECONDS):
                due = self._clock.steady_ms() >= self._heartbeat_due or self._backoff.failures > 0
                report = self._sync().exchange(with_heartbeat=due)
        except locks.LockedElsewhere:
            return SERVER_CHECK_SECONDS
        self._heard(report)
        if self.runtime.availability.needs_code:
            # Staff who cannot type the new code bring it on a card. A server restored from a backup may also know the first card's code
            # again.
            outcome = self._by_card(self._address())
            if outcome is not None and outcome.is_enrolled:
                return 0.0
        return self._after(report, due)

    def send_now(self) -> ExchangeResult:
        """Exchange data with the server now, including a heartbeat, and wait for the result. The service screen requests this."""
        try:
            with locks.lock(self._store.folder, locks.EXCHANGE_LOCK, wait_seconds=LOCK_TIMEOUT_SECONDS):
                report = self._sync().exchange()
        except locks.LockedElsewhere:
            return ExchangeResult("exchange_running")
        self._heard(report)
        if report.problem is None:
            self._backoff = backoff.after_success()
        return ExchangeResult(report.problem, report.stored + report.duplicate, report.refused, report.left)

    def inspect(self) -> Overview:
        """Return the state of the terminal that the service screen shows."""
        from kiosk.service import inspection

        faults = self.device_faults.current_faults()
        return inspection.inspect_terminal(self._store, self._clock, server=self._address().server, problem=self._problem, faults=faults)

    def _say(self, sentence: str, language: str) -> str | None:
        return self.say(sentence, language)

    def _heard(self, report: ExchangeReport) -> None:
        """Apply the results of an exchange."""
        self._problem = report.problem
        self.reload_if_changed()
        self.runtime.reload_server_verdict().result()

    def try_code(self, code: str) -> EnrolmentOutcome:
        """Try a code that was typed or read from a card, and show the outcome on the screen."""
        address = self._address()
        self._show(EnrolmentView(server=address.server, is_trying=True))
        outcome = self._enrolment().try_code(address.server, code)
        if outcome.is_enrolled:
            self._heartbeat_due = self._clock.steady_ms()
            self._backoff = Backoff()
            self.reload_if_changed()
            self.runtime.reload_server_verdict().result()
            self.on_enrolled()
        self._show(EnrolmentView(server=address.server, obstacles=outcome.obstacles, problem=outcome.problem))
        return outcome

    def _after(self, report: ExchangeReport, with_heartbeat: bool) -> float:
        settings = self._settings()
        if report.problem is not None:
            # Without exchanges for weeks, SQLite's write-ahead log would grow until a tap has to wait for its checkpoint.
            self._store.request_checkpoint()
            self._backoff = backoff.after_failure(self._backoff)
            seconds = backoff.delay_seconds(self._backoff, retry_after=report.retry_after, random=random.random)
            log.info("exchange failed: %s, %d responses left, next try in %.0f s", report.problem, report.left, seconds)
            return max(1.0, seconds)
        self._backoff = backoff.after_success()
        if with_heartbeat:
            self._heartbeat_due = self._clock.steady_ms() + settings.heartbeat_seconds * 1000
        until_heartbeat = (self._heartbeat_due - self._clock.steady_ms()) / 1000
        return max(1.0, min(float(settings.sync_seconds), until_heartbeat))

    def _look(self) -> float:
        """Enrol with the code of the card if there is one, otherwise show what is missing. Return the seconds until the next call."""
        address = self._address()
        outcome = self._by_card(address)
        if outcome is not None:
            return 0.0 if outcome.is_enrolled else max(SERVER_CHECK_SECONDS, outcome.retry_after or 0.0)
        lacks: tuple[EnrolmentObstacle, ...] = self._enrolment().check_server(address.server)
        self.runtime.show_enrolment_obstacles(address.server, lacks)
        return SERVER_CHECK_SECONDS

    def _by_card(self, address: ServerLookupResult) -> EnrolmentOutcome | None:
        """Try the code of the card. Return None if there is none, or if the server has rejected it before."""
        if address.code is None or address.code == self._spent_code:
            return None
        outcome = self.try_code(address.code)
        if outcome.needs_new_code:
            self._spent_code = address.code
        return outcome

    # HTTP modules are imported at first use: nobody waits for them, but everybody waits for the first picture.

    def _sync(self) -> Sync:
        from kiosk.exchange.sync import Sync

        return Sync(self._store, self._clock, ca_file=self._ca_file, undervoltage_latch=self._supply, device_faults=self.device_faults)

    def _enrolment(self) -> Enrolment:
        from kiosk.enrolment.enrolment import Enrolment

        return Enrolment(self._store, self._clock, ca_file=self._ca_file)

    def _address(self) -> ServerLookupResult:
        return find_server(self._store.folder, self._server)

    def _settings(self) -> Settings:
        kept = configuration.read(self._store.folder)
        return kept.settings if kept else Settings()

    def _show(self, view: EnrolmentView) -> None:
        self.runtime.show_enrolment(view)


def _nobody_waits() -> None:
    """Do nothing, because no schedule is attached yet."""
