"""What a terminal speaks through: voice, loudspeaker and the sound card in between, opened late and optional.

Until it is open, and where nothing can be heard, whoever speaks is not heard and nobody waits. Which words, and when, is
`kiosk.speech`'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hardware.faults import Fault
from kiosk.speech.null_speaker import Later
from kiosk.speech.settings import RATE, RATES, VOLUME, VOLUMES
from kiosk.speech.utterances import Piece
from survey.wire import Configuration

if TYPE_CHECKING:
    from hardware.audio_outputs import Output
    from kiosk.speech.assembly import Speech

SAY_SECONDS = 10.0
PREFERRED = ("usb", "socket", "hdmi")


def card_of(outputs: tuple[Output, ...]) -> str | None:
    """ALSA's name of the card to speak through: what somebody plugs in goes before what is built in; None for ALSA's own choice."""
    ranked = sorted(outputs, key=lambda output: PREFERRED.index(output.kind))
    return ranked[0].id if ranked else None


class Mouth:
    """One terminal's. `speaker` may be used from the start."""

    def __init__(self, folder: Path, clips: Path, *, sound_card: str | None = None, root: Path = Path("/"), brought: bool = False) -> None:
        """As `kiosk.device.peripherals.Senses`; `folder` is the terminal's state,
        `brought`: whether people plug in a card of their own to listen."""
        self.speaker = Later()
        self._folder, self._clips = folder, clips
        self._sound_card, self._root, self._brought = sound_card, root, brought
        self._speech: Speech | None = None
        self._outputs: tuple[Output, ...] = ()

    def open(self) -> None:
        """From now on it can be heard, where there is anything to be heard through."""
        from kiosk.speech.assembly import Speech

        self._speech = Speech(self._folder, self._clips)
        self.speaker.join(self._speech.speaker)

    def hush(self) -> None:
        """Say no more."""
        if self._speech is not None:
            self._speech.hush()

    def prepare(self, configuration: Configuration | None) -> None:
        """This is shown from now on: what can be said of it is rendered ahead, where anybody can hear it. Returns at once."""
        if self._speech is not None:
            self._speech.ahead.take(configuration)

    def turn(self) -> None:
        """To the card that is there now: a headset may have come or gone."""
        from hardware.audio_outputs import outputs

        self._outputs = outputs(self._root) if self._sound_card is None else ()
        if self._speech is not None:
            self._speech.through(self._card)

    def say(self, sentence: str, language: str) -> str | None:
        """Say a sentence aloud and wait for its end; the name of the output, None where it was not heard to its end.

        A card that was set is named as it was set, whether or not the system lists it.
        """
        self.turn()
        speech, card = self._speech, self._card
        if speech is None or not speech.audible or card is None or not speech.voice.speaks(language):
            return None
        heard = speech.speaker.heard((Piece(sentence, language),), rate=RATES[RATE], share=VOLUMES[VOLUME], seconds=SAY_SECONDS)
        return next((output.name for output in self._outputs if output.id == card), card) if heard else None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why nobody can listen: `sound` where nothing can be heard, as it stood when it was last turned or tried, `speech` where
        nothing speaks the place's own first language."""
        speech = self._speech
        if speech is None:
            return (Fault("speech", "no_voice", detail="not opened"),)
        tag = speech.ahead.unspoken
        return (*self._mute(speech), *(() if tag is None else (Fault("speech", "no_voice", detail=tag),)))

    def _mute(self, speech: Speech) -> tuple[Fault, ...]:
        card = self._card
        if not speech.audible:
            return (Fault("sound", "no_player"),)
        if card is None:
            return () if self._brought else (Fault("sound", "no_output"),)
        return (Fault("sound", "unheard", detail=card),) if speech.speaker.failed else ()

    @property
    def _card(self) -> str | None:
        return self._sound_card or card_of(self._outputs)
