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
from kiosk.breakage import places
from kiosk.service import pin_attempts
from kiosk.service import session as sessions
from kiosk.service.actions import Acts
from kiosk.service.overview import Sent, Spoke
from kiosk.service.pin import matches
from kiosk.service.session import (
    Check,
    Effect,
    Event,
    Judged,
    KeepTries,
    Look,
    Looked,
    Note,
    PutAside,
    Said,
    Say,
    SendNow,
    SentNow,
    Session,
    Stands,
)  # fmt: skip
from kiosk.store import device_notes, staff_state
from kiosk.store.database import Connection, DatabaseError, transaction

log = logging.getLogger("aula.service")
Tell = Callable[[Event], object]


class Service:
    """The service screen of one terminal."""

    def __init__(self, tell: Tell, folder: Path) -> None:
        """`tell` hands an event back in, from any thread; `folder` is the terminal's state."""
        self._tell = tell
        self._folder = folder
        self._acts: Acts | None = None
        self.session = Session()

    def wake(self, now: int, boot: str) -> None:
        """The program starts: wrong tries are as they were.

        Raises:
            OSError: the disk does not let us write; they hold all the same.
        """
        written = staff_state.tries(self._folder)
        self.session = Session(tries=pin_attempts.woken(pin_attempts.decode(written), now, boot))
        if written is not None:
            staff_state.keep_tries(self._folder, pin_attempts.encode(self.session.tries))

    def act_by(self, acts: Acts) -> None:
        """Who carries out what staff ask for."""
        self._acts = acts

    def take(self, db: Connection, event: Event, now: int, *, hashed: str | None = None, pin: str | None = None) -> tuple[bool, bool]:
        """Take an event; whether it can be seen, and whether the terminal was put aside or into use again.

        Args:
            db: the writer's.
            event: what happened.
            now: steady milliseconds.
            hashed: the PIN's hash, with `Tried`.
            pin: what was typed, with `Tried`; it is handed to the check and to nobody else.
        """
        before = self.session
        after, effects = sessions.step(before, event, now)
        self.session = after
        self._keep(db, effects)
        for effect in effects:
            if isinstance(effect, Check):
                self._beside(lambda: Judged(matches(pin or "", hashed or "")), Judged(False))
            else:
                self._act(effect)
        return not sessions.alike(before, after), any(isinstance(effect, PutAside) for effect in effects)

    def stands(self, event: Stands, now: int) -> Session:
        """How the terminal stands from now on; nothing of it is for the disk."""
        self.session, effects = sessions.step(self.session, event, now)
        for effect in effects:
            self._act(effect)
        return self.session

    def _keep(self, db: Connection, effects: tuple[Effect, ...]) -> None:
        """On the disk before anything comes of it. A disk that takes nothing must not lock out whoever came to mend it."""
        kept = [effect for effect in effects if isinstance(effect, KeepTries | Note | PutAside)]
        if not kept:
            return
        try:
            for effect in kept:  # before the notes: whatever becomes of those, and of their file
                match effect:
                    case KeepTries(found):
                        staff_state.keep_tries(self._folder, pin_attempts.encode(found))
                    case PutAside(on):
                        staff_state.put_aside(self._folder, on)
            with transaction(db):
                for effect in kept:
                    if isinstance(effect, Note):
                        device_notes.add(db, effect.code)
        except (DatabaseError, OSError) as error:
            log.error("not written: %s", type(error).__name__)

    def _act(self, effect: Effect) -> None:
        acts = self._acts
        if isinstance(effect, Note | PutAside):
            log.info("%s", effect.code if isinstance(effect, Note) else "out of use by staff" if effect.on else "in use again by staff")
        if acts is None:
            return
        match effect:
            case Look():
                self._beside(lambda: Looked(acts.look()), None)
            case SendNow():
                self._beside(lambda: SentNow(acts.send()), SentNow(Sent("server_error")))
            case Say(language):
                sentence = catalog(language, "kiosk").text("This is the speaker test of the terminal.")
                self._beside(lambda: Said(Spoke(acts.say(sentence, language))), Said(Spoke(None)))

    def _beside(self, act: Callable[[], Event], otherwise: Event | None) -> None:
        """In a thread of its own; what breaks is told as `otherwise`."""

        def run() -> None:
            try:
                event: Event | None = act()
            except Exception as error:  # noqa: BLE001 (whatever a board, a disk or a voice raises must not leave the screen waiting)
                log.error("the service screen's wish failed: %s", places(error))
                event = otherwise
            if event is not None:
                self._tell(event)

        threading.Thread(target=run, name="service", daemon=True).start()
