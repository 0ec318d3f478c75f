"""What systemd is told: ready at the first frame, alive with frames really drawn, and only while taps can be written.

A process that runs but draws nothing, or draws but cannot keep an answer, is of no use to anybody: it gets no word in,
and systemd starts it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable


class Watchdog:
    """Call `frame` after each frame drawn."""

    def __init__(self, works: Callable[[], bool], now: Callable[[], int]) -> None:
        """`works` tells whether the rest of the terminal does; `now` gives steady milliseconds."""
        self._works = works
        self._now = now
        self._say = _voice()
        self._every_ms = int(os.environ.get("WATCHDOG_USEC") or 0) // 4_000
        self._said_at: int | None = None

    def frame(self) -> None:
        now = self._now()
        if self._said_at is None:
            self._say("READY=1")
        elif now - self._said_at < self._every_ms or not self._every_ms:
            return
        if self._works():
            self._said_at = now
            self._say("WATCHDOG=1")

    def stopping(self) -> None:
        self._say("STOPPING=1")


def _voice() -> Callable[[str], None]:
    if not os.environ.get("NOTIFY_SOCKET"):
        return _nobody_listens
    from sdnotify import SystemdNotifier

    say: Callable[[str], None] = SystemdNotifier().notify
    return say


def _nobody_listens(_: str) -> None:
    """The terminal was not started by systemd."""
