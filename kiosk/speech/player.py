"""What lets sound be heard: a program at the end of a pipe, or nobody. Says nothing of what it plays."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Callable
from typing import Protocol

APLAY = "aplay"


def aplay(card: str | None = None) -> tuple[str, ...]:
    """The command that plays through ALSA's card of this id (`hardware.sound.Output.id`), or through its default."""
    return (APLAY, "--quiet", *(("--device", f"plughw:CARD={card}") if card else ()), "-")


class Player(Protocol):
    """Plays one sound at a time."""

    def play(self, wav: bytes, still: Callable[[], bool]) -> None:
        """Play to the end or to `stop`; begins only if `still()` holds, asked so that no stop can come in between."""
        ...

    def stop(self) -> None:
        """Be silent at once. From any thread."""
        ...


class PipePlayer:
    """A program that takes a WAV file on its standard input: `aplay`, or another one."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.command = command
        """May be changed while something plays: the next sound goes by it, as where another headset was plugged in."""
        self._one = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def play(self, wav: bytes, still: Callable[[], bool]) -> None:
        """As `Player.play`.

        Raises:
            OSError: the program cannot be started.
        """
        with self._one:
            if not still():
                return
            running = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self._running = running
        try:
            with contextlib.suppress(BrokenPipeError):
                running.communicate(wav)
        finally:
            with self._one:
                self._running = None

    def stop(self) -> None:
        with self._one:
            if self._running is not None:
                self._running.kill()


class NoPlayer:
    """A terminal without sound."""

    def play(self, wav: bytes, still: Callable[[], bool]) -> None:
        pass

    def stop(self) -> None:
        pass
