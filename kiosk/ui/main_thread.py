"""Passes calls from other threads to the main thread.

Kivy raises an exception if another thread uses graphics. Therefore other threads may call nothing else in this package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock


class MainThreadTrigger:
    """Calls a function in the main thread, once for any number of calls of `trigger` before that."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self._arrived = callback
        self._trigger: Any = Clock.create_trigger(self._land)

    def trigger(self, *_: object) -> None:
        """Request a call of the function; may be called from any thread."""
        self._trigger()

    def _land(self, _: float) -> None:
        self._arrived()
