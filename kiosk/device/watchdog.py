"""Notifies systemd that the terminal is ready, at the first frame, and alive, at later frames while taps can be stored.

A process that draws no frames, or that draws but cannot store an answer, is of no use. It sends no notification, so that systemd restarts
it.
"""

from __future__ import annotations

import os
from collections.abc import Callable


class SystemdWatchdog:
    """Sends notifications to systemd. Call `on_frame` after each frame drawn."""

    def __init__(self, is_working: Callable[[], bool], now: Callable[[], int]) -> None:
        """Read systemd's environment variables.

        Args:
            is_working: returns whether the rest of the terminal works.
            now: returns milliseconds of a clock that never jumps.
        """
        self._works = is_working
        self._now = now
        self._say, self._hang_up = _voice()
        self._every_ms = int(os.environ.get("WATCHDOG_USEC") or 0) // 4_000
        self._said_at: int | None = None

    def on_frame(self) -> None:
        """Notify systemd if a notification is due: four times within the watchdog's time-out, if systemd has set one."""
        now = self._now()
        if self._said_at is None:
            self._say("READY=1")
        elif now - self._said_at < self._every_ms or not self._every_ms:
            return
        if self._works():
            self._said_at = now
            self._say("WATCHDOG=1")

    def notify_stopping(self) -> None:
        """Notify systemd that the terminal stops, and send nothing afterwards."""
        self._say("STOPPING=1")
        self._hang_up()
        self._say = _nobody_listens


def _voice() -> tuple[Callable[[str], None], Callable[[], None]]:
    """Return a function that sends a notification to systemd, and one that closes the connection."""
    if not os.environ.get("NOTIFY_SOCKET"):
        return _nobody_listens, _no_line
    from sdnotify import SystemdNotifier

    notifier = SystemdNotifier()
    return notifier.notify, notifier.socket.close


def _nobody_listens(_: str) -> None:
    """Do nothing, because systemd did not start the terminal or the connection is closed."""


def _no_line() -> None:
    """Do nothing, because there is no connection."""
