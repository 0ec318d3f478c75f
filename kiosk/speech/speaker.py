"""Says one utterance at a time in a thread of its own. A new utterance replaces the one that is being said.

Only the speaker test waits for the end of an utterance. Utterances are discarded as soon as they have been said, and are never logged.
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
    """States whether all of it was played to its end."""


class Speaker:
    """Says utterances with a voice through a player, until `close`."""

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
        """Is increased when the sound output changes."""
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        """Say an utterance now, in place of what is being said. Returns at once.

        Args:
            phrases: the utterance.
            rate: the speed in words per minute.
            volume: the share of full scale, 0 to 1.
            chime: whether to play a chime first.
        """
        self._put(_QueuedUtterance(phrases, rate, volume, chime, Future()))

    def say_and_wait(self, phrases: Utterance, *, rate: int, volume: float, seconds: float) -> bool:
        """Say an utterance as `say` does and wait until it has ended. Return whether there was any sound and all of it was played.

        Args:
            phrases: the utterance.
            rate: the speed in words per minute.
            volume: the share of full scale, 0 to 1.
            seconds: the longest time to wait, after which the result is False.
        """
        utterance = _QueuedUtterance(phrases, rate, volume, False, Future())
        self._put(utterance)
        try:
            return utterance.heard.result(seconds)
        except TimeoutError:
            return False

    def stop(self) -> None:
        """Stop what is being said. Returns at once."""
        self._put(None)

    @property
    def is_busy(self) -> bool:
        """Return whether something is being said or is about to be said."""
        with self._wake:
            return self._busy or self._next is not None

    @property
    def has_failed(self) -> bool:
        """Return whether the last utterance with sound was not played to its end. Utterances that were stopped do not count."""
        with self._wake:
            return self._failed

    def on_output_changed(self) -> None:
        """Forget earlier failures, because the sound output has changed."""
        with self._wake:
            self._failed = False
            self._way += 1

    def close(self) -> None:
        """Stop speaking for good, and wait until the thread has ended."""
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
            except Exception as error:  # noqa: BLE001 (no failure to speak may end this thread)
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
        """Say an utterance, up to the first failure. Return whether it was played to its end, or None if it was stopped or has no sound."""

        def still() -> bool:
            return self._number == number

        heard = None
        if utterance.chime:
            heard = self._player.play(scale_volume(chime_wav(), utterance.share), still)
        for piece in utterance.said:
            if heard is False or not still():
                break
            sound = self._voice.phrase_wav(piece, utterance.rate)
            if sound is None:
                continue
            try:
                heard = self._player.play(scale_volume(sound, utterance.share), still)
            except WavError:
                continue
        # The result of a stopped utterance says nothing, because stopping may itself have made it fail.
        return heard if still() else None
