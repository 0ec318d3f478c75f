"""What makes sound of text: an engine by a small interface, and espeak-ng behind it.

espeak-ng speaks more than a hundred languages, each by its own tag; so a language that is added needs no line here. It has
no Northern, Inari or Skolt Sámi: those are recorded (`kiosk.speech.clips`). It runs as a program, without a shell; what it
says comes on its standard input, for a command line can be read by every user of the machine.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import cached_property
from typing import Protocol

from kiosk.speech.wav import WavError, repair_header

ESPEAK_PROGRAM = "espeak-ng"
RENDER_TIMEOUT_SECONDS = 10.0
"""A sentence takes some ten milliseconds; who takes this long hangs."""


class SpeechEngineError(Exception):
    """The engine cannot say this: it has no such language, is not installed, or failed. Names no text."""


class SpeechEngine(Protocol):
    """Makes sound of text."""

    @property
    def name(self) -> str:
        """Name and version: another one sounds otherwise.

        Raises:
            NoVoice: it does not say, just now.
        """
        ...

    def can_speak(self, language: str) -> bool:
        """Whether it has a voice for the language (a BCP 47 tag); not, where it cannot be asked just now."""
        ...

    def render(self, text: str, language: str, rate: int) -> bytes:
        """A WAV file of 16-bit samples; `rate` in words a minute.

        Raises:
            NoVoice: it cannot be made.
        """
        ...


class Espeak:
    """espeak-ng, one process for each text."""

    def __init__(self, program: str = ESPEAK_PROGRAM) -> None:
        self._program = program

    @cached_property
    def name(self) -> str:
        """As the program says it, without the folder of its data; plain where it is not installed.

        Raises:
            NoVoice: it failed. Another name in its place would be another engine's, for which all prompts are rendered anew.
        """
        if shutil.which(self._program) is None:
            return self._program
        return self._run("--version").decode().partition("Data at")[0].strip()

    def can_speak(self, language: str) -> bool:
        try:
            return self._voice(language) is not None
        except SpeechEngineError:
            return False  # which is not remembered: it is asked again when somebody wants to know again

    def render(self, text: str, language: str, rate: int) -> bytes:
        voice = self._voice(language)
        if voice is None:
            raise SpeechEngineError(f"{self._program} has no voice for {language}")
        try:
            return repair_header(self._run("-v", voice, "-s", str(rate), "-b", "1", "--stdin", "--stdout", text=text))
        except WavError as error:
            raise SpeechEngineError(f"{self._program}: {error}") from None

    def _voice(self, language: str) -> str | None:
        tag = language.lower()
        return next((one for one in (tag, tag.partition("-")[0]) if one in self._voices), None)

    @cached_property
    def _voices(self) -> frozenset[str]:
        """The tags it lists, with the plain one for a language that it has by regions only (`en-gb`: `en`)."""
        if shutil.which(self._program) is None:
            return frozenset()
        tags = [line.split()[1].lower() for line in self._run("--voices").decode().splitlines()[1:] if line.strip()]
        return frozenset(tags) | {tag.partition("-")[0] for tag in tags}

    def _run(self, *arguments: str, text: str = "") -> bytes:
        try:
            done = subprocess.run(
                [self._program, *arguments], input=text.encode(), capture_output=True, timeout=RENDER_TIMEOUT_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SpeechEngineError(f"{self._program}: {type(error).__name__}") from None
        if done.returncode:
            raise SpeechEngineError(f"{self._program} ended with {done.returncode}")
        return done.stdout
