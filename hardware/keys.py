"""Opens the keys, each on its pin. `hardware.events` defines their events, and `hardware.key_press` the times that apply."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hardware.events import EventCallback, KeyEvent, MillisecondClock
from hardware.gpio_input import InputPin, emit_safely
from hardware.key_press import CHOOSE_MIN_PRESS_INTERVAL_MS, HOLD_MS, MIN_PRESS_INTERVAL_MS, KeyPressDetector
from hardware.pins import Pin

MIN_PRESS_INTERVALS_MS = {"choose": CHOOSE_MIN_PRESS_INTERVAL_MS}
HOLD_TIMES_MS = {"help": HOLD_MS, "next": HOLD_MS, "previous": HOLD_MS, "choose": HOLD_MS}
"""The keys that can be held: help starts speech, next and previous move by groups, choose offers the variants of a letter."""

WAKE_DELAY_MS = 50
"""The delay with which gpiozero's thread wakes up after the time of a long press, because two readings of a clock never agree exactly."""


class HardwareKey:
    """Represents one key, which emits events until `close` is called."""

    def __init__(self, pin: Pin, on_event: EventCallback, *, now: MillisecondClock, pin_factory: object | None = None) -> None:
        """Open the pin.

        Args:
            pin: the pin of the key.
            on_event: receives presses, holds and releases, from a thread of gpiozero or the one that calls `poll`.
            now: returns milliseconds of a clock that never jumps, which dates the events.
            pin_factory: a gpiozero pin factory, for tests.

        Raises:
            GPIOZeroError, OSError, ImportError: the pin cannot be opened.
        """
        self.name = pin.name
        hold_ms = HOLD_TIMES_MS.get(pin.name)
        self._tell = on_event
        self._one = threading.RLock()  # edges, holds and polls come from different threads
        self._stroke = self._fresh(closed=False)
        with self._one:  # an edge that arrives while the pin opens waits until the state at the start is known
            wake_ms = None if hold_ms is None else hold_ms + WAKE_DELAY_MS
            self._line = InputPin(pin, self._edge, now=now, pin_factory=pin_factory, hold_ms=wake_ms, on_hold=self.poll)
            self._stroke = self._fresh(closed=self._line.is_active)

    def poll(self) -> None:
        """Emit the events that are due without an edge. Call it every second or two."""
        self._tell_all(lambda: self._stroke.poll(self._line.now_us()))

    @property
    def is_stuck(self) -> bool:
        """Return whether the key has been down for a minute, or since the start."""
        with self._one:
            return self._stroke.is_stuck(self._line.now_us())

    def close(self) -> None:
        """Release the pin."""
        self._line.close()

    def _fresh(self, *, closed: bool) -> KeyPressDetector:
        return KeyPressDetector(
            self.name,
            initially_closed=closed,
            min_interval_ms=MIN_PRESS_INTERVALS_MS.get(self.name, MIN_PRESS_INTERVAL_MS),
            hold_ms=HOLD_TIMES_MS.get(self.name),
        )

    def _edge(self, down: bool, at_us: int) -> None:
        self._tell_all(lambda: self._stroke.on_edge(down, at_us))

    def _tell_all(self, due: Callable[[], list[KeyEvent]]) -> None:
        with self._one:
            for event in due():
                emit_safely(self._tell, event)
