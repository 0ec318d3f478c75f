"""Provides speakers that say nothing, or nothing yet, so that a window can open at once without waiting for a voice."""

from __future__ import annotations

from kiosk.speech.audio_guide import SpeakerProtocol
from kiosk.speech.utterances import Utterance


class NullSpeaker:
    """Says nothing, for a terminal without speech. Keys work all the same."""

    is_busy = False

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""


class DeferredSpeaker:
    """Forwards to a speaker that is set while the window already runs, and is silent until then. Any thread may set the speaker."""

    def __init__(self) -> None:
        self._speaker: SpeakerProtocol = NullSpeaker()

    def set_speaker(self, speaker: SpeakerProtocol) -> None:
        """Use this speaker from now on."""
        self._speaker = speaker

    @property
    def is_busy(self) -> bool:
        """Return whether the speaker is busy."""
        return self._speaker.is_busy

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        """Forward to the speaker. See `kiosk.speech.speaker.Speaker.say`."""
        self._speaker.say(phrases, rate=rate, volume=volume, chime=chime)

    def stop(self) -> None:
        """Stop the speaker."""
        self._speaker.stop()
