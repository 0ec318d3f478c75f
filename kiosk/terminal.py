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

from hardware.undervoltage import Supply
from kiosk.clock import Clock
from kiosk.device.faults import Symptoms
from kiosk.enrolment import identity
from kiosk.enrolment.server_lookup import Address, find
from kiosk.exchange import backoff
from kiosk.exchange.backoff import Backoff
from kiosk.service.actions import Acts, SayAloud, no_voice
from kiosk.service.overview import Overview, Sent
from kiosk.store import configuration, locks, recovery
from kiosk.store.store import Store
from kiosk.visit import comment_sealing
from kiosk.visit.runtime import Runtime
from kiosk.visit.view import EnrolView, Lack
from survey.wire import Settings

if TYPE_CHECKING:
    from kiosk.enrolment.enrolment import Enrolment, Outcome
    from kiosk.exchange.sync import Report, Sync

log = logging.getLogger("aula.terminal")
LOCK_SECONDS = 120.0
LOOK_SECONDS = 15.0
"""Between two looks for a server while not enrolled."""


class Terminal:
    """One terminal at work."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        server: str | None = None,
        ca_file: Path | None = None,
        timeout_seconds: float | None = None,
        supply: Supply | None = None,
    ) -> None:
        """`server` is the setting, used where neither identity nor card names one."""
        self.runtime = Runtime(store, clock, timeout_seconds=timeout_seconds)
        self._store = store
        self._clock = clock
        self._server = server
        self._ca_file = ca_file
        self._backoff = Backoff()
        self._heartbeat_due = clock.steady()
        self._stamps = (-1, -1)
        self._placing = threading.Lock()
        self._spent_code: str | None = None
        self._warm = False
        self._problem: str | None = None
        self.enrolled: Callable[[], None] = _nobody_waits
        """Called when somebody at the screen has enrolled the terminal: an exchange is wanted soon."""
        self.say: SayAloud = no_voice
        """Says a sentence aloud, for the speaker test; whoever has a voice puts it in this place."""
        self.runtime.enrol_with(self.try_code)
        self.runtime.serve_by(Acts(look=self.look, send=self.send_now, say=self._say))
        self._supply = supply or Supply()
        self.symptoms = Symptoms()
        """What is wrong with the parts, for heartbeat and service screen; whoever opens them joins them."""
        self.runtime.regularly(self.reread)
        self.runtime.regularly(self._supply.look)
        self.reread()

    def reread(self) -> None:
        """Take up identity and configuration where their files changed; a command beside us may have written them."""
        with self._placing:
            stamps = (identity.stamp(self._store.folder), configuration.stamp(self._store.folder))
            if stamps == self._stamps:
                return
            enrolled = identity.read(self._store.folder) is not None
            kept = configuration.read(self._store.folder)
            if not enrolled:
                self.runtime.show_enrolment(EnrolView(server=self._address().server)).result()
            else:  # for a new code, typed at the service screen
                self.runtime.show_lacks(self._address().server, ()).result()
            self.runtime.place(kept, enrolled=enrolled).result()
            self._stamps = stamps

    def exchange(self) -> float:
        """One turn without a person: enrol by card, or exchange. Returns the seconds until the next turn."""
        if not self._warm:
            comment_sealing.warm()
            self._warm = True
        own = identity.read(self._store.folder)
        if own is None:
            return self._look()
        recovery.rescue(self._store, own.terminal_id)
        try:
            with locks.hold(self._store.folder, locks.EXCHANGE, wait_seconds=LOCK_SECONDS):
                due = self._clock.steady() >= self._heartbeat_due or self._backoff.failures > 0
                report = self._sync().step(with_heartbeat=due)
        except locks.Held:
            return LOOK_SECONDS
        self._heard(report)
        if self.runtime.standing.needs_code:
            # Staff who cannot type it here bring it on a card; and a server restored from before knows the first card's code again.
            outcome = self._by_card(self._address())
            if outcome is not None and outcome.enrolled:
                return 0.0
        return self._after(report, due)

    def send_now(self) -> Sent:
        """An exchange at once, heartbeat and all, because somebody at the service screen asks for it; waits for it."""
        try:
            with locks.hold(self._store.folder, locks.EXCHANGE, wait_seconds=LOCK_SECONDS):
                report = self._sync().step()
        except locks.Held:
            return Sent("exchange_running")
        self._heard(report)
        if report.problem is None:
            self._backoff = backoff.succeeded()
        return Sent(report.problem, report.stored + report.duplicate, report.refused, report.left)

    def look(self) -> Overview:
        """The terminal as the service screen shows it."""
        from kiosk.service import inspection

        faults = self.symptoms.faults()
        return inspection.look(self._store, self._clock, server=self._address().server, problem=self._problem, faults=faults)

    def _say(self, sentence: str, language: str) -> str | None:
        return self.say(sentence, language)

    def _heard(self, report: Report) -> None:
        """Take up what an exchange has brought."""
        self._problem = report.problem
        self.reread()
        self.runtime.heed().result()

    def try_code(self, code: str) -> Outcome:
        """Try a code that was typed or came with a card; the screen shows what became of it."""
        address = self._address()
        self._show(EnrolView(server=address.server, trying=True))
        outcome = self._enrolment().try_code(address.server, code)
        if outcome.enrolled:
            self._heartbeat_due = self._clock.steady()
            self._backoff = Backoff()
            self.reread()
            self.runtime.heed().result()
            self.enrolled()
        self._show(EnrolView(server=address.server, lacks=outcome.lacks, problem=outcome.problem))
        return outcome

    def _after(self, report: Report, with_heartbeat: bool) -> float:
        settings = self._settings()
        if report.problem is not None:
            self._store.quiet()  # weeks offline are quiet too: the log must not grow until a tap has to tidy it up
            self._backoff = backoff.failed(self._backoff)
            seconds = backoff.wait(self._backoff, retry_after=report.retry_after, chance=random.random)
            log.info("exchange: %s, %d left; again in %.0f s", report.problem, report.left, seconds)
            return max(1.0, seconds)
        self._backoff = backoff.succeeded()
        if with_heartbeat:
            self._heartbeat_due = self._clock.steady() + settings.heartbeat_seconds * 1000
        until_heartbeat = (self._heartbeat_due - self._clock.steady()) / 1000
        return max(1.0, min(float(settings.sync_seconds), until_heartbeat))

    def _look(self) -> float:
        """Not enrolled: use the card's code where there is one, otherwise say what is missing."""
        address = self._address()
        outcome = self._by_card(address)
        if outcome is not None:
            return 0.0 if outcome.enrolled else max(LOOK_SECONDS, outcome.retry_after or 0.0)
        lacks: tuple[Lack, ...] = self._enrolment().look(address.server)
        self.runtime.show_lacks(address.server, lacks)
        return LOOK_SECONDS

    def _by_card(self, address: Address) -> Outcome | None:
        """Try the code of the card; None where there is none, or where it is known to be of no use."""
        if address.code is None or address.code == self._spent_code:
            return None
        outcome = self.try_code(address.code)
        if outcome.of_the_code:
            self._spent_code = address.code
        return outcome

    # What speaks HTTP is loaded when it is first needed: nobody waits for it, but everybody for the first picture.

    def _sync(self) -> Sync:
        from kiosk.exchange.sync import Sync

        return Sync(self._store, self._clock, ca_file=self._ca_file, supply=self._supply, symptoms=self.symptoms)

    def _enrolment(self) -> Enrolment:
        from kiosk.enrolment.enrolment import Enrolment

        return Enrolment(self._store, self._clock, ca_file=self._ca_file)

    def _address(self) -> Address:
        return find(self._store.folder, self._server)

    def _settings(self) -> Settings:
        kept = configuration.read(self._store.folder)
        return kept.settings if kept else Settings()

    def _show(self, view: EnrolView) -> None:
        self.runtime.show_enrolment(view)


def _nobody_waits() -> None:
    """No schedule is joined yet."""
