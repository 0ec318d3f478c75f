"""Detects presses, holds and releases of a key from the changes of its contact.

A trembling hand presses twice, and a hurried one presses fast. So a press that begins less than `min_interval_ms` after the last one is
treated as an unintended repetition and is ignored together with its hold and release. `choose` needs a longer interval than the keys
that only move the selection: a repetition of it would answer the next question too, while an ignored step costs only a step.

The module is pure, like `hardware.debounce`.
"""

from __future__ import annotations

from hardware.debounce import DEBOUNCE_MS, Debouncer, LevelChange
from hardware.events import KeyEvent

MIN_PRESS_INTERVAL_MS = 200
"""The least time between the beginnings of two presses. It allows five per second, as fast as anyone steps on purpose."""
CHOOSE_MIN_PRESS_INTERVAL_MS = 400
"""The same for `choose`."""
HOLD_MS = 1200
"""The duration of a long press: well above a slow press by an unsure hand (up to a second), and short enough to wait for."""
STUCK_MS = 60_000
"""The time after which a key that is down counts as stuck, because it jams or something leans on it."""


class KeyPressDetector:
    """Detects the presses of one key. Times are microseconds of a monotonic clock."""

    def __init__(
        self, name: str, *, initially_closed: bool = False, min_interval_ms: int = MIN_PRESS_INTERVAL_MS, hold_ms: int | None = None
    ) -> None:
        """Set the state at the start. A key that is already down is ignored until it has been released.

        Args:
            name: one of `hardware.pins.KEY_NAMES`.
            initially_closed: whether the key is down at the start.
            min_interval_ms: the time after the beginning of a press within which another press is ignored.
            hold_ms: the duration of a long press, or None for a key that cannot be held.
        """
        self.name = name
        self._contact = Debouncer(initially_closed=initially_closed, debounce_ms=DEBOUNCE_MS)
        self._apart_us = min_interval_ms * 1000
        self._hold_us = None if hold_ms is None else hold_ms * 1000
        self._down_since: int | None = None
        self._last_press: int | None = None
        self._counts = False
        self._held = False

    def on_edge(self, closed: bool, at_us: int) -> list[KeyEvent]:
        """Process an edge and return the events that it causes."""
        return [event for change in self._contact.on_edge(closed, at_us) for event in self._changed(change)]

    def poll(self, now_us: int) -> list[KeyEvent]:
        """Return the events that are due by now without an edge: a release, a hold."""
        events = [event for change in self._contact.poll(now_us) for event in self._changed(change)]
        return events + self._hold(now_us)

    def is_stuck(self, now_us: int) -> bool:
        """Return whether the key has been down for `STUCK_MS`, or has been down since the start."""
        if not self._contact.is_closed:
            return False
        return self._down_since is None or now_us - self._down_since >= STUCK_MS * 1000

    def _changed(self, change: LevelChange) -> list[KeyEvent]:
        if change.closed:
            return self._pressed(change.at_us)
        return self._released(change.at_us)

    def _pressed(self, at_us: int) -> list[KeyEvent]:
        self._down_since = at_us
        self._held = False
        self._counts = self._last_press is None or at_us - self._last_press >= self._apart_us
        if not self._counts:
            return []
        self._last_press = at_us
        return [KeyEvent(self.name, "press", at_us // 1000)]

    def _released(self, at_us: int) -> list[KeyEvent]:
        since, counts = self._down_since, self._counts
        late = self._hold(at_us)  # a hold that no poll detected in time
        self._down_since, self._counts = None, False
        if since is None or not counts:
            return []
        return [*late, KeyEvent(self.name, "release", at_us // 1000, (at_us - since) // 1000)]

    def _hold(self, now_us: int) -> list[KeyEvent]:
        if self._hold_us is None or self._held or not self._counts or self._down_since is None:
            return []
        down = now_us - self._down_since
        if down < self._hold_us:
            return []
        self._held = True
        return [KeyEvent(self.name, "hold", now_us // 1000, down // 1000)]
