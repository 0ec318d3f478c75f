"""What systemd is told: ready at the first frame, alive with frames really drawn, and only while taps can be written.

A process that runs but draws nothing, or draws but cannot keep an answer, is of no use to anybody: it gets no word in,
and systemd starts it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable


class SystemdWatchdog:
    """Call `frame` after each frame drawn."""

    def __init__(self, is_working: Callable[[], bool], now: Callable[[], int]) -> None:
        """`works` tells whether the rest of the terminal does; `now` gives steady milliseconds."""
        self._works = is_working
        self._now = now
        self._say, self._hang_up = _voice()
        self._every_ms = int(os.environ.get("WATCHDOG_USEC") or 0) // 4_000
        self._said_at: int | None = None

    def on_frame(self) -> None:
        now = self._now()
        if self._said_at is None:
            self._say("READY=1")
        elif now - self._said_at < self._every_ms or not self._every_ms:
            return
        if self._works():
            self._said_at = now
            self._say("WATCHDOG=1")

    def notify_stopping(self) -> None:
        """The terminal ends; nothing is said after this."""
        self._say("STOPPING=1")
        self._hang_up()
        self._say = _nobody_listens


def _voice() -> tuple[Callable[[str], None], Callable[[], None]]:
    """How to tell systemd, and how to end that."""
    if not os.environ.get("NOTIFY_SOCKET"):
        return _nobody_listens, _no_line
    from sdnotify import SystemdNotifier

    notifier = SystemdNotifier()
    return notifier.notify, notifier.socket.close


def _nobody_listens(_: str) -> None:
    """The terminal was not started by systemd."""


def _no_line() -> None:
    """There is nothing to hang up."""
