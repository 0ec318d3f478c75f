"""How often the screen is drawn: at full rate while somebody touches it, once a second while nobody does.

A frame is counted only when it was really drawn and shown; that is what the watchdog hears, so a program that
runs but shows nothing is one that has stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window

BUSY_RATE = 60
CALM_RATE = 12
"""Times a second at which an idle terminal looks for a touch."""
BUSY_SECONDS = 2.0
"""How long after a touch or a change the full rate is kept."""
STILL_SECONDS = 0.8
"""From frame to frame while nothing changes: with the calm rate's own step, still one in every second."""


class Frames:
    """The rate of the loop, and the frames that came of it."""

    def __init__(self, drawn: Callable[[], None]) -> None:
        """`drawn()` is called after each frame that was drawn and shown."""
        self._drawn = drawn
        self._busy_until = 0.0
        Window.bind(on_flip=self._flip)
        self._still: Any = Clock.schedule_interval(lambda _: self.ask(), STILL_SECONDS)
        self._calm: Any = Clock.create_trigger(self._rest, BUSY_SECONDS)
        self.stir()

    def stir(self) -> None:
        """Somebody is there: full rate for a while."""
        # Kivy reads the rate anew before each frame, but offers no public way to change it once it runs.
        Clock._max_fps = BUSY_RATE  # noqa: SLF001
        self._busy_until = time.monotonic() + BUSY_SECONDS
        self._calm()

    def ask(self) -> None:
        """Draw a frame even where nothing changed."""
        Window.canvas.ask_update()

    def stop(self) -> None:
        Window.unbind(on_flip=self._flip)
        self._still.cancel()
        self._calm.cancel()

    def _rest(self, _: float) -> None:
        if time.monotonic() + 0.05 < self._busy_until:
            self._calm()
        else:
            Clock._max_fps = CALM_RATE  # noqa: SLF001

    def _flip(self, window: Any) -> bool:
        """In the place of Kivy's own flip, so that what follows comes after it."""
        window.flip()
        self._drawn()
        return True
