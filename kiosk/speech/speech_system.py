"""Assembles a terminal's speech system from engine, player, prompt cache and clips."""

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
"""Holds the name of the folder of rendered prompts in the terminal's state folder. The folder may be deleted at any time."""


class SpeechSystem:
    """Holds the parts with which one terminal speaks, until `close`."""

    def __init__(self, state_folder: Path, clips_folder: Path, *, player: AudioPlayer | None = None) -> None:
        """Create the parts and start the speaker's thread, without slow operations.

        If espeak-ng, clips or sound are missing, the terminal is silent instead of failing.

        Args:
            state_folder: the terminal's state folder.
            clips_folder: the folder of recorded speech (`kiosk.speech.clips`), which need not exist.
            player: the player to use in place of `aplay`.
        """
        engine = Espeak()
        cache = PromptCache(state_folder / PROMPTS_FOLDER, engine)
        self.player = player or (PipePlayer(aplay_command()) if shutil.which(APLAY) else NullPlayer())
        self.voice = Voice(engine, Clips(clips_folder), cache)
        self.prerenderer = PromptPrerenderer(cache if self.is_audible else None, self.voice.can_speak)
        self.speaker = Speaker(self.voice, self.player)

    @property
    def is_audible(self) -> bool:
        """Return whether the terminal can play sound. If it cannot, no prompts are rendered."""
        return not isinstance(self.player, NullPlayer)

    def use_card(self, card: str | None) -> None:
        """Play sound through ALSA's card of this id from now on; None means ALSA's default."""
        command = aplay_command(card)
        if isinstance(self.player, PipePlayer) and self.player.command != command:
            self.player.command = command
            self.speaker.on_output_changed()

    def stop(self) -> None:
        """Stop speaking, and stop rendering for good. Returns at once."""
        self.prerenderer.stop()
        self.speaker.stop()

    def close(self) -> None:
        """Stop rendering and speaking for good, and wait until the speaker has stopped."""
        self.prerenderer.stop()
        self.speaker.close()
