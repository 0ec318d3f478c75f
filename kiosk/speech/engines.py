"""Renders text as speech: a small interface for speech engines, and its implementation with espeak-ng.

espeak-ng speaks more than a hundred languages, each by its own tag, so a new language needs no code here. It has no Northern, Inari or
Skolt Sámi; these are recorded (`kiosk.speech.clips`). It runs as a program without a shell, and reads the text from its standard input,
because every user of the machine can read its command line.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import cached_property
from typing import Protocol

from kiosk.speech.wav import WavError, repair_header

ESPEAK_PROGRAM = "espeak-ng"
RENDER_TIMEOUT_SECONDS = 10.0
"""Sets the time after which the program is considered hung and is killed. Rendering a sentence takes about ten milliseconds."""


class SpeechEngineError(Exception):
    """Raised when the engine does not have the language, is not installed, or failed. The message never contains the text."""


class SpeechEngine(Protocol):
    """Defines the interface of a speech engine."""

    @property
    def name(self) -> str:
        """Return the name and version of the engine. Prompts of another name or version are not reused.

        Raises:
            SpeechEngineError: the engine does not report its name at the moment.
        """
        ...

    def can_speak(self, language: str) -> bool:
        """Return whether the engine has a voice for a language (a BCP 47 tag). The answer is False while the engine fails."""
        ...

    def render(self, text: str, language: str, rate: int) -> bytes:
        """Return a text as a WAV file of 16-bit samples.

        Args:
            text: the text to say.
            language: the BCP 47 tag of its language.
            rate: the speed in words per minute.

        Raises:
            SpeechEngineError: the text cannot be rendered.
        """
        ...


class Espeak:
    """Renders text with espeak-ng, in one process for each text."""

    def __init__(self, program: str = ESPEAK_PROGRAM) -> None:
        self._program = program

    @cached_property
    def name(self) -> str:
        """Return what the program reports as its version, without its data folder, or only its name if it is not installed.

        Raises:
            SpeechEngineError: the program failed. With a substitute name, which looks like another engine, all prompts would be rendered
                again.
        """
        if shutil.which(self._program) is None:
            return self._program
        return self._run("--version").decode().partition("Data at")[0].strip()

    def can_speak(self, language: str) -> bool:
        """Return whether espeak-ng lists a voice for the language, or for the language without its region."""
        try:
            return self._voice(language) is not None
        except SpeechEngineError:
            return False  # not cached: the next call asks the program again

    def render(self, text: str, language: str, rate: int) -> bytes:
        """Return a text as a WAV file. See `SpeechEngine.render`."""
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
        """Return the tags of the voices, and for each tag with a region (`en-gb`) also the one without it (`en`)."""
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
