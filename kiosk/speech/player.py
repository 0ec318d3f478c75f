"""Plays sound through a program at the end of a pipe, or not at all. It logs nothing about what it plays.

Sound goes to ALSA's device `sysdefault` of a card, not to `plughw`. The HDMI output of a panel accepts only IEC 958 frames. ALSA's
configuration file for the card converts samples into such frames, but `plughw` bypasses it ("Sample format non available"). Every card has
a `sysdefault` device.
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
"""Sets how much longer than the sound itself a player may take, to open the card and empty its buffers. After that it counts as hung."""


def aplay_command(card: str | None = None) -> tuple[str, ...]:
    """Return the command that plays a WAV file from its standard input through ALSA.

    Args:
        card: the id of ALSA's card (`hardware.audio_outputs.AudioOutput.card_id`); None means ALSA's default.
    """
    return (APLAY, "--quiet", *(("--device", f"sysdefault:CARD={card}") if card else ()), "-")


class AudioPlayer(Protocol):
    """Defines the interface of a player, which plays one sound at a time."""

    def play(self, wav: bytes, still_wanted: Callable[[], bool]) -> bool:
        """Play a sound until its end or until `stop` is called.

        Args:
            wav: the sound.
            still_wanted: is called before playing begins, in such a way that no `stop` can come in between. If it returns False, nothing is
                played.

        Returns:
            False if the sound failed before its end. A sound that was stopped or no longer wanted did not fail.
        """
        ...

    def stop(self) -> None:
        """Stop playing at once. May be called from any thread."""
        ...


class PipePlayer:
    """Plays sounds with a program that reads a WAV file from its standard input, such as `aplay`."""

    def __init__(self, command: tuple[str, ...], *, grace_seconds: float = PLAYER_GRACE_SECONDS) -> None:
        self.command = command
        """Holds the command of the program. It may be changed while something plays, as for another headset; the next sound uses it."""
        self._spare_seconds = grace_seconds
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def play(self, wav: bytes, still_wanted: Callable[[], bool]) -> bool:
        """Play a sound. See `AudioPlayer.play`.

        The sound was played if the program ended with status 0. A program that hangs is killed.

        Raises:
            WavError: the bytes are not a WAV file of 16-bit samples.
            OSError: the program cannot be started.
        """
        limit = duration_seconds(wav) + self._spare_seconds
        with self._lock:
            if not still_wanted():
                return True
            running = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self._running, self._stopped = running, False
        # The `timeout` of `communicate` polls for the end of the program, which would delay the next sound.
        patience = threading.Timer(limit, running.kill)
        patience.daemon = True
        patience.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                running.communicate(wav)
            ended = running.wait()
        finally:
            patience.cancel()
            with self._lock:
                self._running = None
        return self._stopped or ended == 0

    def stop(self) -> None:
        """Kill the program that is playing."""
        with self._lock:
            if self._running is not None:
                self._stopped = True
                self._running.kill()


class NullPlayer:
    """Plays nothing, for a terminal without sound."""

    def play(self, wav: bytes, still_wanted: Callable[[], bool]) -> bool:
        """Return True without playing the sound."""
        return True

    def stop(self) -> None:
        """Do nothing."""
