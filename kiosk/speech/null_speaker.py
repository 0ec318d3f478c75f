"""Whoever says nothing, and whoever says nothing yet: a window opens at once and waits for no voice."""

from __future__ import annotations

from kiosk.speech.guide import SpeakerProtocol
from kiosk.speech.utterances import Utterance


class NullSpeaker:
    """A terminal that says nothing: keys go their way all the same."""

    is_busy = False

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        pass

    def stop(self) -> None:
        pass


class DeferredSpeaker:
    """A speaker that is joined while the window already runs; silent until then. Any thread may join it."""

    def __init__(self) -> None:
        self._speaker: SpeakerProtocol = NullSpeaker()

    def set_speaker(self, speaker: SpeakerProtocol) -> None:
        """From now on this one speaks."""
        self._speaker = speaker

    @property
    def is_busy(self) -> bool:
        return self._speaker.is_busy

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        self._speaker.say(phrases, rate=rate, volume=volume, chime=chime)

    def stop(self) -> None:
        self._speaker.stop()
