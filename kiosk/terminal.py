"""The whole terminal but its screen: store, runtime, exchanges and enrolment, joined.

`exchange` is one turn of everything that happens without a person; it says when it wants its next turn.
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
"""Between two looks for a server while not enrolled."""


class KioskTerminal:
    """One terminal at work."""

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
        """`server` is the setting, used where neither identity nor card names one."""
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
        """Called when somebody at the screen has enrolled the terminal: an exchange is wanted soon."""
        self.say: SayAloud = say_nothing
        """Says a sentence aloud, for the speaker test; whoever has a voice puts it in this place."""
        self.runtime.set_code_handler(self.try_code)
        self.runtime.set_service_actions(ServiceActions(inspect=self.inspect, send_now=self.send_now, say_aloud=self._say))
        self._supply = undervoltage_latch or UndervoltageLatch()
        self.device_faults = DeviceFaults()
        """What is wrong with the parts, for heartbeat and service screen; whoever opens them joins them."""
        self.runtime.on_every_tick(self.reload_if_changed)
        self.runtime.on_every_tick(self._supply.poll)
        self.reload_if_changed()

    def reload_if_changed(self) -> None:
        """Take up identity and configuration where their files changed; a command beside us may have written them."""
        with self._placing:
            stamps = (identity.modification_time_ns(self._store.folder), configuration.modification_time_ns(self._store.folder))
            if stamps == self._stamps:
                return
            enrolled = identity.read(self._store.folder) is not None
            kept = configuration.read(self._store.folder)
            if not enrolled:
                self.runtime.show_enrolment(EnrolmentView(server=self._address().server)).result()
            else:  # for a new code, typed at the service screen
                self.runtime.show_enrolment_obstacles(self._address().server, ()).result()
            self.runtime.use_configuration(kept, enrolled=enrolled).result()
            self._stamps = stamps

    def exchange(self) -> float:
        """One turn without a person: enrol by card, or exchange. Returns the seconds until the next turn."""
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
            # Staff who cannot type it here bring it on a card; and a server restored from before knows the first card's code again.
            outcome = self._by_card(self._address())
            if outcome is not None and outcome.is_enrolled:
                return 0.0
        return self._after(report, due)

    def send_now(self) -> ExchangeResult:
        """An exchange at once, heartbeat and all, because somebody at the service screen asks for it; waits for it."""
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
        """The terminal as the service screen shows it."""
        from kiosk.service import inspection

        faults = self.device_faults.current_faults()
        return inspection.inspect_terminal(self._store, self._clock, server=self._address().server, problem=self._problem, faults=faults)

    def _say(self, sentence: str, language: str) -> str | None:
        return self.say(sentence, language)

    def _heard(self, report: ExchangeReport) -> None:
        """Take up what an exchange has brought."""
        self._problem = report.problem
        self.reload_if_changed()
        self.runtime.reload_server_verdict().result()

    def try_code(self, code: str) -> EnrolmentOutcome:
        """Try a code that was typed or came with a card; the screen shows what became of it."""
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
            self._store.request_checkpoint()  # weeks offline are quiet too: the log must not grow until a tap has to tidy it up
            self._backoff = backoff.after_failure(self._backoff)
            seconds = backoff.delay_seconds(self._backoff, retry_after=report.retry_after, random=random.random)
            log.info("exchange: %s, %d left; again in %.0f s", report.problem, report.left, seconds)
            return max(1.0, seconds)
        self._backoff = backoff.after_success()
        if with_heartbeat:
            self._heartbeat_due = self._clock.steady_ms() + settings.heartbeat_seconds * 1000
        until_heartbeat = (self._heartbeat_due - self._clock.steady_ms()) / 1000
        return max(1.0, min(float(settings.sync_seconds), until_heartbeat))

    def _look(self) -> float:
        """Not enrolled: use the card's code where there is one, otherwise say what is missing."""
        address = self._address()
        outcome = self._by_card(address)
        if outcome is not None:
            return 0.0 if outcome.is_enrolled else max(SERVER_CHECK_SECONDS, outcome.retry_after or 0.0)
        lacks: tuple[EnrolmentObstacle, ...] = self._enrolment().check_server(address.server)
        self.runtime.show_enrolment_obstacles(address.server, lacks)
        return SERVER_CHECK_SECONDS

    def _by_card(self, address: ServerLookupResult) -> EnrolmentOutcome | None:
        """Try the code of the card; None where there is none, or where it is known to be of no use."""
        if address.code is None or address.code == self._spent_code:
            return None
        outcome = self.try_code(address.code)
        if outcome.needs_new_code:
            self._spent_code = address.code
        return outcome

    # What speaks HTTP is loaded when it is first needed: nobody waits for it, but everybody for the first picture.

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
    """No schedule is joined yet."""
