"""Says one thing at a time in a thread of its own: whatever comes later takes the place of what is being said.

Nobody waits for it. What it was asked to say is forgotten as soon as it is said, and never logged.
"""

from __future__ import annotations

import logging
import threading
from typing import NamedTuple

from kiosk.speech.player import Player
from kiosk.speech.sound import NoSound, chime, scaled
from kiosk.speech.spoken import Said
from kiosk.speech.voice import Speaks

log = logging.getLogger("aula.speech")


class _Utterance(NamedTuple):
    said: Said
    rate: int
    share: float
    chime: bool


class Speaker:
    """A voice and what lets it be heard, until `close`."""

    def __init__(self, voice: Speaks, player: Player) -> None:
        self._voice = voice
        self._player = player
        self._wake = threading.Condition()
        self._next: _Utterance | None = None
        self._number = 0
        self._busy = False
        self._closing = False
        self._failed = False
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def say(self, said: Said, *, rate: int, share: float, chime: bool = False) -> None:
        """Say this now, in place of whatever is being said. Returns at once.

        Args:
            said: what.
            rate: words a minute.
            share: of full scale, 0 to 1.
            chime: whether to sound a chime before it.
        """
        self._put(_Utterance(said, rate, share, chime))

    def hush(self) -> None:
        """Be silent. Returns at once."""
        self._put(None)

    @property
    def busy(self) -> bool:
        """Whether something is being said, or about to be."""
        with self._wake:
            return self._busy or self._next is not None

    def close(self) -> None:
        """Fall silent for good."""
        with self._wake:
            self._closing = True
        self.hush()
        self._thread.join()

    def _put(self, utterance: _Utterance | None) -> None:
        with self._wake:
            self._number += 1
            self._next = utterance
            self._wake.notify()
        self._player.stop()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._busy = False
                while self._next is None and not self._closing:
                    self._wake.wait()
                if self._closing or self._next is None:
                    return
                utterance, number, self._next, self._busy = self._next, self._number, None, True
            try:
                self._say(utterance, number)
                self._failed = False
            except Exception as error:  # noqa: BLE001 (whatever fails, a terminal that is mute for a moment is no reason for one that stands still)
                if not self._failed:
                    log.error("speech failed: %s", type(error).__name__)
                self._failed = True
            del utterance

    def _say(self, utterance: _Utterance, number: int) -> None:
        def still() -> bool:
            return self._number == number

        if utterance.chime:
            self._player.play(scaled(chime(), utterance.share), still)
        for piece in utterance.said:
            if not still():
                return
            sound = self._voice.sound(piece, utterance.rate)
            if sound is None:
                continue
            try:
                heard = scaled(sound, utterance.share)
            except NoSound:
                continue
            self._player.play(heard, still)
