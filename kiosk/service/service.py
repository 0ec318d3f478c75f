"""Runs the service screen: keeps its session and carries out the effects of the session's steps.

`handle_event` is called in the writer thread, in which everything changes that decides a view. An action that takes time (Argon2, an
exchange, speech) runs in a thread of its own, and its result is handed in as an event.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from i18n.catalogs import catalog
from kiosk.logs import safe_traceback
from kiosk.service import pin_attempts
from kiosk.service import session as sessions
from kiosk.service.actions import ServiceActions
from kiosk.service.overview import ExchangeResult, SpeakerTestResult
from kiosk.service.pin import verify_pin
from kiosk.service.session import (
    AddDeviceNote,
    AvailabilityChanged,
    CheckPin,
    ExchangeDone,
    InspectTerminal,
    OverviewReady,
    PinChecked,
    RunSpeakerTest,
    SavePinAttempts,
    SendNow,
    ServiceEffect,
    ServiceEvent,
    ServiceSession,
    SetOutOfUse,
    SpeakerTestDone,
)  # fmt: skip
from kiosk.store import device_notes, staff_state
from kiosk.store.database import Connection, DatabaseError, transaction

log = logging.getLogger("aula.service")
PostEvent = Callable[[ServiceEvent], object]


class ServiceScreen:
    """Runs the service screen of one terminal."""

    def __init__(self, post: PostEvent, folder: Path) -> None:
        """Prepare a closed service screen.

        Args:
            post: hands in an event so that it reaches `handle_event`. It is called from any thread.
            folder: the terminal's state.
        """
        self._post = post
        self._folder = folder
        self._actions: ServiceActions | None = None
        self.session = ServiceSession()

    def load_pin_attempts(self, now: int, boot: str) -> None:
        """Load the stored PIN attempts, at the program's start.

        Args:
            now: milliseconds of the steady clock.
            boot: the present boot.

        Raises:
            OSError: the disk cannot be written. The attempts are loaded all the same.
        """
        written = staff_state.read_pin_attempts(self._folder)
        self.session = ServiceSession(pin_attempts=pin_attempts.after_program_start(pin_attempts.decode(written), now, boot))
        if written is not None:
            staff_state.write_pin_attempts(self._folder, pin_attempts.encode(self.session.pin_attempts))

    def set_actions(self, actions: ServiceActions) -> None:
        """Set the functions that carry out what staff choose. Before that, such choices have no effect."""
        self._actions = actions

    def handle_event(
        self, db: Connection, event: ServiceEvent, now: int, *, pin_hash: str | None = None, pin: str | None = None
    ) -> tuple[bool, bool]:
        """Apply an event to the session and carry out its effects.

        Args:
            db: the connection of the writer thread, outside a transaction.
            event: what happened.
            now: milliseconds of the steady clock.
            pin_hash: the hash of the region's PIN, or None if there is none; it is needed with `PinSubmitted`.
            pin: what was typed, with `PinSubmitted`. It is passed to the check only.

        Returns:
            Whether the screen looks different, and whether staff have taken the terminal out of use or put it back in use.
        """
        before = self.session
        after, effects = sessions.step(before, event, now)
        self.session = after
        self._store_effects(db, effects)
        for effect in effects:
            if isinstance(effect, CheckPin):
                self._run_in_thread(lambda: PinChecked(verify_pin(pin or "", pin_hash or "")), PinChecked(False))
            else:
                self._carry_out(effect)
        return not sessions.is_same_picture(before, after), any(isinstance(effect, SetOutOfUse) for effect in effects)

    def update_availability(self, change: AvailabilityChanged, now: int) -> ServiceSession:
        """Apply the terminal's availability to the session, and return the session. Nothing is written to the disk.

        Args:
            change: the terminal's availability.
            now: milliseconds of the steady clock.
        """
        self.session, effects = sessions.step(self.session, change, now)
        for effect in effects:
            self._carry_out(effect)
        return self.session

    def _store_effects(self, db: Connection, effects: tuple[ServiceEffect, ...]) -> None:
        """Write the effects that must be on disk before the others are carried out.

        A failure is logged and not raised, since a disk that cannot be written must not lock out the person who has come to repair it.
        """
        kept = [effect for effect in effects if isinstance(effect, SavePinAttempts | AddDeviceNote | SetOutOfUse)]
        if not kept:
            return
        try:
            for effect in kept:  # these files come before the notes, since writing to the database may fail
                match effect:
                    case SavePinAttempts(found):
                        staff_state.write_pin_attempts(self._folder, pin_attempts.encode(found))
                    case SetOutOfUse(on):
                        staff_state.set_out_of_use(self._folder, on)
            with transaction(db):
                for effect in kept:
                    if isinstance(effect, AddDeviceNote):
                        device_notes.add(db, effect.code)
        except (DatabaseError, OSError) as error:
            log.error("writing to the disk failed: %s", type(error).__name__)

    def _carry_out(self, effect: ServiceEffect) -> None:
        acts = self._actions
        if isinstance(effect, AddDeviceNote | SetOutOfUse):
            log.info(
                "%s",
                effect.code
                if isinstance(effect, AddDeviceNote)
                else "out of use by staff"
                if effect.out_of_use
                else "in use again by staff",
            )
        if acts is None:
            return
        match effect:
            case InspectTerminal():
                self._run_in_thread(lambda: OverviewReady(acts.inspect()), None)
            case SendNow():
                self._run_in_thread(lambda: ExchangeDone(acts.send_now()), ExchangeDone(ExchangeResult("server_error")))
            case RunSpeakerTest(language):
                sentence = catalog(language, "kiosk").text("This is the terminal's speaker test.")
                self._run_in_thread(
                    lambda: SpeakerTestDone(SpeakerTestResult(acts.say_aloud(sentence, language))), SpeakerTestDone(SpeakerTestResult(None))
                )

    def _run_in_thread(self, act: Callable[[], ServiceEvent], otherwise: ServiceEvent | None) -> None:
        """Run an action in a thread of its own, and post the event that it returns.

        Args:
            act: the action.
            otherwise: the event to post if the action raises, or None to post nothing.
        """

        def run() -> None:
            try:
                event: ServiceEvent | None = act()
            except Exception as error:  # noqa: BLE001 (no error of the board, the disk or the speech may leave the screen waiting)
                log.error("an action of the service screen failed: %s", safe_traceback(error))
                event = otherwise
            if event is not None:
                self._post(event)

        threading.Thread(target=run, name="service", daemon=True).start()
