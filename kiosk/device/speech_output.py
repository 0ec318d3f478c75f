"""Provides the speech output of a terminal: voice, player and sound card. It is optional and is opened after the first picture.

Before it is open, and where no sound can be played, requests to speak have no effect and do not wait. `kiosk.speech` decides what to
speak, and when.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hardware.faults import DeviceFault
from kiosk.speech.null_speaker import DeferredSpeaker
from kiosk.speech.speech_levels import DEFAULT_RATE_STEP, DEFAULT_VOLUME_STEP, RATES, VOLUMES
from kiosk.speech.utterances import Phrase
from survey.wire import Configuration

if TYPE_CHECKING:
    from hardware.audio_outputs import AudioOutput
    from kiosk.speech.speech_system import SpeechSystem

SAY_TIMEOUT_SECONDS = 10.0
OUTPUT_PREFERENCE = ("usb", "socket", "hdmi")


def preferred_card(outputs: tuple[AudioOutput, ...]) -> str | None:
    """Return ALSA's name of the card that plays speech, or None if there is no output. A USB card takes precedence over built-in ones."""
    ranked = sorted(outputs, key=lambda output: OUTPUT_PREFERENCE.index(output.kind))
    return ranked[0].card_id if ranked else None


class SpeechOutput:
    """Represents the speech output of one terminal. `speaker` can be used from the start."""

    def __init__(
        self, folder: Path, clips: Path, *, sound_card: str | None = None, root: Path = Path("/"), has_own_headset_card: bool = False
    ) -> None:
        """Store the parameters without opening anything.

        Args:
            folder: the terminal's state folder.
            clips: the folder of recorded speech, which need not exist.
            sound_card: ALSA's name of the card that plays speech. None selects one.
            root: the root of the file system; tests pass another.
            has_own_headset_card: whether people bring a USB headset, so that a missing card is no fault.
        """
        self.speaker = DeferredSpeaker()
        self._folder, self._clips = folder, clips
        self._sound_card, self._root, self._brought = sound_card, root, has_own_headset_card
        self._speech: SpeechSystem | None = None
        self._outputs: tuple[AudioOutput, ...] = ()

    def open(self) -> None:
        """Open the speech system, from which point on speech is played if there is an output."""
        from kiosk.speech.speech_system import SpeechSystem

        self._speech = SpeechSystem(self._folder, self._clips)
        self.speaker.set_speaker(self._speech.speaker)

    def stop(self) -> None:
        """Stop speaking."""
        if self._speech is not None:
            self._speech.stop()

    def prerender(self, configuration: Configuration | None) -> None:
        """Start to render the prompts of this configuration in the background. Return at once."""
        if self._speech is not None:
            self._speech.prerenderer.set_configuration(configuration)

    def select_output(self) -> None:
        """Select the card again, because a headset may have been plugged in or removed."""
        from hardware.audio_outputs import list_outputs

        self._outputs = list_outputs(self._root) if self._sound_card is None else ()
        if self._speech is not None:
            self._speech.use_card(self._card)

    def say(self, sentence: str, language: str) -> str | None:
        """Speak a sentence, wait for its end and return the name of the output, or None if the sentence was not played to its end.

        A card that was set is returned as it was set, whether or not the system lists it.
        """
        self.select_output()
        speech, card = self._speech, self._card
        if speech is None or not speech.is_audible or card is None or not speech.voice.can_speak(language):
            return None
        heard = speech.speaker.say_and_wait(
            (Phrase(sentence, language),), rate=RATES[DEFAULT_RATE_STEP], volume=VOLUMES[DEFAULT_VOLUME_STEP], seconds=SAY_TIMEOUT_SECONDS
        )
        return next((output.name for output in self._outputs if output.card_id == card), card) if heard else None

    @property
    def faults(self) -> tuple[DeviceFault, ...]:
        """Return the faults that prevent speech.

        A fault of `sound` means that nothing can be played, as far as the last selection of a card or the last playback showed. A fault
        of `speech` means that no voice speaks the first language of the place.
        """
        speech = self._speech
        if speech is None:
            return (DeviceFault("speech", "no_voice", detail="not opened"),)
        tag = speech.prerenderer.language_without_voice
        return (*self._mute(speech), *(() if tag is None else (DeviceFault("speech", "no_voice", detail=tag),)))

    def _mute(self, speech: SpeechSystem) -> tuple[DeviceFault, ...]:
        card = self._card
        if not speech.is_audible:
            return (DeviceFault("sound", "no_player"),)
        if card is None:
            return () if self._brought else (DeviceFault("sound", "no_output"),)
        return (DeviceFault("sound", "unheard", detail=card),) if speech.speaker.has_failed else ()

    @property
    def _card(self) -> str | None:
        return self._sound_card or preferred_card(self._outputs)
