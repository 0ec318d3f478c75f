"""Puts a terminal's speech together: which engine, which player, where prompts and clips lie."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.speech.clips import Clips
from kiosk.speech.engines import Espeak
from kiosk.speech.player import APLAY, AudioPlayer, NullPlayer, PipePlayer, aplay_command
from kiosk.speech.prerender import PromptPrerenderer
from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.speaker import Speaker
from kiosk.speech.voice import Voice

PROMPTS_FOLDER = "speech"
"""Folder of the rendered prompts in the terminal's state; may be deleted at any time."""


class SpeechSystem:
    """What speaks at one terminal, until `close`."""

    def __init__(self, state_folder: Path, clips_folder: Path, *, player: AudioPlayer | None = None) -> None:
        """Opens nothing that takes time; a terminal without espeak-ng, clips or sound is a silent one.

        Args:
            state_folder: the terminal's state folder.
            clips_folder: where recorded speech lies (`kiosk.speech.clips`); need not exist.
            player: in place of ALSA's.
        """
        engine = Espeak()
        cache = PromptCache(state_folder / PROMPTS_FOLDER, engine)
        self.player = player or (PipePlayer(aplay_command()) if shutil.which(APLAY) else NullPlayer())
        self.voice = Voice(engine, Clips(clips_folder), cache)
        self.prerenderer = PromptPrerenderer(cache if self.is_audible else None, self.voice.can_speak)
        self.speaker = Speaker(self.voice, self.player)

    @property
    def is_audible(self) -> bool:
        """Whether anything lets it be heard: prompts for nobody need not be rendered."""
        return not isinstance(self.player, NullPlayer)

    def use_card(self, card: str | None) -> None:
        """From now on sound goes to ALSA's card of this id, None for its default."""
        command = aplay_command(card)
        if isinstance(self.player, PipePlayer) and self.player.command != command:
            self.player.command = command
            self.speaker.on_output_changed()

    def stop(self) -> None:
        """Say and render no more; returns at once."""
        self.prerenderer.stop()
        self.speaker.stop()

    def close(self) -> None:
        self.prerenderer.stop()
        self.speaker.close()
