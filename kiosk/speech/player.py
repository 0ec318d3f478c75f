"""What lets sound be heard: a program at the end of a pipe, or nobody. Says nothing of what it plays.

ALSA's `sysdefault` of a card is asked for, not `plughw`: the panel's HDMI takes frames of IEC 958 alone, and what makes them of
samples stands in ALSA's own file for the card, which `plughw` passes by ("Sample format non available"). Every card has one.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.speech.wav import duration_seconds

APLAY = "aplay"
PLAYER_GRACE_SECONDS = 5.0
"""What a player may take beyond the sound's own length, to open a card and to empty its buffers; who takes longer hangs."""


def aplay_command(card: str | None = None) -> tuple[str, ...]:
    """The command that plays through ALSA's card of this id (`hardware.audio_outputs.Output.id`), or through its default."""
    return (APLAY, "--quiet", *(("--device", f"sysdefault:CARD={card}") if card else ()), "-")


class AudioPlayer(Protocol):
    """Plays one sound at a time."""

    def play(self, wav: bytes, still_wanted: Callable[[], bool]) -> bool:
        """Play to the end or to `stop`; begins only if `still()` holds, asked so that no stop can come in between.

        False where it should have been heard to its end and was not.
        """
        ...

    def stop(self) -> None:
        """Be silent at once. From any thread."""
        ...


class PipePlayer:
    """A program that takes a WAV file on its standard input: `aplay`, or another one."""

    def __init__(self, command: tuple[str, ...], *, grace_seconds: float = PLAYER_GRACE_SECONDS) -> None:
        self.command = command
        """May be changed while something plays: the next sound goes by it, as where another headset was plugged in."""
        self._spare_seconds = grace_seconds
        self._one = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def play(self, wav: bytes, still_wanted: Callable[[], bool]) -> bool:
        """As `Player.play`. Heard is what the program took and ended well after; one that hangs is ended.

        Raises:
            NoSound: it is no WAV file.
            OSError: the program cannot be started.
        """
        limit = duration_seconds(wav) + self._spare_seconds
        with self._one:
            if not still_wanted():
                return True
            running = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self._running, self._stopped = running, False
        # Not `communicate`'s own limit: that looks for the end from time to time, and the next sound would come late.
        patience = threading.Timer(limit, running.kill)
        patience.daemon = True
        patience.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                running.communicate(wav)
            ended = running.wait()
        finally:
            patience.cancel()
            with self._one:
                self._running = None
        return self._stopped or ended == 0

    def stop(self) -> None:
        with self._one:
            if self._running is not None:
                self._stopped = True
                self._running.kill()


class NullPlayer:
    """A terminal without sound: nothing is to be heard."""

    def play(self, wav: bytes, still_wanted: Callable[[], bool]) -> bool:
        return True

    def stop(self) -> None:
        pass
