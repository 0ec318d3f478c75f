"""What a terminal speaks through: voice, loudspeaker and the sound card in between, opened late and optional.

Until it is open, and where nothing can be heard, whoever speaks is not heard and nobody waits. Which words, and when, is
`kiosk.speech`'s.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.speech.settings import RATE, RATES, VOLUME, VOLUMES
from kiosk.speech.silence import Later
from kiosk.speech.spoken import Piece
from survey.wire import Configuration

if TYPE_CHECKING:
    from hardware.sound import Output
    from kiosk.speech.opening import Speech

SAY_MS = 10_000
POLL_SECONDS = 0.05
PREFERRED = ("usb", "socket", "hdmi")


def card_of(outputs: tuple[Output, ...]) -> str | None:
    """ALSA's name of the card to speak through: what somebody plugs in goes before what is built in; None for ALSA's own choice."""
    ranked = sorted(outputs, key=lambda output: PREFERRED.index(output.kind))
    return ranked[0].id if ranked else None


class Mouth:
    """One terminal's. `speaker` may be used from the start."""

    def __init__(self, folder: Path, clips: Path, clock: Clock, *, sound_card: str | None = None, root: Path = Path("/")) -> None:
        """As `kiosk.senses.Senses`; `folder` is the terminal's state."""
        self.speaker = Later()
        self._folder, self._clips, self._clock = folder, clips, clock
        self._sound_card, self._root = sound_card, root
        self._speech: Speech | None = None

    def open(self) -> None:
        """From now on it can be heard, where there is anything to be heard through."""
        from kiosk.speech.opening import Speech

        self._speech = Speech(self._folder, self._clips)
        self.speaker.join(self._speech.speaker)

    def hush(self) -> None:
        """Say no more."""
        if self._speech is not None:
            self._speech.hush()

    def prepare(self, configuration: Configuration | None) -> None:
        """This is shown from now on: what can be said of it is rendered ahead, where anybody can hear it. Returns at once."""
        if self._speech is not None and self._speech.audible:
            self._speech.ahead.take(configuration)

    def turn(self) -> None:
        """To the card that is there now: a headset may have come or gone."""
        from hardware.sound import outputs

        if self._speech is not None and self._speech.audible:
            self._speech.through(self._sound_card or card_of(outputs(self._root)))

    def say(self, sentence: str, language: str) -> str | None:
        """Say a sentence aloud and wait for its end; the name of the output, None where there is none or nothing that speaks it."""
        from hardware.sound import outputs

        speech, found = self._speech, outputs(self._root)
        if speech is None or not speech.audible or not found or not speech.voice.speaks(language):
            return None
        self.turn()
        speech.speaker.say((Piece(sentence, language),), rate=RATES[RATE], share=VOLUMES[VOLUME])
        until = self._clock.steady() + SAY_MS
        while speech.speaker.busy and self._clock.steady() < until:
            time.sleep(POLL_SECONDS)
        card = self._sound_card or card_of(found)
        return next((output.name for output in found if output.id == card), found[0].name)
