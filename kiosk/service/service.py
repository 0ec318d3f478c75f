"""The service screen at work: its session, and what the session asks for, carried out.

`take` is called in the writer's thread, where everything changes that a view is made of. What takes time (Argon2, an exchange, a
voice) runs in a thread of its own and comes back as an event.
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
    """The service screen of one terminal."""

    def __init__(self, post: PostEvent, folder: Path) -> None:
        """`tell` hands an event back in, from any thread; `folder` is the terminal's state."""
        self._tell = post
        self._folder = folder
        self._acts: ServiceActions | None = None
        self.session = ServiceSession()

    def load_pin_attempts(self, now: int, boot: str) -> None:
        """The program starts: wrong tries are as they were.

        Raises:
            OSError: the disk does not let us write; they hold all the same.
        """
        written = staff_state.read_pin_attempts(self._folder)
        self.session = ServiceSession(pin_attempts=pin_attempts.after_program_start(pin_attempts.decode(written), now, boot))
        if written is not None:
            staff_state.write_pin_attempts(self._folder, pin_attempts.encode(self.session.pin_attempts))

    def set_actions(self, actions: ServiceActions) -> None:
        """Who carries out what staff ask for."""
        self._acts = actions

    def handle_event(
        self, db: Connection, event: ServiceEvent, now: int, *, pin_hash: str | None = None, pin: str | None = None
    ) -> tuple[bool, bool]:
        """Take an event; whether it can be seen, and whether the terminal was put aside or into use again.

        Args:
            db: the writer's.
            event: what happened.
            now: steady milliseconds.
            pin_hash: the PIN's hash, with `Tried`.
            pin: what was typed, with `Tried`; it is handed to the check and to nobody else.
        """
        before = self.session
        after, effects = sessions.step(before, event, now)
        self.session = after
        self._keep(db, effects)
        for effect in effects:
            if isinstance(effect, CheckPin):
                self._beside(lambda: PinChecked(verify_pin(pin or "", pin_hash or "")), PinChecked(False))
            else:
                self._act(effect)
        return not sessions.is_same_picture(before, after), any(isinstance(effect, SetOutOfUse) for effect in effects)

    def update_availability(self, change: AvailabilityChanged, now: int) -> ServiceSession:
        """How the terminal stands from now on; nothing of it is for the disk."""
        self.session, effects = sessions.step(self.session, change, now)
        for effect in effects:
            self._act(effect)
        return self.session

    def _keep(self, db: Connection, effects: tuple[ServiceEffect, ...]) -> None:
        """On the disk before anything comes of it. A disk that takes nothing must not lock out whoever came to mend it."""
        kept = [effect for effect in effects if isinstance(effect, SavePinAttempts | AddDeviceNote | SetOutOfUse)]
        if not kept:
            return
        try:
            for effect in kept:  # before the notes: whatever becomes of those, and of their file
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
            log.error("not written: %s", type(error).__name__)

    def _act(self, effect: ServiceEffect) -> None:
        acts = self._acts
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
                self._beside(lambda: OverviewReady(acts.inspect()), None)
            case SendNow():
                self._beside(lambda: ExchangeDone(acts.send_now()), ExchangeDone(ExchangeResult("server_error")))
            case RunSpeakerTest(language):
                sentence = catalog(language, "kiosk").text("This is the terminal's speaker test.")
                self._beside(
                    lambda: SpeakerTestDone(SpeakerTestResult(acts.say_aloud(sentence, language))), SpeakerTestDone(SpeakerTestResult(None))
                )

    def _beside(self, act: Callable[[], ServiceEvent], otherwise: ServiceEvent | None) -> None:
        """In a thread of its own; what breaks is told as `otherwise`."""

        def run() -> None:
            try:
                event: ServiceEvent | None = act()
            except Exception as error:  # noqa: BLE001 (whatever a board, a disk or a voice raises must not leave the screen waiting)
                log.error("the service screen's wish failed: %s", safe_traceback(error))
                event = otherwise
            if event is not None:
                self._tell(event)

        threading.Thread(target=run, name="service", daemon=True).start()
