"""The five keys, each on its pin: what they tell is in `hardware.events`, by which times in `hardware.key_press`."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hardware.events import EventCallback, KeyEvent, MillisecondClock
from hardware.gpio_input import InputPin, emit_safely
from hardware.key_press import CHOOSE_MIN_PRESS_INTERVAL_MS, HOLD_MS, MIN_PRESS_INTERVAL_MS, KeyPressDetector
from hardware.pins import Pin

MIN_PRESS_INTERVALS_MS = {"choose": CHOOSE_MIN_PRESS_INTERVAL_MS}
HOLD_TIMES_MS = {"help": HOLD_MS, "next": HOLD_MS, "previous": HOLD_MS, "choose": HOLD_MS}
"""Which keys can be held: help starts speech, next and previous go on by groups, choose offers a letter's other forms."""

WAKE_DELAY_MS = 50
"""gpiozero's thread wakes so much after the moment of a long press: two readings of a clock are never quite the same."""


class HardwareKey:
    """One key, listening until `close`."""

    def __init__(self, pin: Pin, on_event: EventCallback, *, now: MillisecondClock, pin_factory: object | None = None) -> None:
        """Opens the pin.

        Args:
            pin: the wire.
            on_event: hears of presses, holds and releases, from a thread of gpiozero.
            now: steady milliseconds, by which events are dated.
            pin_factory: gpiozero's, for tests.
        """
        self.name = pin.name
        hold_ms = HOLD_TIMES_MS.get(pin.name)
        self._tell = on_event
        self._one = threading.RLock()  # edges, holds and looks come from threads of their own
        self._stroke = self._fresh(closed=False)
        with self._one:  # an edge that comes while the pin opens waits until the key's state at the start is known
            wake_ms = None if hold_ms is None else hold_ms + WAKE_DELAY_MS
            self._line = InputPin(pin, self._edge, now=now, pin_factory=pin_factory, hold_ms=wake_ms, on_hold=self.poll)
            self._stroke = self._fresh(closed=self._line.is_active)

    def poll(self) -> None:
        """Tell what is due without an edge. Call it every second or two."""
        self._tell_all(lambda: self._stroke.poll(self._line.now_us()))

    @property
    def is_stuck(self) -> bool:
        """Whether it has been down for a minute, or since the start."""
        with self._one:
            return self._stroke.is_stuck(self._line.now_us())

    def close(self) -> None:
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
