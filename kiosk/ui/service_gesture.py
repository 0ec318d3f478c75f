"""The hidden way to the service screen: hold the top left corner for two seconds, then touch the other three, clockwise.

Pure: points in pixels from the top left, time in seconds. One finger is enough, and nobody comes here by chance: a hand that
rests on the frame, a child that drums and a person who reads do not hold a finger for two seconds within 15 mm of the one corner
in which no such screen has a target, and then touch three corners in order and nothing else. Only what follows such a hold
is kept from the targets that lie in the other corners; without it they are touched as ever.
"""

from __future__ import annotations

from kiosk.ui.rect import Rect

CORNER_MM = 15
CORNER_HOLD_SECONDS = 2.0
GESTURE_TIMEOUT_SECONDS = 10.0
"""From the first touch to the last."""


class ServiceGesture:
    """How far it has come. Nothing is shown of it."""

    def __init__(self, window: tuple[int, int], panel_mm: tuple[int, int]) -> None:
        width, height = window
        across, down = round(CORNER_MM * width / panel_mm[0]), round(CORNER_MM * height / panel_mm[1])
        right, low = width - across, height - down
        self._corners = tuple(Rect(x, y, across, down) for x, y in ((0, 0), (right, 0), (right, low), (0, low)))
        self._done = 0
        self._began = 0.0
        self._down: int | None = None

    def press(self, x: float, y: float, now: float) -> bool:
        """The finger that counts goes down; whether it is on the hidden way, so that no target is meant."""
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
        """It leaves; whether that was the end of the way."""
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
        """Nobody is on the way."""
        self._done, self._down = 0, None
