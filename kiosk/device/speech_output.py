"""What a terminal speaks through: voice, loudspeaker and the sound card in between, opened late and optional.

Until it is open, and where nothing can be heard, whoever speaks is not heard and nobody waits. Which words, and when, is
`kiosk.speech`'s.
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
    """ALSA's name of the card to speak through: what somebody plugs in goes before what is built in; None for ALSA's own choice."""
    ranked = sorted(outputs, key=lambda output: OUTPUT_PREFERENCE.index(output.kind))
    return ranked[0].card_id if ranked else None


class SpeechOutput:
    """One terminal's. `speaker` may be used from the start."""

    def __init__(
        self, folder: Path, clips: Path, *, sound_card: str | None = None, root: Path = Path("/"), has_own_headset_card: bool = False
    ) -> None:
        """As `kiosk.device.peripherals.Senses`; `folder` is the terminal's state,
        `brought`: whether people plug in a card of their own to listen."""
        self.speaker = DeferredSpeaker()
        self._folder, self._clips = folder, clips
        self._sound_card, self._root, self._brought = sound_card, root, has_own_headset_card
        self._speech: SpeechSystem | None = None
        self._outputs: tuple[AudioOutput, ...] = ()

    def open(self) -> None:
        """From now on it can be heard, where there is anything to be heard through."""
        from kiosk.speech.speech_system import SpeechSystem

        self._speech = SpeechSystem(self._folder, self._clips)
        self.speaker.set_speaker(self._speech.speaker)

    def stop(self) -> None:
        """Say no more."""
        if self._speech is not None:
            self._speech.stop()

    def prerender(self, configuration: Configuration | None) -> None:
        """This is shown from now on: what can be said of it is rendered ahead, where anybody can hear it. Returns at once."""
        if self._speech is not None:
            self._speech.prerenderer.set_configuration(configuration)

    def select_output(self) -> None:
        """To the card that is there now: a headset may have come or gone."""
        from hardware.audio_outputs import list_outputs

        self._outputs = list_outputs(self._root) if self._sound_card is None else ()
        if self._speech is not None:
            self._speech.use_card(self._card)

    def say(self, sentence: str, language: str) -> str | None:
        """Say a sentence aloud and wait for its end; the name of the output, None where it was not heard to its end.

        A card that was set is named as it was set, whether or not the system lists it.
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
        """Why nobody can listen: `sound` where nothing can be heard, as it stood when it was last turned or tried, `speech` where
        nothing speaks the place's own first language."""
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
