"""Says one thing at a time in a thread of its own: whatever comes later takes the place of what is being said.

Nobody waits for it but a test of the loudspeaker. What it was asked to say is forgotten as soon as it is said, and never logged.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from typing import NamedTuple

from kiosk.speech.player import AudioPlayer
from kiosk.speech.utterances import Utterance
from kiosk.speech.voice import SoundSource
from kiosk.speech.wav import WavError, chime_wav, scale_volume

log = logging.getLogger("aula.speech")


class _QueuedUtterance(NamedTuple):
    said: Utterance
    rate: int
    share: float
    chime: bool
    heard: Future[bool]
    """Whether all of it was heard to its end."""


class Speaker:
    """A voice and what lets it be heard, until `close`."""

    def __init__(self, voice: SoundSource, player: AudioPlayer) -> None:
        self._voice = voice
        self._player = player
        self._wake = threading.Condition()
        self._next: _QueuedUtterance | None = None
        self._number = 0
        self._busy = False
        self._closing = False
        self._failed = False
        self._way = 0
        """Grows where sound goes another way."""
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        """Say this now, in place of whatever is being said. Returns at once.

        Args:
            phrases: what.
            rate: words a minute.
            volume: of full scale, 0 to 1.
            chime: whether to sound a chime before it.
        """
        self._put(_QueuedUtterance(phrases, rate, volume, chime, Future()))

    def say_and_wait(self, phrases: Utterance, *, rate: int, volume: float, seconds: float) -> bool:
        """Say this as `say` does and wait for its end, so long at most: whether there was anything to hear, and all of it was heard."""
        utterance = _QueuedUtterance(phrases, rate, volume, False, Future())
        self._put(utterance)
        try:
            return utterance.heard.result(seconds)
        except TimeoutError:
            return False

    def stop(self) -> None:
        """Be silent. Returns at once."""
        self._put(None)

    @property
    def is_busy(self) -> bool:
        """Whether something is being said, or about to be."""
        with self._wake:
            return self._busy or self._next is not None

    @property
    def has_failed(self) -> bool:
        """Whether nothing was heard of what was last to be heard, or not all of it. A try that somebody stopped tells nothing."""
        with self._wake:
            return self._failed

    def on_output_changed(self) -> None:
        """Sound goes another way from now on: what failed before tells nothing of it."""
        with self._wake:
            self._failed = False
            self._way += 1

    def close(self) -> None:
        """Fall silent for good."""
        with self._wake:
            self._closing = True
        self.stop()
        self._thread.join()

    def _put(self, utterance: _QueuedUtterance | None) -> None:
        with self._wake:
            self._number += 1
            dropped, self._next = self._next, utterance
            self._wake.notify()
        if dropped is not None:
            dropped.heard.set_result(False)
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
                way = self._way
            why = "the player did not play it to its end"
            heard: bool | None = False
            try:
                heard = self._say(utterance, number)
            except Exception as error:  # noqa: BLE001 (whatever fails, a terminal that is mute for a moment is no reason for one that stands still)
                why = type(error).__name__
            self._note(heard, why, way)
            utterance.heard.set_result(heard is True)
            del utterance

    def _note(self, heard: bool | None, why: str, way: int) -> None:
        with self._wake:
            if heard is None or way != self._way:
                return
            if not heard and not self._failed:
                log.error("speech failed: %s", why)
            self._failed = not heard

    def _say(self, utterance: _QueuedUtterance, number: int) -> bool | None:
        """Whether it was heard to its end, given up where it first was not; None where somebody stopped it or there was nothing to hear."""

        def still() -> bool:
            return self._number == number

        heard = None
        if utterance.chime:
            heard = self._player.play(scale_volume(chime_wav(), utterance.share), still)
        for piece in utterance.said:
            if heard is False or not still():
                break
            sound = self._voice.sound(piece, utterance.rate)
            if sound is None:
                continue
            try:
                heard = self._player.play(scale_volume(sound, utterance.share), still)
            except WavError:
                continue
        # What was stopped may have failed because of it, and was not heard in any case.
        return heard if still() else None
