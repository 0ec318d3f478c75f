"""Puts a terminal's speech together: which engine, which player, where prompts and clips lie."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.speech.clips import Clips
from kiosk.speech.engines import Espeak
from kiosk.speech.player import APLAY, NoPlayer, PipePlayer, Player, aplay
from kiosk.speech.prerender import Ahead
from kiosk.speech.prompt_cache import Cache
from kiosk.speech.speaker import Speaker
from kiosk.speech.voice import Voice

PROMPTS = "speech"
"""Folder of the rendered prompts in the terminal's state; may be deleted at any time."""


class Speech:
    """What speaks at one terminal, until `close`."""

    def __init__(self, state: Path, clips: Path, *, player: Player | None = None) -> None:
        """Opens nothing that takes time; a terminal without espeak-ng, clips or sound is a silent one.

        Args:
            state: the terminal's state folder.
            clips: where recorded speech lies (`kiosk.speech.clips`); need not exist.
            player: in place of ALSA's.
        """
        engine = Espeak()
        cache = Cache(state / PROMPTS, engine)
        self.player = player or (PipePlayer(aplay()) if shutil.which(APLAY) else NoPlayer())
        self.voice = Voice(engine, Clips(clips), cache)
        self.ahead = Ahead(cache if self.audible else None, self.voice.speaks)
        self.speaker = Speaker(self.voice, self.player)

    @property
    def audible(self) -> bool:
        """Whether anything lets it be heard: prompts for nobody need not be rendered."""
        return not isinstance(self.player, NoPlayer)

    def through(self, card: str | None) -> None:
        """From now on sound goes to ALSA's card of this id, None for its default."""
        command = aplay(card)
        if isinstance(self.player, PipePlayer) and self.player.command != command:
            self.player.command = command
            self.speaker.turned()

    def hush(self) -> None:
        """Say and render no more; returns at once."""
        self.ahead.stop()
        self.speaker.hush()

    def close(self) -> None:
        self.ahead.stop()
        self.speaker.close()
