"""Recognises the hidden gesture that opens the service screen: hold the top left corner for two seconds, then touch the others clockwise.

One finger is enough. The gesture does not happen by chance: a hand on the frame, a drumming child or a reading person does not hold a
finger for two seconds within 15 mm of the top left corner, where no screen has a target, and then touch the three other corners in order
and nothing else. Targets in the other corners do not receive the touches that follow such a hold. Otherwise they work as usual.

This module is pure: points are pixels from the top left, and times are seconds.
"""

from __future__ import annotations

from kiosk.ui.rect import Rect

CORNER_MM = 15
CORNER_HOLD_SECONDS = 2.0
GESTURE_TIMEOUT_SECONDS = 10.0
"""How long the gesture may take from the first touch to the last."""


class ServiceGesture:
    """Follows the progress of the gesture. Nothing of it is shown."""

    def __init__(self, window: tuple[int, int], panel_mm: tuple[int, int]) -> None:
        width, height = window
        across, down = round(CORNER_MM * width / panel_mm[0]), round(CORNER_MM * height / panel_mm[1])
        right, low = width - across, height - down
        self._corners = tuple(Rect(x, y, across, down) for x, y in ((0, 0), (right, 0), (right, low), (0, low)))
        self._done = 0
        self._began = 0.0
        self._down: int | None = None

    def press(self, x: float, y: float, now: float) -> bool:
        """Handle the tracked finger going down, and return whether the touch belongs to the gesture and so to no target."""
        if self._done and now - self._began > GESTURE_TIMEOUT_SECONDS:
            self.reset()
        if not self._corners[self._done].contains(x, y):
            self.reset()
            return False
        if self._done == 0:
            self._began = now
        self._down = self._done
        return self._done > 0

    def release(self, x: float, y: float, now: float) -> bool:
        """Handle the tracked finger being lifted, and return whether this completed the gesture."""
        at, self._down = self._down, None
        if at is None:
            return False
        held = at > 0 or now - self._began >= CORNER_HOLD_SECONDS
        if not held or now - self._began > GESTURE_TIMEOUT_SECONDS or not self._corners[at].contains(x, y):
            self.reset()
            return False
        self._done = at + 1
        if self._done < len(self._corners):
            return False
        self.reset()
        return True

    def reset(self) -> None:
        """Forget the progress."""
        self._done, self._down = 0, None
