"""The one hop between threads: whoever calls from outside, what follows happens in the screens' own thread.

Kivy raises where graphics are touched from another thread, so nothing else in this room may be called from one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock


class MainThreadTrigger:
    """Calls `arrived()` in the screens' thread, once for any number of `jump`s before it comes about."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self._arrived = callback
        self._trigger: Any = Clock.create_trigger(self._land)

    def trigger(self, *_: object) -> None:
        """From any thread."""
        self._trigger()

    def _land(self, _: float) -> None:
        self._arrived()
